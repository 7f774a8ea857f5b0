/// Writes one JSON value (RFC 8259), without spaces and on one line.
struct JSONWriter {
  /// What was written so far.
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// An empty document with room for `capacity` bytes.
  init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

  /// Ends the document with a newline, and returns it all.
  mutating func endLine() -> [UInt8] {
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

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
    bytes.append(UInt8(ascii: "\""))
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a string.
  mutating func string(_ text: String) {
    separate()
    var text = text
    text.withUTF8 { quote($0) }
    needsComma = true
  }

  /// Writes a string from bytes; what isn't UTF-8 becomes U+FFFD.
  mutating func string(_ bytes: ByteString) {
    if bytes.isASCII {
      separate()
      bytes.withBytes { quote($0) }
      needsComma = true
    } else {
      string(bytes.lossyText)
    }
  }

  /// Writes a string from bytes; what isn't UTF-8 becomes U+FFFD.
  ///
  /// - Returns: whether all of it is UTF-8.
  mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.isUTF8 else {
      string(String(decoding: bytes, as: UTF8.self))
      return false
    }
    separate()
    quote(bytes)
    needsComma = true
    return true
  }

  /// Writes a whole number.
  ///
  /// Digit by digit: the general way, for numbers of any type and base, is many times as slow, and
  /// this is on the path of a run.
  mutating func number(_ value: Int64) {
    separate()
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var divisor: UInt64 = 1
    while value.magnitude / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(value.magnitude / divisor % 10))
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
          writer.string(member.name)
          writer.bytes.append(.colon)
          writer.needsComma = false
          writer.value(member.value)
        }
      }
    }
  }

  /// Writes a whole document as one value: each number, string and escape as it stands there, the
  /// members in their order; without the white space around them.
  mutating func value(_ text: JSONText) {
    separate()
    text.withBytes { embed($0) }
    needsComma = true
  }

  private mutating func literal(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  private mutating func nested(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void
  ) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  /// Writes valid UTF-8 in quotes. Control characters are escaped, those from U+007F to U+009F too,
  /// which JSON would allow: a terminal obeys them when someone looks at the file.
  private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
    bytes.append(.quote)
    var written = 0
    var index = text.endOfVisibleText(from: 0)
    while index < text.count {
      append(text[written..<index])
      switch text[index] {
      case .quote, .backslash:
        bytes.append(.backslash)
        bytes.append(text[index])
        index += 1
      default: index = escapeCharacter(text, at: index)
      }
      written = index
      index = text.endOfVisibleText(from: index)
    }
    append(text[written...])
    bytes.append(.quote)
  }

  /// Escapes the control character at `index`, and returns where it ends.
  private mutating func escapeCharacter(
    _ text: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> Int {
    // Above U+007F there are two bytes, and the second one is the code point.
    let last = text[index] < 0x80 ? index : index + 1
    escape(text[last])
    return last + 1
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case 0x0a: bytes.append(contentsOf: "\\n".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x0d: bytes.append(contentsOf: "\\r".utf8)
    default:
      let digits = Array("0123456789abcdef".utf8)
      bytes.append(contentsOf: "\\u00".utf8)
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 0xf)])
    }
  }

  /// Writes a document's tokens as they are, without the white space between them.
  private mutating func embed(_ text: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < text.count {
      let start = index
      switch text[index] {
      case .quote: index = embedString(text, from: index)
      case .space, .tab, .lineFeed, .carriageReturn: index += 1
      default:
        while index < text.count, text[index] > .space, text[index] != .quote { index += 1 }
        append(text[start..<index])
      }
    }
  }

  /// Writes the string whose opening quote is at `start`, as it is but for the characters that
  /// `quote` would escape, and returns where it ends.
  private mutating func embedString(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var written = start
    var index = text.endOfVisibleText(from: start + 1)
    // A valid document ends no sooner than its strings; the comparison is for memory's sake.
    while index < text.count, text[index] != .quote {
      if text[index] == .backslash {
        index += 2
      } else {
        append(text[written..<index])
        index = escapeCharacter(text, at: index)
        written = index
      }
      index = text.endOfVisibleText(from: index)
    }
    append(text[written...index])
    return index + 1
  }

  private mutating func append(_ slice: Slice<UnsafeBufferPointer<UInt8>>) {
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: slice))
  }
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
}
