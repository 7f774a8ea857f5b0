import Testing

@testable import QliCore

/// What a document is made of, and what may not stand in it.
@Suite struct JSONStructureTests {
  @Test(arguments: [
    ValidJSON("null"), ValidJSON("true"), ValidJSON("false"), ValidJSON("42"), ValidJSON("-0.1"),
    ValidJSON("\"text\""), ValidJSON("\"\""), ValidJSON("[]"), ValidJSON("{}"),
    ValidJSON("[[]]"), ValidJSON("[[],[[]],{}]"), ValidJSON("[\"\"]"), ValidJSON("[null]"),
    ValidJSON("[null,1,\"1\",{},[],true]"), ValidJSON("[1,null,null,null,2]"),
    ValidJSON("{\"a\":[]}"), ValidJSON("{\"\":0}"), ValidJSON("{\"a\":\"b\",\"c\":{\"d\":null}}"),
    ValidJSON("{\"z\":1,\"a\":2,\"m\":3}"), ValidJSON("{\"a\":1,\"A\":2,\"a \":3}"),
    ValidJSON("{\"[]{},:\":\"[]{},:\"}"),
    ValidJSON(" []", "[]"), ValidJSON("[] ", "[]"), ValidJSON("\n\r\t [\n\r\t ]\n\r\t ", "[]"),
    ValidJSON(" { \"a\" : 1 , \"b\" : [ true , false ] } ", "{\"a\":1,\"b\":[true,false]}"),
    ValidJSON("{\n\"a\"\n:\n1\n,\n\"b\"\n:\n{\n}\n}", "{\"a\":1,\"b\":{}}"),
    ValidJSON("[4 ]", "[4]"), ValidJSON(" 4 ", "4"), ValidJSON("true\n", "true"),
  ]) func validStructures(_ document: ValidJSON) throws {
    try document.check()
  }

  @Test(arguments: [
    InvalidJSON("", at: 0, .expected(.value, found: .end)),
    InvalidJSON(" \n", at: 2, .expected(.value, found: .end)),
    InvalidJSON("[", at: 1, .expected(.firstElement, found: .end)),
    InvalidJSON("[1", at: 2, .expected(.arrayEnd, found: .end)),
    InvalidJSON("[1,", at: 3, .expected(.value, found: .end)),
    InvalidJSON("{", at: 1, .expected(.firstMember, found: .end)),
    InvalidJSON("{\"a\"", at: 4, .expected(.colon, found: .end)),
    InvalidJSON("{\"a\":", at: 5, .expected(.value, found: .end)),
    InvalidJSON("{\"a\":1", at: 6, .expected(.objectEnd, found: .end)),
    InvalidJSON("{\"a\":1,", at: 7, .expected(.name, found: .end)),
    InvalidJSON("[{}", at: 3, .expected(.arrayEnd, found: .end)),
    InvalidJSON("{\"a\":[]", at: 7, .expected(.objectEnd, found: .end)),
  ]) func unfinishedStructures(_ document: InvalidJSON) {
    document.check()
  }

  @Test(arguments: [
    InvalidJSON("[1,]", at: 3, .expected(.value, found: .mark(.closeBracket))),
    InvalidJSON("[,1]", at: 1, .expected(.firstElement, found: .mark(.comma))),
    InvalidJSON("[,]", at: 1, .expected(.firstElement, found: .mark(.comma))),
    InvalidJSON("[1,,2]", at: 3, .expected(.value, found: .mark(.comma))),
    InvalidJSON("[1 2]", at: 3, .expected(.arrayEnd, found: .number)),
    InvalidJSON("[1\"a\"]", at: 2, .expected(.arrayEnd, found: .mark(.quote))),
    InvalidJSON("[\"a\":1]", at: 4, .expected(.arrayEnd, found: .mark(.colon))),
    InvalidJSON("[1}", at: 2, .expected(.arrayEnd, found: .mark(.closeBrace))),
    InvalidJSON("[}", at: 1, .expected(.firstElement, found: .mark(.closeBrace))),
    InvalidJSON("]", at: 0, .expected(.value, found: .mark(.closeBracket))),
    InvalidJSON("[][]", at: 2, .expected(.end, found: .mark(.openBracket))),
    InvalidJSON("[[]", at: 3, .expected(.arrayEnd, found: .end)),
    InvalidJSON("[]]", at: 2, .expected(.end, found: .mark(.closeBracket))),
    InvalidJSON("[*]", at: 1, .expected(.firstElement, found: .other)),
    InvalidJSON("[é]", at: 1, .expected(.firstElement, found: .other)),
    InvalidJSON("[\u{A0}]", at: 1, .expected(.firstElement, found: .other)),
    InvalidJSON("[\u{2060}]", at: 1, .expected(.firstElement, found: .other)),
    InvalidJSON("[\u{0C}]", at: 1, .expected(.firstElement, found: .controlCharacter(0x0C))),
    InvalidJSON("[\u{0B}]", at: 1, .expected(.firstElement, found: .controlCharacter(0x0B))),
    InvalidJSON("[\u{7F}]", at: 1, .expected(.firstElement, found: .controlCharacter(0x7F))),
  ]) func arrays(_ document: InvalidJSON) {
    document.check()
  }

