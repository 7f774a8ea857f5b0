import Testing

@testable import QliCore

/// A document, and where and why it is refused.
struct InvalidDocument: CustomTestStringConvertible, Sendable {
  let document: [UInt8]
  let line: Int
  let column: Int
  let kind: TOMLError.Kind

  init(_ document: String, _ line: Int, _ column: Int, _ kind: TOMLError.Kind) {
    self.init(bytes: Array(document.utf8), line, column, kind)
  }

  init(bytes: [UInt8], _ line: Int, _ column: Int, _ kind: TOMLError.Kind) {
    document = bytes
    self.line = line
    self.column = column
    self.kind = kind
  }

  var testDescription: String { String(decoding: document, as: UTF8.self).debugDescription }

  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    guard let error = error(of: document) else {
      Issue.record("accepted", sourceLocation: sourceLocation)
      return
    }
    #expect(error.kind == kind, sourceLocation: sourceLocation)
    #expect(
      error.position == TOMLPosition(line: line, column: column), sourceLocation: sourceLocation)
    #expect(error.width >= 1, sourceLocation: sourceLocation)
  }
}

private func at(_ line: Int, _ column: Int) -> TOMLPosition {
  TOMLPosition(line: line, column: column)
}

@Suite struct TOMLInvalidTests {
  @Test(arguments: [
    InvalidDocument(bytes: [0x61, 0xFF], 1, 2, .invalidUTF8),
    InvalidDocument(bytes: [0xFF, 0xFE, 0x61, 0], 1, 1, .invalidUTF8),
    InvalidDocument(bytes: [0xEF, 0xBB], 1, 1, .invalidUTF8),
    InvalidDocument(bytes: Array("a = '".utf8) + [0xC0, 0x80, 0x27], 1, 6, .invalidUTF8),
    InvalidDocument(bytes: Array("a = '".utf8) + [0xE0, 0x80, 0x80, 0x27], 1, 6, .invalidUTF8),
    InvalidDocument(bytes: Array("a = \"é".utf8) + [0xED, 0xA0, 0x80, 0x22], 1, 7, .invalidUTF8),
    InvalidDocument(
      bytes: Array("a = '".utf8) + [0xF0, 0x80, 0x80, 0x80, 0x27], 1, 6, .invalidUTF8),
    InvalidDocument(
      bytes: Array("a = '".utf8) + [0xF4, 0x90, 0x80, 0x80, 0x27], 1, 6, .invalidUTF8),
    InvalidDocument(bytes: Array("a = '".utf8) + [0xE2, 0x82], 1, 6, .invalidUTF8),
    InvalidDocument(bytes: Array("a = '".utf8) + [0x80, 0x27], 1, 6, .invalidUTF8),
    InvalidDocument(bytes: Array("a = \"\\".utf8) + [0xC3, 0x22], 1, 7, .invalidUTF8),
    InvalidDocument(bytes: Array("# é".utf8) + [0xF5, 0x80, 0x80, 0x80], 1, 4, .invalidUTF8),
    InvalidDocument("\u{FEFF}\u{FEFF}a = 1", 1, 1, .expected(.key, found: .scalar("\u{FEFF}"))),
    InvalidDocument("a = 1\n\u{FEFF}b = 1", 2, 1, .expected(.key, found: .scalar("\u{FEFF}"))),
    InvalidDocument("a\u{0}", 1, 2, .controlCharacter(0)),
    InvalidDocument("\u{0}", 1, 1, .controlCharacter(0)),
    InvalidDocument("# \u{0}", 1, 3, .controlCharacter(0)),
    InvalidDocument("#\u{e9} \u{85}a = 1", 1, 4, .lineBreak("\u{85}")),
    InvalidDocument("a = 1 # \u{2028}b = 2", 1, 9, .lineBreak("\u{2028}")),
    InvalidDocument("# \u{2029}", 1, 3, .lineBreak("\u{2029}")),
    InvalidDocument("a = '\u{2028}'", 1, 6, .lineBreak("\u{2028}")),
    InvalidDocument("a = \"\"\"\n\u{85}\"\"\"", 2, 1, .lineBreak("\u{85}")),
    InvalidDocument("# \u{7F}", 1, 3, .controlCharacter(0x7F)),
    InvalidDocument("# \u{1F}\n", 1, 3, .controlCharacter(0x1F)),
    InvalidDocument("a = '\u{0}'", 1, 6, .controlCharacter(0)),
    InvalidDocument("a = \"\u{8}\"", 1, 6, .controlCharacter(8)),
    InvalidDocument("a = \"\"\"\n\u{B}\"\"\"", 2, 1, .controlCharacter(0xB)),
    InvalidDocument("a = '''\u{7F}'''", 1, 8, .controlCharacter(0x7F)),
    InvalidDocument("a = 1\u{C}", 1, 6, .controlCharacter(0xC)),
    InvalidDocument("\r", 1, 1, .bareCarriageReturn),
    InvalidDocument("a = 1\rb = 2", 1, 6, .bareCarriageReturn),
    InvalidDocument("a = 1\r\r\n", 1, 6, .bareCarriageReturn),
    InvalidDocument("# x\ry\n", 1, 4, .bareCarriageReturn),
    InvalidDocument("# x\r", 1, 4, .bareCarriageReturn),
    InvalidDocument("a = '\r'", 1, 6, .bareCarriageReturn),
    InvalidDocument("a = '''\r'''", 1, 8, .bareCarriageReturn),
    InvalidDocument("a = \"\"\"x\r\"\"\"", 1, 9, .bareCarriageReturn),
    InvalidDocument("a = \"\"\"\\\r \"\"\"", 1, 8, .invalidEscape("\r")),
    InvalidDocument("a = [1,\r2]", 1, 8, .bareCarriageReturn),
  ]) func bytes(_ invalid: InvalidDocument) {
    invalid.check()
  }

