extension TOMLParser {
  /// Where a value goes.
  struct Target {
    let table: TOMLTableStorage
    let level: Int
    let key: TOMLKeyPart
  }

  /// Reads `key = value` and adds it to a table, through the tables of a dotted key.
  mutating func parseKeyValue(
    into table: TOMLTableStorage, level: Int
  ) throws(TOMLError) {
    let target = try parseKey(into: table, level: level)
    // What goes on here while a value is read adds up on the stack, up to the depth limit.
    let value = try parseValue(level: target.level)
    target.table.append(TOMLEntry(target.key, value: value))
  }

  /// Reads `key =`, and makes the tables of a dotted key.
  private mutating func parseKey(
    into table: TOMLTableStorage, level: Int
  ) throws(TOMLError) -> Target {
    var table = table
    var level = level
    var parts = 1
    var key = try parseKeyPart()
    while true {
      cursor.skipBlanks()
      guard cursor.eat(.dot) else { break }
      cursor.skipBlanks()
      parts += 1
      level += 1
      guard parts <= TOML.maximumDepth, level <= TOML.maximumDepth else { throw tooDeep() }
      table = try table.enterByDottedKey(key)
      key = try parseKeyPart()
    }
    guard cursor.eat(.equals) else { throw unexpected(.equals) }
    cursor.skipBlanks()
    if let index = table.firstIndex(of: key.text) {
      throw table.duplicate(key, at: index)
    }
    return Target(table: table, level: level, key: key)
  }

  /// Reads one part of a key: bare, or in quotes.
  mutating func parseKeyPart() throws(TOMLError) -> TOMLKeyPart {
    let position = cursor.position
    let start = cursor.offset
    let first = cursor.current
    if first == .quote || first == .apostrophe {
      if cursor.peek(1) == first && cursor.peek(2) == first {
        throw TOMLError(.multilineKey, at: position, width: 3)
      }
      let text = try parseString()
      return TOMLKeyPart(
        text: text, position: position, width: cursor.column - position.column)
    }
    let width = cursor.skipBareKey()
    guard width > 0 else { throw unexpected(.key) }
    return TOMLKeyPart(text: cursor.text(from: start), position: position, width: width)
  }

  /// Reads `[key]` or `[[key]]`.
  ///
  /// - Returns: the table that the lines after it go to, and how deep it lies.
  mutating func parseHeader(
    root: TOMLTableStorage
  ) throws(TOMLError) -> (table: TOMLTableStorage, level: Int) {
    let position = cursor.position
    cursor.advance()
    let isElement = cursor.eat(.openBracket)
    cursor.skipBlanks()
    var parent = root
    var level = 1
    var key = try parseKeyPart()
    while true {
      cursor.skipBlanks()
      guard cursor.eat(.dot) else { break }
      cursor.skipBlanks()
      level += 1
      guard level <= TOML.maximumDepth else { throw tooDeep() }
      parent = try parent.enterByHeader(key)
      key = try parseKeyPart()
    }
    // Of `]]` both must be there, with nothing between them.
    guard cursor.current == .closeBracket, !isElement || cursor.peek(1) == .closeBracket else {
      throw unexpected(isElement ? .arrayHeaderEnd : .headerEnd)
    }
    cursor.advance(isElement ? 2 : 1)
    let width = cursor.column - position.column
    let table =
      if isElement {
        try parent.addElement(key, at: position, width: width)
      } else {
        try parent.defineTable(key, at: position, width: width)
      }
    return (table, level)
  }
}
