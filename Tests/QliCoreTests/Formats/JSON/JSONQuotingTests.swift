import SeededNumbers
import Testing

@testable import QliCore

@Suite struct JSONQuotingTests {
  /// The text between the quotes, in rooms of `size` bytes, and whether anything was replaced.
  private func quoted(_ bytes: [UInt8], _ size: Int) -> (text: [UInt8], isLossy: Bool) {
    bytes.withUnsafeBufferPointer { bytes in
      var quoting = JSONQuoting(bytes)
      let text = pieces(size) { room in
        quoting.write(to: &room)
        return quoting.rest == 0
      }
      return (text, quoting.isLossy)
    }
  }

  /// The same, scalar by scalar.
  private func reference(_ bytes: [UInt8]) -> [UInt8] {
    var result = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{0}"..<" ", "\u{7f}"..."\u{9f}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return Array(result.utf8)
  }

  private func check(_ text: [UInt8], _ size: Int) {
    let (quoted, isLossy) = quoted(text, size)
    #expect(quoted == reference(text), "\(text) in \(size)")
    #expect(isLossy == (String(validating: text, as: UTF8.self) == nil), "\(text) in \(size)")
  }

  @Test func everyPartAtEveryPlace() {
    for text in texts(of: specialParts) { check(text, 64) }
  }

  @Test func twoPartsSideBySide() {
    for first in specialParts {
      for second in specialParts { check(Array("abc".utf8) + first + second, 32) }
    }
  }

  /// The room ends before, in and behind each part.
  @Test func roomsOfAllSizes() {
    for part in specialParts {
      for size in 16...40 { check(Array("0123456789abcdefghi".utf8) + part + part, size) }
    }
  }

  @Test func randomBytes() {
    var random = SeededNumbers(seed: 3)
    for _ in 0..<2_000 {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        text += specialParts.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 0...9, using: &random) {
          text.append(UInt8.random(in: 0x20...0x7e, using: &random))
        }
      }
      check(text, Int.random(in: 16...80, using: &random))
    }
  }

  /// Through the writer, to memory and to a descriptor, around the size of a write.
  @Test(
    arguments: [65_516, 65_533, 65_534, 65_535, 65_536, 65_537, 131_072],
    ["\n", "é", "😀", "\u{9b}"])
  func quotedPiecesAroundAWrite(_ count: Int, _ special: String) throws {
    let text = String(repeating: "x", count: count) + special + "yz"
    let expected = [.quote] + reference(Array(text.utf8)) + [.quote]
    var keeping = JSONWriter()
    keeping.string(text)
    let kept = keeping.bytes
    #expect(kept == expected)

    let folder = try ScratchFolder()
    let file = try OwnedDescriptor(opening: folder["file"], for: .appending)
    var passing = JSONWriter(writingTo: file.number)
    passing.string(text)
    try passing.finishLine()
    let reading = try OwnedDescriptor(opening: folder["file"], for: .reading)
    #expect(try reading.number.readAll(limit: 1 << 20) == expected + [.lineFeed])
  }
}
