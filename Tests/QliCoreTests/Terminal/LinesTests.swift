import Testing

@testable import QliCore

/// Text for people, at the width of their terminal.
@Suite struct LinesTests {
  private let report = ErrorReport(
    "cannot write '/a path/to it': there is no room for it",
    details: ["  the first thing that is wrong with it"],
    help: [
      "see how full the disk is: sudo ls '/a path/to it'", "or wait until there is room again",
    ])
  private let plain = Style(isEnabled: false)

  @Test func withoutATerminalEachIsALine() {
    #expect(
      report.text("error:", .error, plain, withHelp: true, columns: nil) == """
        error: cannot write '/a path/to it': there is no room for it
          the first thing that is wrong with it
        help: see how full the disk is: sudo ls '/a path/to it'
        help: or wait until there is room again

        """)
  }

  @Test func aReportInFewColumns() {
    #expect(
      report.text("error:", .error, plain, withHelp: true, columns: 30) == """
        error: cannot write
               '/a path/to it': there
               is no room for it
          the first thing that is
          wrong with it
        help: see how full the disk
              is:
              sudo ls '/a path/to it'
        help: or wait until there is
              room again

        """)
    #expect(
      report.text("error:", .error, plain, withHelp: false, columns: 300)
        == "error: cannot write '/a path/to it': there is no room for it\n"
        + "  the first thing that is wrong with it\n")
  }

  /// Colours take up no room, and an indent has none.
  @Test func setOffLineByLine() {
    let style = Style(isEnabled: true)
    #expect(
      style.dim("one\n    two") == "\u{1b}[2mone\u{1b}[0m\n    \u{1b}[2mtwo\u{1b}[0m")
    let text = report.text("error:", .error, style, withHelp: false, columns: 30)
    #expect(text.hasPrefix("\u{1b}[1;31merror:\u{1b}[0m cannot write\n       '/a path"))
  }

  /// Where there is no room at all, a line stays one.
  @Test func noRoomAtAll() {
    #expect(Lines(columns: 20).text("one two three", behind: 10) == "one two three")
    #expect(Lines(columns: 0).text("one two three") == "one two three")
  }

  /// What the caret is under is seen, whatever is left out beside it.
  @Test func excerptsThatAreTooWide() throws {
    let text = String(repeating: "x", count: 30) + "WRONG" + String(repeating: "y", count: 30)
    var source = SourceExcerpts(of: Array("\(text)\n".utf8))
    let excerpt = source.excerpt(at: TOMLPosition(line: 1, column: 31), width: 5)
    let shown = Lines(columns: 40).details(excerpt).split(separator: "\n").map(String.init)
    try #require(shown.count == 2)
    #expect(shown.allSatisfy { $0.count <= 40 })
    let place = try #require(shown[1].firstRange(of: "^^^^^"))
    #expect(shown[0][place] == "WRONG")
    #expect(Lines(columns: 80).details(excerpt) == excerpt.map { $0 + "\n" }.joined())
    // What stands at the end is seen to its end.
    let end = source.excerpt(at: TOMLPosition(line: 1, column: 66), width: 1)
    let last = Lines(columns: 40).details(end).split(separator: "\n").map(String.init)
    #expect(last.allSatisfy { $0.count <= 40 } && last.last?.last == "^")
    let tabs = ["  1 | \t\(text)", "    | \t^"]
    #expect(Lines(columns: 40).details(tabs) == tabs.map { $0 + "\n" }.joined())
  }

  @Test func linesOfAScreen() {
    let count = { (text: String, columns: Int) in
      ScreenLines.count(of: Array(text.utf8), columns: columns)
    }
    #expect(count("", 10) == 1 && count("\n", 10) == 1 && count("a\nb\n", 10) == 2)
    #expect(count("1234567890\n", 10) == 1 && count("12345678901\n", 10) == 2)
    #expect(count("\u{1b}[1;31m12345\u{1b}[0m\n", 5) == 1 && count("日本語\n", 5) == 2)
  }
}
