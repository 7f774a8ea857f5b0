/// The grammar: gives the tokens of a document one by one, and refuses what isn't JSON.
///
/// It calls itself nowhere and allocates nothing, so neither depth nor length can exhaust anything.
/// Who looks for a few members among many documents takes the tokens and makes no values.
struct JSONScanner: ~Copyable {
  private var cursor: JSONCursor
  /// What may come next. After an error no token may be asked for.
  private var wanted = JSONError.Expectation.value
  private var depth = 0
  /// A bit for each container that is open, 1 for an object; the lowest is the innermost.
  private var containers: UInt128 = 0
  /// Where the last token starts.
  private(set) var tokenOffset = 0
  /// Where it ends.
  var offset: Int { cursor.offset }
  /// Whether a string had a character from U+007F to U+009F as it is.
  var sawHiddenCharacter: Bool { cursor.sawHiddenCharacter }

  /// Whether an escape may be half of a surrogate pair.
  private let takesHalfPairs: Bool

  init(_ bytes: UnsafeBufferPointer<UInt8>, takesHalfPairs: Bool = false) {
    cursor = JSONCursor(bytes)
    self.takesHalfPairs = takesHalfPairs
  }

  /// The next token; `end` once the document has ended.
  @inline(__always)
  mutating func next() throws(JSONError) -> JSONToken {
    cursor.skipWhiteSpace()
    switch wanted {
    case .arrayEnd:
      if cursor.eat(.comma) {
        wanted = .value
        cursor.skipWhiteSpace()
        return try scanValue()
      }
      return try scanEnd(.closeBracket, .endArray)
    case .objectEnd:
      if cursor.eat(.comma) {
        wanted = .name
        cursor.skipWhiteSpace()
        return try scanName()
      }
      return try scanEnd(.closeBrace, .endObject)
    case .firstElement where cursor.current == .closeBracket:
      return try scanEnd(.closeBracket, .endArray)
    case .firstMember where cursor.current == .closeBrace:
      return try scanEnd(.closeBrace, .endObject)
    case .name, .firstMember: return try scanName()
    case .value, .firstElement: return try scanValue()
    case .colon:
      guard cursor.eat(.colon) else { throw unexpected() }
      wanted = .value
      cursor.skipWhiteSpace()
      return try scanValue()
    case .end:
      guard cursor.isAtEnd else { throw unexpected() }
      tokenOffset = cursor.offset
      return .end
    }
  }

  /// The error of the last token.
  func error(_ kind: JSONError.Kind) -> JSONError { cursor.error(kind, at: tokenOffset) }

  @inline(__always)
  private mutating func scanValue() throws(JSONError) -> JSONToken {
    tokenOffset = cursor.offset
    switch cursor.current {
    case .quote:
      let string = try scanString()
      endValue()
      return .string(string)
    case .minus, 0x30...0x39:
      try skipNumber()
      endValue()
      return .number(cursor.bytes(from: tokenOffset))
    case .openBrace: return try scanBegin(.beginObject, bit: 1, wanted: .firstMember)
    case .openBracket: return try scanBegin(.beginArray, bit: 0, wanted: .firstElement)
    case UInt8(ascii: "t"): return try scanWord("true", .boolean(true))
    case UInt8(ascii: "f"): return try scanWord("false", .boolean(false))
    case UInt8(ascii: "n"): return try scanWord("null", .null)
    default: throw unexpected()
    }
  }

  @inline(__always)
  private mutating func scanName() throws(JSONError) -> JSONToken {
    tokenOffset = cursor.offset
    guard cursor.current == .quote else { throw unexpected() }
    let name = try scanString()
    wanted = .colon
    return .name(name)
  }

  @inline(__always)
  private mutating func scanBegin(
    _ token: JSONToken, bit: UInt128, wanted: JSONError.Expectation
  ) throws(JSONError) -> JSONToken {
    guard depth < JSON.maximumDepth else {
      throw error(.depthExceeded(limit: JSON.maximumDepth))
    }
    cursor.advance()
    depth += 1
    containers = containers << 1 | bit
    self.wanted = wanted
    return token
  }

  @inline(__always)
  private mutating func scanEnd(
    _ byte: UInt8, _ token: JSONToken
  ) throws(JSONError) -> JSONToken {
    tokenOffset = cursor.offset
    guard cursor.eat(byte) else { throw unexpected() }
    depth -= 1
    containers >>= 1
    endValue()
    return token
  }

