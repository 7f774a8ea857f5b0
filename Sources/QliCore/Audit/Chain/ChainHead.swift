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
    guard text.count == Self.size, text.last == .lineFeed else { return nil }
    var start = 0
    guard let number = Self.word(text, &start, before: .space),
      let digest = Self.word(text, &start, before: .lineFeed),
      let boot = Self.word(text, &start, before: .space),
      let pending = Self.word(text, &start, before: .space),
      text[start..<(Self.size - 1)].allSatisfy({ $0 == .space })
    else { return nil }
    if !Self.isAbsent(digest) {
      guard let number = Self.number(number), number > 0, let digest = Self.digest(digest) else {
        return nil
      }
      last = ChainPosition(number: number, digest: digest)
    }
    if !Self.isAbsent(pending) {
      guard let digest = Self.digest(pending) else { return nil }
      self.pending = digest
    }
    self.boot = String(decoding: boot, as: UTF8.self)
  }

  /// `SEQ DIGEST` on the first line; which start of the system and what is pending on the second one. Byte by
  /// byte, for each record is between two of them.
  var text: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(Self.size)
    Self.append(last?.number ?? 0, to: &text)
    text.append(.space)
    if let last { text += last.digest.digits } else { text.append(.minus) }
    text.append(.lineFeed)
    text += boot.utf8
    text.append(.space)
    if let pending { text += pending.digits } else { text.append(.minus) }
    while text.count < Self.size - 1 { text.append(.space) }
    text.append(.lineFeed)
    return text
  }

  /// What stands from `start` on before the first `end`, which is passed; nil if there is none.
  private static func word(
    _ text: [UInt8], _ start: inout Int, before end: UInt8
  ) -> ArraySlice<UInt8>? {
    guard let place = text[start...].firstIndex(of: end), place > start else { return nil }
    defer { start = place + 1 }
    return text[start..<place]
  }

  private static func isAbsent(_ word: ArraySlice<UInt8>) -> Bool {
    word.count == 1 && word.first == .minus
  }

  private static func digest(_ word: ArraySlice<UInt8>) -> SHA256.Digest? {
    word.withUnsafeBufferPointer { SHA256.Digest(small: $0) }
  }

  /// A number that a record can have, or 0.
  private static func number(_ word: ArraySlice<UInt8>) -> Int64? {
    var number: Int64 = 0
    guard word.count <= ChainPosition.digitLimit else { return nil }
    for digit in word {
      guard digit.isDecimalDigit else { return nil }
      number = number * 10 + Int64(digit - .zero)
    }
    return number
  }

  private static func append(_ number: Int64, to text: inout [UInt8]) {
    var divisor: Int64 = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      text.append(.zero + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }
}
