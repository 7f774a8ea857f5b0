/// Which runs are asked for.
struct TrailFilter {
  var group: ByteString?
  /// Its name; records of it may have that of its file.
  var `extension`: ByteString?
  /// The machine that it was run on.
  var host: ByteString?
  /// Those that ended at this moment or later, in microseconds since the beginning of 1970.
  var since: Int64?
  /// Those that ended at this moment or before.
  var until: Int64?
  /// Whoever ran it, also as another user by sudo(8).
  var user: ByteString?
  /// Those whose exit code isn't 0, with those that were refused or never ended.
  var onlyFailed = false
  var runID: RunID.Prefix?

  /// The same moment as a timestamp.
  var start: Timestamp? { since.map { Timestamp(milliseconds: $0 / 1000) } }

  /// Whether a record is of such a run, as far as each record of it shows.
  @inline(__always)
  func takes(_ record: TrailRecord) -> Bool {
    if let runID, !runID.matches(record.runID) { return false }
    if let group, !Self.isEqual(group, record.string(.group)) { return false }
    if let `extension`, !Self.isOf(`extension`, record.string(.extension)) { return false }
    // The ends of older logs don't say where.
    if let host, let own = record.string(.host), !Self.isEqual(host, own) { return false }
    return true
  }

  /// Whether a whole run is asked for, of which `takes` is true.
  func wants(_ run: TrailRun) -> Bool {
    if host != nil, run.string(.host) == nil { return false }
    if onlyFailed, run.hasSucceeded || run.isRunning { return false }
    if let user, !isOf(user, run) { return false }
    if run.isRunning { return until == nil }
    guard let time = (run.end ?? run.start)?.time else { return true }
    return time >= since ?? .min && time <= until ?? .max
  }

  /// Whether `user` ran it: an end that somebody else has brought about has another one.
  private func isOf(_ user: ByteString, _ run: TrailRun) -> Bool {
    guard let record = run.start ?? run.end else { return false }
    return [AuditMember.user, .sudoUser].contains { Self.isEqual(user, record.string($0)) }
  }

  /// A name has no escapes.
  private static func isOf(
    _ name: ByteString, _ string: UnsafeBufferPointer<UInt8>?
  ) -> Bool {
    if isEqual(name, string) { return true }
    guard let string, string.count > name.count, string[name.count] == UInt8(ascii: "."),
      let file = ExtensionName(utf8: string)
    else { return false }
    return name.equals(ExtensionFile.name(of: file).text)
  }

  /// No escape is shorter than what it stands for.
  private static func isEqual(_ name: ByteString, _ string: UnsafeBufferPointer<UInt8>?) -> Bool {
    guard let string, string.count >= name.count else { return false }
    let token = JSONStringToken(bytes: string, hasEscapes: string.contains(.backslash))
    return token.equals(bytes: name)
  }
}
