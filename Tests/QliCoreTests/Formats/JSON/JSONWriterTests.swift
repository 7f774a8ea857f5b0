import Foundation
import Testing

@testable import QliCore

@Suite struct JSONWriterTests {
  private func text(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// What Foundation reads out of a string that was written.
  private func roundTrip(_ body: (inout JSONWriter) -> Void) throws -> String? {
    var writer = JSONWriter()
    body(&writer)
    let value = try JSONSerialization.jsonObject(
      with: Data(writer.bytes), options: .fragmentsAllowed)
    return value as? String
  }

  @Test func theShapesOfObjectsAndArrays() {
    #expect(text { $0.object { _ in } } == "{}")
    #expect(text { $0.array { _ in } } == "[]")
    #expect(text { $0.null() } == "null")
    let nested = text { writer in
      writer.object { writer in
        writer.member("a", 1)
        writer.member("b", [] as [String])
        writer.name("c")
        writer.array { writer in
          writer.object { $0.member("d", true) }
          writer.array { $0.null() }
          writer.number(-2)
          writer.string("x")
        }
        writer.member("e", false)
        writer.member("f", nil as String?)
        writer.member("g", nil as ByteString?)
        writer.member("h", ["x", "y"])
      }
    }
    #expect(
      nested == #"{"a":1,"b":[],"c":[{"d":true},[null],-2,"x"],"e":false,"f":null,"g":null,"#
        + #""h":["x","y"]}"#)
  }

  @Test func aLineEndsInANewlineAndHasNoOther() {
    var writer = JSONWriter()
    writer.object { $0.member("text", "a\nb\r\n") }
    #expect(String(decoding: writer.endLine(), as: UTF8.self) == "{\"text\":\"a\\nb\\r\\n\"}\n")
  }

  @Test func wholeNumbersOfAllWidths() {
    let written = text { writer in
      writer.array { writer in
        writer.number(Int64.min)
        writer.number(Int64.max)
        writer.number(0)
      }
    }
    #expect(written == "[-9223372036854775808,9223372036854775807,0]")
  }

  @Test func theEscapesThatAreWritten() {
    #expect(
      text { $0.string("\"\\/\n\t\r\u{0}\u{8}\u{c}\u{1b}\u{1f} ") }
        == #""\"\\/\n\t\r\u0000\u0008\u000c\u001b\u001f ""#)
    // Valid JSON as they are, but a terminal obeys them.
    #expect(
      text { $0.string("\u{7f}\u{80}\u{9b}\u{9f}\u{a0}") }
        == "\"\\u007f\\u0080\\u009b\\u009f\u{a0}\"")
    #expect(text { $0.string("é日😀\u{2028}e\u{301}") } == "\"é日😀\u{2028}e\u{301}\"")
  }

  @Test func foundationReadsEveryScalarBack() throws {
    // All of them at once, but for the surrogates, which are none.
    let all = String(String.UnicodeScalarView((0...0x10ffff).compactMap { Unicode.Scalar($0) }))
    #expect(try roundTrip { $0.string(all) }?.utf8.elementsEqual(all.utf8) == true)
    let withoutNUL = String(all.unicodeScalars.dropFirst())
    #expect(
      try roundTrip { $0.string(ByteString(withoutNUL)) }?.utf8.elementsEqual(withoutNUL.utf8)
        == true)
  }

  @Test(arguments: [[0xff], [0x61, 0xc3], [0xed, 0xa0, 0x80], [0xc2], [0x1b, 0xfe, 0xc2, 0x9b]])
  func bytesThatAreNoTextAreReplaced(_ bytes: [UInt8]) throws {
    let string = try #require(ByteString(bytes))
    let expected = String(decoding: bytes, as: UTF8.self)
    #expect(expected.contains("\u{fffd}"))
    #expect(try roundTrip { $0.string(string) } == expected)
  }

  @Test func foundationReadsADocumentBack() throws {
    var writer = JSONWriter(capacity: 1)
    writer.object { writer in
      writer.member("path", "/a/\u{1b}[31m" as ByteString)
      writer.member("count", 3)
      writer.member("flag", true)
      writer.member("none", nil as String?)
      writer.member("list", ["", "\u{0}", "🇩🇪"])
    }
    let read = try JSONSerialization.jsonObject(with: Data(writer.endLine())) as? NSDictionary
    #expect(
      read == [
        "path": "/a/\u{1b}[31m", "count": 3, "flag": true, "none": NSNull(),
        "list": ["", "\u{0}", "🇩🇪"],
      ] as NSDictionary)
  }
}
