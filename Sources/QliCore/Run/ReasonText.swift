/// Why somebody runs something: one line of text.
enum ReasonText {
  /// The reason in `bytes`, without the blanks around it; nil if nothing is left, or if it isn't one
  /// line of visible UTF-8.
  static func text(_ bytes: some Collection<UInt8>) -> String? {
    let words = trimmed(Array(bytes)[...])
    guard !words.isEmpty, let text = String(validating: words, as: UTF8.self) else { return nil }
    return Visible.text(text) == text && !Visible.isBlank(text) ? text : nil
  }

  /// Without the spaces, tabs and carriage returns around it.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let blanks: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
    var rest = bytes.drop { blanks.contains($0) }
    while let last = rest.last, blanks.contains(last) { rest.removeLast() }
    return rest
  }
}
