/// What a child writes, kept up to a limit for each of its two streams.
final class OutputCapture {
  /// The most bytes that are kept of one stream.
  static let limit = 8 << 20

  /// One of the streams.
  private final class Stream {
    let reading: OwnedDescriptor
    /// Nil once the program has it.
    var writing: OwnedDescriptor?
    var bytes: [UInt8] = []
    var isOpen = true
    var isOverLimit = false

    init() throws(Errno) {
      let pipe = try Pipe.nonBlocking()
      reading = pipe.reading
      writing = .some(pipe.writing)
    }

    func connect(to spawn: inout Spawn, as number: FileDescriptor) {
      switch writing {
      case .some(let end): spawn.duplicate(end.number, as: number)
      case .none: return
      }
    }

    /// Takes some of what is there; beyond the limit it is read and dropped, so that the child can
    /// end. Some: whoever writes without end mustn't keep signals and the clock from being seen.
    func drain(_ chunk: inout [UInt8]) throws(Errno) {
      for _ in 0..<16 where isOpen {
        do throws(Errno) {
          let count = try reading.number.read(into: &chunk)
          if count == 0 { isOpen = false }
          let room = OutputCapture.limit - bytes.count
          // All at once, as to move it is dear; what isn't touched of it costs nothing.
          if bytes.count >= chunk.count { bytes.reserveCapacity(OutputCapture.limit) }
          bytes += chunk[..<min(count, room)]
          if count > room { isOverLimit = true }
        } catch .wouldBlock {
          return
        }
      }
    }
  }

  private let output: Stream
  private let errors: Stream
  private var chunk = [UInt8](repeating: 0, count: 65536)

  /// Makes the two pipes.
  init() throws(Errno) {
    output = try Stream()
    errors = try Stream()
  }

  /// Gives the program that is started the pipes for its standard output and standard error.
  func connect(to spawn: inout Spawn) {
    output.connect(to: &spawn, as: .standardOutput)
    errors.connect(to: &spawn, as: .standardError)
  }

  /// Leaves the pipes to the program that was started, so that they end when nobody writes.
  func closeWritingEnds() {
    output.writing = nil
    errors.writing = nil
  }

  /// What was read of standard output.
  var outputBytes: [UInt8] { output.bytes }

  /// What was read of standard error.
  var errorBytes: [UInt8] { errors.bytes }

  /// Whether one of the streams had more than the limit.
  var isOverLimit: Bool { output.isOverLimit || errors.isOverLimit }

  /// The pipes that somebody may still write to.
  var interests: [Poll.Interest] {
    [output, errors].filter(\.isOpen).map { .reading($0.reading.number) }
  }

  /// Takes some of what is there, without waiting.
  func drain() throws(Errno) {
    try output.drain(&chunk)
    try errors.drain(&chunk)
  }
}
