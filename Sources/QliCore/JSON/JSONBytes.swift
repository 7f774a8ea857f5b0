extension UnsafeBufferPointer<UInt8> {
  /// The position from `start` on of the first byte that isn't a printable ASCII character, or is
  /// a quote or a backslash; the count if there is none.
  ///
  /// All that is long in a document is such text, so eight bytes are looked at in one go.
  @inline(__always)
  func endOfPlainText(from start: Int) -> Int {
    var position = start
    let raw = UnsafeRawBufferPointer(self)
    while count - position >= 8 {
      // Sound: eight bytes are left.
      let word = UInt64(
        littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let stops = Self.stops(in: word)
      guard stops == 0 else { return position + stops.trailingZeroBitCount / 8 }
      position += 8
    }
    while position < count && self[position].isPlainText { position += 1 }
    return position
  }

  /// As `endOfPlainText`, but of valid UTF-8, and only control characters from U+007F to U+009F end
  /// the text, not all that isn't ASCII.
  @inline(__always)
  func endOfVisibleText(from start: Int) -> Int {
    var position = start
    while true {
      position = endOfPlainText(from: position)
      guard position < count, self[position] >= 0x80, !hasHiddenCharacter(at: position) else {
        return position
      }
      // Where one character isn't ASCII, more of them follow as a rule.
      repeat {
        position += 1
      } while position < count && self[position] >= 0x80
        && !hasHiddenCharacter(at: position)
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
  private static func stops(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    // A byte below 0x80 gets its highest bit only by a step past zero, or past 0x7E.
    let quote = (word ^ (ones &* UInt64(UInt8.quote))) &- ones
    let backslash = (word ^ (ones &* UInt64(UInt8.backslash))) &- ones
    let control = word &- (ones &* UInt64(UInt8.space))
    let delete = word &+ ones
    return (word | quote | backslash | control | delete) & (ones &* 0x80)
  }
}

extension UInt8 {
  /// Whether it is a printable ASCII character that a JSON string may have as it is.
  fileprivate var isPlainText: Bool {
    self >= .space && self < 0x7F && self != .quote && self != .backslash
  }
}
