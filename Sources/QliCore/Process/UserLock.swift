/// One run of an extension at a time, for each user.
///
/// The lock is an flock(2) on a file in the state folder, where a desktop's shell and cron meet. The
/// extension inherits the descriptor: the lock holds until the last process of the run that has it
/// is gone, also where qli was killed, and is never stale.
final class UserLock {
  let gatePath: FilePath
  /// The open, locked file, once it is that; before, the gate.
  private(set) var number: FileDescriptor
  private let path: FilePath
  private let runID: RunID
  private let safety: PathSafety
  private let clock: Clock
  /// Whoever looks who has the lock waits here until that was written.
  private let gate: KeptFile
  // Released where it is closed.
  private var file: KeptFile?

  /// The lock of the file at `path`, which isn't taken yet.
  init(
    _ path: FilePath, gate: FilePath, _ runID: RunID, _ safety: PathSafety, _ clock: Clock
  ) throws(ExclusiveRefusal) {
    let gatePath = gate
    self.gate = try converting({ ExclusiveRefusal.lock(LockFailure(gatePath, $0)) }) {
      () throws(PathError) in
      try KeptFile.checked(gatePath, safety)
    }
    self.gatePath = gatePath
    self.path = path
    self.runID = runID
    self.safety = safety
    self.clock = clock
    number = self.gate.number
  }

  /// Takes the lock if nobody has it, and writes into the file who has it.
  func attempt() throws(ExclusiveRefusal) -> ExclusiveWait.Attempt {
    let (gate, gatePath) = (gate.number, gatePath)
    guard
      try converting(
        { ExclusiveRefusal.lock(.system(gatePath, $0)) }, { () throws(Errno) in try gate.tryLock() }
      )
    else { return .busy }
    defer { gate.unlock() }
    do throws(ExclusiveRefusal) {
      try takeAndNote()
      return .taken
    } catch {
      if case .held(let holder) = error { return .held(holder) }
      throw error
    }
  }

  private func takeAndNote() throws(ExclusiveRefusal) {
    let taken = try Self.take(path, safety)
    let note = HolderNote(
      process: ProcessID.current, since: RFC3339.text(clock.wallTime()), runID: runID.text,
      place: taken.place)
    let (number, path) = (taken.number, path)
    try converting({ ExclusiveRefusal.lock(.system(path, $0)) }) { () throws(Errno) in
      try number.truncate(to: 0)
      try number.writeAll(note.line)
    }
    self.number = number
    file = .some(taken)
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

  private static func open(
    _ path: FilePath, _ safety: PathSafety
  ) throws(ExclusiveRefusal) -> KeptFile {
    try converting({ ExclusiveRefusal.lock(LockFailure(path, $0)) }) { () throws(PathError) in
      try KeptFile.checked(path, safety)
    }
  }
}
