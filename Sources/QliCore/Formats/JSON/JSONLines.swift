/// The lines of a text on their way into a JSON array, as much at a time as there is room for:
/// those that have more than ASCII white space, without what of it is around them.
struct JSONLines {
  private let text: UnsafeBufferPointer<UInt8>
  /// Where the line is that is written next, or something blank before it.
  private var position = 0
  private var needsComma = false
  /// A line whose end was looked for, and of which something isn't written.
  private var line: JSONQuoting?
  /// Whether anything wasn't UTF-8, and was replaced.
  private(set) var isLossy = false

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  /// Whether all is written.
  private(set) var isAtEnd = false

  /// Writes until the room ends, or the text.
  mutating func write(to room: inout ByteRoom) {
    while room.count >= 2 * JSONQuoting.step {
      if line != nil {
        finishLine(to: &room)
      } else if skipBlanks() {
        beginLine(to: &room)
      } else {
        isAtEnd = true
        return
      }
    }
  }

  /// Steps to the next line that isn't blank, or returns false.
  @inline(__always)
  private mutating func skipBlanks() -> Bool {
    while position < text.count, text[position].isBlank { position += 1 }
    return position < text.count
  }

  /// Writes a line as if nothing blank were at its end; as a rule, there is nothing.
  @inline(__always)
  private mutating func beginLine(to room: inout ByteRoom) {
    if needsComma { room.append(.comma) }
    needsComma = true
    room.append(.quote)
    var rest = room
    var quoting = JSONQuoting(text, from: position)
    if quoting.writeLine(to: &rest), !text[quoting.position - 1].isBlank {
      rest.append(.quote)
      room = rest
      position = quoting.position
      isLossy = isLossy || quoting.isLossy
    } else {
      // Once more, up to its end.
      let line = UnsafeBufferPointer(rebasing: text[position...].prefix { $0 != .lineFeed })
      position += line.count
      self.line = JSONQuoting(line.trimmed)
    }
  }

  private mutating func finishLine(to room: inout ByteRoom) {
    line?.write(to: &room)
    guard let written = line, written.rest == 0 else { return }
    room.append(.quote)
    isLossy = isLossy || written.isLossy
    line = nil
  }
}
