/// Whether somebody else than the user and root could change what a path leads to.
///
/// The way is walked as the kernel walks it: folder by folder from `/`, through every link, as sshd's
/// StrictModes and sudo judge it. Each folder, each link and what stands at the end has to belong to
/// root or to the user, and nobody else may be able to write to it. A sticky folder such as `/tmp`
/// protects what lies in it, as that is judged itself.
///
/// A folder that was found safe stays so: only root and the user could change that. It isn't looked at
/// again.
final class PathSafety {
  /// What a path is wanted for.
  enum Purpose {
    /// To pass through, to what is judged itself.
    case passage
    /// To look names up in: whoever may put a file there decides what is found. Sticky or not.
    case lookup
    /// To be run, read or written.
    case file
    /// To say which place is meant: what others can do there says nothing of where it is.
    case place
  }

  /// Where a path leads.
  enum Arrival {
    /// To this place, without any link on the way.
    case found(FilePath, FileStatus)
    /// Nowhere: the first thing that isn't there, the folder that would hold it, and whether it is what
    /// the path means.
    case missing(FilePath, in: FilePath, isEnd: Bool)
  }

  /// What members of a group that the user is in may write to, as far as it was walked.
  private(set) var sharedPlaces: [UnsafePath.Problem] = []

  private let user: UInt32
  /// Whether what members of a group may write to, in which the user is, may also be theirs.
  private let isShared: Bool
  /// That group, once it is known.
  private var team: UInt32?
  /// Whether there was a folder in which anyone can put a file: then also a file of the user's own may have
  /// got its group.
  private var isOpenToAll = false
  private var groups: UnixGroupSafety
  /// Folders without a link on the way to them, which were found safe to pass through.
  private var known: [FilePath] = []

  /// - Parameter isShared: whether it is for what a group of users keeps together, as a manifest says: a
  ///   folder or a file, but no link, may belong to any user if a group may write to it that this user is in,
  ///   and nobody beside it. It has to be the group to which root or the user has given a place on the way:
  ///   where anyone can put a file, as in `/tmp`, the group of that says nothing. Root, who is in few groups,
  ///   goes by the first one of root's own places, and by no other.
  init(user: UInt32 = Host.effectiveUserID, isShared: Bool = false) {
    self.user = user
    self.isShared = isShared
    // As many as there are on the way of a run.
    known.reserveCapacity(16)
    groups = UnixGroupSafety(user: user)
  }

  /// Refuses `path` unless it is there and nobody else could change it.
  @discardableResult
  func require(
    _ path: FilePath, for purpose: Purpose = .file
  ) throws(LookupError) -> (place: FilePath, status: FileStatus) {
    let arrival = try converting({ LookupError($0) }) { () throws(PathError) in
      try walk(path, for: purpose)
    }
    switch arrival {
    case .found(let place, let status): return (place, status)
    case .missing(let first, _, _): throw .unreadable(first, .noSuchFile)
    }
  }

  /// Refuses `path`, which was found by its name, unless nobody else could change it or what is found in
  /// its folder.
  ///
  /// - Returns: where it is, behind all links.
  @discardableResult
  func requireFound(_ path: FilePath) throws(LookupError) -> FilePath {
    try require(path.parent, for: .lookup)
    return try require(path).place
  }

  /// Refuses `folder`, in which nothing was found, if somebody else could have put it there: also
  /// where it isn't there itself, and could be made.
  func requireNothingPlanted(in folder: FilePath) throws(LookupError) {
    try requireNothingPlanted(at: folder, for: .lookup)
  }

  /// Refuses `path`, at which nothing was found that could be used, if somebody else could put it
  /// there: also where a link leads there, and nowhere yet.
  func requireNothingPlanted(at path: FilePath, for purpose: Purpose) throws(LookupError) {
    do throws(LookupError) {
      _ = try requireOrNothing(path, for: purpose)
    } catch .unreadable(_, .notDirectory), .unreadable(_, .permissionDenied),
      .unreadable(_, .tooManyLinks)
    {
      // A file that is in the way, a link to itself, or a closed folder, which was found safe itself:
      // behind none does this user find anything, and nobody but its owner can change that.
    }
  }

