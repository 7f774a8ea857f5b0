/// A JSON document to be embedded in another one: each number, string and escape as it stands there,
/// without the white space around them.
struct JSONText {
  /// The document: where it was read if all of its tokens lie side by side, and else a copy.
  let bytes: UnsafeBufferPointer<UInt8>
  /// Whether it has characters from U+007F to U+009F as they are; they can only be in its strings.
  let hasHiddenCharacters: Bool
  /// Where the copy lies.
  private let memory: LargeMemory

  /// How much room a document of `count` bytes may need: a word more than there is to copy, as whole
  /// ones are stored.
  static func room(for count: Int) -> Int { count + 8 }

  /// Takes over `bytes` if they are a document, which is found out in the same scan. They must stay
  /// where they are as long as this value. Half of a surrogate pair in an escape is taken as it is: a
  /// program means bytes by it that are no text.
  ///
  /// - Parameter memory: room for a copy, as `room(for:)` says.
  /// - Throws: the first error of the document, with its place.
  init(_ bytes: UnsafeBufferPointer<UInt8>, copiedInto memory: LargeMemory) throws(JSONError) {
    var scanner = JSONScanner(bytes, takesHalfPairs: true)
    var tokens = JSONTokens(of: bytes, memory)
    while true {
      if case .end = try scanner.next() { break }
      tokens.add(from: scanner.tokenOffset, to: scanner.offset)
    }
    hasHiddenCharacters = scanner.sawHiddenCharacter
    self.bytes = tokens.finish()
    self.memory = memory
  }
}

/// The tokens of a document, brought side by side: they are copied if there is white space between
/// them, in pieces as long as they can be.
private struct JSONTokens {
  private let document: UnsafeBufferPointer<UInt8>
  let memory: LargeMemory
  private var room: ByteRoom
  /// Where what isn't copied yet begins.
  private var start = 0
  /// Where the last token ends.
  private var end = 0

  init(of document: UnsafeBufferPointer<UInt8>, _ memory: LargeMemory) {
    self.document = document
    self.memory = memory
    room = memory.room
  }

  /// Adds the next token, and the comma or colon in front of it.
  @inline(__always)
  mutating func add(from offset: Int, to newEnd: Int) {
    let gap = offset - end
    if gap > 1 || gap == 1 && document[end] <= .space { skipGap(to: offset) }
    end = newEnd
  }

  /// All that was added. A copy of it lies in the memory.
  mutating func finish() -> UnsafeBufferPointer<UInt8> {
    guard room.count < memory.count else {
      return UnsafeBufferPointer(rebasing: document[start..<end])
    }
    copy(from: start, to: end)
    return memory.bytes(memory.count - room.count)
  }

  @inline(__always)
  private mutating func skipGap(to offset: Int) {
    // Most often the mark comes first.
    let hasMark = end > 0 && document[end] > .space
    copy(from: start, to: hasMark ? end + 1 : end)
    if !hasMark {
      for position in end..<offset where document[position] > .space {
        room.append(document[position])
      }
    }
    start = offset
  }

  @inline(__always)
  private mutating func copy(from start: Int, to end: Int) {
    var position = start
    while position < end {
      let count = min(8, end - position)
      room.append(document.word(at: position), count)
      position += count
    }
  }
}
