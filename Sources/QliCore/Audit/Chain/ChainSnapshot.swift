/// What there was of a log in one moment, while nobody added a record: its files, and where its chain ends.
struct ChainSnapshot {
  /// A file, by what it was, whatever it is called later.
  struct File {
    let path: FilePath
    /// Nil if it can't be looked at.
    let status: FileStatus?
  }

  enum Head {
    case absent
    /// It is there; what its chain ends with is known, or that there is no record yet.
    case present
    /// Made, and not written yet.
    case empty
    /// It isn't what qli writes.
    case damaged
    case unreadable
  }

  /// The oldest first.
  private(set) var files: [File] = []
  private(set) var head = Head.absent
  /// Where the chain ends, as the head has it.
  private(set) var end: ChainPosition?
  /// Why files, or the head, can't be looked at.
  private(set) var failures: [ChainFile.Failure] = []
  /// Which file is why, by its place.
  private(set) var unread: Set<Int> = []

  private let sharing: PathSafety?

  /// How long the lock of the head is waited for, in seconds.
  private static let lockLimit = 10
  /// How often it looks again where files were renamed meanwhile.
  private static let mostLooks = 1000

  /// - Parameter isNamed: whether somebody has named the log, so that anyone may have written it.
  /// - Returns: nil where the files are renamed again and again.
  init?(of files: ChainFiles, isNamed: Bool, _ clock: Clock) {
    sharing = files.sharing
    let head = openHead(files, isNamed: isNamed, clock)
    // The lock is held until all is known.
    defer { withExtendedLifetime(head) {} }
    do throws(AuditError) {
      guard let listing = try Self.quietListing(of: files) else { return nil }
      take(listing)
    } catch {
      failures.append(.file(error))
    }
    guard let head else { return }
    do throws(AuditError) { try readHead(head.number, files) } catch {
      self.head = .unreadable
      failures.append(.file(error))
    }
  }

  /// The head, locked; nil if there is none, or it can't be read.
  private mutating func openHead(
    _ files: ChainFiles, isNamed: Bool, _ clock: Clock
  ) -> LogFile? {
    do throws(AuditError) {
      let head = try LogFile(files.headPath, isNamed: isNamed, sharedBy: files.sharing)
      let end = clock.monotonicTime().advanced(bySeconds: Double(Self.lockLimit))
      let result = try converting({ AuditError(path: head.path, reason: .open($0)) }) {
        () throws(Errno) in
        try LockWait.take(head.number, until: end, EventLoop(withoutSignals: clock))
      }
      if result != .taken {
        throw AuditError(path: head.path, reason: .locked(seconds: Self.lockLimit))
      }
      return head
    } catch {
      if !error.isAbsence {
        head = .unreadable
        failures.append(.file(error.ofHead))
      }
      return nil
    }
  }

  private mutating func readHead(
    _ head: FileDescriptor, _ files: ChainFiles
  ) throws(AuditError) {
    let failure = { AuditError(path: files.headPath, reason: .open($0)).ofHead }
    let text = try converting(failure) { () throws(Errno) in
      try head.readStart(ChainHead.size)
    }
    guard let parsed = ChainHead(text) else {
      self.head = text.isEmpty ? .empty : .damaged
      return
    }
    end = try parsed.end(of: files)
    self.head = .present
  }
}

// MARK: - The files

extension ChainSnapshot {
  /// A name, and what it led to.
  private struct Entry {
    let path: FilePath
    var status: FileStatus?
    var error: Errno?

    init(_ path: FilePath) {
      self.path = path
      do throws(Errno) { status = try FileStatus(following: path) } catch { self.error = error }
    }

    func isSame(as other: Entry) -> Bool {
      guard path == other.path else { return false }
      guard let status, let before = other.status else {
        return status == nil && other.status == nil && error == other.error
      }
      return status.isSameFile(as: before)
    }
  }

  /// What is there twice in a row: between two looks that agree nothing was renamed.
  private static func quietListing(of files: ChainFiles) throws(AuditError) -> [Entry]? {
    var before: [Entry]?
    for _ in 0..<mostLooks {
      let now = try listing(of: files)
      if let before, before.elementsEqual(now, by: { $0.isSame(as: $1) }) { return now }
      before = now
    }
    return nil
  }

  private static func listing(of files: ChainFiles) throws(AuditError) -> [Entry] {
    do throws(Errno) { return try files.paths().map { Entry($0) } } catch {
      if error == .noSuchFile { return [] }
      throw AuditError(path: files.log.parent, reason: .open(error))
    }
  }

  private mutating func take(_ listing: [Entry]) {
    for entry in listing where entry.error != .noSuchFile {
      var reason: AuditError.Reason?
      if let error = entry.error { reason = .open(error) }
      if let kind = entry.status?.kind, kind != .regular { reason = .notRegular(kind) }
      if let reason {
        unread.insert(files.count)
        failures.append(.file(AuditError(path: entry.path, reason: reason)))
      }
      files.append(File(path: entry.path, status: entry.status))
    }
  }

  /// Opens a file that was noted.
  ///
  /// - Throws: why it can't be read; that it isn't there also where another one is.
  func open(_ noted: File, isNamed: Bool) throws(AuditError) -> ChainFile {
    let file =
      isNamed
      ? try ChainFile(named: noted.path) : try ChainFile(noted.path, sharedBy: sharing)
    guard let status = file.status, let before = noted.status, status.isSameFile(as: before),
      status.size >= before.size
    else { throw AuditError(path: noted.path, reason: .open(.noSuchFile)) }
    return file
  }
}

extension LogFile {
  fileprivate convenience init(
    _ path: FilePath, isNamed: Bool, sharedBy safety: PathSafety?
  ) throws(AuditError) {
    guard isNamed else {
      try self.init(path, sharedBy: safety)
      return
    }
    let failure = { (error: Errno) in AuditError(path: path, reason: .open(error)) }
    let kind = try converting(failure) { () throws(Errno) in try FileStatus(following: path).kind }
    guard kind == .regular else { throw AuditError(path: path, reason: .notRegular(kind)) }
    try self.init(named: path)
  }
}
