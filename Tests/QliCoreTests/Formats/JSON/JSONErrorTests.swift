import Testing

@testable import QliCore

/// Where an error is said to be, and how it is worded.
@Suite struct JSONErrorTests {
  @Test(arguments: [
    ("x", 1, 1), (" x", 1, 2), ("\nx", 2, 1), ("\r\nx", 2, 1), ("\rx", 1, 2), ("\n\n\tx", 3, 2),
    ("[\n  1,\n  x\n]", 3, 3), ("[\"é😀\", x]", 1, 8), ("[\"é\",\n\"日本\"x", 2, 5),
    ("[\"e\u{301}\"x", 1, 6), ("[1\n", 2, 1), ("[1", 1, 3), ("", 1, 1), ("\n", 2, 1),
    ("{\n\"a\": 1,\n\"a\": 2}", 3, 1), ("[\n\"é\", \"\\q\"]", 2, 7), ("[\n\"é\", \"a", 2, 6),
    ("[\n\"é\\ud800\"]", 2, 3), ("[\n 01]", 2, 2), ("[\n -]", 2, 3),
  ]) func placesOfErrors(document: String, line: Int, column: Int) {
    let error = error(ofJSON: document)
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  @Test func placeAfterBytesThatAreNoText() {
    let error = error(ofJSON: Array("[\n\"é".utf8) + [0xFF])
    #expect(error == JSONError(kind: .invalidUTF8, line: 2, column: 3, offset: 5))
  }

  @Test(arguments: [
    ("{\"a\":1,\"a\":2}", 7), ("{\"a\":1,\"b\":2,\"\\u0061\":3}", 13), ("{\"\":1,\"\":1}", 6),
    ("[{\"a\":1},{\"a\":{\"b\":1,\"b\":1}}]", 21), ("{\"é\":1,\"\\u00e9\":1}", 8),
    // The first error counts, though the second would be found without memory.
    ("{\"a\":1,\"a\":x}", 7),
  ]) func aDuplicateNameIsAnError(document: String, offset: Int) {
    InvalidJSON(document, at: offset, .duplicateName).check()
  }

  @Test func duplicateNamesPassTheCheckOfTheGrammar() throws {
    try JSON.validate(Array("{\"a\":1,\"a\":2}".utf8))
  }

  @Test func namesAreComparedByTheirBytes() throws {
    guard
      case .object(let object) = try JSON.parse(Array("{\"e\u{301}\":1,\"\u{E9}\":2}".utf8))
    else {
      Issue.record("no object")
      return
    }
    #expect(object["e\u{301}"].map { rendering(of: $0) } == "1")
    #expect(object["\u{E9}"].map { rendering(of: $0) } == "2")
    #expect(object["e"] == nil)
  }

  /// The same for few members, where a scan finds them, and for many.
  @Test(arguments: [1, 2, 15, 16, 17, 18, 40]) func membersOfAnObject(count: Int) throws {
    let names = (0..<count).map { "n\($0)\u{E9}" }
    let members = names.map { "\"\($0)\":\"\($0)\"" }.joined(separator: ",")
    guard case .object(let object) = try JSON.parse(Array("{\(members)}".utf8)) else {
      Issue.record("no object")
      return
    }
    #expect(object.members.map(\.name) == names)
    for name in names { #expect(object[name] == .string(name)) }
    #expect(object["n0e\u{301}"] == nil)
    #expect(object["n\(count)\u{E9}"] == nil)
    for name in names {
      InvalidJSON("{\(members),\"\(name)\":1}", at: members.utf8.count + 2, .duplicateName).check()
    }
  }

  @Test(arguments: [
    ("", "expected a value, found the end of the document"),
    ("OK", "expected a value, found a word; only true, false and null stand without quotes"),
    (
      "[None]",
      "expected a value or ']', found a word; only true, false and null stand without quotes"
    ),
    ("[1,]", "expected a value, found ']'; JSON has no trailing comma"),
    ("{\"a\":1,}", "expected a name in '\"', found '}'; JSON has no trailing comma"),
    ("{a:1}", "expected a name in '\"' or '}', found a word"),
    ("{'a':1}", "expected a name in '\"' or '}', found \"'\"; strings are in '\"'"),
    ("{\"a\" 1}", "expected ':', found a number"),
    ("[1 \"a\"]", "expected ',' or ']', found '\"'"),
    ("{\"a\":1]", "expected ',' or '}', found ']'"),
    ("1 // x", "expected the end of the document, found a comment; JSON has no comments"),
    ("\u{1B}[1m", "expected a value, found control character U+001B"),
    ("+1", "expected a value, found another character"),
    ("\u{FEFF}1", "byte order mark; JSON begins without one"),
    ("\"a", "string isn't closed before the document ends"),
    ("\"\t\"", "control character U+0009 in a string; write '\\t'"),
    ("\"\n\"", "control character U+000A in a string; write '\\n'"),
    ("\"\r\"", "control character U+000D in a string; write '\\r'"),
    ("\"\u{1B}\"", "control character U+001B in a string; write '\\u001B'"),
    ("\"\u{0}\"", "control character U+0000 in a string; write '\\u0000'"),
    ("\"\\x\"", "invalid escape; write '\\\\' for a backslash"),
    ("\"\\u12\"", "'\\u' needs 4 hexadecimal digits"),
    ("\"\\ud800\"", "half of a surrogate pair; write both '\\u' escapes of the character"),
    ("01", "a number can't have leading zeros"),
    ("-x", "expected a digit after '-'"), ("1.x", "expected a digit after '.'"),
    ("1ex", "expected a digit after the exponent's 'e'"),
    ("{\"a\":1,\"a\":1}", "the object already has this name"),
    (String(repeating: "[", count: 129), "nested too deep; the limit is 128 levels"),
  ]) func messagesOfErrors(document: String, message: String) {
    #expect(error(ofJSON: document)?.message == message)
  }

  @Test func messageForBytesThatAreNoText() {
    #expect(error(ofJSON: [0xFF])?.message == "invalid UTF-8")
  }

  /// What is read may be a secret: no part of it may be in an error.
  @Test func errorsHoldNothingOfTheDocument() {
    for document in [
      "sw0rdfish", "{\"value\":\"sw0rdfish\"sw0rdfish", "{\"sw0rdfish\":1,\"sw0rdfish\":2}",
      "\"sw0rdfish\\sw0rdfish\"", "\"sw0rdfish", "[\"sw0rdfish\" \"sw0rdfish\"]",
      "{sw0rdfish:1}", "'sw0rdfish'", "#sw0rdfish", "\"sw0rdfish\"sw0rdfish",
    ] {
      guard let error = error(ofJSON: document) else {
        Issue.record("accepted")
        return
      }
      var dumped = ""
      dump(error, to: &dumped)
      #expect(!dumped.contains("sw0") && !dumped.contains("fish"))
      #expect(!error.message.contains("sw0") && !error.message.contains("fish"))
    }
  }
}
