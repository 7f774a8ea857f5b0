/// How much room text takes up on a terminal.
enum DisplayWidth {
  /// The columns of `text`, which holds no control characters.
  static func columns(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns(of: $1) }
  }

  /// The beginning of `text` that has room in `columns`, with `mark` where it is cut.
  static func cut(_ text: String, to columns: Int, mark: String = "...") -> String {
    if self.columns(of: text) <= columns { return text }
    var width = self.columns(of: mark)
    var end = text.startIndex
    while end < text.endIndex {
      width += self.columns(of: String(text[end]))
      if width > columns { break }
      end = text.index(after: end)
    }
    return text[..<end] + mark
  }

  private static func columns(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return isWide(scalar) ? 2 : 1
    }
  }

  /// Whether it takes up two columns (UAX #11: W and F, by blocks), as Chinese, Japanese and Korean
  /// letters and most emoji do.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3,
      0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6b, 0xff01...0xff60, 0xffe0...0xffe6,
      0x17000...0x18cff, 0x1b000...0x1b2ff, 0x20000...0x3fffd:
      true
    default: scalar.properties.isEmojiPresentation
    }
  }
}
