/// The chain of a log, locked by its head: nobody else adds a record as long as this is there.
///
/// The head is written twice for each record: before it, with what will be pending, and after it. So
/// whenever qli is killed, the next one finds what was: the record isn't there, or it is and only the head
/// doesn't say so yet. What somebody else has appended meanwhile, with whatever numbers, is neither.
///
/// Only where the head may be older than the log, after the system itself went down, or is lost or damaged,
/// the log tells where the chain ends, see `ChainSearch`. What somebody else has tied to the right record by
/// then can't be told from one of qli.
final class LockedChain {
  /// The files of the log.
  let files: ChainFiles
  private let file: KeptFile
  private let status: FileStatus
  private var head: ChainHead?

  var number: FileDescriptor { file.number }

  /// Opens the head of the log of `files`; makes it if it is missing. It isn't locked yet.
  init(
    _ files: ChainFiles, _ safety: PathSafety, _ mode: LogMode = .own
  ) throws(AuditError) {
    self.files = files
    let path = files.headPath
    file = try converting({ AuditError($0, at: path).ofHead }) { () throws(PathError) in
      try KeptFile(opening: path, for: .rewriting, safety, mode: mode)
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

  /// Whether nothing was ever written to it.
  var isNew: Bool { status.size == 0 }

  /// Whether its path still leads to it, once it is locked.
  var isStillThere: Bool { file.isStillThere(status) }

  /// Ties `record`, an object with its newline, to what is in `log`, a file of `size` bytes, and notes in
  /// the head that it is being written.
  ///
  /// - Parameter separator: whether a newline comes before it.
  func tie(
    _ record: inout [UInt8], to log: FileDescriptor, of size: Int64, separator: Bool
  ) throws(AuditError) {
    head = try converting(failure) { () throws(Errno) in
      ChainHead(try number.readStart(ChainHead.size))
    }
    let last = try end(in: log, of: size)
    let link: ChainLink
    if let last {
      if last.number >= ChainPosition.greatestNumber {
        throw AuditError(path: files.headPath, reason: .numbersUsedUp).ofHead
      }
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

  /// Waits until what the head says is on the disk: that the record is being written, so that the next one
  /// looks for it.
  func sync() throws(AuditError) {
    do throws(Errno) { try number.syncData() } catch {
      throw AuditError(path: files.headPath, reason: .write(error)).ofHead
    }
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
      if isNew, self.head == nil { try? number.truncate(to: 0) }
      throw AuditError(path: files.headPath, reason: .write(error)).ofHead
    }
  }

  /// Where the chain ends.
  private func end(in log: FileDescriptor, of size: Int64) throws(AuditError) -> ChainPosition? {
    guard let head else { return try ChainSearch(files, log, of: size).end() }
    return try head.end(of: files, log, of: size)
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
  /// Where the chain of this head ends, by the files of the log; by `log`, of `size` bytes, before it is
  /// written to.
  func end(
    of files: ChainFiles, _ log: FileDescriptor? = nil, of size: Int64 = 0
  ) throws(AuditError) -> ChainPosition? {
    // If the system went down since, what it kept of the log may be newer than what it kept of the head.
    let isOfThisBoot = boot == LockedChain.boot && boot != Self.absence
    if isOfThisBoot, pending == nil { return last }
    return try ChainSearch(files, log, of: size)
      .end(behind: last, pending: pending, onlyPending: isOfThisBoot)
  }
}