  @Test(arguments: [
    InvalidJSON("{\"a\":1,}", at: 7, .expected(.name, found: .mark(.closeBrace))),
    InvalidJSON("{,\"a\":1}", at: 1, .expected(.firstMember, found: .mark(.comma))),
    InvalidJSON("{\"a\":1,,\"b\":2}", at: 7, .expected(.name, found: .mark(.comma))),
    InvalidJSON("{\"a\" 1}", at: 5, .expected(.colon, found: .number)),
    InvalidJSON("{\"a\",1}", at: 4, .expected(.colon, found: .mark(.comma))),
    InvalidJSON("{\"a\"}", at: 4, .expected(.colon, found: .mark(.closeBrace))),
    InvalidJSON("{\"a\"::1}", at: 5, .expected(.value, found: .mark(.colon))),
    InvalidJSON("{\"a\":}", at: 5, .expected(.value, found: .mark(.closeBrace))),
    InvalidJSON("{\"a\":1 \"b\":2}", at: 7, .expected(.objectEnd, found: .mark(.quote))),
    InvalidJSON("{\"a\":1]", at: 6, .expected(.objectEnd, found: .mark(.closeBracket))),
    InvalidJSON("{a:1}", at: 1, .expected(.firstMember, found: .word)),
    InvalidJSON("{'a':1}", at: 1, .expected(.firstMember, found: .apostrophe)),
    InvalidJSON("{1:1}", at: 1, .expected(.firstMember, found: .number)),
    InvalidJSON("{null:1}", at: 1, .expected(.firstMember, found: .word)),
    InvalidJSON("{[]:1}", at: 1, .expected(.firstMember, found: .mark(.openBracket))),
    InvalidJSON("{:1}", at: 1, .expected(.firstMember, found: .mark(.colon))),
    InvalidJSON("{\"a\":1,b}", at: 7, .expected(.name, found: .word)),
    InvalidJSON("{\"a\":1}}", at: 7, .expected(.end, found: .mark(.closeBrace))),
    InvalidJSON("{{}:1}", at: 1, .expected(.firstMember, found: .mark(.openBrace))),
    InvalidJSON("{\"a\":1;\"b\":2}", at: 6, .expected(.objectEnd, found: .other)),
    InvalidJSON("{\"a\"=1}", at: 4, .expected(.colon, found: .other)),
  ]) func objects(_ document: InvalidJSON) {
    document.check()
  }

  @Test(arguments: [
    InvalidJSON("nul", at: 0, .expected(.value, found: .word)),
    InvalidJSON("n", at: 0, .expected(.value, found: .word)),
    InvalidJSON("True", at: 0, .expected(.value, found: .word)),
    InvalidJSON("tRue", at: 0, .expected(.value, found: .word)),
    InvalidJSON("[fals]", at: 1, .expected(.firstElement, found: .word)),
    InvalidJSON("[truth]", at: 1, .expected(.firstElement, found: .word)),
    InvalidJSON("nullnull", at: 4, .expected(.end, found: .word)),
    InvalidJSON("truefalse", at: 4, .expected(.end, found: .word)),
    InvalidJSON("[true1]", at: 5, .expected(.arrayEnd, found: .number)),
    InvalidJSON("NaN", at: 0, .expected(.value, found: .word)),
    InvalidJSON("[Infinity]", at: 1, .expected(.firstElement, found: .word)),
    InvalidJSON("undefined", at: 0, .expected(.value, found: .word)),
    InvalidJSON("hello", at: 0, .expected(.value, found: .word)),
    InvalidJSON("'a'", at: 0, .expected(.value, found: .apostrophe)),
  ]) func wordsThatAreNoValues(_ document: InvalidJSON) {
    document.check()
  }

  @Test(arguments: [
    InvalidJSON("1 1", at: 2, .expected(.end, found: .number)),
    InvalidJSON("{}#", at: 2, .expected(.end, found: .comment)),
    InvalidJSON("{} x", at: 3, .expected(.end, found: .word)),
    InvalidJSON("[],", at: 2, .expected(.end, found: .mark(.comma))),
    InvalidJSON("\"a\"\"b\"", at: 3, .expected(.end, found: .mark(.quote))),
    InvalidJSON("1\n2\n", at: 2, .expected(.end, found: .number)),
    InvalidJSON("[]\u{0}", at: 2, .expected(.end, found: .controlCharacter(0))),
    InvalidJSON("\u{0}", at: 0, .expected(.value, found: .controlCharacter(0))),
    InvalidJSON("\u{1B}[1m{}", at: 0, .expected(.value, found: .controlCharacter(0x1B))),
    InvalidJSON("// x\n1", at: 0, .expected(.value, found: .comment)),
    InvalidJSON("/**/1", at: 0, .expected(.value, found: .comment)),
    InvalidJSON("[1/**/]", at: 2, .expected(.arrayEnd, found: .comment)),
    InvalidJSON("{\"a\":/**/1}", at: 5, .expected(.value, found: .comment)),
    InvalidJSON("1 # x", at: 2, .expected(.end, found: .comment)),
  ]) func trailingBytesAndComments(_ document: InvalidJSON) {
    document.check()
  }

  @Test func emptyBuffer() {
    let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    let error = JSONError(kind: .expected(.value, found: .end), line: 1, column: 1, offset: 0)
    #expect(throws: error) { try JSON.validate(nothing) }
    #expect(throws: error) { try JSON.parse(nothing) }
  }

  /// What lies behind the buffer must not count: no digits, and no closing quote.
  @Test func bufferThatIsPartOfALarger() throws {
    let digits = "12345678901234567"
    try Array(digits.utf8).withUnsafeBufferPointer { bytes in
      for count in 1...bytes.count {
        let value = try JSON.parse(UnsafeBufferPointer(rebasing: bytes[..<count]))
        #expect(rendering(of: value) == String(digits.prefix(count)))
      }
    }
    let error = JSONError(kind: .unterminatedString, line: 1, column: 1, offset: 0)
    try Array("\"abcdefghijklmnop\"".utf8).withUnsafeBufferPointer { bytes in
      for count in 1..<bytes.count {
        let part = UnsafeBufferPointer(rebasing: bytes[..<count])
        #expect(throws: error) { try JSON.validate(part) }
      }
      try JSON.validate(bytes)
    }
  }
}
