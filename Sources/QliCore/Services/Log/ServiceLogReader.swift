/// Reads a service's log: what is in the file that was full first, and then the one that is
/// written, a line at a time, in constant memory.
final class ServiceLogReader {
  /// Which streams are wanted.
  typealias Choice = (LogStream) -> Bool

  /// How often it is looked again where the files change their places meanwhile.
  private static let mostLooks = 16

  private let files: ServiceLogFiles
  /// Those that aren't read to their end, the older one first.
  private var parts: [ServiceLogLines]
  private var skippedBefore = 0
  /// How long the last of them was when it was opened: a service that writes without a pause has no end
  /// that could be read to. Nil once it was looked again.
  private var lastEnd: Int64?

  /// Opens the log in `folder`.
  ///
  /// - Throws: ENOENT if there is none yet.
  init(in folder: FilePath) throws(Errno) {
    files = ServiceLogFiles(in: folder)
    parts = try Self.open(files)
    guard let last = parts.last else { throw .noSuchFile }
    lastEnd = try last.size()
  }

  /// How many lines were skipped that are torn, or none of qli's.
  var skipped: Int { parts.reduce(skippedBefore) { $0 + $1.skipped } }

  /// The next record; nil at the end of what was there when it was looked last. It may be used until the next one is asked
  /// for.
  func next() throws(Errno) -> LogRecord? {
    while let part = parts.first {
      if parts.count == 1, let lastEnd, part.offset >= lastEnd { return nil }
      if let record = try part.next() { return record }
      if parts.count == 1 { return nil }
      leaveFirst()
    }
    return nil
  }

  /// Begins with the first record that was written at `since` or later, and with the last `lines`
  /// lines of the streams that are wanted.
  func begin(since: Timestamp?, lines: Int?, of isWanted: Choice) throws(Errno) {
    var start = Place(part: 0, offset: 0)
    if let since { start = try place(of: since) }
    if let lines {
      let last = try place(ofLast: lines, isWanted)
      if start < last { start = last }
    }
    try begin(at: start)
  }

  /// The last bytes of what the service has written to `stream`, at most `limit`.
  ///
  /// - Parameter since: what is older is left out, as that of an earlier run.
  /// - Returns: none where there is no log.
  static func lastBytes(
    in folder: FilePath, of stream: LogStream, limit: Int = 65536, since: Timestamp? = nil
  ) throws(Errno) -> [UInt8] {
    let parts = try open(ServiceLogFiles(in: folder))
    let floor = since.map { Array(RFC3339.text($0).utf8) } ?? []
    // From the last byte to the first.
    var reversed: [UInt8] = []
    reversed.reserveCapacity(limit)
    for part in parts.reversed() {
      let isAll = try part.forEachBackwards(from: part.size()) { record, _ in
        guard record.isAtOrAfter(floor) else { return false }
        guard record.stream == stream else { return true }
        if !record.isPartial { reversed.append(.lineFeed) }
        for byte in record.text.reversed() where reversed.count < limit { reversed.append(byte) }
        return reversed.count < limit
      }
      if !isAll { break }
    }
    reversed.reverse()
    return reversed
  }

  // MARK: - Places

  /// Where a record begins: in which of the files, and where in it.
  private struct Place {
    let part: Int
    let offset: Int64

    static func < (left: Place, right: Place) -> Bool {
      left.part < right.part || left.part == right.part && left.offset < right.offset
    }
  }

  private func begin(at place: Place) throws(Errno) {
    for _ in 0..<place.part { leaveFirst() }
    try parts.first?.move(to: place.offset)
  }

  /// Where the first record is that was written then or later. Behind it all are wanted, also where
  /// the clock was turned back.
  private func place(of time: Timestamp) throws(Errno) -> Place {
    let text = Array(RFC3339.text(time).utf8)
    for (number, part) in parts.enumerated() {
      try part.move(to: 0)
      while true {
        guard let record = try part.next() else { break }
        let length = Int64(record.length + 1)
        if record.isAtOrAfter(text) { return Place(part: number, offset: part.offset - length) }
      }
    }
    return try end()
  }

  /// Where the last `count` lines begin. The parts of a line count as one.
  private func place(ofLast count: Int, _ isWanted: Choice) throws(Errno) -> Place {
    var place = try end()
    guard count > 0 else { return place }
    var found = 0
    // Those of which a later part was seen: what is partial belongs to that.
    var seen = StreamSet()
    for number in parts.indices.reversed() {
      let part = parts[number]
      let isAll = try part.forEachBackwards(from: try end(of: number)) { record, offset in
        guard isWanted(record.stream) else { return true }
        if !record.isPartial || !seen.contains(record.stream) {
          if found == count { return false }
          found += 1
          seen.set(record.stream, true)
        }
        place = Place(part: number, offset: offset)
        return true
      }
      if !isAll { break }
    }
    return place
  }

  private func end() throws(Errno) -> Place {
    let last = parts.count - 1
    return Place(part: last, offset: last >= 0 ? try end(of: last) : 0)
  }

  private func end(of part: Int) throws(Errno) -> Int64 {
    if part == parts.count - 1, let lastEnd { return lastEnd }
    return try parts[part].size()
  }

  // MARK: - Files

  private func leaveFirst() {
    guard let part = parts.first else { return }
    skippedBefore += part.skipped
    parts.removeFirst()
  }

  /// Looks again at the end of what is there: whether the file was renamed meanwhile, and another
  /// one is written. What was still added to it is read before.
  func lookAgain() throws(Errno) {
    lastEnd = nil
    guard parts.count == 1, let part = parts.first else { return }
    let isInPlace =
      (try? FileStatus(following: files.current))?.isSameFile(as: part.status) ?? true
    try part.lookAgain()
    if isInPlace { return }
    var others = try Self.open(files)
    // More than one may have been full meanwhile: what is before it was read.
    if let index = others.firstIndex(where: { $0.status.isSameFile(as: part.status) }) {
      others.removeFirst(index + 1)
    }
    parts += others
  }

  /// The files that are there, the older one first.
  private static func open(_ files: ServiceLogFiles) throws(Errno) -> [ServiceLogLines] {
    for _ in 0..<mostLooks {
      // In this order: what was renamed in between is met twice, and not missed.
      let current = try openIfThere(files.current)
      let former = try openIfThere(files.former)
      guard let former else { return current.map { [$0] } ?? [] }
      guard let current else { return [former] }
      if !former.status.isSameFile(as: current.status) { return [former, current] }
    }
    return try openIfThere(files.current).map { [$0] } ?? []
  }

  private static func openIfThere(_ path: FilePath) throws(Errno) -> ServiceLogLines? {
    do throws(Errno) { return try ServiceLogLines(path) } catch .noSuchFile { return nil }
  }
}
