/// What the records of many machines need beside those of one log: they may come twice, and in any order.
struct CollectedRuns {
  /// What no two records of one run have in common.
  private struct Mark: Hashable {
    let runID: UInt128
    let time: Int64
    let event: AuditEvent
  }

  private var seen: Set<Mark> = []
  /// Ends whose start hasn't come.
  private var waiting: [EndedRuns.Name: [EndedRuns.Run]] = [:]
  /// How many have come again, and where the first of them was.
  private(set) var doubles = 0
  private(set) var firstDouble: (path: FilePath, line: Int)?

  /// Takes note of a record.
  ///
  /// - Returns: whether it has come for the first time.
  mutating func insert(_ record: TrailRecord, of reader: TrailReader) -> Bool {
    let mark = Mark(runID: record.runID, time: record.time, event: record.event)
    if seen.insert(mark).inserted { return true }
    doubles += 1
    if firstDouble == nil { firstDouble = (reader.path, reader.number) }
    return false
  }

  /// Keeps an end until its start comes.
  mutating func wait(_ end: EndedRuns.Run, for name: EndedRuns.Name) {
    waiting[name, default: []].append(end)
  }

  /// The ends of a run whose start has come, in their order; mostly none.
  mutating func ends(of name: EndedRuns.Name) -> [EndedRuns.Run] {
    guard !waiting.isEmpty, let ends = waiting.removeValue(forKey: name) else { return [] }
    return ends.sorted { $0.end.record.time < $1.end.record.time }
  }

  /// Whether an end is kept.
  var isWaiting: Bool { !waiting.isEmpty }

  /// The ends whose start never came, in their order.
  mutating func takeAll() -> [(name: EndedRuns.Name, ends: [EndedRuns.Run])] {
    let names = waiting.keys.sorted { $0.runID < $1.runID }
    return names.map { (name: $0, ends: ends(of: $0)) }
      .sorted { ($0.ends.last?.end.record.time ?? 0) < ($1.ends.last?.end.record.time ?? 0) }
  }
}

extension ErrorReport {
  /// The words for records that have come more than once; nil where none has.
  init?(_ collected: CollectedRuns) {
    guard let first = collected.firstDouble else { return nil }
    let place = "line \(first.line) of '\(Visible.text(first.path))'"
    self.init(
      collected.doubles == 1
        ? "a record has come twice, and counts once: \(place)"
        : "\(collected.doubles) records have come again, and count once; the first: \(place)")
  }
}
