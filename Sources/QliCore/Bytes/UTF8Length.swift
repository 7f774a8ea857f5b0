extension UnsafeBufferPointer<UInt8> {
  /// How many bytes the scalar at `position` has; 0 if what is there isn't valid UTF-8.
  @inline(__always)
  func scalarLength(at position: Int) -> Int {
    guard self[position] >= 0x80 else { return 1 }
    if let length = Self.commonLength(word(at: position)) { return length }
    let (length, needed) = beginning(at: position)
    return length == needed ? length : 0
  }

  /// How many bytes the standard library, and any other that follows Unicode, replaces by one
  /// U+FFFD, where what is at `position` isn't valid UTF-8: those that could begin a scalar, or one.
  func invalidLength(at position: Int) -> Int { Swift.max(1, beginning(at: position).length) }

  /// The length of a scalar of two or three bytes, as most text has, that `word` begins with; nil
  /// doesn't mean that there is none.
  @inline(__always)
  private static func commonLength(_ word: UInt64) -> Int? {
    // The bits that tell first bytes from others, and how many others follow.
    if word & 0xC0_C0F0 == 0x80_80E0 {
      // All but overlong forms (E0 with less than A0) and surrogates (ED with A0 or more).
      let bits = word & 0x200F
      return bits != 0 && bits != 0x200D ? 3 : nil
    }
    // All but overlong forms (C0 and C1).
    return word & 0xC0E0 == 0x80C0 && word & 0x1E != 0 ? 2 : nil
  }

  /// How many of the bytes at `position` can begin a scalar that isn't ASCII, and how many bytes such
  /// a scalar has.
  private func beginning(at position: Int) -> (length: Int, needed: Int) {
    // The second byte's range excludes overlong forms, surrogates, and what is above U+10FFFF.
    let (needed, second): (Int, ClosedRange<UInt8>)
    switch self[position] {
    case 0xC2...0xDF: (needed, second) = (2, 0x80...0xBF)
    case 0xE0: (needed, second) = (3, 0xA0...0xBF)
    case 0xED: (needed, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (needed, second) = (3, 0x80...0xBF)
    case 0xF0: (needed, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (needed, second) = (4, 0x80...0xBF)
    case 0xF4: (needed, second) = (4, 0x80...0x8F)
    default: return (0, 1)
    }
    guard position + 1 < count, second.contains(self[position + 1]) else { return (1, needed) }
    var length = 2
    while length < needed, position + length < count, self[position + length] & 0xC0 == 0x80 {
      length += 1
    }
    return (length, needed)
  }
}
