extension UnsafeBufferPointer<UInt8> {
  /// Whether all of it is valid UTF-8.
  var isUTF8: Bool {
    let raw = UnsafeRawBufferPointer(self)
    var position = 0
    while position < count {
      // Sound: eight bytes are left. Most text is ASCII, and so looked at in one go.
      if count - position >= 8,
        raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        position += 8
        continue
      }
      let length = scalarLength(at: position)
      if length == 0 { return false }
      position += length
    }
    return true
  }

  /// How many bytes the scalar at `position` has; 0 if what is there isn't valid UTF-8.
  func scalarLength(at position: Int) -> Int {
    let lead = self[position]
    guard lead >= 0x80 else { return 1 }
    // The second byte's range excludes overlong forms, surrogates, and what is above U+10FFFF.
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch lead {
      case 0xC2...0xDF: (2, 0x80...0xBF)
      case 0xE0: (3, 0xA0...0xBF)
      case 0xED: (3, 0x80...0x9F)
      case 0xE1...0xEF: (3, 0x80...0xBF)
      case 0xF0: (4, 0x90...0xBF)
      case 0xF1...0xF3: (4, 0x80...0xBF)
      case 0xF4: (4, 0x80...0x8F)
      default: (0, 0x80...0xBF)
      }
    guard length > 0, count - position >= length, second.contains(self[position + 1]) else {
      return 0
    }
    if length > 2 && self[position + 2] & 0xC0 != 0x80 { return 0 }
    if length > 3 && self[position + 3] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