  @inline(__always)
  private mutating func scanWord(
    _ word: StaticString, _ token: JSONToken
  ) throws(JSONError) -> JSONToken {
    let length = word.utf8CodeUnitCount
    for distance in 1..<length where cursor.peek(distance) != word.utf8Start[distance] {
      throw unexpected()
    }
    cursor.advance(length)
    endValue()
    return token
  }

  @inline(__always)
  private mutating func endValue() {
    if depth == 0 {
      wanted = .end
    } else {
      wanted = containers & 1 == 1 ? .objectEnd : .arrayEnd
    }
  }

  /// The error for what stands here, where the grammar wants something else.
  private func unexpected() -> JSONError {
    if cursor.isAtByteOrderMark { return cursor.error(.byteOrderMark) }
    if cursor.isAtInvalidUTF8 { return cursor.error(.invalidUTF8) }
    let found: JSONError.Found = cursor.isAtEnd ? .end : JSONError.Found(cursor.current)
    return cursor.error(.expected(wanted, found: found))
  }
}

// MARK: Strings and numbers

extension JSONScanner {
  /// Steps over the string that stands here.
  @inline(__always)
  private mutating func scanString() throws(JSONError) -> JSONStringToken {
    cursor.advance()
    let start = cursor.offset
    var hasEscapes = false
    while true {
      try cursor.skipText()
      switch cursor.current {
      case .quote:
        let token = JSONStringToken(bytes: cursor.bytes(from: start), hasEscapes: hasEscapes)
        cursor.advance()
        return token
      case .backslash:
        hasEscapes = true
        try skipEscape()
      default:
        guard !cursor.isAtEnd else { throw error(.unterminatedString) }
        throw cursor.error(.controlCharacter(cursor.current))
      }
    }
  }

  private mutating func skipEscape() throws(JSONError) {
    let start = cursor.offset
    cursor.advance()
    if cursor.current == UInt8(ascii: "u") {
      let unit = try scanCodeUnit(from: start)
      guard unit & 0xF800 == 0xD800, !takesHalfPairs else { return }
      // Only the first half of a pair may be here, and the second must follow.
      guard unit < 0xDC00, cursor.current == .backslash, cursor.peek(1) == UInt8(ascii: "u") else {
        throw cursor.error(.loneSurrogate, at: start)
      }
      let second = cursor.offset
      cursor.advance()
      guard try scanCodeUnit(from: second) & 0xFC00 == 0xDC00 else {
        throw cursor.error(.loneSurrogate, at: start)
      }
    } else if cursor.current.meaningAfterBackslash != nil {
      cursor.advance()
    } else if cursor.isAtEnd {
      throw error(.unterminatedString)
    } else {
      throw cursor.isAtInvalidUTF8
        ? cursor.error(.invalidUTF8) : cursor.error(.invalidEscape, at: start)
    }
  }

  /// Steps over `u` and four digits, and gives their value; the escape begins at `start`.
  private mutating func scanCodeUnit(from start: Int) throws(JSONError) -> UInt16 {
    cursor.advance()
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = cursor.current.digitValue else {
        throw cursor.error(.incompleteEscape, at: start)
      }
      value = value << 4 | UInt16(digit)
      cursor.advance()
    }
    return value
  }

  /// Steps over the number that stands here.
  @inline(__always)
  private mutating func skipNumber() throws(JSONError) {
    let isNegative = cursor.eat(.minus)
    if cursor.eat(.zero) {
      guard !cursor.current.isDecimalDigit else { throw error(.leadingZero) }
    } else {
      guard cursor.skipDigits() || !isNegative else {
        throw cursor.error(.missingDigit(after: .minus))
      }
    }
    if cursor.eat(.dot) {
      guard cursor.skipDigits() else { throw cursor.error(.missingDigit(after: .point)) }
    }
    if cursor.eat(UInt8(ascii: "e")) || cursor.eat(UInt8(ascii: "E")) {
      if !cursor.eat(.plus) { _ = cursor.eat(.minus) }
      guard cursor.skipDigits() else { throw cursor.error(.missingDigit(after: .exponent)) }
    }
  }
}

extension JSONError.Found {
  /// What begins with this byte.
  fileprivate init(_ byte: UInt8) {
    self =
      switch byte {
      case .openBracket, .closeBracket, .openBrace, .closeBrace, .comma, .colon, .quote:
        .mark(byte)
      case .minus, 0x30...0x39: .number
      case 0x41...0x5A, 0x61...0x7A: .word
      case .apostrophe: .apostrophe
      case UInt8(ascii: "/"), .hash: .comment
      case 0..<0x20, 0x7F: .controlCharacter(byte)
      default: .other
      }
  }
}
