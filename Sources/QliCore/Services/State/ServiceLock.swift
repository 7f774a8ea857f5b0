/// The lock that says who watches over a service: whoever starts it takes it, and the processes that
/// watch inherit it. It holds until the last of them is gone, however they end, and is never stale.
final class ServiceLock {
  /// What stands behind the line of one who only asks still if it may start.
  private static let asking = Array("asks\n".utf8)

  private var file: KeptFile?

  /// Stays open in the processes that watch over the service, and is closed in the service.
  let descriptor: FileDescriptor
  /// How long the note is, without what stands behind it.
  private var length: Int64 = 0

  /// Takes the lock of `folder`, which is made if it is missing.
  ///
  /// - Returns: nil if another has it.
  static func tryTaking(
    _ folder: ServiceFolder, _ safety: PathSafety
  ) throws(ServiceRefusal) -> ServiceLock? {
    for _ in 0..<mostRemovals {
      let lock = try ServiceLock(folder.supervisor, safety)
      let number = lock.descriptor
      let isOurs = try converting({ ServiceRefusal.folder(folder.supervisor, $0) }) {
        () throws(Errno) in
        try number.tryDescriptionLock()
      }
      guard isOurs else { return nil }
      // Somebody may have removed it meanwhile, or before.
      if lock.isStillThere { return lock }
    }
    throw .folder(folder.supervisor, .fileExists)
  }

  /// How often the file may be removed while its lock is taken.
  private static let mostRemovals = 1000

  private init(_ path: FilePath, _ safety: PathSafety) throws(ServiceRefusal) {
    let kept = try converting({ ServiceRefusal(path, $0) }) { () throws(PathError) in
      try KeptFile.checked(path, safety)
    }
    descriptor = kept.number
    file = .some(kept)
  }

  private var isStillThere: Bool {
    guard let status = try? descriptor.status() else { return false }
    switch file {
    case .some(let file): return file.isStillThere(status)
    case .none: return false
    }
  }

  /// Leaves the lock to the processes that have inherited it.
  func letGo() { file = nil }

  /// Writes that this process has it, for the run `runID`. What can't be found again isn't started.
  ///
  /// - Parameter isAsking: whether it doesn't count as running yet.
  func writeNote(
    _ runID: RunID, _ clock: Clock, isAsking: Bool = false
  ) throws(Errno) {
    guard let note = SupervisorNote.ours(runID, clock) else { throw .noSuchFile }
    let line = note.line
    try descriptor.truncate(to: 0)
    try descriptor.writeAll(isAsking ? line + Self.asking : line)
    length = Int64(line.count)
  }

  /// From now on it counts as running: it may be started.
  func stopAsking() throws(Errno) { try descriptor.truncate(to: length) }

  /// Who has the lock of `folder`; nil if nobody has.
  static func holder(of folder: ServiceFolder) -> ServiceHolder? {
    guard let file = KeptFile.reading(folder.supervisor),
      (try? file.number.isLockedElsewhere()) == true
    else { return nil }
    guard let note = SupervisorNote(file.number) else { return .unknown }
    return note.identity.isOfThisBoot ? .process(note) : .elsewhere(note)
  }

  /// Why it can't be known who has the lock of `folder`; nil where it can, and where there is none.
  static func unreadable(in folder: ServiceFolder) -> ErrorReport? {
    let path = folder.supervisor
    guard let status = try? FileStatus(notFollowing: path), KeptFile.reading(path) == nil else {
      return nil
    }
    let place = "'\(Visible.text(path))'"
    guard status.owner != Host.effectiveUserID, let owner = Accounts.userName(of: status.owner)
    else {
      return ErrorReport(
        "whether it runs can't be known: somebody else could have made \(place)",
        help: ["look at it: ls -l \(Wording.shellQuoted(path))"])
    }
    let name = owner.lossyText
    return ErrorReport(
      "whether it runs can't be known: \(place) belongs to '\(Visible.text(name))'",
      help: ["do it as that user: sudo -u \(Wording.shellQuoted(name)) qli ..."])
  }

  /// Who had the lock of `folder` last, or has it; nil where nobody ever had.
  static func lastNote(in folder: ServiceFolder) -> SupervisorNote? {
    guard let file = KeptFile.reading(folder.supervisor) else { return nil }
    return SupervisorNote(file.number)
  }
}

/// Who has the lock of a service.
enum ServiceHolder {
  case process(SupervisorNote)
  /// A process of another machine or pid namespace, whose numbers mean nothing here.
  case elsewhere(SupervisorNote)
  /// It has not written yet who it is.
  case unknown

  var note: SupervisorNote? {
    switch self {
    case .process(let note), .elsewhere(let note): note
    case .unknown: nil
    }
  }
}