  /// Refuses `path` if somebody else could change it or, where it isn't there, could make it.
  ///
  /// - Returns: whether it is there.
  func requireOrNothing(
    _ path: FilePath, for purpose: Purpose = .file
  ) throws(LookupError) -> Bool {
    let arrival = try converting({ LookupError($0) }) { () throws(PathError) in
      try walk(path, for: purpose)
    }
    guard case .missing(let first, let holder, _) = arrival else { return true }
    let status = try converting({ LookupError.unreadable(holder, $0) }) { () throws(Errno) in
      try FileStatus(notFollowing: holder)
    }
    var problems: [UnsafePath.Problem] = []
    judge(holder, status, isPassage: false, &problems)
    if let problem = problems.first {
      throw .unsafe(
        UnsafePath([
          UnsafePath.Problem(
            path: holder, status: status,
            reason: .creatable(
              first, wanted: path, isFolder: purpose == .lookup, problem.reason))
        ]))
    }
    return false
  }

  /// Refuses what qli keeps at `place` unless it has only that name, and nobody else could change it.
  func requireKept(_ place: FilePath, _ status: FileStatus) throws(PathError) {
    var problems: [UnsafePath.Problem] = []
    judge(place, status, isPassage: false, &problems)
    if status.kind == .regular, status.links > 1 {
      problems.append(UnsafePath.Problem(path: place, status: status, reason: .otherName))
    }
    if !problems.isEmpty { throw .unsafe(UnsafePath(problems)) }
  }

  /// Where `path` leads, however far that is there.
  func walk(_ path: FilePath, for purpose: Purpose) throws(PathError) -> Arrival {
    var problems: [UnsafePath.Problem] = []
    let arrival: Arrival
    do throws(Errno) {
      arrival = try walk(path, for: purpose, &problems)
    } catch {
      if !problems.isEmpty { throw .unsafe(UnsafePath(problems)) }
      throw .unreadable(path, error)
    }
    if !problems.isEmpty { throw .unsafe(UnsafePath(problems)) }
    return arrival
  }

  /// How many links the system follows on one way.
  private static let mostLinks = 40

  private func walk(
    _ path: FilePath, for purpose: Purpose, _ problems: inout [UnsafePath.Problem]
  ) throws(Errno) -> Arrival {
    var way = PathWay(path.isAbsolute ? path : try Self.currentFolder().appending(path.string))
    var place: FilePath = "/"
    var status: FileStatus?
    if let start = known.last(where: { way.begins(with: $0) }) {
      way.skip(start)
      place = start
    } else {
      status = try passThrough(place, &problems)
    }
    var links = 0
    steps: while true {
      let next: FilePath
      switch way.step(from: place) {
      case .none: break steps
      case .up:
        place = place.parent
        status = nil
        continue steps
      case .to(let path): next = path
      }
      let found: FileStatus
      do throws(Errno) {
        found = try FileStatus(notFollowing: next)
      } catch .noSuchFile {
        return .missing(next, in: place, isEnd: way.isAtEnd)
      }
      switch found.kind {
      case .symbolicLink:
        links += 1
        if links > Self.mostLinks { throw .tooManyLinks }
        judge(next, found, isPassage: true, &problems)
        let target = try next.linkText()
        way.insert(target)
        if !FilePath(target).isAbsolute { continue }
        place = "/"
        if !known.contains(place) { status = try passThrough(place, &problems) }
      case .directory:
        place = next
        status = found
        if way.isAtEnd, purpose != .passage { continue }
        passThrough(next, found, &problems)
      case .regular, .pipe, .socket, .device, .other:
        if !way.isAtEnd { throw .notDirectory }
        if purpose != .place { judge(next, found, isPassage: false, &problems) }
        return .found(next, found)
      }
    }
    let end: FileStatus
    if let status { end = status } else { end = try FileStatus(notFollowing: place) }
    if purpose != .passage, purpose != .place,
      judge(place, end, isPassage: false, &problems)
    {
      known.append(place)
    }
    return .found(place, end)
  }

  private static func currentFolder() throws(Errno) -> FilePath {
    guard let folder = Directory.current else { throw .noSuchFile }
    return folder
  }

  private func passThrough(
    _ folder: FilePath, _ problems: inout [UnsafePath.Problem]
  ) throws(Errno) -> FileStatus {
    let status = try FileStatus(notFollowing: folder)
    passThrough(folder, status, &problems)
    return status
  }

  private func passThrough(
    _ folder: FilePath, _ status: FileStatus, _ problems: inout [UnsafePath.Problem]
  ) {
    if judge(folder, status, isPassage: true, &problems) { known.append(folder) }
  }

