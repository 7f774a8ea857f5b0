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
      throw .noStateFolder
    }
    // Whoever looks who has the lock waits here until that was written.
    let gatePath = Self.gate(of: name, in: folder)
    let gate = try Self.open(gatePath, safety)
    defer { withExtendedLifetime(gate) {} }
    try Self.pass(gate.number, gatePath, loop)
    let path = Self.lock(of: name, in: folder)
    let failure = { (error: Errno) in ExclusiveRefusal.system(path, error) }
    file = try Self.open(path, safety)
    descriptor = file.number
    guard try converting(failure, { () throws(Errno) in try descriptor.tryLock() }) else {
      throw .held(HolderNote(descriptor))
    }
    let note = HolderNote(
      process: ProcessID.current, since: RFC3339.text(loop.clock.wallTime()), runID: runID.text)
    try converting(failure) { () throws(Errno) in
      try descriptor.truncate(to: 0)
      try descriptor.writeAll(note.line)
    }
  }

  /// How long the gate is waited for, in seconds: nobody keeps it longer than it takes to write a
  /// line.
  private static let gateLimit = 10

  private static func pass(
    _ gate: FileDescriptor, _ path: FilePath, _ loop: EventLoop
  ) throws(ExclusiveRefusal) {
    let end = loop.clock.monotonicTime().advanced(bySeconds: Double(gateLimit))
    let result = try converting({ ExclusiveRefusal.system(path, $0) }) { () throws(Errno) in
      try LockWait.take(gate, until: end, loop)
    }
    switch result {
    case .taken: return
    case .held: throw .gateHeld(path, seconds: gateLimit)
    case .interrupted(let signal): throw .interrupted(signal)
    }
  }

  /// Checks that locks of `group` could be made. Nothing is touched.
  static func check(_ group: ExtensionName, _ environment: Environment) throws(ExclusiveRefusal) {
    guard let folder = folder(of: group, in: environment) else { throw .noStateFolder }
    try converting({ ExclusiveRefusal.system(folder, $0) }) { () throws(Errno) in
      try FileAccess.checkMaking(in: folder)
    }
  }

  /// Checks that the lock of `group` and `name` could be taken, if nobody has it. Nothing is
  /// touched.
  static func check(
    _ group: ExtensionName, _ name: ExtensionName, _ environment: Environment
  ) throws(ExclusiveRefusal) {
    guard let folder = folder(of: group, in: environment) else { throw .noStateFolder }
    let path = lock(of: name, in: folder)
    for path in [gate(of: name, in: folder), path] {
      if let danger = KeptFile.danger(at: path, PathSafety()) { throw .unsafe(path, danger) }
      try converting({ ExclusiveRefusal.system(path, $0) }) { () throws(Errno) in
        try FileAccess.checkOpeningOrMaking(path)
      }
    }
    // The note of who has it is written into a regular file alone.
    if let status = try? FileStatus(following: path), status.kind != .regular {
      throw .system(path, .invalidArgument)
    }
  }

  private static func gate(of name: ExtensionName, in folder: FilePath) -> FilePath {
    folder.appending("\(name).gate")
  }

  private static func lock(of name: ExtensionName, in folder: FilePath) -> FilePath {
    folder.appending("\(name).lock")
  }

  /// Where the locks of `group` are, or nil if no state folder is known.
  static func folder(of group: ExtensionName, in environment: Environment) -> FilePath? {
    XDGDirectories.value(of: "XDG_STATE_HOME", in: environment).map {
      FilePath($0).appending("qli/locks").appending(group.text)
    }
  }

  private static func open(
    _ path: FilePath, _ safety: PathSafety
  ) throws(ExclusiveRefusal) -> KeptFile {
    try converting({ ExclusiveRefusal(path, $0) }) { () throws(PathError) in
      let file = try KeptFile(opening: path, safety)
      _ = try file.status()
      return file
    }
  }
}

/// Who has the lock, as its file says.
struct HolderNote: Equatable {
  let process: ProcessID
  let since: String
  let runID: String

  init(process: ProcessID, since: String, runID: String) {
    self.process = process
    self.since = since
    self.runID = runID
  }

  /// Reads the note in `file`, or returns nil if there is none.
  init?(_ file: FileDescriptor) {
    guard let text = try? file.readAll(limit: 4096, sizeHint: 128) else { return nil }
    let words = String(decoding: text, as: UTF8.self).split(whereSeparator: { $0.isWhitespace })
    guard words.count == 3, let number = Int32(words[0]) else { return nil }
    self.init(
      process: ProcessID(rawValue: number), since: String(words[1]), runID: String(words[2]))
  }

  /// The note as the file holds it.
  var line: [UInt8] { Array("\(process.rawValue) \(since) \(runID)\n".utf8) }
}

/// Why an exclusive run can't begin.
enum ExclusiveRefusal: Error {
  /// Another run has the lock; nil if its file doesn't say which.
  case held(HolderNote?)
  /// Somebody has held the lock of its file all the time.
  case gateHeld(FilePath, seconds: Int)
  /// qli was told to stop while it waited.
  case interrupted(Signal)
  /// Neither XDG_STATE_HOME nor HOME says where the lock is.
  case noStateFolder
  /// Somebody else could change who has the lock, or what is written there.
  case unsafe(FilePath, UnsafePath)
  /// The lock's file can't be used.
  case system(FilePath, Errno)

  init(_ path: FilePath, _ error: PathError) {
    switch error {
    case .unsafe(let unsafe): self = .unsafe(path, unsafe)
    case .unreadable(_, let errno): self = .system(path, errno)
    }
  }
}
