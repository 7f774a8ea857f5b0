/// A question to the person at the terminal.
enum Prompt {
  /// Why there is no answer.
  enum Failure: Error {
    case refused(ConfirmationRefusal.Cause)
    case interrupted(Signal)
  }

  /// The longest answer that is read, in bytes.
  private static let limit = 1024

  /// Shows `question` and reads one line from the terminal on standard input.
  ///
  /// What was typed before is thrown away: it answered something else. After Ctrl-Z and `fg` the
  /// question is asked again. The end of input is an empty answer.
  static func ask(_ question: String, _ loop: EventLoop) throws(Failure) -> [UInt8] {
    let input = try keyboard()
    if hasScreen { return try ask(question, input, shownOn: .standardError, loop) }
    let screen = try screen()
    defer { withExtendedLifetime(screen) {} }
    return try ask(question, input, shownOn: screen.number, loop)
  }

  /// Checks that a question could be asked now. Nothing is shown.
  static func check() throws(Failure) {
    _ = try keyboard()
    if !hasScreen { _ = try screen() }
  }

  private static var hasScreen: Bool {
    Terminal(.standardError) != nil && FileDescriptor.standardError.isOpenForWriting
  }

  private static func keyboard() throws(Failure) -> Terminal {
    guard let input = Terminal(.standardInput), input.descriptor.isOpenForReading else {
      throw .refused(.noTerminal)
    }
    return input
  }

  /// The terminal, where standard error is something else.
  private static func screen() throws(Failure) -> OwnedDescriptor {
    try converting(cannotAsk) { () throws(Errno) in
      try OwnedDescriptor(opening: "/dev/tty", for: .conversing)
    }
  }

  private static func ask(
    _ question: String, _ input: Terminal, shownOn screen: FileDescriptor,
    _ loop: EventLoop
  ) throws(Failure) -> [UInt8] {
    while true {
      // Stops a job in the background. What wakes it is no reason to ask twice.
      input.discardInput()
      if let signal = loop.pendingEnd() { throw .interrupted(signal) }
      let reading = LineReading(input.descriptor, limit: limit, loop)
      try converting({ failure($0, of: input) }) { () throws(Errno) in
        try screen.writeAll(Array(question.utf8))
        try loop.watch(reading)
      }
      switch reading.reply {
      case .line(let line): return line
      case .askAgain, nil: continue
      // The cursor stands behind the question.
      case .endOfInput:
        if isHungUp(input) { throw .interrupted(.hangUp) }
        try? screen.writeAll([UInt8(ascii: "\n")])
        return []
      case .end(let signal):
        try? screen.writeAll([UInt8(ascii: "\n")])
        throw .interrupted(signal)
      }
    }
  }

  private static func cannotAsk(_ error: Errno) -> Failure { .refused(.cannotAsk(error)) }

  private static func failure(_ error: Errno, of input: Terminal) -> Failure {
    isHungUp(input) ? .interrupted(.hangUp) : cannotAsk(error)
  }

  /// Whether the terminal is gone: then SIGHUP is on its way, and may be seen later than that.
  private static func isHungUp(_ input: Terminal) -> Bool {
    input.isHungUp && !SignalDisposition.isIgnored(.hangUp)
  }
}

/// Reads a line byte by byte, so that nothing behind the newline is taken from whoever reads next.
private final class LineReading: Watched {
  enum Reply {
    case line([UInt8])
    /// Also behind a part of a line: without Return it is no answer.
    case endOfInput
    case askAgain
    case end(Signal)
  }

  private(set) var reply: Reply?
  private let input: FileDescriptor
  private let limit: Int
  private let loop: EventLoop
  private var line: [UInt8] = []

  init(_ input: FileDescriptor, limit: Int, _ loop: EventLoop) {
    self.input = input
    self.limit = limit
    self.loop = loop
  }

  var interests: [Poll.Interest] { [.reading(input)] }

  var deadline: MonotonicTime? { nil }

  func receive(_ received: ReceivedSignal) {
    if let signal = loop.end(on: received) {
      reply = reply ?? .end(signal)
    } else if received.signal == .resume || received.signal == .terminalStop {
      reply = reply ?? .askAgain
    }
  }

  func advance() throws(Errno) -> Bool {
    while reply == nil, Poll.isReady(.reading(input)) {
      var byte: [UInt8] = [0]
      if try input.read(into: &byte) == 0 {
        reply = .endOfInput
      } else if [UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(byte[0]) {
        reply = .line(line)
      } else if line.count < limit {
        line.append(byte[0])
      }
    }
    return reply != nil
  }
}
