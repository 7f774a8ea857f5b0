/// Writes one JSON value (RFC 8259), without spaces and on one line.
struct JSONWriter: ~Copyable {
  private var buffer: ByteBuffer
  private var needsComma = false

  /// An empty document with room for `capacity` bytes.
  init(capacity: Int = 256) { buffer = ByteBuffer(capacity: capacity) }

  /// A document that goes to `descriptor` while it is written, however long it gets.
  init(writingTo descriptor: FileDescriptor, releasing signals: HeldSignals? = nil) {
    buffer = ByteBuffer(passingTo: descriptor, releasing: signals)
  }

  /// What was written so far, and is kept.
  var bytes: [UInt8] { buffer.bytes }

  /// Ends the document with a newline, and returns it all.
  mutating func endLine() -> [UInt8] {
    buffer.append(.lineFeed)
    return buffer.bytes
  }

  /// Ends the document with a newline, and sees the last of it written.
  ///
  /// - Throws: why it wasn't, or what came before.
  mutating func finishLine() throws(Errno) {
    buffer.append(.lineFeed)
    try buffer.finish()
  }

  /// Ends a line, of which the next value is none: for documents that are one a line.
  mutating func separateLines() {
    buffer.append(.lineFeed)
    needsComma = false
  }

  /// Passes on what was written so far.
  ///
  /// - Throws: why it didn't arrive, or what came before.
  mutating func flush() throws(Errno) { try buffer.finish() }

  /// Whether nothing more arrives.
  var hasFailed: Bool { buffer.hasFailed }

  /// Writes an object whose members `body` writes.
  mutating func object(_ body: (inout JSONWriter) -> Void) {
    nested("{", "}", body)
  }

  /// Writes an array whose elements `body` writes.
  mutating func array(_ body: (inout JSONWriter) -> Void) {
    nested("[", "]", body)
  }

  /// Writes the name of the member whose value is written next.
  mutating func name(_ name: StaticString) {
    separate()
    buffer.append(.quote)
    // Sound: a name is more than one character, and so lies in the program for ever.
    buffer.append(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    buffer.append(.quote)
    buffer.append(.colon)
    needsComma = false
  }

  /// Writes the name of the member whose value is written next, where the program doesn't hold it.
  mutating func name(text: String) {
    string(text)
    buffer.append(.colon)
    needsComma = false
  }

  /// Writes a string.
  mutating func string(_ text: String) {
    var text = text
    _ = text.withUTF8 { quote($0) }
  }

  /// Writes a string from bytes; what isn't UTF-8 becomes U+FFFD.
  mutating func string(_ bytes: ByteString) {
    _ = bytes.withBytes { quote($0) }
  }

  /// Writes a string from bytes; what isn't UTF-8 becomes U+FFFD.
  ///
  /// - Returns: whether all of it is UTF-8.
  mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { quote(bytes) }

  /// Writes the lines of a text as an array of strings, see `JSONLines`.
  ///
  /// - Returns: whether all of it is UTF-8.
  mutating func lines(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var lines = JSONLines(text)
    array { writer in
      while !lines.isAtEnd {
        writer.buffer.fill(atLeast: Self.room(for: text.count)) { lines.write(to: &$0) }
      }
    }
    return !lines.isLossy
  }

  /// Writes a whole number.
  ///
  /// Digit by digit: the general way, for numbers of any type and base, is many times as slow, and
  /// this is on the path of a run.
  mutating func number(_ value: Int64) {
    separate()
    if value < 0 { buffer.append(.minus) }
    var divisor: UInt64 = 1
    while value.magnitude / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      buffer.append(.zero + UInt8(value.magnitude / divisor % 10))
      divisor /= 10
    }
    needsComma = true
  }

  /// Writes `true` or `false`.
  mutating func boolean(_ value: Bool) { literal(value ? "true" : "false") }

  /// Writes `null`.
  mutating func null() { literal("null") }

