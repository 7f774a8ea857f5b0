/// A value in a text that writes it in its own way: as it is, in a JSON string, between a shell's
/// quotes, as `Visible` shows it; and once more in one of these ways, as JSON within JSON has it.
enum WrittenValue {
  /// The first place at or behind `start` where `value` stands in `text`; nil for nowhere.
  static func range(
    of value: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer, from start: Int = 0
  ) -> Range<Int>? {
    guard let first = value.first else { return nil }
    var position = start
    while position < text.count {
      let byte = text[position]
      // What is written in another way begins with one of these.
      if byte == first || byte == .backslash || byte == .apostrophe,
        let length = length(of: value, in: UnsafeRawBufferPointer(rebasing: text[position...]))
      {
        return position..<(position + length)
      }
      position += 1
    }
    return nil
  }

  /// How a quote is written between a shell's single quotes.
  private static let shellQuotes: [StaticString] = ["'\\''", "'\"'\"'"]
  /// And a backslash.
  private static let shellBackslash: StaticString = "'\\\\'"

  /// How many bytes at the beginning of `text` are `value`; nil if it doesn't begin with it.
  private static func length(
    of value: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer
  ) -> Int? {
    if text.count >= value.count, text.prefix(value.count).elementsEqual(value) {
      return value.count
    }
    var (read, written) = (0, 0)
    while read < value.count {
      let rest = UnsafeRawBufferPointer(rebasing: text[written...])
      guard let unit = unit(of: UnsafeRawBufferPointer(rebasing: value[read...]), in: rest) else {
        // Only a backslash that is written with one can stand for something else: most texts have
        // none, and aren't read twice.
        return rest.first == .backslash ? lengthOfNested(value, in: text) : nil
      }
      read += unit.read
      written += unit.written
    }
    return written
  }

  /// The same where the text writes what another one has written.
  private static func lengthOfNested(
    _ value: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer
  ) -> Int? {
    var outer = OuterText(text)
    var (read, written) = (0, 0)
    while read < value.count {
      outer.fill()
      let rest = UnsafeRawBufferPointer(rebasing: value[read...])
      let unit = outer.bytes.withUnsafeBytes { self.unit(of: rest, in: $0) }
      guard let unit else { return nil }
      read += unit.read
      written = outer.remove(unit.written)
    }
    return written
  }

  /// How many bytes of the value, and of the text, belong to what the text begins with; nil if that
  /// isn't what the value begins with.
  private static func unit(
    of value: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer
  ) -> (read: Int, written: Int)? {
    guard let byte = text.first else { return nil }
    if value[0] == .apostrophe {
      for written in shellQuotes where text.starts(with: written) {
        return (1, written.utf8CodeUnitCount)
      }
    }
    if value[0] == .backslash, text.starts(with: shellBackslash) {
      return (1, shellBackslash.utf8CodeUnitCount)
    }
    if byte == .backslash, let escape = Escape(text) {
      if value.starts(with: escape.bytes) { return (escape.bytes.count, escape.length) }
      // Outside of $'...' a shell means the letter or the digit itself.
      if escape.isOfShell, text[1] == value[0] { return (1, 2) }
    }
    return byte == value[0] ? (1, 1) : nil
  }
}

/// What a text means, a few bytes at a time.
private struct OuterText {
  /// The longest unit: a pair of surrogates as JSON writes it.
  private static let most = 12

  private let text: UnsafeRawBufferPointer
  private var position = 0
  /// What comes next.
  private(set) var bytes: [UInt8] = []
  /// Where in the text each of them ends.
  private var ends: [Int] = []

  init(_ text: UnsafeRawBufferPointer) {
    self.text = text
    bytes.reserveCapacity(2 * Self.most)
    ends.reserveCapacity(2 * Self.most)
  }

  /// Reads on until the longest unit fits in, or to the end.
  mutating func fill() {
    while bytes.count < Self.most, position < text.count {
      if text[position] == .backslash,
        let escape = Escape(UnsafeRawBufferPointer(rebasing: text[position...]))
      {
        position += escape.length
        for byte in escape.bytes { add(byte) }
      } else {
        position += 1
        add(text[position - 1])
      }
    }
  }

