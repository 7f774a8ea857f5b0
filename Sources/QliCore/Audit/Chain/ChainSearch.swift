/// Looks for chained records from the end of a file on, in pieces that grow: mostly it is the last line.
enum ChainSearch {
  private static let firstPiece: Int64 = 1 << 16

  /// The last chained record in a file of `size` bytes, whether it is tied to another or not.
  static func last(in file: FileDescriptor, of size: Int64) throws(Errno) -> ChainPosition? {
    var found: ChainPosition?
    try search(file, size, until: { found != nil }) { link, line in
      found = ChainPosition(number: link.number, digest: ChainLine.digest(line))
    }
    return found
  }

  /// Whether a file of `size` bytes has the record at `position`. It needn't be looked for any further back
  /// than `before`.
  static func holds(
    _ position: ChainPosition, in file: FileDescriptor, of size: Int64,
    behind before: ChainPosition?
  ) throws(Errno) -> Bool {
    var (isFound, isPassed) = (false, false)
    try search(file, size, until: { isFound || isPassed }) { link, line in
      if link.number == position.number {
        isFound = isFound || ChainLine.digest(line) == position.digest
      } else if link.number == before?.number {
        isPassed = isPassed || ChainLine.digest(line) == before?.digest
      }
    }
    return isFound
  }

  /// Shows `body` each chained line of the last piece, then of a larger one, until that is enough.
  private static func search(
    _ file: FileDescriptor, _ size: Int64, until isEnough: () -> Bool,
    _ body: (ChainLink, UnsafeBufferPointer<UInt8>) -> Void
  ) throws(Errno) {
    var piece = firstPiece
    while true {
      let start = max(0, size - piece)
      try file.move(to: start)
      let lines = LogLines(file)
      // The first line of a piece is the end of one.
      var isWhole = start == 0
      loop: while true {
        switch try lines.next() {
        case .text(let line):
          if isWhole, let link = ChainLink(endOf: line) { body(link, line) }
        case .tooLong: break
        case .end: break loop
        }
        isWhole = true
      }
      if isEnough() || start == 0 { return }
      piece *= 16
    }
  }
}

/// A line of a log that ends as a chained record does.
enum ChainLine {
  /// The digest of the record in `line`, with the newline behind it.
  @inline(__always)
  static func digest(_ line: UnsafeBufferPointer<UInt8>) -> SHA256.Digest {
    digest(line, from: ChainLink.start(in: line))
  }

  /// The same of what begins at `start`.
  @inline(__always)
  static func digest(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> SHA256.Digest {
    // Sound: `LogLines` has found a newline behind each line that it gives.
    SHA256.digest(
      of: UnsafeRawBufferPointer(
        start: line.baseAddress.map { UnsafeRawPointer($0 + start) },
        count: line.count - start + 1))
  }
}
