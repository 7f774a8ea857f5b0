import Testing

@testable import QliCore

@Suite struct UTF8Tests {
  /// Whether scalar follows scalar up to the end.
  private func isUTF8(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var position = 0
      while position < bytes.count {
        let length = bytes.scalarLength(at: position)
        if length == 0 { return false }
        position += length
      }
      return true
    }
  }

  /// At every place of a word of eight bytes, before and behind it.
  @Test func lengthsAreThoseOfTheStandardLibrary() {
    let parts: [[UInt8]] = [
      [], [0x7f], [0x80], [0xbf], [0xc0, 0x80], [0xc2, 0x80], [0xc2], [0xdf, 0xbf],
      [0xe0, 0x80, 0x80],
      [0xe0, 0xa0, 0x80], [0xe2, 0x82], [0xed, 0x9f, 0xbf], [0xed, 0xa0, 0x80], [0xef, 0xbf, 0xbd],
      [0xf0, 0x8f, 0xbf, 0xbf], [0xf0, 0x90, 0x80, 0x80], [0xf0, 0x9f, 0x98],
      [0xf4, 0x8f, 0xbf, 0xbf],
      [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff],
    ]
    for part in parts {
      for before in 0..<10 {
        for after in [0, 1, 7, 8, 9] {
          let bytes =
            Array(repeating: UInt8(ascii: "a"), count: before) + part
            + Array(repeating: UInt8(ascii: "b"), count: after)
          #expect(
            isUTF8(bytes) == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
        }
      }
    }
  }
}
