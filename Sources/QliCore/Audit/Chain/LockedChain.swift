/// The chain of a log, locked by its head: nobody else adds a record as long as this is there.
///
/// The head is written twice for each record: before it, with what will be pending, and after it. So
/// whenever qli is killed, the next one finds what was: the record isn't there, or it is and only the head
/// doesn't say so yet. What somebody else has appended meanwhile, with whatever numbers, is neither.
final class LockedChain {
  /// The files of the log.
  let files: ChainFiles
  private let file: KeptFile
  private let status: FileStatus
  private var head: ChainHead?

  var number: FileDescriptor { file.number }

  /// Opens the head of the log of `files`; makes it if it is missing. It isn't locked yet.
  init(_ files: ChainFiles, _ safety: PathSafety) throws(AuditError) {
    self.files = files
    let path = files.headPath
    file = try converting({ AuditError($0, at: path).ofHead }) { () throws(PathError) in
      try KeptFile(opening: path, for: .rewriting, safety)
    }
    let opened = try Self.status(of: file, at: path)
    guard opened.kind == .regular else {
      throw AuditError(path: path, reason: .notRegular(opened.kind)).ofHead
    }
    status = opened
  }

  private static func status(
    of file: borrowing KeptFile, at path: FilePath
  ) throws(AuditError) -> FileStatus {
    do throws(PathError) { return try file.status() } catch {
      throw AuditError(error, at: path).ofHead
    }
  }

  /// Whether its path still leads to it, once it is locked.
  var isStillThere: Bool { file.isStillThere(status) }

  /// Ties `record`, an object with its newline, to what is in `log`, a file of `size` bytes, and notes in
  /// the head that it is being written.
  ///
  /// - Parameter separator: whether a newline comes before it.
  func tie(
    _ record: inout [UInt8], to log: FileDescriptor, of size: Int64, separator: Bool
  ) throws(AuditError) {
    let last = try converting(failure) { () throws(Errno) in
      head = ChainHead(try number.readStart(ChainHead.size))
      return try end(in: log, of: size)
    }
    let link: ChainLink
    if let last {
      link = ChainLink(number: last.number + 1, previous: last.digest)
    } else {
      link = ChainLink(
        number: 1,
        previous: try converting(failure) { () throws(Errno) in
          try Self.beginning(log, of: size, separator: separator)
        })
    }
    link.append(to: &record, of: files.log)
    let next = ChainHead(
      last: last, pending: SHA256.digest(of: record), boot: Self.boot)
    try write(next)
    head = next
  }

  /// Notes that the record is there.
  func confirm() throws(AuditError) {
    guard let head, let digest = head.pending else { return }
    let position = ChainPosition(number: (head.last?.number ?? 0) + 1, digest: digest)
    try write(ChainHead(last: position, boot: Self.boot))
  }

  private func write(_ head: ChainHead) throws(AuditError) {
    do throws(Errno) { try number.overwriteStart(head.text) } catch {
      // A part of the first one is none.
      if status.size == 0, self.head == nil { try? number.truncate(to: 0) }
      throw AuditError(path: files.headPath, reason: .write(error)).ofHead
    }
  }

  /// Where the chain ends.
  private func end(in log: FileDescriptor, of size: Int64) throws(Errno) -> ChainPosition? {
    guard let head else { return try ChainSearch.last(in: log, of: size) }
    return try head.end(in: log, of: size, besides: files)
  }

  /// The digest of what a file held before its first record; nil if that was nothing.
  private static func beginning(
    _ log: FileDescriptor, of size: Int64, separator: Bool
  ) throws(Errno) -> SHA256.Digest? {
    if size == 0 { return nil }
    try log.move(to: 0)
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    var rest = Int(size)
    while rest > 0 {
      let count = min(rest, try log.read(into: &buffer))
      if count == 0 { break }
      buffer.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      rest -= count
    }
    if separator { [UInt8.lineFeed].withUnsafeBytes { hash.update($0) } }
    return hash.finished()
  }

  private func failure(_ error: Errno) -> AuditError {
    AuditError(path: files.headPath, reason: .open(error)).ofHead
  }

  fileprivate static let boot = ProcessIdentity.ownBootID ?? ChainHead.absence
}

extension ChainHead {
  /// Where the chain of this head ends, by the log's newest file, of `size` bytes, if that is there, and by
  /// its other ones.
  func end(
    in log: FileDescriptor?, of size: Int64, besides files: ChainFiles
  ) throws(Errno) -> ChainPosition? {
    if let pending {
      let next = ChainPosition(number: (last?.number ?? 0) + 1, digest: pending)
      let isThere =
        try log.map { (log) throws(Errno) in
          try ChainSearch.holds(next, in: log, of: size, behind: last)
        } ?? false
      if isThere || isElsewhere(next, files) { return next }
    }
    if boot == LockedChain.boot, boot != Self.absence { return last }
    // The system went down since: what it kept of the log may be newer than what it kept of the head.
    guard let log, let found = try ChainSearch.last(in: log, of: size),
      found.number > last?.number ?? 0
    else {
      return last
    }
    return found
  }

  /// Whether a record is at the end of another file of the log: it was renamed, or the day has changed.
  private func isElsewhere(_ position: ChainPosition, _ files: ChainFiles) -> Bool {
    for path in (try? files.paths()) ?? [] where !ChainFiles.isCompressed(path) {
      if let file = KeptFile.reading(path), let size = try? file.number.status().size,
        let isThere = try? ChainSearch.holds(position, in: file.number, of: size, behind: last),
        isThere
      {
        return true
      }
    }
    return false
  }
}