  @Test(arguments: [
    InvalidDocument("a", 1, 2, .expected(.equals, found: .end)),
    InvalidDocument("a\n= 1", 1, 2, .expected(.equals, found: .newline)),
    InvalidDocument("a b = 1", 1, 3, .expected(.equals, found: .scalar("b"))),
    InvalidDocument("= 1", 1, 1, .expected(.key, found: .scalar("="))),
    InvalidDocument("a. = 1", 1, 4, .expected(.key, found: .scalar("="))),
    InvalidDocument(".a = 1", 1, 1, .expected(.key, found: .scalar("."))),
    InvalidDocument("a..b = 1", 1, 3, .expected(.key, found: .scalar("."))),
    InvalidDocument("a.\nb = 1", 1, 3, .expected(.key, found: .newline)),
    InvalidDocument("é = 1", 1, 1, .expected(.key, found: .scalar("é"))),
    InvalidDocument("aé = 1", 1, 2, .expected(.equals, found: .scalar("é"))),
    InvalidDocument("a+b = 1", 1, 2, .expected(.equals, found: .scalar("+"))),
    InvalidDocument("'''a''' = 1", 1, 1, .multilineKey),
    InvalidDocument("a.\"\"\"b\"\"\" = 1", 1, 3, .multilineKey),
    InvalidDocument("['''a''']", 1, 2, .multilineKey),
    InvalidDocument("'a\nb' = 1", 1, 1, .unterminatedString(multiline: false)),
    InvalidDocument("a =", 1, 4, .expected(.value, found: .end)),
    InvalidDocument("a = \nb = 1", 1, 5, .expected(.value, found: .newline)),
    InvalidDocument("a = # x", 1, 5, .expected(.value, found: .scalar("#"))),
    InvalidDocument("a == 1", 1, 4, .expected(.value, found: .scalar("="))),
    InvalidDocument("a = ]", 1, 5, .expected(.value, found: .scalar("]"))),
    InvalidDocument("a = .5", 1, 5, .expected(.value, found: .scalar("."))),
    InvalidDocument("a = \u{301}", 1, 5, .expected(.value, found: .scalar("\u{301}"))),
    InvalidDocument("a = 1 b = 2", 1, 7, .expected(.lineEnd, found: .scalar("b"))),
    InvalidDocument("a = 'x' 'y'", 1, 9, .expected(.lineEnd, found: .scalar("'"))),
    InvalidDocument("[a] b = 1", 1, 5, .expected(.lineEnd, found: .scalar("b"))),
    InvalidDocument("[a", 1, 3, .expected(.headerEnd, found: .end)),
    InvalidDocument("[a\n]", 1, 3, .expected(.headerEnd, found: .newline)),
    InvalidDocument("[]", 1, 2, .expected(.key, found: .scalar("]"))),
    InvalidDocument("[a.]", 1, 4, .expected(.key, found: .scalar("]"))),
    InvalidDocument("[a b]", 1, 4, .expected(.headerEnd, found: .scalar("b"))),
    InvalidDocument("[a]]", 1, 4, .expected(.lineEnd, found: .scalar("]"))),
    InvalidDocument("[[a]", 1, 4, .expected(.arrayHeaderEnd, found: .scalar("]"))),
    InvalidDocument("[[a] ]", 1, 4, .expected(.arrayHeaderEnd, found: .scalar("]"))),
    InvalidDocument("[ [a]]", 1, 3, .expected(.key, found: .scalar("["))),
    InvalidDocument("[[]]", 1, 3, .expected(.key, found: .scalar("]"))),
    InvalidDocument("[[[a]]]", 1, 3, .expected(.key, found: .scalar("["))),
    InvalidDocument("[a#]", 1, 3, .expected(.headerEnd, found: .scalar("#"))),
  ]) func lines(_ invalid: InvalidDocument) {
    invalid.check()
  }

