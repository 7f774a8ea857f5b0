import Testing

@testable import QliCore

/// Strings: characters, escapes, surrogates and encodings.
@Suite struct JSONStringTests {
  @Test(arguments: [
    ValidJSON(#""a""#), ValidJSON(#""asd ""#), ValidJSON(#"["a/*b*/c/*d//e"]"#),
    ValidJSON(#""\"\\\/\b\f\n\r\t""#, #""\"\\/\u0008\u000c\u000a\u000d\u0009""#),
    ValidJSON(#""\u0022\u005c\u002F\u0041\u0000\u001f""#, #""\"\\/A\u0000\u001f""#),
    ValidJSON(#""\\u0000 \\n \"""#, #""\\u0000 \\n \"""#),
    ValidJSON(#""\\\\""#), ValidJSON(#""\u00e9\u00E9\u00eA""#, #""\u00e9\u00e9\u00ea""#),
    ValidJSON(#""\u0060\u012a\u12AB""#, #""`\u012a\u12ab""#),
    ValidJSON("\"é\u{20AC}\u{1F600}\"", #""\u00e9\u20ac\ud83d\ude00""#),
    ValidJSON("\"\u{7F}\u{80}\u{9F}\"", #""\u007f\u0080\u009f""#),
    ValidJSON("\"\u{2028}\u{2029}\u{FEFF}\"", #""\u2028\u2029\ufeff""#),
    ValidJSON("\"\u{FFFE}\u{FFFF}\u{10FFFF}\"", #""\ufffe\uffff\udbff\udfff""#),
    ValidJSON("\"\u{D7FF}\u{E000}\"", #""\ud7ff\ue000""#),
    ValidJSON("[\"e\u{301}\",\"\u{E9}\"]", #"["e\u0301","\u00e9"]"#),
    ValidJSON(#""\uFFFF\uFFFE\uFDD0\uD7FF\uE000""#, #""\uffff\ufffe\ufdd0\ud7ff\ue000""#),
    ValidJSON(#""\uD83D\uDE00""#, #""\ud83d\ude00""#),
    ValidJSON(#""\ud800\udc00\uDBFF\uDFFF""#, #""\ud800\udc00\udbff\udfff""#),
    ValidJSON(#""x\uD801\udc37y""#, #""x\ud801\udc37y""#),
    ValidJSON(#"{"\u0061\"":1,"\uD83D\uDE00":2}"#, #"{"a\"":1,"\ud83d\ude00":2}"#),
  ]) func validStrings(_ document: ValidJSON) throws {
    try document.check()
  }

  /// A stop at each place of a word of eight bytes, and in the bytes after the last such word.
  @Test func everyPlaceInAWord() throws {
    for length in 0..<20 {
      let plain = String(repeating: "a", count: length)
      for (written, meant) in [
        ("", ""), ("\\\\", "\\\\"), ("\\\"", "\\\""), ("é", "\\u00e9"), ("\u{7F}", "\\u007f"),
        ("~", "~"), (" ", " "), ("!", "!"), ("#", "#"), ("[", "["), ("]", "]"),
      ] {
        try ValidJSON("\"\(plain)\(written)\(plain)\"", "\"\(plain)\(meant)\(plain)\"").check()
      }
      for byte: UInt8 in 0..<0x20 {
        let document = Array("\"\(plain)".utf8) + [byte] + Array("\(plain)\"".utf8)
        InvalidJSON(document, at: length + 1, .controlCharacter(byte)).check()
      }
      for byte: UInt8 in [0x80, 0xBF, 0xC0, 0xC3, 0xFF] {
        let document = Array("\"\(plain)".utf8) + [byte] + Array("\(plain)\"".utf8)
        InvalidJSON(document, at: length + 1, .invalidUTF8).check()
      }
      InvalidJSON("\"\(plain)", at: 0, .unterminatedString).check()
    }
  }

  @Test(arguments: [
    InvalidJSON("\"", at: 0, .unterminatedString),
    InvalidJSON("[\"a", at: 1, .unterminatedString),
    InvalidJSON("{\"a", at: 1, .unterminatedString),
    InvalidJSON("{\"a:1}", at: 1, .unterminatedString),
    InvalidJSON(#""a\""#, at: 0, .unterminatedString),
    InvalidJSON("\"a\\", at: 0, .unterminatedString),
    InvalidJSON(#"["a","b]"#, at: 5, .unterminatedString),
    InvalidJSON("\"a\nb\"", at: 2, .controlCharacter(0x0A)),
    InvalidJSON("\"a\tb\"", at: 2, .controlCharacter(0x09)),
    InvalidJSON("\"a\u{0}b\"", at: 2, .controlCharacter(0)),
    InvalidJSON("{\"a\u{1F}\":1}", at: 3, .controlCharacter(0x1F)),
  ]) func endsAndControlCharacters(_ document: InvalidJSON) {
    document.check()
  }

  @Test(arguments: [
    InvalidJSON(#""\a""#, at: 1, .invalidEscape), InvalidJSON(#""\x41""#, at: 1, .invalidEscape),
    InvalidJSON(#""\'""#, at: 1, .invalidEscape), InvalidJSON(#""\0""#, at: 1, .invalidEscape),
    InvalidJSON(#""\N""#, at: 1, .invalidEscape), InvalidJSON(#""\ ""#, at: 1, .invalidEscape),
    InvalidJSON(#""\U0041""#, at: 1, .invalidEscape),
    InvalidJSON(#""ab\é""#, at: 3, .invalidEscape),
    InvalidJSON("\"\\\n\"", at: 1, .invalidEscape),
    InvalidJSON("\"\\\u{0}\"", at: 1, .invalidEscape),
    InvalidJSON(#"["\"#, at: 1, .unterminatedString),
    InvalidJSON(#""\u""#, at: 1, .incompleteEscape),
    InvalidJSON(#""\u1""#, at: 1, .incompleteEscape),
    InvalidJSON(#""\u123""#, at: 1, .incompleteEscape),
    InvalidJSON(#""\u00g0""#, at: 1, .incompleteEscape),
    InvalidJSON(#""\u-123""#, at: 1, .incompleteEscape),
    InvalidJSON(#""\u+123""#, at: 1, .incompleteEscape),
    InvalidJSON(#""\u 123""#, at: 1, .incompleteEscape),
    InvalidJSON(#""\u{41}""#, at: 1, .incompleteEscape),
    InvalidJSON(#""xy\u00"#, at: 3, .incompleteEscape),
    InvalidJSON("\"\\u00\u{FF11}1\"", at: 1, .incompleteEscape),
    InvalidJSON(Array("\"\\".utf8) + [0xFF, 0x22], at: 2, .invalidUTF8),
    InvalidJSON(Array("\"\\".utf8) + [0xC3], at: 2, .invalidUTF8),
    InvalidJSON(#"{"\a":1}"#, at: 2, .invalidEscape),
    InvalidJSON(#"\u005b\u005d"#, at: 0, .expected(.value, found: .other)),
    InvalidJSON(#"[\n]"#, at: 1, .expected(.firstElement, found: .other)),
  ]) func escapesInStrings(_ document: InvalidJSON) {
    document.check()
  }

  @Test(arguments: [
    InvalidJSON(#""\uD800""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uDBFF""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uDC00""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\udfff abc""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uDC00\uD800""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uDC00\uDC00""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uD800\uD800""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uD800\uD800\uDC00""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uD800\u0041""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uD800\uE000""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uD800\n""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uD800x\uDC00""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uD800uDC00""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uD800\\uDC00""#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uD83D\uDE00\uDE00""#, at: 13, .loneSurrogate),
    InvalidJSON(#"["a","\uD83D"]"#, at: 6, .loneSurrogate),
    InvalidJSON(#"{"\uD83D":1}"#, at: 2, .loneSurrogate),
    InvalidJSON(#""\uD800\u""#, at: 7, .incompleteEscape),
    InvalidJSON(#""\uD800\uDC0""#, at: 7, .incompleteEscape),
    InvalidJSON(#""\uD800\uDCxx""#, at: 7, .incompleteEscape),
    InvalidJSON(#""\uD800\"#, at: 1, .loneSurrogate),
    InvalidJSON(#""\uD800"#, at: 1, .loneSurrogate),
  ]) func surrogatesInStrings(_ document: InvalidJSON) {
    document.check()
  }

  @Test(
    arguments: [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x22], [0xC3, 0xC3],
      [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1],
      [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF],
      [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
      [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ] as [[UInt8]]) func invalidUTF8(_ bytes: [UInt8])
  {
    InvalidJSON([0x22] + bytes + [0x22], at: 1, .invalidUTF8).check()
    InvalidJSON([0x22] + bytes, at: 1, .invalidUTF8).check()
    InvalidJSON(Array("\"é".utf8) + bytes + [0x22], at: 3, .invalidUTF8).check()
    InvalidJSON(Array("{\"abcdefgh".utf8) + bytes + [0x22], at: 10, .invalidUTF8).check()
    InvalidJSON(bytes, at: 0, .invalidUTF8).check()
    InvalidJSON([0x5B] + bytes + [0x5D], at: 1, .invalidUTF8).check()
    InvalidJSON(Array("[]".utf8) + bytes, at: 2, .invalidUTF8).check()
    InvalidJSON(Array("{\"a\"".utf8) + bytes, at: 4, .invalidUTF8).check()
  }

  @Test(arguments: [
    InvalidJSON("\u{FEFF}[]", at: 0, .byteOrderMark),
    InvalidJSON("\u{FEFF}", at: 0, .byteOrderMark),
    InvalidJSON(" \u{FEFF}[]", at: 1, .expected(.value, found: .other)),
    InvalidJSON("[]\u{FEFF}", at: 2, .expected(.end, found: .other)),
    InvalidJSON([0xEF, 0xBB], at: 0, .invalidUTF8),
    // UTF-16 and UTF-32, with a mark and without.
    InvalidJSON([0xFF, 0xFE, 0x5B, 0, 0x5D, 0], at: 0, .invalidUTF8),
    InvalidJSON([0xFE, 0xFF, 0, 0x5B, 0, 0x5D], at: 0, .invalidUTF8),
    InvalidJSON(
      [0x5B, 0, 0x5D, 0], at: 1, .expected(.firstElement, found: .controlCharacter(0))),
    InvalidJSON([0, 0x5B, 0, 0x5D], at: 0, .expected(.value, found: .controlCharacter(0))),
    InvalidJSON([0xFF, 0xFE, 0, 0, 0x31, 0, 0, 0], at: 0, .invalidUTF8),
    // Latin 1.
    InvalidJSON([0x5B, 0x22, 0xE9, 0x22, 0x5D], at: 2, .invalidUTF8),
  ]) func encodings(_ document: InvalidJSON) {
    document.check()
  }

  @Test func everyScalarAsItIsAndEscaped() throws {
    for plane: UInt32 in 0...16 {
      // Each plane's first and last ones, and some in between.
      for low in [0, 0x22, 0x5C, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFF]
        as [UInt32]
      {
        guard let scalar = Unicode.Scalar(plane << 16 | low), scalar.value >= 0x20 else { continue }
        let escaped =
          "\""
          + String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }.joined() + "\""
        #expect(try JSON.parse(Array(escaped.utf8)) == .string(String(scalar)))
        guard scalar != "\"", scalar != "\\" else { continue }
        #expect(try JSON.parse(Array("\"\(scalar)\"".utf8)) == .string(String(scalar)))
      }
    }
  }
}
