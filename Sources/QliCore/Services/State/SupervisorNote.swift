/// Who has the lock of a service, as one line of its file says it.
struct SupervisorNote: Equatable {
  let identity: ProcessIdentity
  /// The machine: a home may be on several.
  let host: String
  let runID: String
  /// Since when, as RFC 3339.
  let since: String
  /// The file of the service.
  let path: FilePath
  /// Whether it only asks still if it may start: there is a second line.
  var isAsking = false

  /// The note as the file holds it; the path comes last, as it may hold spaces.
  var line: [UInt8] {
    let words =
      "\(identity.process.rawValue) \(identity.startTicks) \(identity.bootID) "
      + "\(identity.pidNamespace) \(host) \(runID) \(since) "
    return Array(words.utf8) + path.string.bytes + [.lineFeed]
  }

  init(
    identity: ProcessIdentity, host: String, runID: String, since: String, path: FilePath
  ) {
    self.identity = identity
    self.host = host
    self.runID = runID
    self.since = since
    self.path = path
  }

  /// Reads the note in `file`, or returns nil if there is none.
  init?(_ file: FileDescriptor) {
    guard let bytes = try? file.readAll(limit: 8192, sizeHint: 512) else { return nil }
    let words = bytes.prefix { $0 != .lineFeed }
      .split(separator: UInt8(ascii: " "), maxSplits: 7, omittingEmptySubsequences: false)
    guard words.count == 8, bytes.contains(.lineFeed) else { return nil }
    let texts = words.prefix(7).map { String(decoding: $0, as: UTF8.self) }
    guard let number = Int32(texts[0]), number > 0, let ticks = UInt64(texts[1]),
      let path = ByteString(words[7])
    else { return nil }
    self.init(
      identity: ProcessIdentity(
        process: ProcessID(rawValue: number), startTicks: ticks, bootID: texts[2],
        pidNamespace: texts[3]),
      host: texts[4], runID: texts[5], since: texts[6], path: FilePath(path))
    isAsking = bytes.last != .lineFeed || bytes.count { $0 == .lineFeed } > 1
  }

  /// The note of this process.
  static func ours(_ runID: RunID, _ path: FilePath, _ clock: Clock) -> SupervisorNote? {
    ProcessIdentity.current.map {
      SupervisorNote(
        identity: $0, host: Host.name.lossyText, runID: runID.text,
        since: RFC3339.text(clock.wallTime()), path: path)
    }
  }
}
