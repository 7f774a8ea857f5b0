/// Text on its way into a JSON string, as much at a time as there is room for.
///
/// Control characters are escaped, those from U+007F to U+009F too, which JSON would allow: a
/// terminal obeys them when someone looks at the file. What isn't UTF-8 becomes U+FFFD, as where the
/// standard library repairs text.
struct JSONQuoting {
  /// The room that each step may take: a word of plain text, and an escape.
  static let step = 16

  private let text: UnsafeBufferPointer<UInt8>
  /// What is written next.
  private(set) var position: Int
  /// Whether anything was replaced.
  private(set) var isLossy = false

  /// Begins at `start`.
  init(_ text: UnsafeBufferPointer<UInt8>, from start: Int = 0) {
    self.text = text
    position = start
  }

  /// How many bytes aren't written yet.
  var rest: Int { text.count - position }

  /// Writes until the room ends, or the text.
  @inline(__always)
  mutating func write(to room: inout ByteRoom) {
    while writePlainText(to: &room) { writeCharacter(to: &room) }
  }

  /// Writes until the room ends, or the line.
  ///
  /// - Returns: whether the line has ended, which it does with the text, too.
  @inline(__always)
  mutating func writeLine(to room: inout ByteRoom) -> Bool {
    while writePlainText(to: &room) {
      if text[position] == .lineFeed { return true }
      writeCharacter(to: &room)
    }
    return rest == 0
  }

  /// Writes plain text.
  ///
  /// - Returns: whether a character follows that is none, and there is room for it.
  @inline(__always)
  private mutating func writePlainText(to room: inout ByteRoom) -> Bool {
    position = text.copyPlainText(from: position, to: &room)
    return position < text.count && room.count >= Self.step
  }

  /// Writes one that is no plain text.
  @inline(__always)
  private mutating func writeCharacter(to room: inout ByteRoom) {
    let first = text[position]
    if first < 0x80 {
      room.appendEscape(first)
      position += 1
      return
    }
    // Where one isn't ASCII, more of them follow as a rule.
    repeat {
      writeScalar(to: &room)
    } while rest > 0 && room.count >= Self.step
      && text[position] >= 0x80
  }

  /// Writes a scalar that isn't ASCII.
  @inline(__always)
  private mutating func writeScalar(to room: inout ByteRoom) {
    let length = text.scalarLength(at: position)
    if length == 0 {
      isLossy = true
      room.append(0xBD_BFEF, 3)
      position += text.invalidLength(at: position)
      return
    }
    if length == 2, text.hasHiddenCharacter(at: position) {
      // The second byte is the code point.
      room.appendEscape(text[position + 1])
    } else {
      // Only as many as the scalar has are kept.
      room.append(text.word(at: position), length)
    }
    position += length
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Copies plain text (see `endOfPlainText`), until it ends, or fewer bytes of room are left than
  /// `JSONQuoting.step`.
  ///
  /// - Returns: where it stopped.
  @inline(__always)
  func copyPlainText(from start: Int, to room: inout ByteRoom) -> Int {
    var position = start
    while room.count >= JSONQuoting.step {
      // Copied before it is looked at: what was too much is written over.
      let word = self.word(at: position)
      let stops = Self.stops(in: word)
      // No length that is 8 or less: a branch is foretold, but each step would wait for a length.
      guard stops == 0 else {
        let length = stops.trailingZeroBitCount / 8
        room.append(word, length)
        return position + length
      }
      room.append(word, 8)
      position += 8
    }
    return position
  }
}

extension ByteRoom {
  /// Adds the escape of a character below U+0100; there must be room for `JSONQuoting.step` bytes.
  @inline(__always)
  mutating func appendEscape(_ character: UInt8) {
    switch character {
    case .lineFeed: appendEscape(letter: UInt8(ascii: "n"))
    case .quote, .backslash: appendEscape(letter: character)
    case .tab: appendEscape(letter: UInt8(ascii: "t"))
    case .carriageReturn: appendEscape(letter: UInt8(ascii: "r"))
    default:
      // `\u00` and two digits.
      let digits = Self.digit(character >> 4) << 32 | Self.digit(character & 0xF) << 40
      append(0x3030_755C | digits, 6)
    }
  }

  @inline(__always)
  private mutating func appendEscape(letter: UInt8) {
    append(UInt64(UInt8.backslash) | UInt64(letter) << 8, 2)
  }

  private static func digit(_ value: UInt8) -> UInt64 {
    UInt64(value < 10 ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: "a"))
  }
}
