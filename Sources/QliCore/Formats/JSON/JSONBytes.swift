extension UnsafeBufferPointer<UInt8> {
  /// The position from `start` on of the first byte that isn't a printable ASCII character, or is
  /// a quote or a backslash; the count if there is none.
  ///
  /// All that is long in a document is such text, so eight bytes are looked at in one go.
  @inline(__always)
  func endOfPlainText(from start: Int) -> Int {
    var position = start
    while true {
      let stops = Self.stops(in: word(at: position))
      guard stops == 0 else { return position + stops.trailingZeroBitCount / 8 }
      position += 8
    }
  }

  /// Whether a control character from U+007F to U+009F is at `position` of valid UTF-8.
  @inline(__always)
  func hasHiddenCharacter(at position: Int) -> Bool {
    // A first byte is never the last one of valid UTF-8.
    self[position] == 0x7F || self[position] == 0xC2 && self[position + 1] < 0xA0
  }

  /// A word in which the lowest bit that is set, if any, belongs to the lowest byte of `word` that
  /// isn't plain text. Only above that one is there more than the truth.
  @inline(__always)
  static func stops(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    // A byte below 0x80 gets its highest bit only by a step past zero, or past 0x7E. With one bit
    // turned, the quote comes to lie next to the control characters, in place of the space.
    let controlOrQuote = (word ^ (ones &* 0x02)) &- (ones &* 0x21)
    let backslash = (word ^ (ones &* UInt64(UInt8.backslash))) &- ones
    let delete = word &+ ones
    return (word | controlOrQuote | backslash | delete) & (ones &* 0x80)
  }
}
