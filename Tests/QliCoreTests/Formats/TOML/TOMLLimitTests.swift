import Testing

@testable import QliCore

@Suite struct TOMLLimitTests {
  private static let limit = TOML.maximumDepth

  /// A document of one kind of nesting, by its depth.
  enum Nesting: CaseIterable, Sendable {
    case arrays, inlineTables, dottedKey, header, arrayHeader, mixed, dottedKeysInInlineTables
    case dottedKeyUnderHeader

    func document(depth: Int) -> String {
      func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
      let path = times("a.", depth - 1) + "a"
      return switch self {
      case .arrays: "a = " + times("[", depth) + times("]", depth)
      case .inlineTables: "a = " + times("{a=", depth - 1) + "{}" + times("}", depth - 1)
      case .dottedKey: path + " = 1"
      case .header: "[" + path + "]\nx = 1"
      case .arrayHeader: "[[" + path + "]]\nx = 1"
      case .mixed: "[a.b]\nc.d = [{e = " + times("[", depth - 5) + times("]", depth - 5) + "}]"
      case .dottedKeyUnderHeader:
        "[" + times("a.", 63) + "a]\n" + times("b.", depth - 64) + "b = 1"
      case .dottedKeysInInlineTables:
        "a = " + times("{a.a=", (depth - 1) / 2) + (depth % 2 == 0 ? "[{}]" : "{}")
          + times("}", (depth - 1) / 2)
      }
    }
  }

  @Test(arguments: Nesting.allCases) func depthAtTheLimit(_ nesting: Nesting) {
    #expect(error(of: nesting.document(depth: Self.limit)) == nil)
  }

  @Test(arguments: Nesting.allCases) func depthAboveTheLimit(_ nesting: Nesting) {
    let error = error(of: nesting.document(depth: Self.limit + 1))
    #expect(error?.kind == .depthExceeded(limit: 128))
  }

  @Test(arguments: Nesting.allCases) func depthFarAboveTheLimit(_ nesting: Nesting) {
    let error = error(of: nesting.document(depth: 200_001))
    #expect(error?.kind == .depthExceeded(limit: 128))
  }

  @Test func placeOfTheLevelThatIsOneTooMany() {
    #expect(
      error(of: Nesting.arrays.document(depth: 129))?.position == TOMLPosition(line: 1, column: 133)
    )
    #expect(
      error(of: Nesting.header.document(depth: 129))?.position == TOMLPosition(line: 1, column: 258)
    )
  }

  @Test func openBracketsWithoutEnd() {
    #expect(
      error(of: "a = " + String(repeating: "[", count: 1_000_000))?.kind
        == .depthExceeded(limit: 128))
    #expect(
      error(of: String(repeating: "[", count: 1_000_000))?.kind
        == .expected(.key, found: .scalar("[")))
  }

  // What follows would not end in useful time if the parser took quadratic time.

  @Test func manyKeys() throws {
    let count = 100_000
    let document = (0..<count).map { "key\($0) = \($0)\n" }.joined()
    let table = try TOML.parse(Array(document.utf8))
    #expect(table.entries.count == count)
    for number in stride(from: 0, to: count, by: 997) {
      #expect(table["key\(number)"].map { text(of: $0.value) } == "\(number)")
    }
    #expect(
      error(of: document + "key77777 = 1")?.kind
        == .duplicateKey("key77777", first: TOMLPosition(line: 77778, column: 1)))
  }

  @Test func manyKeysInAnInlineTable() throws {
    let keys = (0..<100_000).map { "k\($0)=1" }.joined(separator: ",")
    let table = try TOML.parse(Array("a = {\(keys)}".utf8))
    guard case .table(let inner)? = table["a"]?.value.kind else {
      Issue.record("no table")
      return
    }
    #expect(inner.entries.count == 100_000)
  }

  @Test func manyDottedKeys() throws {
    let document = (0..<100_000).map { "a.b.k\($0) = 1\n" }.joined()
    let table = try TOML.parse(Array(document.utf8))
    guard case .table(let outer)? = table["a"]?.value.kind,
      case .table(let inner)? = outer["b"]?.value.kind
    else {
      Issue.record("no table")
      return
    }
    #expect(inner.entries.count == 100_000)
  }

  @Test func manyTables() throws {
    let document = (0..<100_000).map { "[a.t\($0)]\nx = \($0)\n" }.joined()
    let table = try TOML.parse(Array(document.utf8))
    guard case .table(let inner)? = table["a"]?.value.kind else {
      Issue.record("no table")
      return
    }
    #expect(inner.entries.count == 100_000)
    #expect(inner["t99999"].map { text(of: $0.value) } == "{x: 99999}")
  }

  @Test func manyElements() throws {
    let document = String(repeating: "[[a]]\n[a.b]\nx = 1\n[[a.c]]\n", count: 100_000)
    let table = try TOML.parse(Array(document.utf8))
    guard case .array(let array)? = table["a"]?.value.kind else {
      Issue.record("no array")
      return
    }
    #expect(array.count == 100_000)
    #expect(array.allSatisfy { text(of: $0) == "{b: {x: 1}, c: [{}]}" })
  }

  @Test func aLongArray() throws {
    let table = try TOML.parse(Array("a = [\(String(repeating: "1,\n", count: 500_000))]".utf8))
    guard case .array(let array)? = table["a"]?.value.kind else {
      Issue.record("no array")
      return
    }
    #expect(array.count == 500_000)
  }

  @Test(arguments: [
    ("'", "x", "x"), ("\"", "\\n", "\n"), ("'''", "x\n", "x\n"), ("\"\"\"", "x\r\n", "x\n"),
    ("\"\"\"", "\\u00e9", "\u{E9}"), ("'''", "''x", "''x"), ("\"\"\"", "x\\\n \n", "x"),
  ]) func aLongString(quote: String, part: String, expected: String) throws {
    let document = "a = \(quote)\(String(repeating: part, count: 1_000_000))\(quote)\nb = 1"
    let table = try TOML.parse(Array(document.utf8))
    guard case .string(let string)? = table["a"]?.value.kind else {
      Issue.record("no string")
      return
    }
    #expect(string.utf8.elementsEqual(String(repeating: expected, count: 1_000_000).utf8))
    #expect(table["b"] != nil)
  }

  @Test func longCommentsKeysNumbersAndBlanks() throws {
    let long = String(repeating: "0", count: 1_000_000)
    #expect(try tree(of: "#\(long)\na = 1 #é\(long)") == "{a: 1}")
    #expect(try TOML.parse(Array("k\(long) = 1".utf8))["k\(long)"] != nil)
    #expect(try tree(of: "a = 0x\(long)1") == "{a: 1}")
    #expect(error(of: "a = 1\(long)")?.kind == .integerOutOfRange)
    #expect(error(of: "a = 1.\(long)")?.kind == .unsupportedFloat)
    let blank = String(repeating: " \t", count: 500_000)
    #expect(try tree(of: "\(blank)a\(blank)=\(blank)1\(blank)") == "{a: 1}")
    let lines = String(repeating: "\r\n", count: 500_000)
    #expect(try tree(of: "\(lines)a = [\(lines)]\(lines)") == "{a: []}")
    #expect(error(of: "\(lines)!")?.position == TOMLPosition(line: 500_001, column: 1))
  }
}
