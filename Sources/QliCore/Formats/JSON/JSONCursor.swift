/// A place in the bytes of a document.
///
/// All reading of the buffer goes through here, and never past its end.
struct JSONCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var offset = 0
  /// Whether `skipText` came upon a character from U+007F to U+009F.
  private(set) var sawHiddenCharacter = false

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { offset >= bytes.count }

  /// The byte here, or 0 at the end: JSON allows NUL nowhere, so whoever cares asks `isAtEnd`.
  var current: UInt8 {
    @inline(__always) get { offset < bytes.count ? bytes[offset] : 0 }
  }

  /// The byte `distance` ahead, or 0 past the end.
  @inline(__always)
  func peek(_ distance: Int) -> UInt8 {
    offset + distance < bytes.count ? bytes[offset + distance] : 0
  }

  /// Steps over `count` bytes that the caller has seen.
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

  /// Steps over spaces, tabs, LF and CR.
  @inline(__always)
  mutating func skipWhiteSpace() {
    while current <= .space {
      switch current {
      case .space, .lineFeed, .carriageReturn, .tab: offset += 1
      default: return
      }
    }
  }

  /// Steps over digits, and says whether there was one.
  @inline(__always)
  mutating func skipDigits() -> Bool {
    let start = offset
    while current.isDecimalDigit { offset += 1 }
    return offset > start
  }

  /// Steps over what may stand in a string, up to a quote, a backslash, a control character or the
  /// end.
  @inline(__always)
  mutating func skipText() throws(JSONError) {
    while true {
      offset = bytes.endOfPlainText(from: offset)
      guard current >= 0x7F else { return }
      // Where one isn't ASCII, more of them follow as a rule.
      repeat {
        let length = bytes.scalarLength(at: offset)
        guard length > 0 else { throw error(.invalidUTF8) }
        if bytes.hasHiddenCharacter(at: offset) { sawHiddenCharacter = true }
        offset += length
      } while current >= 0x7F
    }
  }

  /// The bytes from `start` to here; not to be kept.
  @inline(__always)
  func bytes(from start: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[start..<offset])
  }

  /// Whether the document begins here, with a byte order mark.
  var isAtByteOrderMark: Bool {
    offset == 0 && current == 0xEF && peek(1) == 0xBB && peek(2) == 0xBF
  }

  /// Whether what is here is not UTF-8.
  var isAtInvalidUTF8: Bool { !isAtEnd && bytes.scalarLength(at: offset) == 0 }

  /// The error at `offset`, or here.
  ///
  /// Only an error needs line and column, so they are counted only here.
  func error(_ kind: JSONError.Kind, at offset: Int? = nil) -> JSONError {
    let offset = offset ?? self.offset
    var line = 1
    var column = 1
    for byte in bytes[..<offset] {
      if byte == .lineFeed {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return JSONError(kind: kind, line: line, column: column, offset: offset)
  }
}
