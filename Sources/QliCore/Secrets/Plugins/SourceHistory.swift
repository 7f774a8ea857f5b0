/// The records of all sources: a file for each, `qli/sources/NAME.json` in the state folder.
///
/// A record is read as it lies there. It is changed under the exclusive lock of the folder, and
/// replaced whole: any number of runs may do both at once.
struct SourceHistory {
  /// The most that a record's file may hold, in bytes.
  private static let limit = 1 << 20
  private static let mode: UInt32 = 0o600
  /// How long the lock of the folder is waited for, in seconds.
  static let lockLimit = 10

  /// Where the records are, or nil if no state folder is known.
  let folder: FilePath?
  private let clock: Clock

  /// - Parameter stateFolder: where qli keeps its own state.
  init(stateFolder: FilePath?, clock: Clock) {
    folder = stateFolder?.appending("sources")
    self.clock = clock
  }

  /// The records in the state folder that `environment` names.
  init(_ environment: Environment, clock: Clock) {
    self.init(stateFolder: XDGDirectories.stateFolder(in: environment), clock: clock)
  }

  /// The present wall time, by which crashes are counted.
  var now: Timestamp { clock.wallTime() }

  /// The record of the source `name`; one that isn't there is empty.
  func read(_ name: String) throws(SourceHistoryError) -> SourceRecord {
    let path = try path(of: name)
    try Self.requireKept(path)
    let bytes: [UInt8]?
    do throws(Errno) {
      bytes = try Self.bytes(of: path)
    } catch .noSuchFile {
      return SourceRecord()
    } catch {
      throw .system(path, error)
    }
    guard let bytes, let record = SourceRecord(bytes) else { throw .broken(path) }
    return record
  }

  /// The record of the source `name`, if a crash could be recorded, too, as far as permissions tell.
  /// Where it couldn't, the program isn't started.
  func readForStart(_ name: String) throws(SourceHistoryError) -> SourceRecord {
    try checkWriting(name)
    return try read(name)
  }

  /// Makes sure that a crash of the source `name` could be recorded, as far as permissions tell.
  func checkWriting(_ name: String) throws(SourceHistoryError) {
    let path = try path(of: name)
    try Self.requireKept(path)
    try converting({ SourceHistoryError.system(path, $0) }) { () throws(Errno) in
      try FileAccess.checkMaking(in: path.parent)
    }
  }

  /// The record of the source `name`, where it allows that the program is started.
  func recordAllowingStart(
    _ name: String, _ lifetime: SourceLifetime
  ) throws(SourceError.Reason) -> SourceRecord {
    let record = try converting({ SourceError.Reason.io(.history($0)) }) {
      () throws(SourceHistoryError) in
      try readForStart(name)
    }
    let time = now
    guard record.state(lifetime, at: time) == .disabled else { return record }
    let count = record.crashCount(within: lifetime.restartWindow, at: time)
    throw count >= lifetime.restartCap
      ? .restartCapExceeded(
        crashes: count, window: lifetime.restartWindow, lastError: record.lastError)
      : .disabled(since: record.lastCrash, lastError: record.lastError)
  }

  /// Refuses a record that somebody else could have put there, or change.
  private static func requireKept(_ path: FilePath) throws(SourceHistoryError) {
    if let danger = KeptFile.danger(at: path, PathSafety()) { throw .unsafe(path, danger) }
  }

  /// What a file holds, or nil if it is none that a record can be in.
  private static func bytes(of path: FilePath) throws(Errno) -> [UInt8]? {
    let file = try OwnedDescriptor(opening: path, for: .reading)
    guard try file.number.status().kind == .regular else { return nil }
    return try file.number.readAll(limit: limit)
  }

  /// Adds a crash to the record of the source `name`.
  ///
  /// - Returns: whether it was done; if not, another process has the lock.
  func tryRecordCrash(
    _ name: String, _ error: String, _ lifetime: SourceLifetime
  ) throws(SourceHistoryError) -> Bool {
    try change(name, lock: Self.tryLock) { $0.addingCrash(error, lifetime, at: now) }
  }

