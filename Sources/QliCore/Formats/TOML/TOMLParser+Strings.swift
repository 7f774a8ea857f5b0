extension TOMLParser {
  /// Reads a string of any of the four forms.
  mutating func parseString() throws(TOMLError) -> String {
    let delimiter = cursor.current
    let opening = cursor.position
    if cursor.peek(1) == delimiter && cursor.peek(2) == delimiter {
      cursor.advance(3)
      return try parseMultiline(delimiter, opening: opening)
    }
    cursor.advance()
    return try parseSingleLine(delimiter, opening: opening)
  }

  private mutating func parseSingleLine(
    _ delimiter: UInt8, opening: TOMLPosition
  ) throws(TOMLError) -> String {
    let escape = delimiter == .quote ? .backslash : delimiter
    var start = cursor.offset
    scratch.removeAll(keepingCapacity: true)
    while true {
      try cursor.skipText(until: delimiter, or: escape)
      switch cursor.current {
      case delimiter:
        let text = finishText(from: start)
        cursor.advance()
        return text
      case .backslash:
        scratch.append(contentsOf: cursor.bytes(from: start))
        try parseEscape()
        start = cursor.offset
      default:
        guard cursor.isAtEnd || cursor.isAtNewline else { throw forbiddenControl() }
        throw TOMLError(
          .unterminatedString(multiline: false), at: opening,
          width: cursor.column - opening.column)
      }
    }
  }

  private mutating func parseMultiline(
    _ delimiter: UInt8, opening: TOMLPosition
  ) throws(TOMLError) -> String {
    let escape = delimiter == .quote ? .backslash : delimiter
    _ = cursor.eatNewline()
    var start = cursor.offset
    scratch.removeAll(keepingCapacity: true)
    while true {
      try cursor.skipText(until: delimiter, or: escape)
      switch cursor.current {
      case delimiter:
        var run = 1
        while run < 5 && cursor.peek(run) == delimiter { run += 1 }
        // Up to two belong to the text, before the three that close it.
        guard run >= 3 else {
          cursor.advance(run)
          continue
        }
        cursor.advance(run - 3)
        let text = finishText(from: start)
        cursor.advance(3)
        return text
      case .backslash:
        scratch.append(contentsOf: cursor.bytes(from: start))
        if !skipEscapedNewline() { try parseEscape() }
        start = cursor.offset
      case .lineFeed:
        _ = cursor.eatNewline()
      default:
        if cursor.isAtEnd {
          throw TOMLError(.unterminatedString(multiline: true), at: opening, width: 3)
        }
        guard cursor.isAtNewline else { throw forbiddenControl() }
        // CRLF: the text gets the LF alone, so that it doesn't depend on who saved the file.
        scratch.append(contentsOf: cursor.bytes(from: start))
        scratch.append(.lineFeed)
        _ = cursor.eatNewline()
        start = cursor.offset
      }
    }
  }

  private mutating func finishText(from start: Int) -> String {
    guard !scratch.isEmpty else { return cursor.text(from: start) }
    scratch.append(contentsOf: cursor.bytes(from: start))
    return String(decoding: scratch, as: UTF8.self)
  }

  /// Steps over a backslash that ends its line, with all blanks and newlines after it.
  private mutating func skipEscapedNewline() -> Bool {
    var ahead = cursor
    ahead.advance()
    ahead.skipBlanks()
    guard ahead.eatNewline() else { return false }
    repeat { ahead.skipBlanks() } while ahead.eatNewline()
    cursor = ahead
    return true
  }

  /// Reads an escape and adds what it stands for to `scratch`.
  private mutating func parseEscape() throws(TOMLError) {
    let position = cursor.position
    cursor.advance()
    switch cursor.current {
    case 0x62: scratch.append(0x08)
    case 0x74: scratch.append(.tab)
    case 0x6E: scratch.append(.lineFeed)
    case 0x66: scratch.append(0x0C)
    case 0x72: scratch.append(.carriageReturn)
    case .quote: scratch.append(.quote)
    case .backslash: scratch.append(.backslash)
    case 0x75: return try parseUnicodeEscape(digits: 4, at: position)
    case 0x55: return try parseUnicodeEscape(digits: 8, at: position)
    default:
      if cursor.current >= 0x80 && cursor.scalar == nil {
        throw TOMLError(.invalidUTF8, at: cursor.position)
      }
      throw TOMLError(.invalidEscape(cursor.scalar), at: position, width: 2)
    }
    cursor.advance()
  }

  private mutating func parseUnicodeEscape(
    digits: Int, at position: TOMLPosition
  ) throws(TOMLError) {
    cursor.advance()
    var value: UInt32 = 0
    for count in 0..<digits {
      guard let digit = cursor.current.digitValue else {
        throw TOMLError(.incompleteEscape(digits: digits), at: position, width: count + 2)
      }
      value = value << 4 | UInt32(digit)
      cursor.advance()
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw TOMLError(.invalidScalar(value), at: position, width: digits + 2)
    }
    scratch.append(contentsOf: scalar.utf8)
  }
}
