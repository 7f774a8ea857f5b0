/// Who has the lock of a service, as one line of its file says it.
struct SupervisorNote: Equatable {
  let identity: ProcessIdentity
  /// The machine: a home may be on several.
  let host: String
  let runID: String
  /// Since when, as RFC 3339.
  let since: String
  /// Whether it only asks still if it may start: there is a second line.
  var isAsking = false

  /// The note as the file holds it; the machine comes last, as its name may hold spaces.
  var line: [UInt8] {
    let words =
      "\(identity.process.rawValue) \(identity.startTicks) \(identity.bootID) "
      + "\(identity.pidNamespace) \(runID) \(since) \(host)\n"
    return Array(words.utf8)
  }

  init(identity: ProcessIdentity, host: String, runID: String, since: String) {
    self.identity = identity
    self.host = host
    self.runID = runID
    self.since = since
  }

  /// Reads the note in `file`, or returns nil if there is none.
  init?(_ file: FileDescriptor) {
    guard let bytes = try? file.readAll(limit: 8192, sizeHint: 512) else { return nil }
    let words = bytes.prefix { $0 != .lineFeed }
      .split(separator: .space, maxSplits: 6, omittingEmptySubsequences: false)
    guard words.count == 7, bytes.contains(.lineFeed) else { return nil }
    let texts = words.map { String(decoding: $0, as: UTF8.self) }
    guard let number = Int32(texts[0]), number > 0, let ticks = UInt64(texts[1]) else {
      return nil
    }
    self.init(
      identity: ProcessIdentity(
        process: ProcessID(rawValue: number), startTicks: ticks, bootID: texts[2],
        pidNamespace: texts[3]),
      host: texts[6], runID: texts[4], since: texts[5])
    isAsking = bytes.last != .lineFeed || bytes.count { $0 == .lineFeed } > 1
  }

  /// The note of this process.
  static func ours(_ runID: RunID, _ clock: Clock) -> SupervisorNote? {
    ProcessIdentity.current.map {
      SupervisorNote(
        identity: $0, host: Host.name.lossyText, runID: runID.text,
        since: RFC3339.text(clock.wallTime()))
    }
  }
}
