import SeededNumbers
import Testing

@testable import QliCore

@Suite struct JSONLinesTests {
  /// The elements of the array, in rooms of `size` bytes, and whether anything was replaced.
  private func lines(_ text: [UInt8], _ size: Int) -> (elements: String, isLossy: Bool) {
    text.withUnsafeBufferPointer { text in
      var lines = JSONLines(text)
      let elements = pieces(size) { room in
        lines.write(to: &room)
        return lines.isAtEnd
      }
      return (String(decoding: elements, as: UTF8.self), lines.isLossy)
    }
  }

  /// The same, line by line.
  private func reference(_ text: [UInt8]) -> (elements: String, isLossy: Bool) {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    var elements: [String] = []
    var isLossy = false
    for line in text.split(separator: .lineFeed) {
      let trimmed = line.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
      guard !trimmed.isEmpty else { continue }
      var writer = JSONWriter()
      if !Array(trimmed).withUnsafeBufferPointer({ writer.string($0) }) { isLossy = true }
      elements.append(String(decoding: writer.bytes, as: UTF8.self))
    }
    return (elements.joined(separator: ","), isLossy)
  }

  private func check(_ text: [UInt8], _ size: Int) {
    let (lines, expected) = (lines(text, size), reference(text))
    #expect(lines == expected, "\(text) in \(size)")
  }

  @Test(arguments: [
    ("", ""), ("\n", ""), (" \t\r\u{b}\u{c}\n \n", ""), ("a", #""a""#), ("a\n", #""a""#),
    ("\na\n\n\nb", #""a","b""#), ("  a b \r\n\tc\t\n", #""a b","c""#), ("a\rb\n", #""a\rb""#),
    ("\u{a0}\n", "\"\u{a0}\""), ("a \"\n\\ ", #""a \"","\\""#),
  ]) func linesOfAText(_ text: String, _ expected: String) {
    for size in [32, 33, 64, 1000] { #expect(lines(Array(text.utf8), size).elements == expected) }
  }

  /// Blanks of every length at the end of a line, around the end of a room.
  @Test func roomsOfAllSizes() {
    for blanks in 0...40 {
      let blank = String(repeating: " ", count: blanks)
      for text in [
        "abc\(blank)\ndef", "\(blank)abcdefghi\(blank)\n\(blank)\n", "ab\(blank)c\r\nd\(blank)",
      ] {
        for size in 32...72 { check(Array(text.utf8), size) }
      }
    }
  }

  @Test func everyPartAtEveryPlace() {
    for text in texts(of: specialParts) { check(text + [.lineFeed] + text, 48) }
  }

  @Test func randomLines() {
    var random = SeededNumbers(seed: 4)
    let parts =
      specialParts + Array(repeating: [.lineFeed], count: 12)
      + Array(repeating: [.space], count: 12)
    for _ in 0..<2_000 {
      let text = (0..<Int.random(in: 0...40, using: &random)).flatMap { _ in
        Bool.random(using: &random) ? Array("word".utf8) : parts.randomElement(using: &random) ?? []
      }
      check(text, Int.random(in: 32...100, using: &random))
    }
  }
}
