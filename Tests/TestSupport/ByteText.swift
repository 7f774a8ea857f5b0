/// Text for a program: a `String`, or bytes where it need not be UTF-8.
public protocol ByteText: Sendable {
  /// The bytes as the program gets them.
  var byteText: [UInt8] { get }
}

extension String: ByteText {
  /// The UTF-8 of the string.
  public var byteText: [UInt8] { Array(utf8) }
}

extension [UInt8]: ByteText {
  /// The bytes themselves.
  public var byteText: [UInt8] { self }
}

extension ArraySlice<UInt8> {
  /// The places at which the other bytes begin, leftmost first; nil where there is none.
  func range(of other: [UInt8]) -> Range<Int>? {
    guard other.count <= count else { return nil }
    for start in startIndex...(endIndex - other.count)
    where self[start..<(start + other.count)].elementsEqual(other) {
      return start..<(start + other.count)
    }
    return nil
  }
}
