/// Takes values out of texts that come from a plugin, before anyone sees them.
struct SourceRedaction {
  /// What is shown in place of a value.
  private static let mark = Array(Secret.redaction.utf8)
  /// Lines of a value that are shorter are too common to be taken for a part of it.
  private static let shortestLine = 8
  /// A line that is shorter isn't taken for a value as a whole.
  private static let shortestWhole = 4

  /// Values, the longest first: one may be a part of another.
  private var values: [SecretBuffer] = []

  /// Takes note of a value, and of its lines, as a log may have them one by one.
  mutating func add(_ value: UnsafeRawBufferPointer) {
    addPart(value)
    let lines = value.split(whereSeparator: { $0 == .lineFeed || $0 == .carriageReturn })
    guard lines.count > 1 else { return }
    for line in lines where line.count >= Self.shortestLine {
      addPart(UnsafeRawBufferPointer(rebasing: line))
    }
  }

  /// Takes note of all that may be a value in what a plugin wrote, be it a reply or not: the line
  /// itself, and each string that it calls a value.
  mutating func addLine(_ line: UnsafeBufferPointer<UInt8>) {
    if line.count >= Self.shortestWhole { add(UnsafeRawBufferPointer(line)) }
    var scanner = JSONScanner(line)
    var isValue = false
    while let token = try? scanner.next() {
      switch token {
      case .end: return
      case .name(let name): isValue = name.equals("value")
      case .string(let text) where isValue: add(text)
      default: isValue = false
      }
    }
  }

  /// Takes note of what a string means, and of how it was written.
  mutating func add(_ string: JSONStringToken) {
    let meaning = SecretBuffer(string)
    add(meaning.bytes)
    if string.hasEscapes { addPart(UnsafeRawBufferPointer(string.bytes)) }
  }

  private mutating func addPart(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty, !values.contains(where: { $0.bytes.elementsEqual(bytes) }) else { return }
    let copy = SecretBuffer()
    copy.append(bytes)
    let index = values.firstIndex { $0.count < copy.count } ?? values.endIndex
    values.insert(copy, at: index)
  }

  /// `text` without the values.
  func text(_ text: String) -> String {
    values.isEmpty ? text : String(decoding: bytes(Array(text.utf8)), as: UTF8.self)
  }

  /// The end of a longer text, without the values, also without that which was cut.
  func tail(_ tail: [UInt8], isCut: Bool) -> String {
    var tail = tail
    if isCut, let cut = values.compactMap({ Self.cutLength($0.bytes, tail) }).max() {
      tail.replaceSubrange(..<cut, with: Self.mark)
    }
    return String(decoding: bytes(tail), as: UTF8.self)
  }

  private func bytes(_ text: [UInt8]) -> [UInt8] {
    values.reduce(text) { text, value in
      text.withUnsafeBytes { Self.replacing(value.bytes, in: $0) } ?? text
    }
  }

  /// `text` with the mark in place of `value`, or nil if it isn't in there.
  private static func replacing(
    _ value: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer
  ) -> [UInt8]? {
    guard var found = position(of: value, in: text, from: 0) else { return nil }
    var result: [UInt8] = []
    var start = 0
    while true {
      result += text[start..<found] + mark
      start = found + value.count
      guard let next = position(of: value, in: text, from: start) else { break }
      found = next
    }
    return result + text[start...]
  }

  private static func position(
    of value: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer, from start: Int
  ) -> Int? {
    guard !value.isEmpty, text.count - start >= value.count else { return nil }
    return (start...(text.count - value.count)).first { index in
      text[index] == value[0] && text[index..<(index + value.count)].elementsEqual(value)
    }
  }

  /// How much of the beginning of `tail` is the end of `value`, or its middle; nil for nothing.
  private static func cutLength(_ value: UnsafeRawBufferPointer, _ tail: [UInt8]) -> Int? {
    let isInside = tail.withUnsafeBytes { position(of: $0, in: value, from: 0) != nil }
    if isInside { return tail.count }
    return (1..<max(1, min(value.count, tail.count + 1))).last { length in
      value.suffix(length).elementsEqual(tail.prefix(length))
    }
  }
}