  private mutating func add(_ byte: UInt8) {
    bytes.append(byte)
    ends.append(position)
  }

  /// Goes on behind the first `count` bytes, of which there is at least one.
  ///
  /// - Returns: where in the text they end.
  mutating func remove(_ count: Int) -> Int {
    let end = ends[count - 1]
    bytes.removeFirst(count)
    ends.removeFirst(count)
    return end
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func starts(with text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount
      && (0..<text.utf8CodeUnitCount).allSatisfy { self[$0] == text.utf8Start[$0] }
  }
}

/// What a backslash and what follows it stand for.
private struct Escape {
  let bytes: [UInt8]
  /// How long it is, with the backslash.
  let length: Int
  /// Whether only a shell writes it so, in $'...'.
  private(set) var isOfShell = false

  /// Returns nil where nothing follows.
  init?(_ text: UnsafeRawBufferPointer) {
    guard text.count > 1 else { return nil }
    switch text[1] {
    case UInt8(ascii: "u"):
      guard let scalar = Self.scalar(text) else { return nil }
      (bytes, length) = (Array(String(scalar.value).utf8), scalar.length)
    case UInt8(ascii: "x"):
      guard let value = Self.number(text.dropFirst(2).prefix(2), digits: 2) else { return nil }
      (bytes, length) = ([UInt8(value)], 4)
    case UInt8(ascii: "n"): (bytes, length) = ([.lineFeed], 2)
    case UInt8(ascii: "r"): (bytes, length) = ([.carriageReturn], 2)
    case UInt8(ascii: "t"): (bytes, length) = ([.tab], 2)
    case UInt8(ascii: "b"): (bytes, length) = ([0x08], 2)
    case UInt8(ascii: "f"): (bytes, length) = ([0x0c], 2)
    case UInt8(ascii: "e"): (bytes, length) = ([0x1b], 2)
    case UInt8(ascii: "E"): (bytes, length, isOfShell) = ([0x1b], 2, true)
    case UInt8(ascii: "a"): (bytes, length, isOfShell) = ([0x07], 2, true)
    case UInt8(ascii: "v"): (bytes, length, isOfShell) = ([0x0b], 2, true)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      let digits = text.dropFirst().prefix(3).prefix { (0x30...0x37).contains($0) }
      let value = digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
      (bytes, length, isOfShell) = ([UInt8(truncatingIfNeeded: value)], digits.count + 1, true)
    case let byte: (bytes, length) = ([byte], 2)
    }
  }

  /// The character of `\u0041`, of a pair of surrogates, or of `\u{41}`.
  private static func scalar(
    _ text: UnsafeRawBufferPointer
  ) -> (value: Unicode.Scalar, length: Int)? {
    if text.count > 2, text[2] == .openBrace {
      let digits = text.dropFirst(3).prefix { $0 != .closeBrace }
      // Without its brace it is none, and would end behind the text.
      guard digits.endIndex < text.count, let value = number(digits, digits: digits.count) else {
        return nil
      }
      return Unicode.Scalar(value).map { ($0, digits.count + 4) }
    }
    guard let first = number(text.dropFirst(2).prefix(4), digits: 4) else { return nil }
    if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
    guard text.dropFirst(6).starts(with: [.backslash, UInt8(ascii: "u")]),
      let second = number(text.dropFirst(8).prefix(4), digits: 4),
      (0xd800..<0xdc00).contains(first), (0xdc00..<0xe000).contains(second)
    else { return nil }
    let value = 0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)
    return Unicode.Scalar(value).map { ($0, 12) }
  }

  private static func number(_ text: Slice<UnsafeRawBufferPointer>, digits: Int) -> UInt32? {
    guard text.count == digits, (1...6).contains(digits) else { return nil }
    var value: UInt32 = 0
    for byte in text {
      guard let digit = byte.digitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
