import Testing

@testable import QliCore

@Suite struct VisibleTests {
  @Test(arguments: ["", "plain text", "äöü é 日本 😀 \u{1f468}\u{200d}\u{1f469}", "~!@#$%^&*()\\\"'"])
  func textThatIsSafeStays(_ text: String) {
    #expect(Visible.text(text) == text)
    #expect(Visible.text(ByteString(text)) == text)
  }

  @Test func controlCharactersAreEscaped() {
    #expect(Visible.text("a\nb\tc\rd") == #"a\nb\tc\rd"#)
    #expect(Visible.text("\r\n") == #"\r\n"#)
    #expect(Visible.text("\u{1b}[31mred\u{1b}[0m\u{7}") == #"\x1b[31mred\x1b[0m\x07"#)
    #expect(Visible.text("\u{0}\u{8}\u{7f}") == #"\x00\x08\x7f"#)
    #expect(Visible.text("\u{9b}31m\u{80}\u{9f}") == #"\u{9b}31m\u{80}\u{9f}"#)
    #expect(Visible.text("\u{a0}") == "\u{a0}")
  }

  @Test func whatHidesOrTurnsTextIsEscaped() {
    #expect(
      Visible.text("a\u{202e}b\u{2066}c\u{2069}\u{61c}\u{200e}\u{200f}\u{feff}")
        == #"a\u{202e}b\u{2066}c\u{2069}\u{61c}\u{200e}\u{200f}\u{feff}"#)
    #expect(Visible.text("\u{2028}\u{2029}") == #"\u{2028}\u{2029}"#)
  }

  @Test func everyControlCharacterIsEscaped() {
    for value in Array(0..<UInt32(0x20)) + Array(0x7f..<0xa0) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let shown = Visible.text(String(scalar))
      #expect(shown.hasPrefix("\\") && !shown.unicodeScalars.contains(scalar), "U+\(value)")
    }
  }

  @Test func newlinesAndTabsCanBeKept() {
    #expect(
      Visible.text("a\n\tb\u{1b}\r\nc", keepingNewlines: true) == "a\n\tb\\x1b\\r\nc")
  }

  @Test(arguments: [
    ([0xff], #"\xff"#), ([0x61, 0xff, 0x62], #"a\xffb"#), ([0xc3], #"\xc3"#),
    ([0xc3, 0x61], #"\xc3a"#), ([0xe2, 0x82], #"\xe2\x82"#), ([0xe2, 0x82, 0xac, 0x80], #"€\x80"#),
    ([0xc0, 0x80], #"\xc0\x80"#), ([0xed, 0xa0, 0x80], #"\xed\xa0\x80"#),
    ([0xf0, 0x9f, 0x98, 0x0a, 0xff], #"\xf0\x9f\x98\n\xff"#),
    ([0xf4, 0x90, 0x80, 0x80, 0x1b], #"\xf4\x90\x80\x80\x1b"#),
    ([0xff, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80], #"\xffé😀"#),
  ])
  func bytesThatAreNoTextAreEscaped(_ bytes: [UInt8], _ shown: String) throws {
    #expect(Visible.text(try #require(ByteString(bytes))) == shown)
  }
}