  /// Remembers what the source `name` said when it was started. Nothing is written if that is known.
  ///
  /// - Returns: whether it is remembered now; if not, another process has the lock.
  func tryRecordStart(
    _ name: String, _ greeting: SourceGreeting
  ) throws(SourceHistoryError) -> Bool {
    if try read(name).knows(greeting) { return true }
    return try change(name, lock: Self.tryLock) { record in
      var record = record
      record.capabilities = greeting.capabilities
      record.pluginVersion = greeting.version
      return record
    }
  }

  /// Clears the crashes of the source `name`, also where the record is broken. It waits for the lock
  /// as long as a run would; signals keep their own effect meanwhile.
  func reset(_ name: String) throws(SourceHistoryError) {
    let lock = { (folder: FileDescriptor) throws(Errno) -> Bool in
      let loop = try EventLoop(withoutSignals: clock)
      let end = clock.monotonicTime().advanced(bySeconds: Double(Self.lockLimit))
      return try LockWait.take(folder, until: end, loop) == .taken
    }
    guard try change(name, lock: lock, mendingBroken: true, { $0.cleared }) else {
      throw .locked(try path(of: name).parent, seconds: Self.lockLimit)
    }
  }

  // MARK: - The file

  private func path(of name: String) throws(SourceHistoryError) -> FilePath {
    guard let folder else { throw .noStateFolder }
    return folder.appending("\(name).json")
  }

  /// Replaces a record by what `body` makes of it, unless that is the same.
  ///
  /// - Returns: whether that was done; if not, the lock wasn't got.
  private func change(
    _ name: String, lock: (FileDescriptor) throws(Errno) -> Bool, mendingBroken: Bool = false,
    _ body: (SourceRecord) -> SourceRecord
  ) throws(SourceHistoryError) -> Bool {
    let path = try path(of: name)
    // Before anything is made: not where somebody else could put it.
    try Self.requireKept(path)
    let folder = path.parent
    let directory = try converting({ SourceHistoryError.system(folder, $0) }) {
      () throws(Errno) in
      try Directory.create(folder)
      return try OwnedDescriptor(opening: folder, for: .reading)
    }
    let isLocked = try converting({ SourceHistoryError.system(folder, $0) }) { () throws(Errno) in
      try lock(directory.number)
    }
    guard isLocked else { return false }
    defer { directory.number.unlock() }
    let old = try recordToChange(name, mendingBroken: mendingBroken)
    let new = body(old ?? SourceRecord())
    guard old != new else { return true }
    try converting({ SourceHistoryError.system(path, $0) }) { () throws(Errno) in
      try FileReplacement.write(new.line, to: path, mode: Self.mode)
    }
    return true
  }

  /// The record, or nil if it is broken and will be replaced.
  private func recordToChange(
    _ name: String, mendingBroken: Bool
  ) throws(SourceHistoryError) -> SourceRecord? {
    do throws(SourceHistoryError) {
      return try read(name)
    } catch {
      guard mendingBroken, case .broken = error else { throw error }
      return nil
    }
  }

  private static func tryLock(_ folder: FileDescriptor) throws(Errno) -> Bool {
    try folder.tryLock()
  }
}

extension SourceRecord {
  /// Whether the record says what `greeting` says.
  fileprivate func knows(_ greeting: SourceGreeting) -> Bool {
    capabilities == greeting.capabilities && pluginVersion == greeting.version
  }
}

/// Why a source's record can't be used. A source without one isn't started: nobody would count how
/// often it crashes.
enum SourceHistoryError: Error, Equatable {
  /// Neither XDG_STATE_HOME nor HOME says where it is.
  case noStateFolder
  /// Its file is no record; `qli sources reset` mends that.
  case broken(FilePath)
  /// Somebody else could change it.
  case unsafe(FilePath, UnsafePath)
  /// Another process has held the lock all the time.
  case locked(FilePath, seconds: Int)
  /// The file, or its folder, can't be read or written.
  case system(FilePath, Errno)
}
