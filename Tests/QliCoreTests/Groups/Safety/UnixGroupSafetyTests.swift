import Testing

@testable import QliCore

/// What a group is to a user, by `/etc/passwd` and `/etc/group`.
@Suite struct UnixGroupSafetyTests {
  private let users = """
    root:x:0:0::/:
    alice:x:1000:1000::/:
    second:x:1000:1000::/:
    bob:x:1001:1001::/:
    carol:x:1002:100::/:
    dora:x:1003:2003::/:
    eve:x:1004:1004::/:
    mallory:x:1005:1004::/:
    frank:x:1006:1006::/:
    """
  private let groups = """
    root:x:0:
    staff:x:50:
    users:x:100:
    games:x:60:
    alice:x:1000:second,root
    bob:x:1001:eve
    dora:x:2003:
    eve:x:1004:
    """

  private func standing(
    of group: UInt32, for user: UInt32, isMember: Bool = false, more: String = ""
  ) -> UnixGroupSafety.Standing {
    UnixGroupSafety.standing(
      of: group, Accounts.group(group, in: Array("\(groups)\n\(more)\n".utf8)),
      Accounts.users(in: Array(users.utf8)), for: user, isMember: isMember)
  }

  @Test func aPrivateGroupIsOnesOwn() {
    #expect(standing(of: 1000, for: 1000) == .own)
    // Of one's name, if not of one's number.
    #expect(standing(of: 2003, for: 1003) == .own)
  }

  @Test func othersInItMakeItShared() {
    // As a member, by their own main group, and by a second line of that number.
    for (group, user): (UInt32, UInt32) in [(1001, 1001), (1004, 1004)] {
      #expect(standing(of: group, for: user, isMember: true) == .shared)
      #expect(standing(of: group, for: user) == .foreign)
    }
    let more = "again:x:1000:bob"
    #expect(standing(of: 1000, for: 1000, isMember: true, more: more) == .shared)
  }

  /// That nobody is shown in it is no evidence: others may know of members.
  @Test func anEmptyGroupIsNobodysOwn() {
    for group: UInt32 in [60, 100] {
      for user: UInt32 in [0, 1000, 1002, 5000] {
        #expect(standing(of: group, for: user, isMember: true) == .shared)
        #expect(standing(of: group, for: user) == .foreign)
      }
    }
  }

  @Test func whoIsNotKnownHasNoGroupOfTheirOwn() {
    #expect(standing(of: 5000, for: 5000, isMember: true) == .shared)
    #expect(standing(of: 5000, for: 5000, isMember: true, more: "own:x:5000:") == .shared)
    #expect(standing(of: 5000, for: 5000) == .foreign)
    // Nor a group that no file knows.
    #expect(standing(of: 1006, for: 1006, isMember: true) == .shared)
  }

  @Test func anEmptyStaffIsDebians() {
    #expect(standing(of: 50, for: 1000) == .staff)
    #expect(standing(of: 50, for: 1000, isMember: true) == .shared)
    #expect(standing(of: 50, for: 1000, more: "staff:x:50:bob") == .foreign)
  }
}
