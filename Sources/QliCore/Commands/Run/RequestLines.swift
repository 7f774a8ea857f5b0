/// The lines of requests as they come, while signals are taken.
struct RequestLines {
  /// The longest that is read, in bytes: a request may have an input of its own.
  static let limit = 16 << 20

  enum Line {
    /// Without its newline, and its number, from 1.
    case text([UInt8], number: Int64)
    case tooLong(number: Int64)
    case end
    /// qli was told to end.
    case interrupted(Signal)
  }

  private let file: FileDescriptor
  private var buffer: [UInt8] = []
  /// Up to here there is no newline.
  private var searched = 0
  private var isSkipping = false
  private var isAtEnd = false
  private var number: Int64 = 0

  init(_ file: FileDescriptor) { self.file = file }

  /// The next line; the last one may have no newline.
  mutating func next(_ loop: EventLoop) throws(Errno) -> Line {
    while true {
      if let end = buffer[searched...].firstIndex(of: .lineFeed) {
        let line = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        if line.count > Self.limit { isSkipping = true }
        return take(line)
      }
      searched = buffer.count
      if searched > Self.limit {
        isSkipping = true
        buffer = []
        searched = 0
      }
      if isAtEnd {
        if buffer.isEmpty, !isSkipping { return .end }
        let line = buffer
        buffer = []
        return take(line)
      }
      if let signal = try fill(loop) { return .interrupted(signal) }
    }
  }

  private mutating func take(_ line: [UInt8]) -> Line {
    defer { (searched, isSkipping) = (0, false) }
    number += 1
    return isSkipping ? .tooLong(number: number) : .text(line, number: number)
  }

  /// Reads what is there, once there is something.
  ///
  /// - Returns: the signal that tells qli to end, if one has come before.
  private mutating func fill(_ loop: EventLoop) throws(Errno) -> Signal? {
    while true {
      switch try loop.wait(for: [.reading(file)]) {
      case .signal(let received):
        if let signal = loop.end(on: received) { return signal }
      case .deadline: continue
      case .ready:
        var chunk = [UInt8](repeating: 0, count: 65_536)
        do throws(Errno) {
          let count = try file.read(into: &chunk)
          buffer += chunk[..<count]
          isAtEnd = count == 0
          return nil
        } catch .wouldBlock {
          continue
        }
      }
    }
  }
}
