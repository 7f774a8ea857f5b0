/// A place in the bytes of a document, which knows its line and column.
///
/// All reading of the buffer goes through here, and never past its end.
struct TOMLCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var offset = 0
  private var line = 1
  /// Where the line starts, had it ASCII characters only: adding 1 for each byte that continues a
  /// scalar keeps the distance from here to `offset` a number of scalars.
  private var lineStart = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { offset >= bytes.count }

  /// The byte here, or 0 at the end: TOML allows NUL nowhere, so whoever cares asks `isAtEnd`.
  var current: UInt8 {
    @inline(__always) get { offset < bytes.count ? bytes[offset] : 0 }
  }

  var column: Int { offset - lineStart + 1 }

  var lineNumber: Int { line }

  var position: TOMLPosition { TOMLPosition(line: line, column: column) }

  /// The byte `distance` ahead, or 0 past the end.
  func peek(_ distance: Int) -> UInt8 {
    offset + distance < bytes.count ? bytes[offset + distance] : 0
  }

  /// Steps over `count` bytes that the caller has seen to be ASCII and no newline.
  @inline(__always)
  mutating func advance(_ count: Int = 1) {
    offset += count
  }

  /// Steps over `byte` if it is here.
  @inline(__always)
  mutating func eat(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    offset += 1
    return true
  }

  /// Steps over LF or CRLF if one is here.
  @inline(__always)
  mutating func eatNewline() -> Bool {
    if current == .lineFeed {
      offset += 1
    } else if current == .carriageReturn && peek(1) == .lineFeed {
      offset += 2
    } else {
      return false
    }
    line += 1
    lineStart = offset
    return true
  }

  /// Whether LF or CRLF is here.
  var isAtNewline: Bool {
    current == .lineFeed || current == .carriageReturn && peek(1) == .lineFeed
  }

  /// Steps over spaces and tabs.
  @inline(__always)
  mutating func skipBlanks() {
    while current == .space || current == .tab { offset += 1 }
  }

  /// Steps over bytes that a bare key may have, and gives their number.
  mutating func skipBareKey() -> Int {
    let start = offset
    while offset < bytes.count && bytes[offset].isBareKey { offset += 1 }
    return offset - start
  }

  mutating func skipByteOrderMark() {
    guard current == 0xEF, peek(1) == 0xBB, peek(2) == 0xBF else { return }
    offset = 3
    lineStart = 3
  }

  /// Steps over what may stand in a comment or a string, up to one of two bytes, a newline or
  /// another control character, or the end.
  mutating func skipText(until first: UInt8, or second: UInt8) throws(TOMLError) {
    var next = offset
    while next < bytes.count {
      let byte = bytes[next]
      if byte == first || byte == second { break }
      if byte < 0x80 {
        if byte < 0x20 && byte != .tab || byte == 0x7F { break }
        next += 1
      } else {
        offset = next
        let length = scalarLength
        guard length > 0 else { throw TOMLError(.invalidUTF8, at: position) }
        if let lineBreak { throw TOMLError(.lineBreak(lineBreak), at: position) }
        next += length
        lineStart += length - 1
      }
    }
    offset = next
  }

  /// What an editor may show as the end of a line where it stands here, though for TOML it is none:
  /// what follows would look like a line of its own.
  private var lineBreak: Unicode.Scalar? {
    guard current == 0xC2 && peek(1) == 0x85 || current == 0xE2 && peek(1) == 0x80 else {
      return nil
    }
    return scalar.flatMap { [0x85, 0x2028, 0x2029].contains($0.value) ? $0 : nil }
  }

  /// The text from `start` to here, which the caller has seen to be valid.
  func text(from start: Int) -> String {
    String(decoding: bytes(from: start), as: UTF8.self)
  }

  /// The bytes from `start` to here; not to be kept.
  func bytes(from start: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[start..<offset])
  }

  /// The scalar here, or nil at the end or if it isn't valid UTF-8.
  var scalar: Unicode.Scalar? {
    guard !isAtEnd else { return nil }
    guard current >= 0x80 else { return Unicode.Scalar(current) }
    let length = scalarLength
    guard length > 0 else { return nil }
    var value = UInt32(current) & (0xFF >> UInt32(length + 1))
    for distance in 1..<length { value = value << 6 | UInt32(peek(distance) & 0x3F) }
    return Unicode.Scalar(value)
  }

  /// How many bytes the scalar here has; 0 if it isn't valid UTF-8.
  private var scalarLength: Int { bytes.scalarLength(at: offset) }
}
