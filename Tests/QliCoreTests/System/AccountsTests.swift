import Testing

@testable import QliCore

/// Names and homes out of a file like /etc/passwd, see passwd(5).
@Suite struct AccountsTests {
  private func name(of id: UInt32, in text: String) -> String? {
    Accounts.userName(of: id, in: Array(text.utf8))?.text
  }

  private let file = """
    root:x:0:0:root:/:/bin/sh
    # a comment
    alice:x:1000:1000:Alice,,,:/home/alice:/bin/bash
    second:x:1000:1000::/:/bin/sh
    big:x:4294967295:0::/:

    odd name:*:7:7
    empty::8:8:::
    +nis::::::
    last:x:9:9::/:/bin/sh
    """

  @Test func theFirstOfANumberCounts() {
    #expect(name(of: 0, in: file) == "root")
    #expect(name(of: 1000, in: file) == "alice")
    #expect(name(of: 4_294_967_295, in: file) == "big")
    #expect(name(of: 7, in: file) == "odd name")
    #expect(name(of: 8, in: file) == "empty")
  }

  @Test func theLastLineNeedsNoNewline() {
    #expect(name(of: 9, in: file) == "last")
    #expect(name(of: 9, in: file + "\n") == "last")
  }

  @Test func whatIsNotThereHasNoName() {
    #expect(name(of: 1, in: file) == nil)
    #expect(name(of: 100, in: file) == nil)
    #expect(name(of: 10_000, in: file) == nil)
    #expect(name(of: 0, in: "") == nil)
    #expect(Accounts.userName(of: 0, in: "/no/such/file") == nil)
  }

  private func home(of id: UInt32, in text: String) -> String? {
    Accounts.home(of: id, in: Array(text.utf8))?.description
  }

  @Test func homesAreAbsolute() {
    #expect(home(of: 0, in: file) == "/")
    #expect(home(of: 1000, in: file) == "/home/alice")
    // Too few fields, an empty one, and one that names no place.
    #expect(home(of: 7, in: file) == nil)
    #expect(home(of: 8, in: file) == nil)
    #expect(home(of: 5, in: "a:x:5:5:::/bin/sh\n") == nil)
    #expect(home(of: 5, in: "a:x:5:5::here:/bin/sh\n") == nil)
    #expect(home(of: 5, in: "a:x:5:5::/last") == "/last")
    #expect(home(of: 1, in: file) == nil)
  }

  @Test func usersHaveANumberAndAGroup() {
    let users = Accounts.users(in: Array(file.utf8)).map {
      "\($0.name.lossyText) \($0.number) \($0.group)"
    }
    #expect(
      users == [
        "root 0 0", "alice 1000 1000", "second 1000 1000", "big 4294967295 0", "odd name 7 7",
        "empty 8 8", "last 9 9",
      ])
  }

  /// All lines of one number count, see group(5).
  @Test func groupsOfOneNumberAreOne() throws {
    let file = """
      root:x:0:
      # staff:x:50:nobody
      staff:x:50:
      users:x:100:alice,,bob
      other:x:50:carol
      short:x:7
      +:::
      """
    let group = { (id: UInt32) -> String? in
      Accounts.group(id, in: Array(file.utf8)).map {
        ($0.names + ["|"] + $0.members).map(\.lossyText).joined(separator: " ")
      }
    }
    #expect(group(0) == "root |")
    #expect(group(50) == "staff other | carol")
    #expect(group(100) == "users | alice bob")
    #expect(group(7) == "short |")
    #expect(group(1) == nil)
  }

  @Test(arguments: [
    "a", "a:", "a:x", "a:x:", "a:x:0", "a:x::0:", "a:x: 0:0:", "a:x:0x0:0:", "a:x:-0:0:",
    "a:x:4294967296:0:", ":::", "\n\n:\n",
  ])
  func brokenLinesAreSkipped(_ line: String) {
    #expect(name(of: 0, in: line) == nil)
    #expect(name(of: 0, in: line + "\nroot:x:0:0::/:\n") == "root")
  }
}
