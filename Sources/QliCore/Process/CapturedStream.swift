/// What is written to one pipe, kept up to a limit.
final class CapturedStream {
  private let reading: OwnedDescriptor
  /// Nil once the program has it.
  private var writing: OwnedDescriptor?
  /// Room for all that may be kept.
  private let memory: LargeMemory
  /// How many bytes of it were read.
  private(set) var count = 0
  /// Whether somebody may still write.
  private(set) var isOpen = true
  /// Whether there was more than the limit.
  private(set) var isOverLimit = false

  /// Makes the pipe.
  init(limit: Int) throws(Errno) {
    let pipe = try Pipe.nonBlocking()
    reading = pipe.reading
    writing = .some(pipe.writing)
    memory = try LargeMemory(count: limit)
  }

  /// What was read. It lies there as long as this object does.
  var bytes: UnsafeBufferPointer<UInt8> { memory.bytes(count) }

  /// Where it is read.
  var descriptor: FileDescriptor { reading.number }

  /// Where it is written, before the program has it.
  var stream: Launch.Stream {
    switch writing {
    case .some(let end): .descriptor(end.number)
    case .none: .inherited
    }
  }

  /// Leaves the pipe to the program that was started, so that it ends when nobody writes.
  func closeWritingEnd() { writing = nil }

  /// Takes some of what is there; beyond the limit it is read and dropped, so that the child can
  /// end. Some: whoever writes without end mustn't keep signals and the clock from being seen.
  func drain() throws(Errno) {
    for _ in 0..<16 where isOpen {
      do throws(Errno) {
        let room = UnsafeMutableRawBufferPointer(
          start: memory.start + count, count: memory.count - count)
        let read = try room.isEmpty ? drop() : reading.number.read(into: room)
        if read == 0 { isOpen = false }
        count += room.isEmpty ? 0 : read
      } catch .wouldBlock {
        return
      }
    }
  }

  /// Reads what is too much.
  private func drop() throws(Errno) -> Int {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let read = try reading.number.read(into: &chunk)
    if read > 0 { isOverLimit = true }
    return read
  }
}
