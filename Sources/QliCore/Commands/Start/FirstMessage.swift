/// A line that is sent to a service as soon as it is ready, and the line that it answers.
enum FirstMessage {
  /// Why there is no answer.
  enum Failure: Error {
    case noEndpoint
    case tooLong
    case noInput(Errno)
    case system(Errno)
    case noReply
    /// Somebody else accepts connections there.
    case stranger(ProcessID?)

    var words: String {
      switch self {
      case .noEndpoint: "the service has no 'endpoint'"
      case .tooLong: "it is longer than \(limit >> 10) KiB"
      case .noInput(let error): "standard input can't be read: \(error)"
      case .system(let error): "\(error)"
      case .stranger(let process):
        "another process\(process.map { " (\($0.rawValue))" } ?? "") accepts connections there"
      case .noReply: "no line was answered within \(seconds) seconds"
      }
    }
  }

  /// The longest message, and the longest answer, in bytes.
  private static let limit = 64 << 10
  private static let seconds = 10

  /// Sends `message` and a newline, and returns the line that comes back, without its newline.
  ///
  /// - Parameter processes: who may be told; nil where anybody may.
  static func send(
    _ message: StartCommand.Line.Message, to endpoint: String?, of processes: [ProcessID]?,
    _ clock: Clock
  ) throws(Failure) -> [UInt8] {
    guard let endpoint = endpoint.flatMap({ Endpoint($0) }) else { throw .noEndpoint }
    let text = try bytes(of: message)
    let deadline = clock.monotonicTime().advanced(bySeconds: Double(seconds))
    let failure = { (error: Errno) in error == .timedOut ? Failure.noReply : .system(error) }
    let connection = try converting(failure) { () throws(Errno) in
      try Socket.connect(to: endpoint.address)
    }
    if let processes,
      case .stranger(let process) = endpoint.listener(of: connection.number, among: processes)
    {
      throw .stranger(process)
    }
    return try converting(failure) { () throws(Errno) in
      let loop = try EventLoop(withoutSignals: clock)
      try write(text + [.lineFeed], to: connection.number, loop, until: deadline)
      return try line(from: connection.number, loop, until: deadline)
    }
  }

  private static func bytes(of message: StartCommand.Line.Message) throws(Failure) -> [UInt8] {
    switch message {
    case .text(let text):
      guard text.count <= limit else { throw .tooLong }
      return Array(text.bytes)
    case .standardInput:
      let read = try converting({ Failure.noInput($0) }) { () throws(Errno) in
        try FileDescriptor.standardInput.readAll(limit: limit)
      }
      guard var bytes = read else { throw .tooLong }
      if bytes.last == .lineFeed { bytes.removeLast() }
      return bytes
    }
  }

  private static func write(
    _ bytes: [UInt8], to connection: FileDescriptor, _ loop: EventLoop,
    until deadline: MonotonicTime
  ) throws(Errno) {
    var rest = bytes[...]
    while !rest.isEmpty {
      if case .deadline = try loop.wait(for: [.writing(connection)], until: deadline) {
        throw .timedOut
      }
      if let error = connection.socketError() { throw error }
      do throws(Errno) {
        let count = try Array(rest).withUnsafeBufferPointer { bytes throws(Errno) in
          try connection.writeOnce(UnsafeRawBufferPointer(bytes))
        }
        rest = rest.dropFirst(count)
      } catch .wouldBlock {}
    }
  }

  private static func line(
    from connection: FileDescriptor, _ loop: EventLoop, until deadline: MonotonicTime
  ) throws(Errno) -> [UInt8] {
    var line: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if case .deadline = try loop.wait(for: [.reading(connection)], until: deadline) {
        throw .timedOut
      }
      do throws(Errno) {
        let count = try connection.read(into: &chunk)
        line += chunk[..<count]
        if let end = line.firstIndex(of: .lineFeed) { return Array(line[..<end]) }
        if count == 0 {
          // The last line needn't have an end.
          if line.isEmpty { throw .timedOut }
          return line
        }
        if line.count > limit { throw .messageTooLong }
      } catch .wouldBlock {}
    }
  }
}
