import Testing

@testable import QliCore

/// Values taken out of texts.
@Suite struct RedactionTests {
  private func redaction(_ values: String...) -> Redaction {
    var redaction = Redaction()
    for value in values {
      let buffer = SecretBuffer()
      Array(value.utf8).withUnsafeBytes { buffer.append($0) }
      redaction.add(buffer.bytes)
    }
    return redaction
  }

  @Test func withoutValuesNothingIsRedacted() {
    #expect(redaction().text("a b") == "a b")
    #expect(redaction("").text("a b") == "a b")
    #expect(redaction("abc").text("") == "")
    #expect(redaction("abc").tail([], isCut: true) == "")
  }

  @Test(arguments: [
    ("abc", "<redacted>"), ("xabcx", "x<redacted>x"), ("ab abcabc", "ab <redacted><redacted>"),
    ("aabc", "a<redacted>"), ("ab", "ab"), ("ABC", "ABC"), ("é abc ü", "é <redacted> ü"),
  ])
  func eachOccurrenceIsRedacted(_ text: String, _ expected: String) {
    #expect(redaction("abc").text(text) == expected)
  }

  /// As a shell splits a variable that isn't quoted.
  @Test(arguments: [
    (["a", "correct", "horse", "battery", "b"], [false, true, true, true, false]),
    (["--key=correct", "horse", "battery;"], [true, true, true]),
    (["correct horse\tbattery"], [true]), (["correct", "horse"], [false, false]),
    (["correct", "mule", "battery"], [false, false, false]), ([], []),
  ]) func aValueInSeveralWords(_ words: [String], _ expected: [Bool]) {
    let hidden = redaction("correct horse\tbattery").hidden(
      in: Arguments(words.map { ByteString($0) }))
    #expect(words.indices.map { hidden[$0] } == expected)
    #expect(!redaction().hidden(in: Arguments(["a"]))[0])
  }

  /// The longest first: nothing of it may stay beside a shorter one.
  @Test func oneValueInAnother() {
    #expect(redaction("abc", "xabcx").text("xabcx abc") == "<redacted> <redacted>")
    #expect(redaction("xabcx", "abc").text("xabcx abc") == "<redacted> <redacted>")
  }

  @Test func theLinesOfAValue() {
    let key = redaction("-----BEGIN KEY-----\nMIIEvQIBADAN\r\nshort\n-----END KEY-----\n")
    #expect(key.text("key: MIIEvQIBADAN!") == "key: <redacted>!")
    #expect(key.text("a short text") == "a short text")
  }

  /// However it is written.
  @Test(arguments: [
    #"a\/b\"c\\d'e é😀\n"#, #"\u0061/b\u0022c\u005cd'e \u00e9\ud83d\ude00\u000A"#,
    #"a/b"c\d'\''e é😀\n"#, #"a/b"c\d'"'"'e é😀\n"#, #"a/b\"c\\d\'e\ é😀"#,
    #"\x61/b"c\d'e \u{e9}\u{1f600}"#, #"a/b"c'\\'d'\''e é😀"#, "a/b\"c\\d'e é😀", "a/b\"c\\d'e é😀\n",
  ])
  func aValueInAnotherShape(_ text: String) {
    let redaction = redaction("a/b\"c\\d'e é😀\n")
    let shown = redaction.ownText("<\(text)>")
    #expect(["<<redacted>>", #"<<redacted>\n>"#, "<<redacted>\n>"].contains(shown))
    #expect(redaction.occurs(in: ByteString("x" + text)))
  }

  @Test(arguments: [
    #"a\/b"#, #"\u0061/b\u0022c"#, #"\ud83d"#, #"\"#, "'", #"'\''"#, #"\x6"#, #"\u{}"#, #"\u{61"#,
    #"\u{61/"#, "e é😀",
  ])
  func whatIsNoValueInAnotherShape(_ text: String) {
    let redaction = redaction("a/b\"c\\d'e é😀\n")
    #expect(redaction.ownText(text) == text)
    #expect(!redaction.occurs(in: ByteString(text)))
  }

  /// As bash writes it with `printf %q` and `set -x`, in the C locale and in another.
  @Test(arguments: [
    #"p\303\244\E\a\vs/s\n"\'w"#, #"pä\E\a\vs/s\n"\'w"#, #"pä\033\007\013s/s\012"\'w"#,
    #"\p\ä\e\7\13s/s\n\"\'\w"#,
  ])
  func aValueAsBashWritesIt(_ text: String) {
    let redaction = redaction("pä\u{1b}\u{7}\u{b}s/s\n\"'w")
    #expect(redaction.ownText("$'\(text)'") == "$'<redacted>'")
  }

