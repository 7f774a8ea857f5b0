/// A record's place in its chain: what a later one is tied to.
struct ChainPosition: Equatable {
  let number: Int64
  let digest: SHA256.Digest
}

extension ChainPosition: CustomStringConvertible {
  /// Reads `SEQ:DIGEST`; nil if `text` is anything else.
  init?(_ text: String) {
    let parts = text.utf8.split(separator: .colon, omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int64(String(parts[0]) ?? ""), number > 0,
      let digest = SHA256.Digest(String(parts[1]) ?? "")
    else { return nil }
    self.init(number: number, digest: digest)
  }

  /// As `--head` takes it.
  var description: String { "\(number):\(digest)" }
}
