/// What the file beside a log says of the end of its chain.
struct ChainHead: Equatable {
  /// The last record; nil before the first one.
  var last: ChainPosition?
  /// The digest of the record that is being written behind it, until that is done. Whoever finds one knows
  /// that qli was killed meanwhile, and what to look for.
  var pending: SHA256.Digest?
  /// Which start of the system it was written in; "-" where that isn't known. After another one it may be
  /// older than the log.
  var boot: String

  /// Each text is as long as this, so that a shorter one leaves nothing of what it is written over.
  static let size = 256
  static let absence = "-"

  init(last: ChainPosition? = nil, pending: SHA256.Digest? = nil, boot: String) {
    self.last = last
    self.pending = pending
    self.boot = boot
  }

  /// Reads what `text` says; nil if it isn't what qli writes.
  init?(_ text: [UInt8]) {
    guard text.count == Self.size else { return nil }
    let lines = text.split(separator: .lineFeed, omittingEmptySubsequences: false)
    guard lines.count == 3, lines[2].isEmpty else { return nil }
    let end = lines[0].split(separator: .space).map { String(decoding: $0, as: UTF8.self) }
    let state = lines[1].split(separator: .space).map { String(decoding: $0, as: UTF8.self) }
    guard end.count == 2, state.count == 2 else { return nil }
    if end[1] != Self.absence {
      guard let number = Int64(end[0]), number > 0, let digest = SHA256.Digest(end[1]) else {
        return nil
      }
      last = ChainPosition(number: number, digest: digest)
    }
    if state[1] != Self.absence {
      guard let digest = SHA256.Digest(state[1]) else { return nil }
      pending = digest
    }
    boot = state[0]
  }

  /// `SEQ DIGEST` on the first line; which start of the system and what is pending on the second one.
  var text: [UInt8] {
    let end = last.map { "\($0.number) \($0.digest)" } ?? "0 \(Self.absence)"
    let text = "\(end)\n\(boot) \(pending?.description ?? Self.absence)"
    var bytes = Array(text.utf8)
    while bytes.count < Self.size - 1 { bytes.append(.space) }
    bytes.append(.lineFeed)
    return bytes
  }
}
