import Testing

@testable import QliCore

/// The banner is the loudest thing on the screen, and no louder than that may be.
@Suite struct BannerStepTests {
  private func text(
    _ banner: String, _ color: Color? = nil, colours: Bool = true, columns: Int? = 80
  ) -> String {
    BannerStep.text(banner, color, Style(isEnabled: colours), columns: columns)
  }

  /// The lines of the block without what sets them off.
  private func block(_ banner: String, columns: Int? = 80) -> [String] {
    text(banner, columns: columns).split(separator: "\n").map { line in
      #expect(line.hasPrefix("\u{1b}[1;7m ") && line.hasSuffix(" \u{1b}[0m"))
      return String(line.dropFirst(7).dropLast(5))
    }
  }

  @Test func aBlockInItsColour() {
    #expect(text("PRODUCTION") == "\u{1b}[1;7m PRODUCTION \u{1b}[0m\n")
    #expect(text("PRODUCTION", .red) == "\u{1b}[1;7;31m PRODUCTION \u{1b}[0m\n")
    #expect(Set(Color.allCases.map(\.code)) == Set(31...36))
  }

  @Test func eachLineIsAsWideAsTheWidest() {
    #expect(block("one\n\nthree\n") == ["one  ", "     ", "three"])
    #expect(block("日本\nabc") == ["日本", "abc "])
    #expect(block("a\tb\n1234567890") == ["a       b ", "1234567890"])
  }

  /// Two columns are the block's own.
  @Test func noWiderThanTheTerminal() {
    #expect(block("one two three", columns: 10) == ["one two", "three  "])
    #expect(block("a-long-long-word and one", columns: 10) == ["a-long-long-word", "and one"])
  }

  @Test func withoutColoursItIsPlain() {
    #expect(text("one\ttwo\n\nx", .red, colours: false) == "one\ttwo\n\nx\n")
    #expect(text("one two three", .red, colours: false, columns: nil) == "one two three\n")
    #expect(
      text("one two three four five", colours: false, columns: 16) == "one two three\nfour five\n")
    #expect(text("a\u{1b}[2J\r", colours: false) == "a\\x1b[2J\\r\n")
  }
}
