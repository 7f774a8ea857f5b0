extension TOMLParser {
  /// Reads the value that stands here; `level` is how deep the table or array lies that holds it.
  mutating func parseValue(level: Int) throws(TOMLError) -> TOMLValue {
    let position = cursor.position
    let kind: TOMLValue.Kind
    var opening = 1
    switch cursor.current {
    case .quote, .apostrophe:
      if cursor.peek(1) == cursor.current && cursor.peek(2) == cursor.current { opening = 3 }
      kind = .string(try parseString())
    case .openBracket:
      kind = .array(try parseArray(level: level))
    case .openBrace:
      kind = .table(try parseInlineTable(at: position, level: level))
    case .plus, .minus, .zero...0x39:
      kind = .integer(try parseInteger())
    case 0x41...0x5A, 0x61...0x7A, .underscore:
      kind = .boolean(try parseBoolean())
    default:
      throw unexpected(.value)
    }
    let isOneLine = cursor.lineNumber == position.line
    return TOMLValue(
      kind, at: position, width: isOneLine ? cursor.column - position.column : opening)
  }

  private mutating func parseArray(level: Int) throws(TOMLError) -> TOMLArray {
    guard level < TOML.maximumDepth else { throw tooDeep() }
    cursor.advance()
    let elements = TOMLArrayStorage(isOfHeaders: false)
    while true {
      try skipBlankLines()
      if cursor.eat(.closeBracket) { return TOMLArray(storage: elements) }
      elements.append(try parseValue(level: level + 1))
      try skipBlankLines()
      if cursor.eat(.closeBracket) { return TOMLArray(storage: elements) }
      guard cursor.eat(.comma) else { throw unexpected(.arrayEnd) }
    }
  }

  /// Steps over blanks, newlines and comments, which may stand anywhere between two values.
  private mutating func skipBlankLines() throws(TOMLError) {
    repeat {
      cursor.skipBlanks()
      if cursor.current == .hash { try skipComment() }
    } while cursor.eatNewline()
  }

  private mutating func parseInlineTable(
    at position: TOMLPosition, level: Int
  ) throws(TOMLError) -> TOMLTable {
    guard level < TOML.maximumDepth else { throw tooDeep() }
    cursor.advance()
    let storage = TOMLTableStorage(origin: .inline, position: position)
    try skipBlanksInInlineTable()
    if cursor.eat(.closeBrace) { return TOMLTable(storage: storage) }
    while true {
      try parseKeyValue(into: storage, level: level + 1)
      try skipBlanksInInlineTable()
      if cursor.eat(.closeBrace) { return TOMLTable(storage: storage) }
      let comma = cursor.position
      guard cursor.eat(.comma) else { throw unexpected(.inlineTableEnd) }
      try skipBlanksInInlineTable()
      if cursor.current == .closeBrace { throw TOMLError(.trailingComma, at: comma) }
    }
  }

  private mutating func skipBlanksInInlineTable() throws(TOMLError) {
    cursor.skipBlanks()
    // A comment would swallow the rest, and so means a newline too.
    guard cursor.isAtNewline || cursor.current == .hash else { return }
    throw TOMLError(.newlineInInlineTable, at: cursor.position)
  }
}
