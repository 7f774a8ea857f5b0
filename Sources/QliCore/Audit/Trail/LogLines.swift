/// The lines of a file, one after the other, read in large pieces.
///
/// It needs as much memory as the longest line. At the end of what is there it may be asked again
/// later: whoever writes the file may go on.
final class LogLines {
  /// The longest line that is read, in bytes: longer than any that qli writes, for the system takes
  /// no more than 6 MiB of arguments.
  static let limit = 64 << 20
  private static let chunk = 1 << 18

  enum Line {
    /// Without its newline; to be used before the next one is asked for.
    case text(UnsafeBufferPointer<UInt8>)
    /// The end of a line that is too long, without its newline.
    case tooLong(UnsafeBufferPointer<UInt8>)
    /// What comes before that, where parts are asked for.
    case part(UnsafeBufferPointer<UInt8>)
    /// No more whole lines.
    case end
  }

  private let file: FileDescriptor
  private let givesParts: Bool
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity = chunk
  /// What was read and not given yet lies from here to `end`.
  private var start = 0
  private var end = 0
  /// Up to here there is no newline.
  private var searched = 0
  /// Whether it is within a line that is too long: what was read of that is gone.
  private(set) var isSkipping = false
  /// The number of the last line that was given, from 1.
  private(set) var number = 0
  /// How much was read of the file.
  private(set) var offset: Int64 = 0
  /// Where in the file the line begins whose newline wasn't read yet.
  private(set) var lineOffset: Int64 = 0

  /// Reads `file`, which has to stay open.
  ///
  /// - Parameter givesParts: whether a line that is too long is given all the same, part by part.
  init(_ file: FileDescriptor, givesParts: Bool = false) {
    self.file = file
    self.givesParts = givesParts
    memory = .allocate(capacity: capacity)
  }

  deinit { memory.deallocate() }

  /// What stands behind the last newline, unless it is skipping that line.
  var rest: UnsafeBufferPointer<UInt8> { bytes(start, end) }

  func next() throws(Errno) -> Line {
    while true {
      if let newline = bytes(0, end).position(of: .lineFeed, from: searched) {
        let line = bytes(start, newline)
        start = newline + 1
        searched = start
        lineOffset = offset - Int64(end - start)
        number += 1
        let wasSkipping = isSkipping
        isSkipping = false
        return wasSkipping ? .tooLong(line) : .text(line)
      }
      searched = end
      if givesParts, end - start >= Self.limit {
        isSkipping = true
        defer { start = end }
        return .part(bytes(start, end))
      }
      if try !fill() { return .end }
    }
  }

  /// Begins anew, at the start of the file.
  func rewind() throws(Errno) {
    lineOffset = 0
    number = 0
    try readLineAgain()
  }

  /// Forgets what was read of the line that isn't whole, and begins it anew.
  func readLineAgain() throws(Errno) {
    try file.move(to: lineOffset)
    (start, end, searched, offset, isSkipping) = (0, 0, 0, lineOffset, false)
  }

  /// Reads more.
  ///
  /// - Returns: whether there was more.
  private func fill() throws(Errno) -> Bool {
    if end - start >= Self.limit {
      isSkipping = true
      start = end
    }
    if start > 0 {
      memory.update(from: memory + start, count: end - start)
      (end, searched, start) = (end - start, searched - start, 0)
    }
    if end == capacity { grow() }
    let room = UnsafeMutableRawBufferPointer(start: memory + end, count: capacity - end)
    let count = try file.read(into: room)
    end += count
    offset += Int64(count)
    return count > 0
  }

  private func grow() {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
    larger.update(from: memory, count: end)
    memory.deallocate()
    memory = larger
    capacity *= 2
  }

  private func bytes(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    // Sound: it lies still until more is read.
    UnsafeBufferPointer(start: memory + start, count: end - start)
  }
}
