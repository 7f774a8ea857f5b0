/// A record's place in its chain: what a later one is tied to.
struct ChainPosition: Hashable {
  let number: Int64
  let digest: SHA256.Digest

  /// How many digits a number has at most: it fits, and so does the next one.
  static let digitLimit = 18
  /// The greatest number that is written, and that is read.
  static let greatestNumber: Int64 = 999_999_999_999_999_999
}

extension ChainPosition: CustomStringConvertible {
  /// Reads `SEQ:DIGEST`, or with a space in between as `qli audit head` prints it, also behind the log; nil if
  /// `text` is anything else.
  init?(_ text: String) {
    var parts = text.utf8.split(separator: .space, omittingEmptySubsequences: false)
    if parts.count == 1 {
      parts = text.utf8.split(separator: .colon, omittingEmptySubsequences: false)
    } else {
      parts.removeFirst(parts.count - 2)
    }
    guard parts.count == 2, let number = Int64(String(parts[0]) ?? ""),
      (1...Self.greatestNumber).contains(number),
      let digest = SHA256.Digest(String(parts[1]) ?? "")
    else { return nil }
    self.init(number: number, digest: digest)
  }

  /// As `--head` takes it.
  var description: String { "\(number):\(digest)" }
}