  @Test(arguments: [
    InvalidDocument("a = 1.5", 1, 5, .unsupportedFloat),
    InvalidDocument("a = -0.0", 1, 5, .unsupportedFloat),
    InvalidDocument("a = 1e6", 1, 5, .unsupportedFloat),
    InvalidDocument("a = 6.626_0e-34", 1, 5, .unsupportedFloat),
    InvalidDocument("a = 1E+06", 1, 5, .unsupportedFloat),
    InvalidDocument("a = inf", 1, 5, .unsupportedFloat),
    InvalidDocument("a = +inf", 1, 5, .unsupportedFloat),
    InvalidDocument("a = [1, -nan]", 1, 9, .unsupportedFloat),
    InvalidDocument("a = nan", 1, 5, .unsupportedFloat),
    InvalidDocument("a = 1979-05-27", 1, 5, .unsupportedDateTime),
    InvalidDocument("a = 1979-05-27T07:32:00Z", 1, 5, .unsupportedDateTime),
    InvalidDocument("a = 1979-05-27 07:32:00.5", 1, 5, .unsupportedDateTime),
    InvalidDocument("a = 1979-05-27T00:32:00-07:00", 1, 5, .unsupportedDateTime),
    InvalidDocument("a = 07:32:00", 1, 5, .unsupportedDateTime),
    InvalidDocument("a = 9223372036854775808", 1, 5, .integerOutOfRange),
    InvalidDocument("a = -9223372036854775809", 1, 5, .integerOutOfRange),
    InvalidDocument("a = 0x8000000000000000", 1, 5, .integerOutOfRange),
    InvalidDocument("a = 0xffffffffffffffffff", 1, 5, .integerOutOfRange),
    InvalidDocument("a = 0o1000000000000000000000", 1, 5, .integerOutOfRange),
    InvalidDocument("a = 99999999999999999999999999999999", 1, 5, .integerOutOfRange),
    InvalidDocument("a = 01", 1, 5, .leadingZero),
    InvalidDocument("a = -01", 1, 5, .leadingZero),
    InvalidDocument("a = +00", 1, 5, .leadingZero),
    InvalidDocument("a = 0_1", 1, 5, .leadingZero),
    InvalidDocument("a = 0_", 1, 5, .invalidNumber("0_")),
    InvalidDocument("a = 1_", 1, 5, .invalidNumber("1_")),
    InvalidDocument("a = 1__2", 1, 5, .invalidNumber("1__2")),
    InvalidDocument("a = +_1", 1, 5, .invalidNumber("+_1")),
    InvalidDocument("a = +", 1, 5, .invalidNumber("+")),
    InvalidDocument("a = --1", 1, 5, .invalidNumber("--1")),
    InvalidDocument("a = +0x1", 1, 5, .invalidNumber("+0x1")),
    InvalidDocument("a = -0b1", 1, 5, .invalidNumber("-0b1")),
    InvalidDocument("a = 0x", 1, 5, .invalidNumber("0x")),
    InvalidDocument("a = 0x_1", 1, 5, .invalidNumber("0x_1")),
    InvalidDocument("a = 0x1_", 1, 5, .invalidNumber("0x1_")),
    InvalidDocument("a = 0X1", 1, 5, .invalidNumber("0X1")),
    InvalidDocument("a = 0O7", 1, 5, .invalidNumber("0O7")),
    InvalidDocument("a = 0o8", 1, 5, .invalidNumber("0o8")),
    InvalidDocument("a = 0b2", 1, 5, .invalidNumber("0b2")),
    InvalidDocument("a = 0xg", 1, 5, .invalidNumber("0xg")),
    InvalidDocument("a = 1a", 1, 5, .invalidNumber("1a")),
    InvalidDocument("a = 1.", 1, 5, .invalidNumber("1.")),
    InvalidDocument("a = 1.e2", 1, 5, .invalidNumber("1.e2")),
    InvalidDocument("a = 1.2.3", 1, 5, .invalidNumber("1.2.3")),
    InvalidDocument("a = 03.14", 1, 5, .invalidNumber("03.14")),
    InvalidDocument("a = 1_.5", 1, 5, .invalidNumber("1_.5")),
    InvalidDocument("a = +-inf", 1, 5, .invalidNumber("+-inf")),
    InvalidDocument("a = True", 1, 5, .unquotedValue("True")),
    InvalidDocument("a = truer", 1, 5, .unquotedValue("truer")),
    InvalidDocument("a = hello", 1, 5, .unquotedValue("hello")),
    InvalidDocument("a = Inf", 1, 5, .unquotedValue("Inf")),
    InvalidDocument("a = true false", 1, 10, .expected(.lineEnd, found: .scalar("f"))),
    InvalidDocument("a = 1é", 1, 6, .expected(.lineEnd, found: .scalar("é"))),
  ]) func scalars(_ invalid: InvalidDocument) {
    invalid.check()
  }

