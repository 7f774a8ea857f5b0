/// Whether a group's right to write gives it to somebody else than the user and root.
///
/// Who is in a group can't be known: `/etc/passwd` and `/etc/group` don't show whom a directory
/// service adds. So that nobody is shown is no evidence; that the group was made for the user is.
struct UnixGroupSafety {
  enum Judgement {
    /// It is root's, or a private group of the user's.
    case own
    /// The user is in it, and others may be.
    case shared
    case foreign
    /// Beside the group an access list names others.
    case accessList
  }

  /// What is known of a group, wherever it may write.
  enum Standing {
    case own, shared, foreign
    /// Debian's `staff`, which has what it gives to `/usr/local`, with nobody in it.
    case staff
  }

  private let user: UInt32
  private var known: [UInt32: Standing] = [:]

  init(user: UInt32) { self.user = user }

  /// What the group of what is at `path`, which it may write to, is there.
  mutating func judge(_ status: FileStatus, at path: FilePath) -> Judgement {
    if FileAccess.hasAccessList(path) { return .accessList }
    switch standing(of: status.group) {
    case .own: return .own
    case .shared: return .shared
    case .foreign: return .foreign
    case .staff:
      let isLocal = path.isWithin(Self.localSoftware)
      return isLocal && status.owner == 0 && status.kind == .directory ? .own : .foreign
    }
  }

  /// Where an administrator puts programs, on every machine: there `staff` is to be no alarm.
  private static let localSoftware: FilePath = "/usr/local"

  private mutating func standing(of id: UInt32) -> Standing {
    if let standing = known[id] { return standing }
    // Root's own group, whatever its members are for.
    let standing: Standing =
      id == 0
      ? .own
      : Self.standing(
        of: id, Accounts.group(id), Accounts.users, for: user, isMember: Host.isInGroup(id))
    known[id] = standing
    return standing
  }

  /// Whether the group `id` was made for `user`, and nobody else is in it.
  static func isPrivate(_ id: UInt32, to user: UInt32) -> Bool {
    standing(of: id, Accounts.group(id), Accounts.users, for: user, isMember: false) == .own
  }

  /// What the group `id` is to `user`.
  ///
  /// - Parameter group: nil if no file knows it.
  /// - Parameter isMember: whether this process has its rights.
  static func standing(
    of id: UInt32, _ group: Accounts.Group?, _ users: [Accounts.User], for user: UInt32,
    isMember: Bool
  ) -> Standing {
    let main = users.filter { $0.group == id }
    if let group {
      let own = users.filter { $0.number == user }
      let trusted = users.filter { $0.number == user || $0.number == 0 }.map { $0.name }
      let isPrivate =
        own.contains { $0.group == id && (id == user || group.names.contains($0.name)) }
        && main.allSatisfy { $0.number == user || $0.number == 0 }
        && group.members.allSatisfy { trusted.contains($0) }
      if isPrivate { return .own }
    }
    if isMember { return .shared }
    if let group, group.names.contains("staff"), group.members.isEmpty, main.isEmpty {
      return .staff
    }
    return .foreign
  }
}
