/// A pipe that a service writes to, and the lines that come from it.
///
/// Sound: what is looked at of the memory that is read to was filled by read(2) just before.
final class LogInput {
  /// As many bytes as are read at once.
  static let capacity = 1 << 18
  /// As many as a pipe holds, where that may be set: a service that writes much is seldom waited
  /// for.
  private static let pipeSize: Int32 = 1 << 20
  /// How long a line may wait for its end, in milliseconds: a prompt is to be seen.
  private static let patience: Int64 = 1000
  /// So often it is read in a row, and then it is the turn of signals, the clock and the other
  /// stream.
  private static let mostReads = 4

  private let stream: LogStream
  private let file: ServiceLogFile
  private let hold: LineHold
  private let copy: LogCopy?
  private let clock: Clock
  private var reading: OwnedDescriptor?
  /// Nil once the service has it.
  private var writing: OwnedDescriptor?
  /// How much was read.
  private(set) var count = 0

  init(_ stream: LogStream, _ file: ServiceLogFile, _ clock: Clock, copy: LogCopy?) {
    self.stream = stream
    self.file = file
    self.clock = clock
    self.copy = copy
    hold = LineHold(limit: file.longestText)
  }

  /// Makes a new pipe.
  ///
  /// - Returns: where it is written.
  func open() throws(Errno) -> FileDescriptor {
    let pipe = try Pipe.nonBlocking()
    pipe.writing.number.setPipeSize(Self.pipeSize)
    let number = pipe.writing.number
    reading = .some(pipe.reading)
    writing = .some(pipe.writing)
    return number
  }

  /// Leaves the pipe to the service, so that it ends when nobody writes.
  func closeWritingEnd() { writing = nil }

  /// What is waited for: that there is something to read, or room where it is copied to.
  var interest: Poll.Interest? {
    if let interest = copy?.interest { return interest }
    return number.map { .reading($0) }
  }

  /// When the line that has no end is due.
  var deadline: MonotonicTime? {
    hold.since?.advanced(byMilliseconds: Self.patience)
  }

  /// Reads some of what is there, and adds the lines to the file.
  ///
  /// - Parameter room: where is read to, `capacity` bytes at most.
  /// - Parameter isLast: whether it isn't read again, so that nobody is waited for.
  /// - Parameter tell: is given each whole line.
  func drain(
    _ room: UnsafeMutablePointer<UInt8>, isLast: Bool = false,
    _ tell: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws(Errno) {
    copy?.flush()
    for _ in 0..<Self.mostReads {
      guard let number, isLast || copy?.interest == nil else { break }
      let read: Int
      do throws(Errno) {
        read = try number.read(
          into: UnsafeMutableRawBufferPointer(start: room, count: Self.capacity))
      } catch .wouldBlock {
        break
      }
      if read == 0 {
        close()
        break
      }
      count += read
      let bytes = UnsafeBufferPointer(start: room, count: read)
      file.setTime()
      add(bytes, tell)
      file.flush()
      if copy?.interest == nil { copy?.add(bytes) }
      // That was all there was.
      if read < Self.capacity { break }
    }
    writeLate()
  }

  /// Writes what waits for the end of its line, as no more is read.
  func close() {
    reading = nil
    writing = nil
    file.setTime()
    writeHeld()
    hold.clear()
    file.flush()
  }

  private var number: FileDescriptor? {
    switch reading {
    case .some(let reading): reading.number
    case .none: nil
    }
  }

  private func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ tell: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    var position = 0
    while let newline = bytes.position(of: .lineFeed, from: position) {
      end(UnsafeBufferPointer(rebasing: bytes[position..<newline]), tell)
      position = newline + 1
    }
    guard position < bytes.count else { return }
    let rest = cut(UnsafeBufferPointer(rebasing: bytes[position...]))
    hold.add(rest)
    hold.wait(since: clock.monotonicTime())
  }

  /// Adds a line whose end was read.
  private func end(
    _ text: UnsafeBufferPointer<UInt8>, _ tell: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    if hold.count == 0, text.count <= hold.limit {
      file.add(stream, isPartial: false, text)
      tell(text)
      return
    }
    hold.add(cut(text))
    file.add(stream, isPartial: false, hold.unwritten)
    tell(hold.line)
    hold.clear()
  }

  /// Adds what is too long for one line, as parts.
  ///
  /// - Returns: the rest, which has room behind what is held.
  private func cut(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var rest = text
    while hold.count + rest.count > hold.limit {
      let room = hold.limit - hold.count
      hold.add(rest)
      writeHeld()
      hold.clear()
      rest = UnsafeBufferPointer(rebasing: rest[room...])
    }
    return rest
  }

  private func writeHeld() {
    if !hold.unwritten.isEmpty { file.add(stream, isPartial: true, hold.unwritten) }
    hold.setWritten()
  }

  private func writeLate() {
    guard let deadline, clock.monotonicTime() >= deadline else { return }
    file.setTime()
    writeHeld()
    file.flush()
  }
}
