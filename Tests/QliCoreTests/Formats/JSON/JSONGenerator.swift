import SeededNumbers

@testable import QliCore

/// Makes valid documents, and broken ones out of them.
struct JSONGenerator {
  private var random: SeededNumbers
  private var names = 0

  init(seed: UInt64) { random = SeededNumbers(seed: seed) }

  mutating func nextDocument() -> [UInt8] {
    var document: [UInt8] = []
    appendSpace(to: &document)
    appendValue(to: &document, depth: 0)
    appendSpace(to: &document)
    return document
  }

  /// A valid document with one to three changes, after which it may still be valid.
  mutating func nextMutation() -> [UInt8] {
    var document = nextDocument()
    for _ in 0..<number(1...3) { mutate(&document) }
    return document
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(0...elements.count - 1)]
  }

  private mutating func appendSpace(to document: inout [UInt8]) {
    guard number(0...3) == 0 else { return }
    for _ in 0..<number(1...3) { document.append(pick([0x20, 0x09, 0x0A, 0x0D])) }
  }

  private mutating func appendValue(to document: inout [UInt8], depth: Int) {
    switch number(0...(depth < 6 ? 9 : 6)) {
    case 0: document.append(contentsOf: pick(["null", "true", "false"]).utf8)
    case 1, 2: document.append(contentsOf: pick(Self.numbers).utf8)
    case 3: document.append(contentsOf: String(number(-1_000_000...1_000_000)).utf8)
    case 4, 5, 6: appendString(to: &document, prefix: "")
    case 7: appendList("[", "]", to: &document) { $0.appendValue(to: &$1, depth: depth + 1) }
    default:
      appendList("{", "}", to: &document) { generator, document in
        // Numbered, as no name may be there twice.
        generator.names += 1
        generator.appendString(to: &document, prefix: "\(generator.names)")
        generator.appendSpace(to: &document)
        document.append(.colon)
        generator.appendSpace(to: &document)
        generator.appendValue(to: &document, depth: depth + 1)
      }
    }
  }

  private mutating func appendList(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, to document: inout [UInt8],
    element: (inout JSONGenerator, inout [UInt8]) -> Void
  ) {
    document.append(UInt8(ascii: open))
    let count = number(0...5)
    for index in 0..<count {
      appendSpace(to: &document)
      element(&self, &document)
      appendSpace(to: &document)
      if index < count - 1 { document.append(.comma) }
    }
    if count == 0 { appendSpace(to: &document) }
    document.append(UInt8(ascii: close))
  }

  private mutating func appendString(to document: inout [UInt8], prefix: String) {
    document.append(.quote)
    document.append(contentsOf: prefix.utf8)
    for _ in 0..<number(0...8) { document.append(contentsOf: pick(Self.characters).utf8) }
    document.append(.quote)
  }

  private mutating func mutate(_ document: inout [UInt8]) {
    let start = number(0...document.count)
    let end = min(document.count, start + number(0...6))
    switch number(0...5) {
    case 0: document.removeSubrange(start..<end)
    case 1: document.insert(contentsOf: document[start..<end], at: start)
    case 2: document.insert(UInt8(number(0...255)), at: start)
    case 3 where start < document.count: document[start] ^= 1 << number(0...7)
    case 4: document.removeSubrange(start...)
    default: document.insert(contentsOf: pick(Self.tokens).utf8, at: start)
    }
  }

  private static let numbers = [
    "0", "-0", "1", "-1", "0.5", "-2.25", "1e3", "1E-3", "1.5e+10", "9007199254740991",
    "9223372036854775807", "-9223372036854775808", "0.1", "123456.789", "1e-5",
  ]

  private static let characters = [
    "a", "Z", " ", "/", "text of some length", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r",
    "\\t", "\\u0041", "\\u00e9", "\\u20AC", "\\ud83d\\ude00", "é", "€", "日本", "😀", "\u{7F}",
    "\u{9B}",
    "[", "]", "{", "}", ":", ",", "'", "#",
  ]

  private static let tokens = [
    "[", "]", "{", "}", ":", ",", "\"", "\\", "\\u", "\\ud800", "\\udc00", "0", "-", "+", ".", "e",
    "E", "1", "01", "1.", "null", "true", "NaN", "nul", " ", "\n", "\t", "/*x*/", "//x\n", "'",
    "\"a\":1,", ",]", ",}", "[[", "{\"", "\u{1}", "é", "\u{A0}",
  ]
}
