extension AuditPlace {
  /// How much of the newest records of a file is looked through, in bytes.
  private static let newest: Int64 = 1 << 20

  /// Whether the newest records tell of no end of a run, and of its start, unless that is known to be there:
  /// it may be long ago. Nil where they can't be read.
  func lacksEnd(of runID: RunID, hasStart isKnown: Bool) -> Bool? {
    guard let paths = try? paths() else { return nil }
    var hasStart = isKnown
    // The day may have changed behind them.
    for path in paths.suffix(2) {
      guard let bytes = Self.newestBytes(of: path) else { return nil }
      for line in bytes.split(separator: .lineFeed) {
        guard let document = try? JSON.parse(Array(line)), case .object(let record) = document,
          record.text("run_id") == runID.text,
          let event = record.text("event").flatMap({ AuditEvent(rawValue: $0) })
        else { continue }
        if event == .start { hasStart = true } else if !event.isMeanwhile { return false }
      }
    }
    return hasStart
  }

  private static func newestBytes(of path: FilePath) -> [UInt8]? {
    guard let file = try? OwnedDescriptor(opening: path, for: .reading),
      let size = try? file.number.status().size,
      (try? file.number.move(to: max(0, size - newest))) != nil
    else { return nil }
    return try? file.number.readAll(limit: Int(2 * newest))
  }
}
