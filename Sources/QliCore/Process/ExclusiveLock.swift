/// One run of an extension at a time, for each user.
///
/// The lock is an flock(2) on a file in the state folder, where a desktop's shell and cron meet. The
/// extension inherits the descriptor: the lock holds until the last process of the run that has it
/// is gone, also where qli was killed, and is never stale.
final class ExclusiveLock {
  /// The open, locked file; the extension inherits it.
  let descriptor: FileDescriptor
  private let file: KeptFile

  /// Takes the lock of `group` and `name`, and writes into the file who has it.
  init(
    _ group: ExtensionName, _ name: ExtensionName, runID: RunID, _ environment: Environment,
    _ safety: PathSafety, _ loop: EventLoop
  ) throws(ExclusiveRefusal) {
    guard let folder = Self.folder(of: group, in: environment) else {
      throw .lock(.noStateFolder)
    }
    // Whoever looks who has the lock waits here until that was written.
    let gatePath = Self.gate(of: name, in: folder)
    let gate = try converting({ ExclusiveRefusal.lock(LockFailure(gatePath, $0)) }) {
      () throws(Gate.Failure) in
      try Gate(gatePath, safety, loop)
    }
    defer { withExtendedLifetime(gate) {} }
    let path = Self.lock(of: name, in: folder)
    file = try Self.take(path, safety)
    descriptor = file.number
    let note = HolderNote(
      process: ProcessID.current, since: RFC3339.text(loop.clock.wallTime()), runID: runID.text,
      place: file.place)
    let number = descriptor
    try converting({ ExclusiveRefusal.lock(.system(path, $0)) }) { () throws(Errno) in
      try number.truncate(to: 0)
      try number.writeAll(note.line)
    }
  }

  /// Opens the lock's file, and takes its lock.
  private static func take(
    _ path: FilePath, _ safety: PathSafety
  ) throws(ExclusiveRefusal) -> KeptFile {
    for _ in 0..<mostRemovals {
      let file = try open(path, safety)
      let number = file.number
      guard
        try converting(
          { ExclusiveRefusal.lock(.system(path, $0)) }, { () throws(Errno) in try number.tryLock() }
        )
      else { throw .held(LockHolder(of: number)) }
      let status = try converting({ ExclusiveRefusal.lock(LockFailure(path, $0)) }) {
        () throws(PathError) in
        try file.status()
      }
      // Somebody may have removed it meanwhile, or before, or moved it away: who has the lock of that
      // has it.
      guard file.isStillThere(status) else { continue }
      if status.size == 0, let holder = LockHolder(ofFormer: file.place, insteadOf: number) {
        throw .held(holder)
      }
      return file
    }
    throw .removed(path)
  }

  /// How often the file may be removed while its lock is taken.
  private static let mostRemovals = 1000

  /// Checks that locks of `group` could be made. Nothing is touched.
  static func check(_ group: ExtensionName, _ environment: Environment) throws(ExclusiveRefusal) {
    guard let folder = folder(of: group, in: environment) else { throw .lock(.noStateFolder) }
    try converting({ ExclusiveRefusal.lock(.system(folder, $0)) }) { () throws(Errno) in
      try FileAccess.checkMaking(in: folder)
    }
  }

  /// Checks that the lock of `group` and `name` could be taken, if nobody has it. Nothing is
  /// touched.
  static func check(
    _ group: ExtensionName, _ name: ExtensionName, _ environment: Environment
  ) throws(ExclusiveRefusal) {
    guard let folder = folder(of: group, in: environment) else { throw .lock(.noStateFolder) }
    let path = lock(of: name, in: folder)
    for path in [gate(of: name, in: folder), path] {
      if let danger = KeptFile.danger(at: path, PathSafety()) { throw .lock(.unsafe(path, danger)) }
      try converting({ ExclusiveRefusal.lock(.system(path, $0)) }) { () throws(Errno) in
        try FileAccess.checkOpeningOrMaking(path)
      }
    }
    // The note of who has it is written into a regular file alone.
    if let status = try? FileStatus(following: path), status.kind != .regular {
      throw .lock(.system(path, .invalidArgument))
    }
  }

  /// Whether somebody has the lock.
  enum Holding {
    case held(LockHolder)
    /// Nobody who can be seen.
    case free
    /// The processes can't be seen.
    case unknown
  }

  /// Whether somebody has the lock of `group` and `name` now. Nothing is touched.
  static func holding(
    _ group: ExtensionName, _ name: ExtensionName, _ environment: Environment
  ) -> Holding {
    guard let path = folder(of: group, in: environment).map({ lock(of: name, in: $0) }),
      let status = try? FileStatus(following: path)
    else { return .free }
    guard ProcessFiles.path(.current, "fd") != nil else { return .unknown }
    return LockHolder(at: path, status).map { .held($0) } ?? .free
  }

  private static func gate(of name: ExtensionName, in folder: FilePath) -> FilePath {
    folder.appending("\(name).gate")
  }

  private static func lock(of name: ExtensionName, in folder: FilePath) -> FilePath {
    folder.appending("\(name).lock")
  }

  /// Where the locks of `group` are, or nil if no state folder is known.
  static func folder(of group: ExtensionName, in environment: Environment) -> FilePath? {
    XDGDirectories.stateFolder(in: environment).map {
      $0.appending("locks").appending(group.text)
    }
  }

  private static func open(
    _ path: FilePath, _ safety: PathSafety
  ) throws(ExclusiveRefusal) -> KeptFile {
    try converting({ ExclusiveRefusal.lock(LockFailure(path, $0)) }) { () throws(PathError) in
      try KeptFile.checked(path, safety)
    }
  }
}

/// Why an exclusive run can't begin.
enum ExclusiveRefusal: Error {
  /// Somebody has the lock.
  case held(LockHolder)
  /// Its file is removed again and again.
  case removed(FilePath)
  /// It can't be asked for.
  case lock(LockFailure)
}