  @Test(arguments: [
    InvalidDocument("a = \"", 1, 5, .unterminatedString(multiline: false)),
    InvalidDocument("a = 'x\n'", 1, 5, .unterminatedString(multiline: false)),
    InvalidDocument("a = \"x\r\n\"", 1, 5, .unterminatedString(multiline: false)),
    InvalidDocument("a = \"x'", 1, 5, .unterminatedString(multiline: false)),
    InvalidDocument("a = \"x\\\"", 1, 5, .unterminatedString(multiline: false)),
    InvalidDocument("a = \"\"\"", 1, 5, .unterminatedString(multiline: true)),
    InvalidDocument("a = \"\"\"x\n\"\"", 1, 5, .unterminatedString(multiline: true)),
    InvalidDocument("a = '''x\n\\'''\nb = ''''x", 3, 5, .unterminatedString(multiline: true)),
    InvalidDocument(
      "a = \"\"\"\"\"\"\"\"\"", 1, 13, .expected(.lineEnd, found: .scalar("\""))),
    InvalidDocument("a = '''x''''''", 1, 14, .expected(.lineEnd, found: .scalar("'"))),
    InvalidDocument("a = \"x\\y\"", 1, 7, .invalidEscape("y")),
    InvalidDocument("a = \"\\e\"", 1, 6, .invalidEscape("e")),
    InvalidDocument("a = \"\\x41\"", 1, 6, .invalidEscape("x")),
    InvalidDocument("a = \"\\'\"", 1, 6, .invalidEscape("'")),
    InvalidDocument("a = \"\\é\"", 1, 6, .invalidEscape("é")),
    InvalidDocument("a = \"\\\n\"", 1, 6, .invalidEscape("\n")),
    InvalidDocument("a = \"\\", 1, 6, .invalidEscape(nil)),
    InvalidDocument("a = \"\"\"\\ x\"\"\"", 1, 8, .invalidEscape(" ")),
    InvalidDocument("a = \"\\u12\"", 1, 6, .incompleteEscape(digits: 4)),
    InvalidDocument("a = \"\\u 123\"", 1, 6, .incompleteEscape(digits: 4)),
    InvalidDocument("a = \"\\U0001F60\"", 1, 6, .incompleteEscape(digits: 8)),
    InvalidDocument("a = \"\\ud800\"", 1, 6, .invalidScalar(0xD800)),
    InvalidDocument("a = \"\\uDFFF\"", 1, 6, .invalidScalar(0xDFFF)),
    InvalidDocument("a = \"\\U00110000\"", 1, 6, .invalidScalar(0x110000)),
    InvalidDocument("a = \"\\UFFFFFFFF\"", 1, 6, .invalidScalar(0xFFFF_FFFF)),
    InvalidDocument("\"\\q\" = 1", 1, 2, .invalidEscape("q")),
  ]) func strings(_ invalid: InvalidDocument) {
    invalid.check()
  }

