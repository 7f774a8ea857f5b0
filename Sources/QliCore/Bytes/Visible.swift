/// Text that comes from elsewhere, made safe to show on a terminal.
///
/// A control character could move the cursor, set colours, or hide what a banner or a file's name
/// really says. So each is shown as an escape: `\n`, `\x1b`, `\u{202e}`.
enum Visible {
  /// `text` with each control and direction character as an escape.
  static func text(_ text: some StringProtocol, keepingNewlines: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if keepingNewlines, scalar == "\n" || scalar == "\t" {
        result.unicodeScalars.append(scalar)
      } else {
        append(scalar, to: &result)
      }
    }
    return result
  }

  /// `bytes` likewise; a byte that isn't UTF-8 is shown as `\xff`.
  static func text(_ bytes: ByteString) -> String {
    if let text = bytes.text { return self.text(text) }
    var result = ""
    var decoder = UTF8()
    var iterator = bytes.bytes.makeIterator()
    var index = bytes.bytes.startIndex
    while true {
      let before = index
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar):
        index += UTF8.width(scalar)
        append(scalar, to: &result)
      case .error:
        // The decoder may take several bytes for one error: show the first and start again.
        result += hexEscape(bytes.bytes[before])
        index = before + 1
        decoder = UTF8()
        iterator = bytes.bytes[index...].makeIterator()
      case .emptyInput:
        return result
      }
    }
  }

  /// `path` likewise.
  static func text(_ path: FilePath) -> String { text(path.string) }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
    switch scalar.value {
    case 0x0a: result += "\\n"
    case 0x09: result += "\\t"
    case 0x0d: result += "\\r"
    case 0..<0x20, 0x7f: result += hexEscape(UInt8(scalar.value))
    case _ where isInvisible(scalar) && !isOfEmoji(scalar, after: result.unicodeScalars.last):
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: result.unicodeScalars.append(scalar)
    }
  }

  /// Whether `scalar` shows nothing, or changes how others are shown: the controls of C1, the line
  /// and direction marks, what Unicode calls Default_Ignorable_Code_Point, the braille blank, and a
  /// note without a head. A space shows as what it is.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x80..<0xa0, 0xad, 0x34f, 0x61c, 0x115f...0x1160, 0x17b4...0x17b5, 0x180b...0x180f,
      0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0x2800, 0x3164, 0xfe00...0xfe0f, 0xfeff,
      0xffa0, 0xfff0...0xfffb, 0x1bca0...0x1bca3, 0x1d159, 0x1d173...0x1d17a, 0xe0000...0xe0fff:
      true
    default: false
    }
  }

  /// Whether `text` has a character that a person can see.
  static func isBlank(_ text: some StringProtocol) -> Bool {
    text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || isInvisible($0) }
  }

  /// The joiner and the variant of a symbol, which belong to it.
  private static func isOfEmoji(_ scalar: Unicode.Scalar, after last: Unicode.Scalar?) -> Bool {
    guard scalar.value == 0x200d || scalar.value == 0xfe0f, let last = last?.value else {
      return false
    }
    return (0x2190..<0x2c00).contains(last) && last != 0x2800 || last == 0xfe0f
      || (0x1f000..<0x20000).contains(last)
  }

  private static func hexEscape(_ byte: UInt8) -> String {
    "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
