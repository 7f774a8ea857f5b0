/// A file of records, one a line, that any number of runs append to at once.
///
/// 1. Open the file, made with mode 0600 if it is missing, in folders made with 0700.
/// 2. If its records are chained, take the lock of the chain, see `LockedChain`: that file is never
///    rotated, so that no two writers give a record the same number.
/// 3. Take the log's own exclusive lock.
/// 4. Make sure that the path still is that file: it may have been rotated meanwhile.
/// 5. Append the line with one write, before it a newline if the last line was torn.
/// 6. Where that is asked for, wait until it is on the disk, with what the head of the chain says.
/// 7. If it didn't get there whole (a full disk), cut the file back to what it was.
struct AuditLog {
  /// Where in a run a record is written; it decides what a signal does to the wait for the lock.
  enum Phase {
    /// Before the extension runs: a signal that ends qli ends the wait.
    case starting
    /// After it: such a signal leaves the wait one more second.
    case finishing
  }

  /// Why a record wasn't written.
  enum Failure: Error {
    case audit(AuditError)
    case interrupted(Signal)
  }

  /// How long the lock is waited for, in seconds.
  static let lockLimit = 10
  private static let mostRotations = 1000
  /// How long the maker of a new log may take to hand it over, in seconds.
  private static let makingLimit = 1.0

  let path: FilePath
  /// Whether what is written before a run has to be on the disk.
  var isSynced = false
  /// Whether each record is tied to the one before it.
  var isChained = false
  /// The name of the chain, where that goes on over the files of several days or months.
  var chainName: ByteString?
  /// Who may use the files that are made.
  var mode = LogMode.own
  var safety = PathSafety()

  /// Appends `line`, which ends in its newline.
  ///
  /// - Returns: the line as it is in the file.
  @discardableResult
  func append(
    _ line: [UInt8], _ loop: EventLoop, while phase: Phase
  ) throws(Failure) -> [UInt8] {
    // Sound: nothing makes it vain.
    try append(line, loop, while: phase, unless: { false }).unsafelyUnwrapped
  }

  /// The same, unless something has made it vain, which is asked once nobody else can write to the log.
  ///
  /// - Returns: nil where nothing was written.
  func append(
    _ line: [UInt8], _ loop: EventLoop, while phase: Phase, unless isVain: () -> Bool
  ) throws(Failure) -> [UInt8]? {
    do throws(Failure) { return try appended(line, loop, while: phase, unless: isVain) } catch {
      guard case .audit(var failure) = error else { throw error }
      failure.isShared = mode == .shared
      throw .audit(failure)
    }
  }

  private func appended(
    _ line: [UInt8], _ loop: EventLoop, while phase: Phase, unless isVain: () -> Bool
  ) throws(Failure) -> [UInt8]? {
    let end = loop.clock.monotonicTime().advanced(bySeconds: Double(Self.lockLimit))
    // Each time it is another file it was rotated meanwhile.
    for _ in 0..<Self.mostRotations {
      let file = try open(loop, while: phase)
      let chain = try isChained ? openChain(of: file.place) : nil
      if let chain {
        try lock(chain.number, until: end, loop, while: phase)
        guard chain.isStillThere else { continue }
      }
      try lock(file.number, until: end, loop, while: phase)
      let status = try converting({ Failure.audit(failure($0)) }) { () throws(PathError) in
        try file.status()
      }
      guard status.kind == .regular else { throw failure(.notRegular(status.kind)) }
      guard file.isStillThere(status) else { continue }
      if isVain() { return nil }
      return try write(line, to: file, of: status.size, chain, while: phase)
    }
    throw failure(.replaced)
  }

  /// The chain of the log at `place`, behind all links.
  private func openChain(of place: FilePath) throws(Failure) -> LockedChain {
    try converting({ Failure.audit($0) }) { () throws(AuditError) in
      try LockedChain(chainFiles(of: place), safety, mode)
    }
  }

  func chainFiles(of place: FilePath) -> ChainFiles {
    var files = ChainFiles(of: chainName.map { place.parent.appending($0) } ?? place)
    if mode == .shared { files.sharing = safety }
    return files
  }

  private func open(_ loop: EventLoop, while phase: Phase) throws(Failure) -> KeptFile {
    do throws(PathError) { return try KeptFile(opening: path, safety, mode: mode) } catch {
      guard try isBeingMade(after: error, loop, while: phase) else { throw .audit(failure(error)) }
    }
    return try converting({ Failure.audit(failure($0)) }) { () throws(PathError) in
      try KeptFile(opening: path, safety, mode: mode)
    }
  }

