extension TOMLParser {
  /// Reads `true` or `false`, and knows what else looks like a word.
  mutating func parseBoolean() throws(TOMLError) -> Bool {
    let position = cursor.position
    let start = cursor.offset
    let width = skipWord()
    let word = cursor.bytes(from: start)
    if word.elementsEqual("true".utf8) { return true }
    if word.elementsEqual("false".utf8) { return false }
    if word.elementsEqual("inf".utf8) || word.elementsEqual("nan".utf8) {
      throw TOMLError(.unsupportedFloat, at: position, width: width)
    }
    throw TOMLError(.unquotedValue(cursor.text(from: start)), at: position, width: width)
  }

  /// Reads an integer of any base, and knows floats, dates and times when it sees them.
  mutating func parseInteger() throws(TOMLError) -> Int64 {
    let position = cursor.position
    let start = cursor.offset
    let width = skipWord()
    let word = cursor.bytes(from: start)
    let isNegative = word[0] == .minus
    let isSigned = isNegative || word[0] == .plus
    let number = TOMLNumber(word)
    let result: TOMLNumber.Result =
      if !isSigned && width > 1 && word[0] == .zero {
        switch word[1] {
        case 0x78: number.integer(from: 2, base: 16, isNegative: false)
        case 0x6F: number.integer(from: 2, base: 8, isNegative: false)
        case 0x62: number.integer(from: 2, base: 2, isNegative: false)
        default: number.integer(from: 0, base: 10, isNegative: false)
        }
      } else {
        number.integer(from: isSigned ? 1 : 0, base: 10, isNegative: isNegative)
      }
    let kind: TOMLError.Kind
    switch result {
    case .value(let value):
      guard number.hasLeadingZero else { return value }
      kind = .leadingZero
    case .outOfRange:
      kind = number.hasLeadingZero ? .leadingZero : .integerOutOfRange
    case .malformed:
      if number.isFloat {
        kind = .unsupportedFloat
      } else if number.isDateOrTime {
        kind = .unsupportedDateTime
      } else {
        kind = .invalidNumber(cursor.text(from: start))
      }
    }
    throw TOMLError(kind, at: position, width: width)
  }

  /// Steps over all that a number, a date, a time or a boolean may have, and gives its length.
  private mutating func skipWord() -> Int {
    let start = cursor.offset
    while true {
      switch cursor.current {
      case 0x61...0x7A, 0x41...0x5A, 0x30...0x3A, .underscore, .plus, .minus, .dot:
        cursor.advance()
      default:
        return cursor.offset - start
      }
    }
  }
}
