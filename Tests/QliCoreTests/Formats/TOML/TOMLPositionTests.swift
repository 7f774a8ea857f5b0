import Testing

@testable import QliCore

@Suite struct TOMLPositionTests {
  /// The part of the document's first line that an entry's key and value cover, as carets.
  private func carets(_ document: String) throws -> (key: String, value: String) {
    let entry = try #require(try TOML.parse(Array(document.utf8)).entries.first)
    func line(_ position: TOMLPosition, _ width: Int) -> String {
      String(repeating: " ", count: position.column - 1) + String(repeating: "^", count: width)
    }
    return (line(entry.keyPosition, entry.keyWidth), line(entry.value.position, entry.value.width))
  }

  @Test(arguments: [
    ("a = 1", "^", "    ^"),
    ("  abc = 1_000 # x", "  ^^^", "        ^^^^^"),
    ("'a b' = \"x\\n\"", "^^^^^", "        ^^^^^"),
    ("\"é\\u00e9\" = 'é' # é", "^^^^^^^^^", "            ^^^"),
    ("\u{FEFF}a = true", "^", "    ^^^^"),
    ("a = '''x'''", "^", "    ^^^^^^^"),
    ("a = '''\nx'''", "^", "    ^^^"),
    ("a = [1, 2] # x", "^", "    ^^^^^^"),
    ("a = [\n1]", "^", "    ^"),
    ("a = { b = 1 }\n", "^", "    ^^^^^^^^^"),
    ("\ta\t=\t1", " ^", "     ^"),
    ("[ab]", " ^^", "^^^^"),
    ("[[ab]]", "  ^^", "^^^^^^"),
    ("[ab.c]", " ^^", " ^^"),
    ("ab.c = 1", "^^", "^^"),
  ]) func widthsOfKeysAndValues(document: String, key: String, value: String) throws {
    let carets = try carets(document)
    #expect(carets.key == key)
    #expect(carets.value == value)
  }

  @Test func linesAndColumnsInADocument() throws {
    let document = """
      # é😀\r
      'é😀' = 'é' # é
      text = '''
      é
      ''' # é
      [tables.first]
      list = [
        'é', 2,
        { x = 3 },
      ]
      [[tables.more]]
      [tables]
      """
    let table = try TOML.parse(Array(document.utf8))
    var found: [String] = []
    func visit(_ table: TOMLTable, _ path: String) {
      for entry in table.entries {
        let key = path + entry.key
        found.append("\(key) \(text(entry.keyPosition)) \(text(entry.value.position))")
        visit(entry.value, key)
      }
    }
    func visit(_ value: TOMLValue, _ path: String) {
      switch value.kind {
      case .table(let table): visit(table, path + ".")
      case .array(let array):
        for value in array {
          found.append("\(path)[] \(text(value.position))")
          visit(value, path + "[]")
        }
      default: break
      }
    }
    func text(_ position: TOMLPosition) -> String { "\(position.line):\(position.column)" }
    visit(table, "")
    #expect(
      found == [
        "é😀 2:1 2:8", "text 3:1 3:8", "tables 6:2 12:1", "tables.first 6:9 6:1",
        "tables.first.list 7:1 7:8", "tables.first.list[] 8:3", "tables.first.list[] 8:8",
        "tables.first.list[] 9:3", "tables.first.list[].x 9:5 9:9", "tables.more 11:10 11:1",
        "tables.more[] 11:1",
      ])
    #expect(table.position == TOMLPosition(line: 1, column: 1))
  }

  @Test func lineAfterAnEscapedNewline() {
    #expect(
      error(of: "a = \"\"\"\\\n\r\n  x\"\"\"\n!")?.position == TOMLPosition(line: 4, column: 1))
  }

  @Test func aHugeLineOrColumnIsClamped() {
    let position = TOMLPosition(line: -1, column: Int.max)
    #expect(position.line == 0)
    #expect(position.column == Int(UInt32.max))
  }

  @Test(arguments: [
    ("a = 1\nabc = 2\nabc = 3", 3), ("a = 1.50", 4), ("a = \"\\u12\"", 4), ("a = !", 1),
    ("a = \"\\UFFFFFFFF\"", 10), ("a = 'x", 2), ("", 0),
  ]) func widthOfAnError(document: String, width: Int) {
    #expect(error(of: document)?.width ?? 0 == width)
  }

  @Test func typeNames() throws {
    let table = try TOML.parse(Array("a = ''\nb = 1\nc = true\nd = []\ne = {}".utf8))
    #expect(
      table.entries.map(\.value.typeName) == ["string", "integer", "boolean", "array", "table"])
  }
}
