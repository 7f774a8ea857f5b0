import Testing

@testable import QliCore

/// Numbers: the grammar, and the values that are made of them.
@Suite struct JSONNumberTests {
  @Test(arguments: [
    "0", "-0", "1", "-1", "123", "1234567890123456789012345678901234567890",
    "0.0", "-0.0", "0.5", "1.25", "-1.000000000000000000000000000000000001",
    "1e1", "1E1", "1e+1", "1E+1", "1e-1", "1E-1", "0e0", "0E+0", "-0e-0", "1.5e10", "1e00", "1e007",
    "123.456e78", "1e400", "-1e400", "1e-400", "123123e100000", "0.4e00669999999999999999999999999",
  ]) func validNumbers(_ number: String) throws {
    try ValidJSON(number).check()
    try ValidJSON("[\(number)]").check()
    try ValidJSON("{\"a\":\(number),\"b\":\(number)}").check()
    try ValidJSON(" \(number)\n", number).check()
  }

  @Test(arguments: [
    InvalidJSON("-", at: 1, .missingDigit(after: .minus)),
    InvalidJSON("[-]", at: 2, .missingDigit(after: .minus)),
    InvalidJSON("--1", at: 1, .missingDigit(after: .minus)),
    InvalidJSON("-a", at: 1, .missingDigit(after: .minus)),
    InvalidJSON("- 1", at: 1, .missingDigit(after: .minus)),
    InvalidJSON("-.5", at: 1, .missingDigit(after: .minus)),
    InvalidJSON("-Infinity", at: 1, .missingDigit(after: .minus)),
    InvalidJSON("-NaN", at: 1, .missingDigit(after: .minus)),
    InvalidJSON("01", at: 0, .leadingZero),
    InvalidJSON("00", at: 0, .leadingZero),
    InvalidJSON("-01", at: 0, .leadingZero),
    InvalidJSON("[1,-012]", at: 3, .leadingZero),
    InvalidJSON("00.5", at: 0, .leadingZero),
    InvalidJSON("1.", at: 2, .missingDigit(after: .point)),
    InvalidJSON("[1.]", at: 3, .missingDigit(after: .point)),
    InvalidJSON("0.e1", at: 2, .missingDigit(after: .point)),
    InvalidJSON("1.-1", at: 2, .missingDigit(after: .point)),
    InvalidJSON("1..2", at: 2, .missingDigit(after: .point)),
    InvalidJSON("1e", at: 2, .missingDigit(after: .exponent)),
    InvalidJSON("1E", at: 2, .missingDigit(after: .exponent)),
    InvalidJSON("1e+", at: 3, .missingDigit(after: .exponent)),
    InvalidJSON("1e-", at: 3, .missingDigit(after: .exponent)),
    InvalidJSON("[1e+]", at: 4, .missingDigit(after: .exponent)),
    InvalidJSON("1e+-2", at: 3, .missingDigit(after: .exponent)),
    InvalidJSON("1e-+2", at: 3, .missingDigit(after: .exponent)),
    InvalidJSON("1ee2", at: 2, .missingDigit(after: .exponent)),
    InvalidJSON("1e.5", at: 2, .missingDigit(after: .exponent)),
    InvalidJSON([0x31, 0x2E, 0xFF], at: 2, .missingDigit(after: .point)),
    InvalidJSON("1.\u{0665}", at: 2, .missingDigit(after: .point)),
  ]) func digitsMissing(_ document: InvalidJSON) {
    document.check()
  }

  @Test(arguments: [
    InvalidJSON(".5", at: 0, .expected(.value, found: .other)),
    InvalidJSON("+1", at: 0, .expected(.value, found: .other)),
    InvalidJSON("[+1]", at: 1, .expected(.firstElement, found: .other)),
    InvalidJSON("e1", at: 0, .expected(.value, found: .word)),
    InvalidJSON("\u{FF11}", at: 0, .expected(.value, found: .other)),
    InvalidJSON("1.2.3", at: 3, .expected(.end, found: .other)),
    InvalidJSON("1e2e3", at: 3, .expected(.end, found: .word)),
    InvalidJSON("1e2.3", at: 3, .expected(.end, found: .other)),
    InvalidJSON("0x1F", at: 1, .expected(.end, found: .word)),
    InvalidJSON("1_000", at: 1, .expected(.end, found: .other)),
    InvalidJSON("1 000", at: 2, .expected(.end, found: .number)),
    InvalidJSON("1+2", at: 1, .expected(.end, found: .other)),
    InvalidJSON("1-2", at: 1, .expected(.end, found: .number)),
    InvalidJSON("1a", at: 1, .expected(.end, found: .word)),
    InvalidJSON("[1a]", at: 2, .expected(.arrayEnd, found: .word)),
    InvalidJSON("[1,000.5.1]", at: 3, .leadingZero),
    InvalidJSON([0x31, 0x00], at: 1, .expected(.end, found: .controlCharacter(0))),
    InvalidJSON([0x31, 0xFF], at: 1, .invalidUTF8),
  ]) func otherNotations(_ document: InvalidJSON) {
    document.check()
  }

  private func number(_ text: String) throws -> JSONNumber {
    guard case .number(let number) = try JSON.parse(Array(text.utf8)) else {
      throw JSONError(kind: .leadingZero, line: 0, column: 0, offset: 0)
    }
    return number
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("7", 7), ("-7", -7),
      ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
      ("9223372036854775808", nil), ("-9223372036854775809", nil),
      ("123456789012345678901234567890", nil), ("1.0", nil), ("1e3", nil), ("0.5", nil),
    ] as [(String, Int64?)]) func valuesAsInt64(text: String, value: Int64?) throws
  {
    #expect(try number(text).int64 == value)
  }

  @Test(
    arguments: [
      ("0", 0), ("1.5", 1.5), ("-1.5e3", -1500), ("1E+2", 100), ("0.1", 0.1),
      ("9007199254740993", 9_007_199_254_740_992),
      ("9223372036854775808", 9_223_372_036_854_775_808),
      ("1.7976931348623157e308", .greatestFiniteMagnitude), ("5e-324", .leastNonzeroMagnitude),
      ("1e-400", 0), ("1e309", nil), ("-1e309", nil), ("1e99999999999999999999", nil),
    ] as [(String, Double?)]) func valuesAsDouble(text: String, value: Double?) throws
  {
    #expect(try number(text).double == value)
  }

  @Test func minusZeroKeepsItsSign() throws {
    #expect(try number("-0").double?.sign == .minus)
    #expect(try number("-0.0").text == "-0.0")
    #expect(try number("1.0") != number("1"))
    #expect(try number("1.50") == number("1.50"))
  }
}