  /// Writes a value that was read.
  mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .boolean(let value): boolean(value)
    case .number(let number): literal(number.text)
    case .string(let text): string(text)
    case .array(let elements):
      array { writer in
        for element in elements { writer.value(element) }
      }
    case .object(let object):
      self.object { writer in
        for member in object.members {
          writer.name(text: member.name)
          writer.value(member.value)
        }
      }
    }
  }

  /// Writes a whole document as one value: each number, string and escape as it stands there, the
  /// members in their order; without the white space around them.
  mutating func value(_ text: JSONText) {
    value(scanned: text.bytes, hasHiddenCharacters: text.hasHiddenCharacters)
  }

  /// Writes a value that was scanned, as it stands there.
  mutating func value(scanned bytes: UnsafeBufferPointer<UInt8>, hasHiddenCharacters: Bool) {
    separate()
    if hasHiddenCharacters { hide(bytes) } else { buffer.append(bytes) }
    needsComma = true
  }

  /// Writes a document, but with its hidden characters escaped.
  private mutating func hide(_ document: UnsafeBufferPointer<UInt8>) {
    var (start, position) = (0, 0)
    while position < document.count {
      if document.hasHiddenCharacter(at: position) {
        buffer.append(UnsafeBufferPointer(rebasing: document[start..<position]))
        // Above U+007F there are two bytes, and the second one is the code point.
        if document[position] >= 0x80 { position += 1 }
        buffer.fill(atLeast: JSONQuoting.step) { $0.appendEscape(document[position]) }
        start = position + 1
      }
      position += 1
    }
    buffer.append(UnsafeBufferPointer(rebasing: document[start...]))
  }

  private mutating func literal(_ text: String) {
    separate()
    buffer.append(text)
    needsComma = true
  }

  private mutating func nested(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void
  ) {
    begin(UInt8(ascii: open))
    body(&self)
    end(UInt8(ascii: close))
  }

  // A call each: there are some hundred of them.
  @inline(never)
  private mutating func begin(_ open: UInt8) {
    separate()
    buffer.append(open)
    needsComma = false
  }

  @inline(never)
  private mutating func end(_ close: UInt8) {
    buffer.append(close)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { buffer.append(.comma) }
  }

  private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var quoting = JSONQuoting(text)
    buffer.fill(atLeast: Self.room(for: text.count)) { room in
      if needsComma { room.append(.comma) }
      room.append(.quote)
      quoting.write(to: &room)
    }
    while quoting.rest > 0 {
      buffer.fill(atLeast: Self.room(for: quoting.rest)) { quoting.write(to: &$0) }
    }
    buffer.append(.quote)
    needsComma = true
    return !quoting.isLossy
  }

  /// Room for `count` bytes if they hold no escapes, and to begin with if they are many.
  private static func room(for count: Int) -> Int { min(count, 4096) + 2 * JSONQuoting.step }
}

extension JSONWriter {
  /// Writes a member that is a string, or null.
  mutating func member(_ name: StaticString, _ value: String?) {
    self.name(name)
    if let value { string(value) } else { null() }
  }

  /// Writes a member that is a string, or null.
  mutating func member(_ name: StaticString, _ value: ByteString?) {
    self.name(name)
    if let value { string(value) } else { null() }
  }

  /// Writes a member that is a whole number.
  mutating func member(_ name: StaticString, _ value: Int64) {
    self.name(name)
    number(value)
  }

  /// Writes a member whose value was scanned.
  mutating func member(
    _ name: StaticString, scanned value: UnsafeBufferPointer<UInt8>, _ hasHiddenCharacters: Bool
  ) {
    self.name(name)
    self.value(scanned: value, hasHiddenCharacters: hasHiddenCharacters)
  }

  /// Writes a member that is a boolean.
  mutating func member(_ name: StaticString, _ value: Bool) {
    self.name(name)
    boolean(value)
  }

  /// Writes a member that is an array of strings.
  mutating func member(_ name: StaticString, _ values: [String]) {
    self.name(name)
    array { writer in
      for value in values { writer.string(value) }
    }
  }

  /// Writes a member that is an array of strings.
  mutating func member(_ name: StaticString, _ values: [ByteString]) {
    self.name(name)
    array { writer in
      for value in values { writer.string(value) }
    }
  }

  /// Writes a member that is an array of paths.
  mutating func member(_ name: StaticString, _ paths: [FilePath]) {
    member(name, paths.map { $0.string })
  }
}