  /// Adds what lets somebody else change what is at `path`.
  ///
  /// - Returns: whether there is nothing of the kind.
  @discardableResult
  private func judge(
    _ path: FilePath, _ status: FileStatus, isPassage: Bool,
    _ problems: inout [UnsafePath.Problem]
  ) -> Bool {
    let before = team
    if isShared { noteTeam(status, at: path) }
    // What a file says of its group holds for it alone: it must not matter which one is looked at first.
    defer { if status.kind != .directory { team = before } }
    let isOwn = status.owner == 0 || status.owner == user || isOfTeam(status, at: path)
    if !isOwn { Self.add(.owner, path, status, to: &problems) }
    if status.kind == .symbolicLink {
      // Its permissions mean nothing.
      if path.isOfProcess { Self.add(.processLink, path, status, to: &problems) }
      return isOwn && !path.isOfProcess
    }
    if isPassage, status.isSticky { return isOwn }
    // What is written to a device or a pipe isn't there to be read again.
    if status.kind != .regular, status.kind != .directory { return isOwn }
    let groupReason: UnsafePath.Reason?
    switch status.isWritableByGroup ? groups.judge(status, at: path) : .own {
    case .own: groupReason = nil
    case .shared:
      sharedPlaces.append(UnsafePath.Problem(path: path, status: status, reason: .group))
      groupReason = nil
    case .foreign: groupReason = isOfTeam(status, at: path) ? nil : foreignReason(status)
    case .accessList: groupReason = .accessList
    }
    if status.isWritableByOthers {
      let reason = groupReason == nil ? UnsafePath.Reason.everyone : .everyoneAndGroup
      Self.add(reason, path, status, to: &problems)
    } else if let groupReason {
      Self.add(groupReason, path, status, to: &problems)
    } else {
      return isOwn
    }
    return false
  }

  /// What is wrong with a group's right to write that this user isn't in.
  private func foreignReason(_ status: FileStatus) -> UnsafePath.Reason {
    isShared && user != 0 && status.isOfOneGroup ? .team : .group
  }

  /// Whether members of a group, who share what is kept here, may write to what is at `path`, and so may
  /// have made it.
  private func isOfTeam(_ status: FileStatus, at path: FilePath) -> Bool {
    guard isShared, status.isWritableByGroup else { return false }
    return isOfSharingGroup(status, at: path)
  }

  /// Whether what is at `path` belongs to a group that shares what is kept here.
  private func isOfSharingGroup(_ status: FileStatus, at path: FilePath) -> Bool {
    guard status.kind == .directory || status.kind == .regular, status.group == team else {
      return false
    }
    switch groups.judge(status, at: path) {
    case .shared: return true
    case .foreign: return user == 0
    case .own, .accessList: return false
    }
  }

  /// Notes the group to which root or the user has given what is at `path`. Where anyone can put a file, it
  /// may get the group of the folder (the setgid bit), whoever has made it, and so that says nothing.
  private func noteTeam(_ status: FileStatus, at path: FilePath) {
    if status.kind == .directory, status.isWritableByOthers {
      team = nil
      isOpenToAll = true
      return
    }
    let isGiven = status.kind == .directory || status.kind == .regular && !isOpenToAll
    guard isGiven, status.isWritableByGroup, status.owner == 0 || status.owner == user else {
      return
    }
    switch groups.judge(status, at: path) {
    case .shared: team = status.group
    case .foreign where user == 0 && team == nil: team = status.group
    case .foreign, .own, .accessList: break
    }
  }

  /// Whether the file at `path` is one that members of a group keep together, though it may be closed to them
  /// by now: a log that was rotated.
  func isKeptByTeam(_ status: FileStatus, at path: FilePath) -> Bool {
    isShared && status.kind == .regular && !status.isWritableByOthers
      && isOfSharingGroup(status, at: path)
  }

  /// A way may pass one place several times.
  private static func add(
    _ reason: UnsafePath.Reason, _ path: FilePath, _ status: FileStatus,
    to problems: inout [UnsafePath.Problem]
  ) {
    let problem = UnsafePath.Problem(path: path, status: status, reason: reason)
    if !problems.contains(problem) { problems.append(problem) }
  }
}

extension FilePath {
  /// Whether it lies in the folder of a process, whose links lead elsewhere than their text says.
  fileprivate var isOfProcess: Bool { isInside("/proc") && parent != "/proc" }
}
