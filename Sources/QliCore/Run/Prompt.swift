/// A question to the person at the terminal.
enum Prompt {
  /// Why there is no answer.
  enum Failure: Error {
    case refused(ConfirmationRefusal.Cause)
    case interrupted(Signal)
  }

  /// The longest answer that is read, in bytes.
  private static let longestAnswer = 1024

  /// Shows `question` and reads one line from the terminal on standard input.
  ///
  /// What was typed before is thrown away: it answered something else. After Ctrl-Z and `fg` the
  /// question is asked again, and has its time again. The end of input is an empty answer.
  static func ask(
    _ question: String, _ patience: Patience, _ loop: EventLoop
  ) throws(Failure) -> [UInt8] {
    let input = try keyboard()
    let limit = try patience.limit()
    if hasScreen { return try ask(question, input, limit, shownOn: .standardError, loop) }
    let screen = try screen()
    defer { withExtendedLifetime(screen) {} }
    return try ask(question, input, limit, shownOn: screen.number, loop)
  }

  /// Checks that a question could be asked now. Nothing is shown.
  static func check(_ patience: Patience) throws(Failure) {
    _ = try keyboard()
    _ = try patience.limit()
    if !hasScreen { _ = try screen() }
  }

  /// Calls `body` with where a question would be shown.
  ///
  /// - Returns: whether one could be asked; else nothing was called.
  static func withScreen<Failure: Error>(
    _ body: (FileDescriptor) throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    guard (try? keyboard()) != nil else { return false }
    if hasScreen {
      try body(.standardError)
      return true
    }
    guard let screen = try? screen() else { return false }
    defer { withExtendedLifetime(screen) {} }
    try body(screen.number)
    return true
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
    _ question: String, _ input: Terminal, _ limit: RunDuration?,
    shownOn screen: FileDescriptor, _ loop: EventLoop
  ) throws(Failure) -> [UInt8] {
    while true {
      // Stops a job in the background. What wakes it is no reason to ask twice.
      input.discardInput()
      if let signal = loop.pendingEnd() { throw .interrupted(signal) }
      let reading = LineReading(
        input.descriptor, longest: longestAnswer, asking: question, on: screen, within: limit, loop)
      try converting({ failure($0, of: input) }) { () throws(Errno) in try loop.watch(reading) }
      switch reading.reply {
      case .line(let line): return line
      case .askAgain, nil: continue
      // The cursor stands behind the question.
      case .endOfInput:
        if isHungUp(input) { throw .interrupted(.hangUp) }
        endLine(on: screen)
        return []
      case .end(let signal):
        endLine(on: screen)
        throw .interrupted(signal)
      case .tooLate(let limit):
        // What was typed of a line is no command for whoever reads next.
        input.discardInput()
        endLine(on: screen)
        throw .refused(.unanswered(limit))
      }
    }
  }

  /// Ends the line of a question, unless that would have to be waited for.
  private static func endLine(on screen: FileDescriptor) {
    if Poll.isReady(.writing(screen)) { try? screen.writeAll([UInt8(ascii: "\n")]) }
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

/// Asks a question and reads a line, both byte by byte: a terminal may take no more for as long as it is
/// stopped, and nothing behind the newline is taken from whoever reads next.
private final class LineReading: Watched {
  enum Reply {
    case line([UInt8])
    /// Also behind a part of a line: without Return it is no answer.
    case endOfInput
    case askAgain
    case end(Signal)
    /// Nobody has typed a line in this time.
    case tooLate(RunDuration)
  }

  private(set) var reply: Reply?
  private let input: FileDescriptor
  private let longest: Int
  private let screen: FileDescriptor
  /// What is still to be shown of the question.
  private var question: ArraySlice<UInt8>
  private let limit: RunDuration?
  let deadline: MonotonicTime?
  private let loop: EventLoop
  private var line: [UInt8] = []

  init(
    _ input: FileDescriptor, longest: Int, asking question: String, on screen: FileDescriptor,
    within limit: RunDuration?, _ loop: EventLoop
  ) {
    self.input = input
    self.longest = longest
    self.question = Array(question.utf8)[...]
    self.screen = screen
    self.limit = limit
    deadline = limit.map {
      loop.clock.monotonicTime().advanced(byMilliseconds: $0.milliseconds)
    }
    self.loop = loop
  }

  var interests: [Poll.Interest] { [question.isEmpty ? .reading(input) : .writing(screen)] }

  func receive(_ received: ReceivedSignal) {
    if let signal = loop.end(on: received) {
      reply = reply ?? .end(signal)
    } else if received.signal == .resume || received.signal == .terminalStop {
      reply = reply ?? .askAgain
    }
  }

  func advance() throws(Errno) -> Bool {
    while reply == nil, let byte = question.first, Poll.isReady(.writing(screen)) {
      question.removeFirst()
      try screen.writeAll([byte])
    }
    while reply == nil, question.isEmpty, Poll.isReady(.reading(input)) {
      var byte: [UInt8] = [0]
      if try input.read(into: &byte) == 0 {
        reply = .endOfInput
      } else if [UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(byte[0]) {
        reply = .line(line)
      } else if line.count < longest {
        line.append(byte[0])
      }
    }
    if reply == nil, let limit, let deadline, loop.clock.monotonicTime() >= deadline {
      reply = .tooLate(limit)
    }
    return reply != nil
  }
}
