extension TOMLParser {
  /// Reads the value that stands here; `level` is how deep the table or array lies that holds it.
  mutating func parseValue(level: Int) throws(TOMLError) -> TOMLValue {
    switch cursor.current {
    case .openBracket: try parseArray(level: level)
    case .openBrace: try parseInlineTable(level: level)
    default: try parseScalar()
    }
  }

  private mutating func parseScalar() throws(TOMLError) -> TOMLValue {
    let position = cursor.position
    switch cursor.current {
    case .quote, .apostrophe:
      let isMultiline = cursor.peek(1) == cursor.current && cursor.peek(2) == cursor.current
      let string = try parseString()
      return value(.string(string), from: position, opening: isMultiline ? 3 : 1)
    case .plus, .minus, .zero...0x39:
      return value(.integer(try parseInteger()), from: position)
    case 0x41...0x5A, 0x61...0x7A, .underscore:
      return value(.boolean(try parseBoolean()), from: position)
    default:
      throw unexpected(.value)
    }
  }

  /// The value that ends here, and whose opening delimiter has so many columns.
  private func value(
    _ kind: TOMLValue.Kind, from position: TOMLPosition, opening: Int = 1
  ) -> TOMLValue {
    let isOneLine = cursor.lineNumber == position.line
    return TOMLValue(
      kind, at: position, width: isOneLine ? cursor.column - position.column : opening)
  }

  private mutating func parseArray(level: Int) throws(TOMLError) -> TOMLValue {
    guard level < TOML.maximumDepth else { throw tooDeep() }
    let position = cursor.position
    cursor.advance()
    let elements = TOMLArrayStorage(isOfHeaders: false)
    while true {
      try skipBlankLines()
      if cursor.eat(.closeBracket) { break }
      elements.append(try parseValue(level: level + 1))
      try skipBlankLines()
      if cursor.eat(.closeBracket) { break }
      guard cursor.eat(.comma) else { throw unexpected(.arrayEnd) }
    }
    return value(.array(TOMLArray(storage: elements)), from: position)
  }

  /// Steps over blanks, newlines and comments, which may stand anywhere between two values.
  private mutating func skipBlankLines() throws(TOMLError) {
    repeat {
      cursor.skipBlanks()
      if cursor.current == .hash { try skipComment() }
    } while cursor.eatNewline()
  }

  private mutating func parseInlineTable(level: Int) throws(TOMLError) -> TOMLValue {
    guard level < TOML.maximumDepth else { throw tooDeep() }
    let position = cursor.position
    cursor.advance()
    let storage = TOMLTableStorage(origin: .inline, position: position)
    try skipBlanksInInlineTable()
    if !cursor.eat(.closeBrace) {
      repeat {
        try parseKeyValue(into: storage, level: level + 1)
      } while try expectCommaOrBrace()
    }
    return value(.table(TOMLTable(storage: storage)), from: position)
  }

  /// Steps over the comma before another key, or over the brace that closes an inline table.
  ///
  /// - Returns: whether another key follows.
  /// - Throws: if neither is there, or a brace follows the comma.
  private mutating func expectCommaOrBrace() throws(TOMLError) -> Bool {
    try skipBlanksInInlineTable()
    if cursor.eat(.closeBrace) { return false }
    let comma = cursor.position
    guard cursor.eat(.comma) else { throw unexpected(.inlineTableEnd) }
    try skipBlanksInInlineTable()
    if cursor.current == .closeBrace { throw TOMLError(.trailingComma, at: comma) }
    return true
  }

  private mutating func skipBlanksInInlineTable() throws(TOMLError) {
    cursor.skipBlanks()
    // A comment would swallow the rest, and so means a newline too.
    guard cursor.isAtNewline || cursor.current == .hash else { return }
    throw TOMLError(.newlineInInlineTable, at: cursor.position)
  }
}