  /// Whether the log is a new file that wasn't given to this user yet when it couldn't be opened, but is
  /// now: logrotate(8) makes it as root first.
  private func isBeingMade(
    after error: PathError, _ loop: EventLoop, while phase: Phase
  ) throws(Failure) -> Bool {
    guard case .unreadable(_, .permissionDenied) = error,
      let status = try? FileStatus(following: path),
      loop.clock.wallTime().seconds - status.changeTime.seconds <= 1
    else { return false }
    let end = loop.clock.monotonicTime().advanced(bySeconds: Self.makingLimit)
    let path = path
    let result = try converting(openFailure) { () throws(Errno) in
      try LockWait.take(until: end, patience: phase == .starting ? 0 : 1, loop) {
        do throws(Errno) { try FileAccess.checkWriting(path) } catch {
          return error != .permissionDenied
        }
        return true
      }
    }
    if case .interrupted(let signal) = result, phase == .starting { throw .interrupted(signal) }
    return result == .taken
  }

  /// Appends the last line of a run, of which nothing more depends on a signal: one that ends qli
  /// only shortens the wait.
  ///
  /// - Returns: the line as it is in the file.
  func appendLast(_ line: [UInt8], _ loop: EventLoop) throws(AuditError) -> [UInt8] {
    do throws(Failure) {
      return try append(line, loop, while: .finishing)
    } catch {
      switch error {
      case .audit(let error): throw error
      case .interrupted(let signal): throw AuditError(path: path, reason: .lockedAtStop(signal))
      }
    }
  }

  /// The error for a file that can't be used.
  func failure(_ error: PathError) -> AuditError { AuditError(error, at: path) }

  /// The error for a system call that failed on the way to the log.
  func failure(_ error: Errno) -> AuditError {
    AuditError(path: path, reason: .open(error))
  }

  private func lock(
    _ file: FileDescriptor, until end: MonotonicTime, _ loop: EventLoop, while phase: Phase
  ) throws(Failure) {
    let result = try converting(openFailure) { () throws(Errno) in
      try LockWait.take(file, until: end, patience: phase == .starting ? 0 : 1, loop)
    }
    switch (result, phase) {
    case (.taken, _): return
    case (.held, _): throw failure(.locked(seconds: Self.lockLimit))
    case (.interrupted(let signal), .starting): throw .interrupted(signal)
    case (.interrupted(let signal), .finishing): throw failure(.lockedAtStop(signal))
    }
  }

  private func write(
    _ line: [UInt8], to file: borrowing KeptFile, of size: Int64, _ chain: LockedChain?,
    while phase: Phase
  ) throws(Failure) -> [UInt8] {
    let number = file.number
    do throws(AuditError) {
      let isTorn = try converting({ writeFailure($0) }) { () throws(Errno) in
        if size > 0 { try number.byte(at: size - 1) != UInt8(ascii: "\n") } else { false }
      }
      if isSynced, size == 0 || chain?.isNew == true {
        try converting({ writeFailure($0) }) { () throws(Errno) in
          try syncName(of: file.place)
        }
      }
      var line = line
      try chain?.tie(&line, to: number, of: size, separator: isTorn)
      let isSynced = isSynced && phase == .starting
      try converting({ writeFailure($0) }) { () throws(Errno) in
        try number.writeAll(isTorn ? [UInt8(ascii: "\n")] + line : line)
        if isSynced { try number.syncData() }
      }
      if isSynced { try chain?.sync() }
      try chain?.confirm()
      return line
    } catch {
      do throws(Errno) { try number.truncate(to: size) } catch { throw failure(.torn(error)) }
      throw .audit(error)
    }
  }

  /// Waits until the name of a file is on the disk, before anything is in it: so the next one does so, if it
  /// isn't. A folder that may have been made for it has a name as well.
  private func syncName(of file: FilePath) throws(Errno) {
    var folder = file.parent
    var mayBeMade = try syncFolder(folder)
    while mayBeMade, folder != "/" {
      folder = folder.parent
      // In one that it may not read the user's folder was before.
      do throws(Errno) { mayBeMade = try syncFolder(folder) } catch .permissionDenied { return }
    }
  }

  /// - Returns: whether qli may have made it, by its owner and mode.
  private func syncFolder(_ folder: FilePath) throws(Errno) -> Bool {
    let opened = try OwnedDescriptor(opening: folder, for: .reading)
    try opened.number.syncData()
    let status = try opened.number.status()
    guard [0o700, mode.ofFolder].contains(status.permissions) else { return false }
    return mode == .shared || status.owner == Host.effectiveUserID
  }

  private func writeFailure(_ error: Errno) -> AuditError {
    AuditError(path: path, reason: .write(error))
  }

  private func openFailure(_ error: Errno) -> Failure { failure(.open(error)) }

  private func failure(_ reason: AuditError.Reason) -> Failure {
    .audit(AuditError(path: path, reason: reason))
  }
}
