import Testing

@testable import QliCore

@Suite struct TOMLErrorMessageTests {
  @Test(arguments: [
    ("a = '\u{1}'", "control character U+0001; in a \"…\" string write '\\u0001'"),
    ("a", "expected '=', found the end of the document"),
    ("a = 1 b", "expected the end of the line, found 'b'"),
    ("a = \u{202E}", "expected a value, found U+202E"),
    ("é = 1", "expected a key, found 'é'; write such a key in quotes"),
    ("a = {b = 1", "expected ',' or '}', found the end of the document"),
    ("a = 'x", "string isn't closed before the line ends"),
    ("a = \"\\d\"", "invalid escape '\\d'; write '\\\\' for a backslash, or use a '…' string"),
    ("a = \"\\u1\"", "'\\u' needs 4 hexadecimal digits"),
    ("a = \"\\ud800\"", "invalid escape; U+D800 isn't a Unicode character"),
    ("a = 1.5", "unsupported float; write an integer or a string"),
    ("a = 2020-01-01", "unsupported date or time; write a string"),
    ("a = TRUE", "invalid value 'TRUE'; write 'true'"),
    ("a = yes", "invalid value 'yes'; write 'true', or a string in quotes"),
    ("a = off", "invalid value 'off'; write 'false', or a string in quotes"),
    ("a = word", "invalid value 'word'; write strings in quotes"),
    ("a = 1\na = 1", "duplicate key 'a'; first defined on line 1"),
    ("[a]\n[a]", "table 'a' is already defined on line 1"),
    ("a = 1\n[a.b]", "'a' is an integer on line 1, not a table"),
    ("a = true\n[a.b]", "'a' is a boolean on line 1, not a table"),
    ("a = []\n[[a]]", "can't add to 'a', an array on line 1"),
    ("'\\n' = 1\n'\\n' = 1", "duplicate key '\\n'; first defined on line 1"),
    ("\"\\n\" = 1\n\"\\n\" = 1", "duplicate key 'U+000A'; first defined on line 1"),
  ]) func messagesOfErrors(document: String, message: String) {
    #expect(error(of: document)?.message == message)
  }

  @Test func aLongNameIsCut() {
    let long = String(repeating: "x", count: 1_000_000)
    #expect(
      error(of: "a = \(long)")?.message
        == "invalid value '\(String(repeating: "x", count: 60))…'; write strings in quotes")
  }

  @Test func everyMessageFollowsTheStyle() {
    let first = TOMLPosition(line: 1, column: 1)
    let kinds: [TOMLError.Kind] = [
      .invalidUTF8, .controlCharacter(1), .bareCarriageReturn, .expected(.key, found: .newline),
      .multilineKey, .unterminatedString(multiline: true), .unterminatedString(multiline: false),
      .invalidEscape("q"), .invalidEscape(nil), .incompleteEscape(digits: 8),
      .invalidScalar(0xD800), .unsupportedFloat, .unsupportedDateTime, .integerOutOfRange,
      .leadingZero, .invalidNumber("1x"), .unquotedValue("x"), .newlineInInlineTable,
      .trailingComma, .duplicateKey("a", first: first), .duplicateTable("a", first: first),
      .dottedKeyIntoTable("a", first: first), .inlineTableExtended("a", first: first),
      .arrayExtended("a", first: first), .notATable("a", typeName: "string", first: first),
      .depthExceeded(limit: 128),
    ]
    for kind in kinds {
      let message = TOMLError(kind, at: first).message
      #expect(!message.hasSuffix("."))
      #expect(!message.contains("\n"))
      #expect(message.first?.isUppercase == false)
    }
  }
}
