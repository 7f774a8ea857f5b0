import Testing

@testable import QliCore

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("plain", 5), ("äöüé", 4), ("e\u{301}", 1), ("日本語", 6), ("한국어", 6), ("ｆｕｌｌ", 8),
    ("half ｱ", 6), ("😀", 2), ("→✓…–", 4), ("a\u{200d}b", 2), ("кириллица", 9), ("עברית", 5),
  ])
  func columnsOfCharacters(_ text: String, _ columns: Int) {
    #expect(DisplayWidth.columns(of: text) == columns)
  }
}
