import Testing

@testable import QliCore

@Suite struct SourceExcerptsTests {
  /// The two lines of one excerpt.
  private func excerpt(
    _ source: String, line: Int, column: Int, width: Int = 1
  ) -> [String] {
    var source = SourceExcerpts(of: Array(source.utf8))
    return source.excerpt(at: TOMLPosition(line: line, column: column), width: width)
  }

  @Test func aLineAndItsCaret() {
    #expect(excerpt("a = 1\nbb = 2\n", line: 2, column: 6) == ["  2 | bb = 2", "    |      ^"])
    #expect(
      excerpt("a = 'xyz'", line: 1, column: 5, width: 5) == ["  1 | a = 'xyz'", "    |     ^^^^^"])
    let long = String(repeating: "\n", count: 99) + "x = 1"
    #expect(excerpt(long, line: 100, column: 1) == ["  100 | x = 1", "      | ^"])
  }

  @Test func theEndOfALineAndOfTheFile() {
    #expect(excerpt("a =\n", line: 1, column: 4) == ["  1 | a =", "    |    ^"])
    #expect(excerpt("a = 1\n", line: 2, column: 1) == ["  2 | ", "    | ^"])
    #expect(excerpt("", line: 1, column: 1) == ["  1 | ", "    | ^"])
    #expect(excerpt("a", line: 1, column: 50) == ["  1 | a", "    |  ^"])
    #expect(excerpt("abc", line: 1, column: 2, width: 50) == ["  1 | abc", "    |  ^^"])
  }

  @Test func tabsStayInAnExcerpt() {
    #expect(
      excerpt("\ta\t= 1", line: 1, column: 4, width: 1) == ["  1 | \ta\t= 1", "    | \t \t^"])
  }

  @Test func lineEndsAndByteOrderMarksAreNotShown() {
    #expect(
      excerpt("\u{feff}a = x\r\nb = y\r\n", line: 1, column: 5) == ["  1 | a = x", "    |     ^"])
    #expect(
      excerpt("\u{feff}a = x\r\nb = y", line: 2, column: 5) == ["  2 | b = y", "    |     ^"])
    // A second one is shown: it is what is wrong.
    #expect(
      excerpt("\u{feff}\u{feff}a = 1", line: 1, column: 1) == [
        "  1 | \\u{feff}a = 1", "    | ^^^^^^^^",
      ])
    #expect(
      excerpt("a = 1\n\u{feff}b = 1", line: 2, column: 1) == [
        "  2 | \\u{feff}b = 1", "    | ^^^^^^^^",
      ])
  }

  @Test func controlCharactersAreEscapedAndTheCaretFollows() {
    #expect(
      excerpt("a = '\u{1b}[2J' x", line: 1, column: 12) == [
        #"  1 | a = '\x1b[2J' x"#, "    |               ^",
      ])
    #expect(
      excerpt("a = '\u{1b}'", line: 1, column: 6) == [#"  1 | a = '\x1b'"#, "    |      ^^^^"])
  }

  @Test func wideAndCombiningCharacters() {
    #expect(
      excerpt("x = '日本' y", line: 1, column: 10) == ["  1 | x = '日本' y", "    |            ^"])
    #expect(
      excerpt("x = '日本'", line: 1, column: 6, width: 2) == [
        "  1 | x = '日本'", "    |      ^^^^",
      ])
    #expect(
      excerpt("x = 'e\u{301}' y", line: 1, column: 10) == [
        "  1 | x = 'e\u{301}' y", "    |         ^",
      ])
  }

  @Test func bytesThatAreNoTextAreReplaced() {
    var source = SourceExcerpts(of: Array("a = '".utf8) + [0xff] + Array("'".utf8))
    #expect(
      source.excerpt(at: TOMLPosition(line: 1, column: 6), width: 1) == [
        "  1 | a = '\u{fffd}'", "    |      ^",
      ])
  }

  @Test func ofALongLineSixtyCharactersOnEachSideAreShown() {
    let side = String(repeating: "0123456789", count: 6)
    let line = "far away\(side)X\(side)far away"
    #expect(
      excerpt(line, line: 1, column: 69) == [
        "  1 | \(side)X\(side.dropLast())", "    | \(String(repeating: " ", count: 60))^",
      ])
    let carets = String(repeating: "^", count: 60)
    #expect(
      excerpt(String(repeating: "x", count: 1 << 20), line: 1, column: 1, width: 1 << 20) == [
        "  1 | \(String(repeating: "x", count: 60))", "    | \(carets)",
      ])
  }

  @Test func severalPlacesInTheirOrder() {
    var source = SourceExcerpts(of: Array("aa\n\nb b\nc".utf8))
    let places = [(1, 1), (1, 2), (3, 1), (3, 3), (4, 1)]
    let carets = places.map { line, column in
      source.excerpt(at: TOMLPosition(line: line, column: column), width: 1)
    }
    #expect(
      carets == [
        ["  1 | aa", "    | ^"], ["  1 | aa", "    |  ^"], ["  3 | b b", "    | ^"],
        ["  3 | b b", "    |   ^"], ["  4 | c", "    | ^"],
      ])
  }
}
