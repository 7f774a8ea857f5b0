import Testing

@testable import QliCore

/// What is read and written again, and what is embedded as it is.
@Suite struct JSONRoundTripTests {
  private func written(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The document as it is embedded.
  private func embedded(_ document: [UInt8]) throws -> String {
    try document.withUnsafeBufferPointer { bytes in
      let text = try JSONText(
        bytes, copiedInto: LargeMemory(count: JSONText.room(for: bytes.count)))
      return written { $0.value(text) }
    }
  }

  @Test(arguments: [
    "null", "true", "false", "0", "-0", "1.50", "1E+2", "123456789012345678901234567890",
    #""""#, #""text""#, #""\"\\\n\t\r\u0000\u001b\u007f""#, "\"é日😀\u{2028}\"",
    "[]", "{}", "[[],{},[[]]]", #"{"b":1,"a":[true,{"":null}],"\"\n":"é"}"#,
    #"[1,"a",null,{"a":{"b":{"c":[]}}}]"#,
  ]) func whatTheWriterWritesComesBack(_ document: String) throws {
    let value = try JSON.parse(Array(document.utf8))
    #expect(written { $0.value(value) } == document)
    #expect(try embedded(Array(document.utf8)) == document)
  }

  @Test func escapesAreWrittenInOneWay() throws {
    let value = try JSON.parse(Array(#""\u0041\/\u00e9\ud83d\ude00\b\f\u009b""#.utf8))
    #expect(written { $0.value(value) } == #""A/é😀\u0008\u000c\u009b""#)
  }

  @Test func valuesInADocument() throws {
    let value = try JSON.parse(Array("{\"a\":[1],\"b\":{}}".utf8))
    let list = Array(" [ 1 , 2 ] \n".utf8)
    let document = try list.withUnsafeBufferPointer { list in
      let text = try JSONText(list, copiedInto: LargeMemory(count: JSONText.room(for: list.count)))
      return written { writer in
        writer.object { writer in
          writer.member("first", 1)
          writer.name("value")
          writer.value(value)
          writer.name("text")
          writer.value(text)
          writer.name("list")
          writer.array { writer in
            writer.value(text)
            writer.value(value)
            writer.value(text)
            writer.value(.null)
          }
          writer.member("last", true)
        }
      }
    }
    #expect(
      document == #"{"first":1,"value":{"a":[1],"b":{}},"text":[1,2],"#
        + #""list":[[1,2],{"a":[1],"b":{}},[1,2],null],"last":true}"#)
  }

  @Test(arguments: [
    (" 1 ", "1"), ("\n[\r\n\t1 ,\n 2\n]\n", "[1,2]"),
    ("{ \"a b\" : \" c  d \" }", "{\"a b\":\" c  d \"}"),
    // As it is written: digits, escapes, order, a name that is there twice.
    ("[1.0, 1e5, -0, 0.10E+007]", "[1.0,1e5,-0,0.10E+007]"),
    (#"["\u0041\/\\", "\" x \"", "\\", " "]"#, #"["\u0041\/\\","\" x \"","\\"," "]"#),
    (#"{"b":1, "a":2, "b":3}"#, #"{"b":1,"a":2,"b":3}"#),
    (#""\ud83d\ude00 é日😀""#, #""\ud83d\ude00 é日😀""#),
    ("[true, false, null]", "[true,false,null]"),
    // Only what a terminal obeys is escaped.
    ("\"a\u{7F}b\u{80}c\u{9B}d\u{9F}e\u{A0}\"", "\"a\\u007fb\\u0080c\\u009bd\\u009fe\u{A0}\""),
    ("\"\\\\\u{7F}\\\"\u{85}\"", "\"\\\\\\u007f\\\"\\u0085\""),
  ]) func documentsThatAreEmbedded(document: String, expected: String) throws {
    let embedded = try embedded(Array(document.utf8))
    #expect(embedded.utf8.elementsEqual(expected.utf8))
    try JSON.validate(Array(embedded.utf8))
  }

  @Test(arguments: ["", "1 2", "{\"a\":}", "\"", "[\"\u{1}\"]"])
  func whatIsNoJSONIsNotEmbedded(_ document: String) {
    #expect(throws: JSONError.self) { try embedded(Array(document.utf8)) }
  }

  @Test func equalityOfValues() throws {
    func value(_ document: String) throws -> JSONValue { try JSON.parse(Array(document.utf8)) }
    #expect(try value("[1,{\"a\":null}]") == value(" [ 1 , {\"\\u0061\" : null} ] "))
    for (left, right) in [
      ("1", "1.0"), ("1", "\"1\""), ("null", "false"), ("true", "false"), ("[]", "{}"),
      ("[1,2]", "[2,1]"), ("[1]", "[1,1]"), ("{\"a\":1}", "{\"a\":2}"), ("{\"a\":1}", "{\"b\":1}"),
      ("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}"), ("\"\u{E9}\"", "\"e\u{301}\""),
      ("{\"\u{E9}\":1}", "{\"e\u{301}\":1}"),
    ] {
      #expect(try value(left) != value(right), "\(left) and \(right)")
      #expect(try value(left) == value(left))
    }
  }

  /// Random documents: what is written reads the same, and so does what is embedded.
  @Test func randomDocuments() throws {
    var generator = JSONGenerator(seed: 1)
    for _ in 0..<500 {
      let document = generator.nextDocument()
      let value = try JSON.parse(document)
      #expect(try JSON.parse(Array(written { $0.value(value) }.utf8)) == value)
      let embedded = try embedded(document)
      #expect(try JSON.parse(Array(embedded.utf8)) == value)
      #expect(!embedded.utf8.contains(0x0A) && !embedded.utf8.contains(0x7F))
    }
  }

  /// Random documents lose what is white space outside their strings, and nothing else.
  @Test func embeddedByteForByte() throws {
    var generator = JSONGenerator(seed: 2)
    for _ in 0..<500 {
      let document = generator.nextDocument().filter { $0 != 0x7F }
      let text = String(decoding: document, as: UTF8.self)
      // What is escaped is no matter of this test.
      guard !text.unicodeScalars.contains(where: { (0x80...0x9F).contains($0.value) }) else {
        continue
      }
      var expected: [UInt8] = []
      var (isInString, isEscaped) = (false, false)
      for byte in document where isInString || byte > .space {
        expected.append(byte)
        if byte == .quote, !isEscaped { isInString.toggle() }
        isEscaped = byte == .backslash && !isEscaped
      }
      #expect(try Array(embedded(document).utf8) == expected)
    }
  }
}
