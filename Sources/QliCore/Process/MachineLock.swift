/// One run of an extension at a time on this machine, whoever runs it.
///
/// All who run it can read the group's folder, and nobody needs a place to write to. A lock that excludes
/// others asks for the right to write, but for flock(2), of which a folder has one for all of its
/// extensions. So a run takes a *shared* lock of bytes that stand for its extension alone, if nobody else has
/// one there; and two never look and take at once, for that happens within flock(2). Where such a lock begins
/// says whose it is, and how many bytes it has, which process took it.
///
/// The extension inherits the descriptor, so that the lock is as lasting as the one of a user.
final class MachineLock {
  /// How many bytes stand for an extension: more than the greatest number of a process.
  private static let room: Int64 = 1 << 23

  private let folder: FilePath
  private let start: Int64
  /// The open folder once it is locked, before that none.
  private(set) var number = FileDescriptor(rawValue: -1)
  // Released where it is closed.
  private var opened: OwnedDescriptor?

  /// The lock of the extension `name` of the group in `folder`, which isn't taken yet.
  init(of name: ExtensionName, in folder: FilePath) {
    self.folder = folder
    // 40 bits of it: two of a thousand extensions share a lock once in two million groups.
    var place: Int64 = 0
    for digit in SHA256.digest(of: Array(name.text.utf8)).description.utf8.prefix(10) {
      place = place << 4 | Int64(digit & 0xf) + (digit >= UInt8(ascii: "a") ? 9 : 0)
    }
    start = place * Self.room
  }

  /// Takes the lock if nobody has it.
  func attempt() throws(ExclusiveRefusal) -> ExclusiveWait.Attempt {
    // Each time anew: another folder may have come in its place.
    let opened = try open()
    let number = opened.number
    if let holder = try holder(number) { return .held(holder) }
    let (folder, start) = (folder, start)
    let failure = { ExclusiveRefusal.lock(.system(folder, $0)) }
    guard try converting(failure, { () throws(Errno) in try number.tryLock() }) else {
      return .busy
    }
    defer { number.unlock() }
    if let holder = try holder(number) { return .held(holder) }
    let isStillThere = try converting(failure) { () throws(Errno) in
      try number.shareLock(from: start, length: Int64(ProcessID.current.rawValue))
      return try number.status().isSameFile(as: FileStatus(following: folder))
    }
    guard isStillThere else { return .busy }
    self.number = number
    self.opened = .some(opened)
    return .taken
  }

  /// Checks that it could be taken, and that nobody has it. Nothing is touched, and nobody disturbed.
  func check() throws(ExclusiveRefusal) {
    let opened = try open()
    if let holder = try holder(opened.number) { throw .held(holder) }
  }

  private func open() throws(ExclusiveRefusal) -> OwnedDescriptor {
    let folder = folder
    return try converting({ ExclusiveRefusal.lock(.system(folder, $0)) }) { () throws(Errno) in
      try OwnedDescriptor(opening: folder, for: .reading)
    }
  }

  private func holder(_ number: FileDescriptor) throws(ExclusiveRefusal) -> LockHolder? {
    let (folder, start) = (folder, start)
    let length = try converting({ ExclusiveRefusal.lock(.system(folder, $0)) }) {
      () throws(Errno) in
      try number.lengthOfLock(at: start)
    }
    guard let length else { return nil }
    return LockHolder(ofMachine: length, at: start, number)
  }
}

extension LockHolder {
  /// Who has the lock of the open `folder` that begins at `start` and has so many bytes.
  fileprivate init(ofMachine length: Int64, at start: Int64, _ folder: FileDescriptor) {
    let taker = Int32(exactly: length).map { ProcessID(rawValue: $0) }
    if let taker, taker.isQli, !taker.isZombie {
      self = .process(taker, user: taker.user, start: taker.startTime)
      return
    }
    // Of another user's processes nothing of the kind can be seen.
    guard let status = try? folder.status(),
      let other = ProcessDescriptor.firstHolding(where: { other, lock in
        lock.start == start && lock.inode == status.inode && !other.process.isQli
          && (try? FileStatus(following: other.link))?.isSameFile(as: status) == true
      })
    else {
      self = .unknown
      return
    }
    self = .leftBehind(other.process, LeftRun(of: other.process))
  }
}
