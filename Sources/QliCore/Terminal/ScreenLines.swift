/// How much of a screen a text takes up.
enum ScreenLines {
  /// The lines of `text`, colours and all, on a terminal of so many columns, each as many as it is broken
  /// into there.
  static func count(of text: [UInt8], columns: Int) -> Int {
    var count = 0
    for line in text.split(separator: .lineFeed, omittingEmptySubsequences: false) {
      let width = DisplayWidth.columns(of: plain(line))
      count += max(1, (width + columns - 1) / max(1, columns))
    }
    // What stands behind the last newline is no line.
    return text.last == .lineFeed ? count - 1 : count
  }

  /// The line without what sets its colours: ESC, `[`, and all up to an `m`.
  private static func plain(_ line: ArraySlice<UInt8>) -> String {
    guard line.contains(0x1b) else { return String(decoding: line, as: UTF8.self) }
    var bytes: [UInt8] = []
    var isColour = false
    for byte in line {
      if byte == 0x1b { isColour = true }
      if !isColour { bytes.append(byte) }
      if byte == UInt8(ascii: "m") { isColour = false }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
