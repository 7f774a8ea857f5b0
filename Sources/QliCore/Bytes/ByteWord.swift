extension UnsafeBufferPointer<UInt8> {
  /// The eight bytes at `position`, the first one lowest; zeros behind the end.
  @inline(__always)
  func word(at position: Int) -> UInt64 {
    let raw = UnsafeRawBufferPointer(self)
    let rest = count - position
    // Sound: eight bytes are left, or there are eight at the end.
    if rest >= 8 {
      return UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
    if count >= 8 {
      let word = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      return UInt64(littleEndian: word) >> UInt64((8 - rest) * 8)
    }
    var word: UInt64 = 0
    for byte in self[position...].reversed() { word = word << 8 | UInt64(byte) }
    return word
  }
}
