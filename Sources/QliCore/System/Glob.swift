import CSystem

/// The patterns of the shell.
enum Glob {
  /// Whether all of `text` matches `pattern`: `*`, `?` and `[...]` of fnmatch(3), bytes for bytes.
  static func matches(_ text: String, _ pattern: String) -> Bool {
    fnmatch(pattern, text, 0) == 0
  }
}
