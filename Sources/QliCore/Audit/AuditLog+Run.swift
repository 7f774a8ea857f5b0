extension AuditLog {
  /// How much of the newest records is looked through, in bytes.
  private static let newest: Int64 = 1 << 20

  /// Whether the newest records tell of no end of a run, and of its start, unless that is known to be there:
  /// it may be long ago. Nil where they can't be read.
  func lacksEnd(of runID: RunID, hasStart isKnown: Bool) -> Bool? {
    guard let file = try? OwnedDescriptor(opening: path, for: .reading),
      let size = try? file.number.status().size,
      (try? file.number.move(to: max(0, size - Self.newest))) != nil,
      let bytes = try? file.number.readAll(limit: Int(2 * Self.newest))
    else { return nil }
    var hasStart = isKnown
    for line in bytes.split(separator: .lineFeed) {
      guard let document = try? JSON.parse(Array(line)), case .object(let record) = document,
        record.text("run_id") == runID.text,
        let event = record.text("event").flatMap({ AuditEvent(rawValue: $0) })
      else { continue }
      if event == .start { hasStart = true } else if !event.isMeanwhile { return false }
    }
    return hasStart
  }
}