  /// Outside of `$'...'` a backslash before one of its letters means the letter.
  @Test(arguments: [#"\aEv0"#, #"a\Ev0"#, #"\a\E\v\0"#, "aEv0"])
  func aValueOfLettersThatBashEscapes(_ text: String) {
    #expect(redaction("aEv0").ownText("<\(text)>") == "<<redacted>>")
  }

  /// JSON within JSON, and a shell's words in it.
  @Test(arguments: [
    #"p\\u00e4\\u001b\\u0007\\u000bs/s\\n\\\"'w"#, #"pä\\u001b\\u0007\\u000bs\\/s\\n\\\"'w"#,
    #"p\u00e4\u001b\u0007\u000bs/s\n\"'\"'\"'w"#, #"pä\u001b\u0007\u000bs/s\n\"'\\''w"#,
    #"p\\303\\244\\E\\a\\vs/s\\n\"\\'w"#,
  ])
  func aValueThatIsEscapedTwice(_ text: String) {
    let redaction = redaction("pä\u{1b}\u{7}\u{b}s/s\n\"'w")
    #expect(redaction.ownText("x\(text)y") == "x<redacted>y")
  }

  @Test(arguments: [
    #"p\303\244ss"#, #"p\303"#, #"p\30"#, #"p\\u00e"#, #"p\\"#, #"p\\u00e4s"#,
  ])
  func whatOnlyBeginsLikeAValue(_ text: String) {
    #expect(redaction("pässw").ownText(text) == text)
  }

  @Test(arguments: [
    // The tail begins within the value.
    ("cret1 rest", "<redacted> rest"), ("1 rest", "<redacted> rest"),
    ("secret1 rest", "<redacted> rest"), ("rest", "rest"),
    // It is a part of the value.
    ("ecre", "<redacted>"),
  ])
  func aValueThatWasCut(_ tail: String, _ expected: String) {
    #expect(redaction("secret1").tail(Array(tail.utf8), isCut: true) == expected)
  }

  @Test func whatWasNotCutIsNoPartOfAValue() {
    #expect(redaction("secret1").tail(Array("cret1 rest".utf8), isCut: false) == "cret1 rest")
  }

  @Test func aTailThatIsNotUTF8() {
    #expect(
      redaction("abc").tail([0xff, 0x61, 0x62, 0x63, 0xc3], isCut: false)
        == "\u{fffd}<redacted>\u{fffd}")
  }

  @Test func theValuesOfALine() {
    var redaction = Redaction()
    let line = Array(
      #"{"id":1,"result":{"value":"a\"1é","other":"bcde"},"x":{"value":7}} tail"#.utf8)
    line.withUnsafeBufferPointer { redaction.addLine($0, isRefused: false) }
    #expect(redaction.text(#"a"1é a\"1é bcde 7"#) == "<redacted> <redacted> bcde 7")
    #expect(redaction.text(String(decoding: line, as: UTF8.self)) == "<redacted>")
  }

  @Test(arguments: [
    (#"{"result":{"status":"geheim"}}"#, "<redacted>"), (#"["geheim"]"#, "<redacted>"),
    (#"{"value":"geheim"#, "<redacted>"), ("geheim", "<redacted>"),
    (#"["gehe"] x"#, "<redacted>im"),
    (#"["geh"]"#, "geheim"),
  ])
  func theStringsOfARefusedLine(_ line: String, _ expected: String) {
    var redaction = Redaction()
    Array(line.utf8).withUnsafeBufferPointer { redaction.addLine($0, isRefused: true) }
    #expect(redaction.text("geheim") == expected)
  }

  /// Looking for each of a hundred thousand strings would take minutes.
  @Test func tooManyValuesHideAll() {
    var redaction = Redaction()
    for number in 0..<20_000 {
      Array("value \(number)".utf8).withUnsafeBytes { redaction.add($0) }
    }
    #expect(redaction.text("anything") == "<redacted>")
    #expect(redaction.tail(Array("anything".utf8), isCut: false) == "<redacted>")
    #expect(redaction.tail([], isCut: false) == "")
  }

  @Test func longTextsAreCut() {
    let redaction = Redaction()
    #expect(redaction.text(String(repeating: "x", count: 4096)).utf8.count == 4096)
    #expect(redaction.text(String(repeating: "x", count: 900_000)).utf8.count == 4096 + 3)
  }
}
