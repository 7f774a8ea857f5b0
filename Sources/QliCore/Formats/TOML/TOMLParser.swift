/// The grammar: lines, and what ends them. Keys, tables, values, strings and numbers follow in
/// extensions, a file each.
///
/// `parse…` returns a construct, `expect…` throws what the author of the document did wrong.
/// An error ends the parse: what was built so far is dropped.
struct TOMLParser: ~Copyable {
  var cursor: TOMLCursor
  /// Holds the text of a string that isn't in the source as it stands; kept for its memory.
  var scratch: [UInt8] = []

  private let root: TOMLTableStorage
  /// The table that the lines go to, and how deep it lies.
  private var table: TOMLTableStorage
  private var level = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    cursor = TOMLCursor(bytes)
    root = TOMLTableStorage(origin: .root, position: TOMLPosition(line: 1, column: 1))
    table = root
  }

  mutating func parseDocument() throws(TOMLError) -> TOMLTable {
    cursor.skipByteOrderMark()
    while true {
      cursor.skipBlanks()
      switch cursor.current {
      case .lineFeed, .carriageReturn, .hash:
        try expectLineEnd()
      case .openBracket:
        (table, level) = try parseHeader(root: root)
        try expectLineEnd()
      default:
        if cursor.isAtEnd { return TOMLTable(storage: root) }
        try parseKeyValue(into: table, level: level)
        try expectLineEnd()
      }
    }
  }

  /// Steps over blanks, a comment, and a newline or the end.
  private mutating func expectLineEnd() throws(TOMLError) {
    cursor.skipBlanks()
    if cursor.current == .hash { try skipComment() }
    guard cursor.eatNewline() || cursor.isAtEnd else { throw unexpected(.lineEnd) }
  }

  /// Steps over a comment, up to its newline or the end.
  mutating func skipComment() throws(TOMLError) {
    try cursor.skipText(until: .lineFeed, or: .lineFeed)
    guard cursor.isAtEnd || cursor.current == .lineFeed || cursor.isAtNewline else {
      throw forbiddenControl()
    }
  }

  /// The error for what stands here, where the grammar wants something else.
  func unexpected(_ expectation: TOMLError.Expectation) -> TOMLError {
    if cursor.isAtEnd { return TOMLError(.expected(expectation, found: .end), at: cursor.position) }
    if cursor.isAtNewline {
      return TOMLError(.expected(expectation, found: .newline), at: cursor.position)
    }
    if cursor.current < .space && cursor.current != .tab || cursor.current == 0x7F {
      return forbiddenControl()
    }
    guard let scalar = cursor.scalar else { return TOMLError(.invalidUTF8, at: cursor.position) }
    return TOMLError(.expected(expectation, found: .scalar(scalar)), at: cursor.position)
  }

  /// The error for the control character that stands here.
  func forbiddenControl() -> TOMLError {
    if cursor.current == .carriageReturn {
      return TOMLError(.bareCarriageReturn, at: cursor.position)
    }
    return TOMLError(.controlCharacter(cursor.current), at: cursor.position)
  }

  /// The error for nesting something at the cursor.
  func tooDeep() -> TOMLError {
    TOMLError(.depthExceeded(limit: TOML.maximumDepth), at: cursor.position)
  }
}
