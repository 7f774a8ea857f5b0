extension UnsafeBufferPointer<UInt8> {
  /// Without the ASCII white space around it.
  var trimmed: UnsafeBufferPointer<UInt8> {
    var (start, end) = (0, count)
    while start < end, self[start].isBlank { start += 1 }
    while start < end, self[end - 1].isBlank { end -= 1 }
    return UnsafeBufferPointer(rebasing: self[start..<end])
  }
}

extension UInt8 {
  /// Whether it is ASCII white space.
  var isBlank: Bool { self == .space || (0x09...0x0D).contains(self) }
}
