extension AuditPlace {
  /// How much of the newest records of a file is looked through, in bytes.
  private static let newest: Int64 = 1 << 20

  /// Whether the newest records tell of a run's start. Nil where they can't be read.
  func hasStart(of runID: RunID) -> Bool? {
    newestLines()?.contains { line in
      guard let record = Self.record(line) else { return false }
      return record.text("run_id") == runID.text && Self.event(of: record) == .start
    }
  }

  /// The line of a record, without its newline, if it is among the newest. Nothing where those can't be read.
  func line(of record: RecordMark) -> ArraySlice<UInt8>? {
    newestLines()?.last { record.isOf($0) }
  }

  /// What `line` tells.
  static func event(of line: ArraySlice<UInt8>) -> AuditEvent? {
    record(line).flatMap { event(of: $0) }
  }

  private static func event(of record: JSONObject) -> AuditEvent? {
    record.text("event").flatMap { AuditEvent(rawValue: $0) }
  }

  private static func record(_ line: ArraySlice<UInt8>) -> JSONObject? {
    guard let document = try? JSON.parse(Array(line)), case .object(let record) = document else {
      return nil
    }
    return record
  }

  /// The oldest first.
  private func newestLines() -> [ArraySlice<UInt8>]? {
    guard let paths = try? paths() else { return nil }
    var lines: [ArraySlice<UInt8>] = []
    // The day may have changed behind them.
    for path in paths.suffix(2) {
      guard let bytes = Self.newestBytes(of: path) else { return nil }
      lines += bytes.split(separator: .lineFeed)
    }
    return lines
  }

  private static func newestBytes(of path: FilePath) -> [UInt8]? {
    guard let file = try? OwnedDescriptor(opening: path, for: .reading),
      let size = try? file.number.status().size,
      (try? file.number.move(to: max(0, size - newest))) != nil
    else { return nil }
    return try? file.number.readAll(limit: Int(2 * newest))
  }
}