  @Test(arguments: [
    InvalidDocument("a = [1 2]", 1, 8, .expected(.arrayEnd, found: .scalar("2"))),
    InvalidDocument("a = [", 1, 6, .expected(.value, found: .end)),
    InvalidDocument("a = [1,\n", 2, 1, .expected(.value, found: .end)),
    InvalidDocument("a = [1", 1, 7, .expected(.arrayEnd, found: .end)),
    InvalidDocument("a = [,]", 1, 6, .expected(.value, found: .scalar(","))),
    InvalidDocument("a = [1,,2]", 1, 8, .expected(.value, found: .scalar(","))),
    InvalidDocument("a = [1}", 1, 7, .expected(.arrayEnd, found: .scalar("}"))),
    InvalidDocument("a = [b = 1]", 1, 6, .unquotedValue("b")),
    InvalidDocument("a = {", 1, 6, .expected(.key, found: .end)),
    InvalidDocument("a = {b = 1", 1, 11, .expected(.inlineTableEnd, found: .end)),
    InvalidDocument("a = {b = 1 c = 2}", 1, 12, .expected(.inlineTableEnd, found: .scalar("c"))),
    InvalidDocument("a = {b = 1,}", 1, 11, .trailingComma),
    InvalidDocument("a = {b = 1 , }", 1, 12, .trailingComma),
    InvalidDocument("a = {,}", 1, 6, .expected(.key, found: .scalar(","))),
    InvalidDocument("a = {b = 1,,c = 2}", 1, 12, .expected(.key, found: .scalar(","))),
    InvalidDocument("a = {\n}", 1, 6, .newlineInInlineTable),
    InvalidDocument("a = {b = 1\n}", 1, 11, .newlineInInlineTable),
    InvalidDocument("a = {b = 1,\r\nc = 2}", 1, 12, .newlineInInlineTable),
    InvalidDocument("a = {b = 1 # x\n}", 1, 12, .newlineInInlineTable),
    InvalidDocument("a = {b = \n1}", 1, 10, .expected(.value, found: .newline)),
    InvalidDocument("a = {b}", 1, 7, .expected(.equals, found: .scalar("}"))),
    InvalidDocument("a = {1, 2}", 1, 7, .expected(.equals, found: .scalar(","))),
  ]) func arraysAndInlineTables(_ invalid: InvalidDocument) {
    invalid.check()
  }

