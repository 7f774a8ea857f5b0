/// A source plugin of the list, and what is on record of it.
struct SourceStatus {
  let entry: SourceCatalog.Entry
  let record: Result<SourceRecord, SourceHistoryError>
  /// Why the program isn't started, whatever is on record: that can't be read, or not be written.
  let obstacle: SourceHistoryError?
  private let now: Timestamp

  init(_ entry: SourceCatalog.Entry, _ history: SourceHistory) {
    self.entry = entry
    now = history.now
    record = Result { () throws(SourceHistoryError) in try history.read(entry.name.text) }
    do throws(SourceHistoryError) {
      _ = try record.get()
      try history.checkWriting(entry.name.text)
      obstacle = nil
    } catch {
      obstacle = error
    }
  }

  /// The definition, or nil if its sidecar can't be used.
  var definition: SourceDefinition? { try? entry.definition.get() }

  /// What can be said of it; nil if its sidecar can't be used. One with an obstacle is as good as
  /// disabled.
  var state: SourceRecord.State? {
    guard let definition else { return nil }
    guard obstacle == nil, let record = try? record.get() else { return .disabled }
    return record.state(definition.lifetime, at: now)
  }

  /// The state's name, or `broken`.
  var stateName: String { state?.rawValue ?? "broken" }

  /// How often it has crashed within its window.
  var crashCount: Int {
    guard let definition, let record = try? record.get() else { return 0 }
    return record.crashCount(within: definition.lifetime.restartWindow, at: now)
  }
}
