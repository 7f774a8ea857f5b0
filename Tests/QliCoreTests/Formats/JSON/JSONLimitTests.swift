import Testing

@testable import QliCore

@Suite struct JSONLimitTests {
  /// A document of one kind of nesting, by its depth.
  enum Nesting: CaseIterable, Sendable {
    case arrays, objects, mixed, inTheLastMember, afterSiblings

    func document(depth: Int) -> String {
      func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
      return switch self {
      case .arrays: times("[", depth) + times("]", depth)
      case .objects: times("{\"a\":", depth - 1) + "{}" + times("}", depth - 1)
      case .mixed:
        times("[{\"a\":", depth / 2) + (depth % 2 == 0 ? "1" : "[]") + times("}]", depth / 2)
      case .inTheLastMember:
        "{\"a\":1,\"b\":" + times("[", depth - 1) + times("]", depth - 1) + "}"
      case .afterSiblings: "[" + times("[[[]]],", 200) + times("[", depth - 1) + times("]", depth)
      }
    }
  }

  private static let limit = JSON.maximumDepth

  @Test(arguments: Nesting.allCases) func depthAtTheLimit(_ nesting: Nesting) throws {
    let document = nesting.document(depth: Self.limit)
    #expect(error(ofJSON: document) == nil)
    #expect(try rendering(of: Array(document.utf8)) == document)
  }

  @Test(arguments: Nesting.allCases) func depthAboveTheLimit(_ nesting: Nesting) {
    let error = error(ofJSON: nesting.document(depth: Self.limit + 1))
    #expect(error?.kind == .depthExceeded(limit: 128))
  }

  @Test(arguments: Nesting.allCases) func depthFarAboveTheLimit(_ nesting: Nesting) {
    let error = error(ofJSON: nesting.document(depth: 200_001))
    #expect(error?.kind == .depthExceeded(limit: 128))
  }

  @Test func placeOfTheLevelThatIsOneTooMany() {
    InvalidJSON(Nesting.arrays.document(depth: 129), at: 128, .depthExceeded(limit: 128)).check()
    InvalidJSON(
      String(repeating: "{\"a\":\n", count: 1_000_000), at: 128 * 6, .depthExceeded(limit: 128)
    ).check()
  }

  @Test func whichContainerIsOpenIsKnownAtEveryDepth() {
    for depth in 1...128 {
      let arrays = String(repeating: "[", count: depth)
      InvalidJSON(arrays + "}", at: depth, .expected(.firstElement, found: .mark(.closeBrace)))
        .check()
      let end = String(repeating: "]", count: depth - 1)
      InvalidJSON(
        String(repeating: "[", count: depth - 1) + "{\"a\":0" + end + "]", at: depth + 5,
        .expected(.objectEnd, found: .mark(.closeBracket))
      ).check()
      #expect(error(ofJSON: String(arrays.dropLast()) + "{\"a\":0}" + end) == nil)
    }
  }

  // What follows would not end in useful time if the reader took quadratic time.

  @Test func manyMembers() throws {
    let count = 40_000
    let members = (0..<count).map { "\"key\($0)\":\($0)" }.joined(separator: ",")
    guard case .object(let object) = try JSON.parse(Array("{\(members)}".utf8)) else {
      Issue.record("no object")
      return
    }
    #expect(object.members.count == count)
    for number in stride(from: 0, to: count, by: 997) {
      #expect(object["key\(number)"].map { rendering(of: $0) } == "\(number)")
    }
    #expect(object["key"] == nil)
    InvalidJSON("{\(members),\"key33333\":1}", at: members.utf8.count + 2, .duplicateName).check()
  }

  @Test func aLongArray() throws {
    let document = "[\(String(repeating: "1,\n", count: 200_000))1]"
    guard case .array(let elements) = try JSON.parse(Array(document.utf8)) else {
      Issue.record("no array")
      return
    }
    #expect(elements.count == 200_001)
    #expect(error(ofJSON: "\(document)!")?.line == 200_001)
  }

  @Test(arguments: [
    ("x", "x"), ("\\n", "\n"), ("é", "é"), ("\\u00e9", "é"), ("\\ud83d\\ude00", "😀"),
    ("\\\\", "\\"),
  ]) func aLongString(part: String, expected: String) throws {
    let document = "\"\(String(repeating: part, count: 200_000))\""
    guard case .string(let string) = try JSON.parse(Array(document.utf8)) else {
      Issue.record("no string")
      return
    }
    #expect(string.utf8.elementsEqual(String(repeating: expected, count: 200_000).utf8))
    InvalidJSON(String(document.dropLast()), at: 0, .unterminatedString).check()
  }

  @Test func longNumbersAndWhiteSpace() throws {
    let digits = String(repeating: "1", count: 200_000)
    for number in [digits, "0.\(digits)", "1e\(digits)", "-\(digits).\(digits)e-\(digits)"] {
      try ValidJSON(number).check()
    }
    InvalidJSON("0\(digits)", at: 0, .leadingZero).check()
    let blank = String(repeating: " \r\n\t", count: 100_000)
    try ValidJSON("\(blank)[\(blank)1\(blank),\(blank)2\(blank)]\(blank)", "[1,2]").check()
    #expect(error(ofJSON: "\(blank)\"\(blank)")?.kind == .controlCharacter(0x0D))
  }
}