  @Test(arguments: [
    InvalidDocument("a = 1\na = 2", 2, 1, .duplicateKey("a", first: at(1, 1))),
    InvalidDocument("a = 1\n 'a' = 2", 2, 2, .duplicateKey("a", first: at(1, 1))),
    InvalidDocument("a = 1\n\"\\u0061\" = 2", 2, 1, .duplicateKey("a", first: at(1, 1))),
    InvalidDocument("a = {b = 1, b = 2}", 1, 13, .duplicateKey("b", first: at(1, 6))),
    InvalidDocument("a.b = 1\na.b = 2", 2, 3, .duplicateKey("b", first: at(1, 3))),
    InvalidDocument("a.b = 1\na = 2", 2, 1, .duplicateTable("a", first: at(1, 1))),
    InvalidDocument(
      "a = 1\na.b = 2", 2, 1, .notATable("a", typeName: "integer", first: at(1, 1))),
    InvalidDocument(
      "a = ''\n[a.b]", 2, 2, .notATable("a", typeName: "string", first: at(1, 1))),
    InvalidDocument("a = 1\n[a]", 2, 2, .duplicateKey("a", first: at(1, 1))),
    InvalidDocument("a = 1\n[[a]]", 2, 3, .duplicateKey("a", first: at(1, 1))),
    InvalidDocument("[a]\n[a]", 2, 2, .duplicateTable("a", first: at(1, 1))),
    InvalidDocument("[a.b]\n[a]\n[a]", 3, 2, .duplicateTable("a", first: at(2, 1))),
    InvalidDocument("[a]\nb = 1\n[a.b]", 3, 4, .duplicateKey("b", first: at(2, 1))),
    InvalidDocument("[a.b]\n[a]\nb = 1", 3, 1, .duplicateTable("b", first: at(1, 1))),
    InvalidDocument("a.b.c = 1\n[a]", 2, 2, .duplicateTable("a", first: at(1, 1))),
    InvalidDocument("a.b.c = 1\n[a.b]", 2, 4, .duplicateTable("b", first: at(1, 3))),
    InvalidDocument("a.b = 1\n[[a]]", 2, 3, .duplicateTable("a", first: at(1, 1))),
    InvalidDocument("[a.b]\n[[a]]", 2, 3, .duplicateTable("a", first: at(1, 2))),
    InvalidDocument("[[a]]\n[a]", 2, 2, .duplicateKey("a", first: at(1, 3))),
    InvalidDocument("[[a.b]]\n[a.b]", 2, 4, .duplicateKey("b", first: at(1, 5))),
    InvalidDocument("[[a]]\n[[a.b]]\n[a.b]", 3, 4, .duplicateKey("b", first: at(2, 5))),
    InvalidDocument(
      "[a.b.c]\nx = 1\n[a]\nb.c.y = 2", 4, 3, .dottedKeyIntoTable("c", first: at(1, 1))),
    InvalidDocument("[a.b]\n[a]\nb.c = 1", 3, 1, .dottedKeyIntoTable("b", first: at(1, 1))),
    InvalidDocument(
      "[a.b.c]\n[a]\nb.d = 1\n[a.b]", 4, 4, .duplicateTable("b", first: at(1, 4))),
    InvalidDocument("[[a.b]]\n[a]\nb.c = 1", 3, 1, .arrayExtended("b", first: at(1, 1))),
    InvalidDocument("a = {b = 1}\na.c = 2", 2, 1, .inlineTableExtended("a", first: at(1, 5))),
    InvalidDocument("a = {b = 1}\n[a]", 2, 2, .duplicateKey("a", first: at(1, 1))),
    InvalidDocument("a = {b = 1}\n[a.c]", 2, 2, .inlineTableExtended("a", first: at(1, 5))),
    InvalidDocument("a = {b=1}\n[[a.c]]", 2, 3, .inlineTableExtended("a", first: at(1, 5))),
    InvalidDocument("a = {b = {}}\n[a.b.c]", 2, 2, .inlineTableExtended("a", first: at(1, 5))),
    InvalidDocument("a = {b = {}, b.c = 1}", 1, 14, .inlineTableExtended("b", first: at(1, 10))),
    InvalidDocument("a.b = {}\n[a.b.c]", 2, 4, .inlineTableExtended("b", first: at(1, 7))),
    InvalidDocument("a = {b.c = 1, b = 2}", 1, 15, .duplicateTable("b", first: at(1, 6))),
    InvalidDocument("a = [{}]\n[[a]]", 2, 3, .arrayExtended("a", first: at(1, 5))),
    InvalidDocument("a = []\n[[a]]", 2, 3, .arrayExtended("a", first: at(1, 5))),
    InvalidDocument("a = [{}]\n[a.b]", 2, 2, .arrayExtended("a", first: at(1, 5))),
    InvalidDocument("a = [{}]\na.b = 1", 2, 1, .arrayExtended("a", first: at(1, 5))),
    InvalidDocument("a = [{b = 1}]\n[[a.b]]", 2, 3, .arrayExtended("a", first: at(1, 5))),
  ]) func definedTwice(_ invalid: InvalidDocument) {
    invalid.check()
  }
}
