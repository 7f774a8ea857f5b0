import Testing

@testable import QliCore

/// Words as systemd takes them; what is expected was tried with systemd 252.
@Suite struct UnitWordTests {
  @Test(arguments: [
    ("plain", "plain"), ("/usr/bin/qli", "/usr/bin/qli"), ("--reason=x", "--reason=x"),
    ("", "\"\""), ("a b", "\"a b\""), (";", "\";\""), ("#", "\"#\""), ("'", "\"'\""),
    ("q\"q", "\"q\\\"q\""), ("back\\slash", "\"back\\\\slash\""), ("%h", "\"%%h\""),
    ("a\nb", "\"a\\x0ab\""), ("tab\t", "\"tab\\x09\""), ("\u{1b}", "\"\\x1b\""),
    ("\u{7f}", "\"\\x7f\""), ("ü", "\"ü\""), ("\u{202e}", "\"\\U0000202e\""),
    ("\u{9b}", "\"\\U0000009b\""), ("\u{e0041}", "\"\\U000e0041\""),
  ])
  func quoted(_ word: String, _ expected: String) {
    #expect(UnitWord.quoted(ByteString(word), .argument) == expected)
    #expect(UnitWord.quoted(ByteString(word), .elsewhere) == expected)
  }

  /// A variable is filled in among the arguments alone.
  @Test func dollars() {
    #expect(UnitWord.quoted("$HOME $$", .argument) == "\"$$HOME $$$$\"")
    #expect(UnitWord.quoted("$HOME $$", .elsewhere) == "\"$HOME $$\"")
  }

  @Test func whatIsNotText() throws {
    let word = try #require(ByteString([0x61, 0xff]))
    #expect(UnitWord.quoted(word, .argument) == nil)
  }

  @Test func names() {
    #expect(UnitWord.inName("a-b_c.d@e") == "a-b_c.d@e")
    #expect(UnitWord.inName("+c++") == "\\x2bc\\x2b\\x2b")
  }
}
