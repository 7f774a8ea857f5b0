import CSystem

/// The patterns of the shell.
enum Glob {
  /// Whether all of `text` matches `pattern`: `*`, `?` and `[...]` of fnmatch(3), bytes for bytes.
  static func matches(_ text: String, _ pattern: String) -> Bool {
    fnmatch(pattern, text, 0) == 0
  }

  /// The same of bytes, up to the first NUL.
  static func matches(_ bytes: UnsafeBufferPointer<UInt8>, _ pattern: String) -> Bool {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { text in
      for index in 0..<bytes.count { text[index] = CChar(bitPattern: bytes[index]) }
      text[bytes.count] = 0
      return fnmatch(pattern, text.baseAddress, 0) == 0
    }
  }

  /// Whether `pattern` has what only a regular expression needs, and what would stand for itself here.
  static func looksLikeExpression(_ pattern: String) -> Bool {
    let pattern = ByteString(pattern)
    return pattern.hasPrefix("^") || pattern.hasSuffix("$")
      || ["]+", "]{", "\\d", "\\w", "\\s"].contains { pattern.contains($0.utf8) }
  }
}
