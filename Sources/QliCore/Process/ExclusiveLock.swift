/// The lock of a run that is the only one of its extension: of its user's, see `UserLock`, or of all on the
/// machine, see `MachineLock`.
final class ExclusiveLock {
  /// What is open and locked; the extension inherits it.
  let descriptor: FileDescriptor
  private let ofUser: UserLock?
  private let ofMachine: MachineLock?

  /// Takes the one of the user, and writes into its file who has it.
  init(
    _ group: ExtensionName, _ name: ExtensionName, runID: RunID, _ environment: Environment,
    _ safety: PathSafety, _ wait: ExclusiveWait
  ) throws(ExclusiveRefusal) {
    guard let folder = Self.folder(of: group, in: environment) else {
      throw .lock(.noStateFolder)
    }
    let lock = try UserLock(
      Self.lock(of: name, in: folder), gate: Self.gate(of: name, in: folder), runID, safety,
      wait.loop.clock)
    try wait.take(lock.gatePath) { () throws(ExclusiveRefusal) in try lock.attempt() }
    (ofUser, ofMachine) = (lock, nil)
    descriptor = lock.number
  }

  /// Takes the one of the machine.
  ///
  /// - Parameter folder: the group's.
  init(
    onMachine name: ExtensionName, in folder: FilePath, _ wait: ExclusiveWait
  ) throws(ExclusiveRefusal) {
    let lock = MachineLock(of: name, in: folder)
    try wait.take(folder) { () throws(ExclusiveRefusal) in try lock.attempt() }
    (ofUser, ofMachine) = (nil, lock)
    descriptor = lock.number
  }

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
