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
      let reply = try converting({ failure($0, of: input) }) { () throws(Errno) in
        try screen.writeAll(Array(question.utf8))
        return try readLine(from: input.descriptor, loop)
      }
      switch reply {
      case .line(let line): return line
      case .askAgain: continue
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

  private enum Reply {
    case line([UInt8])
    /// Also behind a part of a line: without Return it is no answer.
    case endOfInput
    case askAgain
    case end(Signal)
  }

  /// Reads byte by byte, so that nothing behind the newline is taken from whoever reads next.
  private static func readLine(
    from input: FileDescriptor, _ loop: EventLoop
  ) throws(Errno) -> Reply {
    var line: [UInt8] = []
    while true {
      switch try loop.wait(for: [.reading(input)]) {
      case .deadline: continue
      case .signal(let received):
        switch SignalPolicy.action(on: received.signal, from: .stranger, while: .noChild) {
        case .end: return .end(received.signal)
        case .resume: return .askAgain
        case .ignore, .forward: continue
        }
      case .ready:
        var byte: [UInt8] = [0]
        let count = try input.read(into: &byte)
        if count == 0 { return .endOfInput }
        if [UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(byte[0]) { return .line(line) }
        if line.count < limit { line.append(byte[0]) }
      }
    }
  }
}
