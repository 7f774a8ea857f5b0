import Testing

@testable import QliCore

@Suite struct DashedNameTests {
  private func splits(_ name: String, longerThan minimum: Int = 0) -> [String] {
    DashedName.splits(of: name, longerThan: minimum).map { "\($0.group) \($0.extension)" }
  }

  @Test func theLongestGroupComesFirst() {
    #expect(splits("my-team-deploy") == ["my-team deploy", "my team-deploy"])
    #expect(splits("a-b-c-d") == ["a-b-c d", "a-b c-d", "a b-c-d"])
    #expect(splits("dev-hello") == ["dev hello"])
  }

  @Test func aNameWithoutTwoPartsHasNone() {
    #expect(splits("") == [])
    #expect(splits("dev") == [])
    #expect(splits("dev-") == [])
    #expect(splits("-dev") == [])
    #expect(splits("-") == [])
  }

  @Test func bothPartsHaveToBeNames() {
    // Behind the first dash, the rest begins with punctuation; before the second, all is well.
    #expect(splits("a--b") == ["a- b"])
    #expect(splits("a-_b") == [])
    #expect(splits("a-.b-c") == ["a-.b c"])
    #expect(splits("a-b c") == [])
    #expect(splits("a-\u{fffd}") == [])
    let long = String(repeating: "x", count: 65)
    #expect(splits("a-\(long)") == [])
    #expect(splits("\(long)-a") == [])
    #expect(splits("a-\(long)-b") == [])
  }

  @Test func onlyLongerGroupsWhereThatIsAsked() {
    #expect(splits("a-b-c-d", longerThan: 1) == ["a-b-c d", "a-b c-d"])
    #expect(splits("a-b-c-d", longerThan: 3) == ["a-b-c d"])
    #expect(splits("a-b-c-d", longerThan: 5) == [])
  }
}
