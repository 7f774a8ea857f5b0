/// Whether a group's right to write gives it to somebody else than the user and root.
struct GroupTrust {
  enum Trust {
    /// The group has no member but the user and root, as a private group of the user's.
    case own
    /// The user is in it, and so are others.
    case shared
    case foreign
  }

  private let user: UInt32
  private var known: [UInt32: Trust] = [:]

  init(user: UInt32) { self.user = user }

  /// How far the group `id` is trusted.
  mutating func trust(in id: UInt32) -> Trust {
    if let trust = known[id] { return trust }
    let trust = find(id)
    known[id] = trust
    return trust
  }

  private func find(_ id: UInt32) -> Trust {
    // Root's own group, whatever its members are for.
    if id == 0 { return .own }
    if let members = Accounts.members(of: id) {
      let names = [user, 0].compactMap { Accounts.userName(of: $0) }
      let isOwn =
        members.main.allSatisfy { $0 == user || $0 == 0 }
        && members.others.allSatisfy { names.contains($0) }
      if isOwn { return .own }
    } else if id == user, id == Host.effectiveGroupID {
      // A container that knows neither the user nor the group by name.
      return .own
    }
    return Host.isInGroup(id) ? .shared : .foreign
  }
}
