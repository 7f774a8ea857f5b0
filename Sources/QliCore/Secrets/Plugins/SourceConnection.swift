/// A source plugin's process, and the pipes to it.
///
/// It runs in qli's process group, as a person's Ctrl-C is for it too, and in qli's folder.
final class SourceConnection {
  private static let newline = UInt8.lineFeed
  /// Whoever writes without a pause mustn't keep signals and the clock from being seen.
  private static let mostLinesAtOnce = 64

  private let supervisor: Supervisor
  private var input: OwnedDescriptor?
  private let output: OwnedDescriptor
  private let errors: ErrorTail
  private var outputIsOpen = true
  private var unsent: ArraySlice<UInt8> = []
  private var received = SecretBuffer()
  /// How much of it was searched for a newline.
  private var searched = 0
  /// What looked like a reply when it had been told to end.
  private(set) var lateReply: SecretBuffer?
  private var isEnding = false

  /// Starts the program of `definition` with those variables of `environment` that it may have.
  init(
    _ definition: SourceDefinition, _ environment: Environment, _ loop: EventLoop
  ) throws(SourceError.Reason) {
    let input = try converting(Self.system) { () throws(Errno) in try Pipe() }
    let output = try converting(Self.system) { () throws(Errno) in try Pipe.nonBlocking() }
    let errors = try converting(Self.system) { () throws(Errno) in try Pipe.nonBlocking() }
    try converting(Self.system) { () throws(Errno) in try input.writing.number.setNonBlocking() }
    let started = try Self.start(definition, environment, loop.callerMask) { launch in
      launch.input = .descriptor(input.reading.number)
      launch.output = .descriptor(output.writing.number)
      launch.errors = .descriptor(errors.writing.number)
    }
    let grace = definition.lifetime.shutdownGrace.milliseconds
    supervisor = Supervisor(started, as: .helper, .none, .process(grace: grace), loop)
    self.input = input.intoWriting()
    self.output = output.intoReading()
    self.errors = ErrorTail(errors.intoReading())
  }

  private static func start(
    _ definition: SourceDefinition, _ environment: Environment, _ mask: SignalSet,
    _ connect: (inout Launch) -> Void
  ) throws(SourceError.Reason) -> StartedProcess {
    let program = try converting({ SourceError.Reason.program($0) }) {
      () throws(SourceProgramError) in
      try SourceProgram.verify(definition)
    }
    defer { withExtendedLifetime(program) {} }
    var launch = Launch(
      program: program.path, name: program.name, shownAs: definition.program,
      arguments: Arguments([]),
      environment: ChildEnvironment(environment, keepingOnly: definition.allowedVariables),
      signalMask: mask)
    connect(&launch)
    try converting({ SourceError.Reason.program($0) }) { () throws(SourceProgramError) in
      try program.checkUnchanged()
    }
    return try converting(SourceError.Reason.spawn) { () throws(SpawnFailure) in
      try launch.start()
    }
  }

  private static func system(_ error: Errno) -> SourceError.Reason { .io(.system(error)) }

  // MARK: - Talking

  /// What is waited for while a reply is.
  var interests: [Poll.Interest] {
    var interests = outputInterests
    if let input = inputNumber {
      interests.append(unsent.isEmpty ? .closing(input) : .writing(input))
    }
    return interests
  }

  /// What is waited for while it reads no more.
  var outputInterests: [Poll.Interest] {
    errors.interests + (outputIsOpen ? [.reading(output.number)] : [])
  }

  private var inputNumber: FileDescriptor? {
    switch input {
    case .some(let descriptor): descriptor.number
    case .none: nil
    }
  }

  /// Hands over a request, of which as much is sent as there is room for now.
  func send(_ line: [UInt8]) throws(SourceError.Reason) {
    unsent = line[...]
    try flush()
  }

  /// Sends what there is room for of what is left.
  func flush() throws(SourceError.Reason) {
    guard let input = inputNumber else { return }
    while !unsent.isEmpty {
      do throws(Errno) {
        let count = try unsent.withUnsafeBufferPointer { bytes throws(Errno) in
          try input.writeOnce(UnsafeRawBufferPointer(bytes))
        }
        unsent = unsent.dropFirst(count)
      } catch .wouldBlock {
        return
      } catch .brokenPipe {
        throw .io(.closedInput)
      } catch {
        throw .io(.system(error))
      }
    }
  }

  /// Takes what has come, up to a whole line.
  ///
  /// - Returns: the line, or nil if there is none yet.
  /// - Throws: that it is too long.
  func receive() throws(SourceError.Reason) -> SecretBuffer? {
    if let line = try takeLine() { return line }
    while outputIsOpen {
      do throws(Errno) {
        outputIsOpen = try received.read(from: output.number, atMost: 65536) > 0
      } catch .wouldBlock {
        return nil
      } catch {
        throw .io(.system(error))
      }
      if let line = try takeLine() { return line }
    }
    return takeLastReply()
  }

  /// What a plugin wrote last, without a newline, if that is whole: what it was torn from tells nothing.
  private func takeLastReply() -> SecretBuffer? {
    var isWhole = false
    withRest { rest in isWhole = (try? JSON.validate(rest)) != nil }
    guard isWhole else { return nil }
    let line = received
    received = SecretBuffer()
    searched = 0
    return line
  }

  private func takeLine() throws(SourceError.Reason) -> SecretBuffer? {
    let bytes = received.bytes
    let end = bytes[searched...].firstIndex(of: Self.newline)
    searched = bytes.count
    guard (end ?? bytes.count) <= SourceProtocol.lineLimit else {
      throw .malformed(.tooLong(limit: SourceProtocol.lineLimit))
    }
    guard let end else { return nil }
    let line = SecretBuffer()
    line.append(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
    let rest = SecretBuffer()
    rest.append(UnsafeRawBufferPointer(rebasing: bytes[(end + 1)...]))
    received = rest
    searched = 0
    return line
  }

  /// Calls `body` with what came and is no line that was returned.
  func withRest(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    // Sound: the buffer is kept, and not changed, until the end of the call.
    if received.count > 0 { body(received.bytes.assumingMemoryBound(to: UInt8.self)) }
  }

  /// Whether more came than lines that were returned.
  var hasRest: Bool { received.count > 0 }

  /// Whether nothing more can come from it.
  var isMute: Bool { !outputIsOpen }

  /// Whether nobody reads what is sent to it.
  var isDeaf: Bool { inputNumber.map { Poll.isClosing($0) } ?? false }

  /// Takes what it wrote to standard error.
  func drainErrors() throws(SourceError.Reason) {
    try converting(Self.system) { () throws(Errno) in try errors.drain() }
  }

  /// The end of that, without the values that are known.
  func errorText(_ redaction: Redaction) -> String {
    redaction.tail(errors.text.bytes, isCut: errors.text.isCut)
  }

  /// How it ended, or nil if it still runs.
  func endIfAny() throws(SourceError.Reason) -> ChildEnd? {
    try converting(Self.system) { () throws(Errno) in _ = try supervisor.advance() }
    return supervisor.end
  }

  // MARK: - Its end

  /// Tells it to end: closes its standard input, and sends SIGTERM.
  func beginEnding() {
    guard !isEnding else { return }
    isEnding = true
    input = nil
    supervisor.tell()
  }

  /// When it is killed, once it was told to end.
  var endingDeadline: MonotonicTime? { isEnding ? supervisor.deadline : nil }

  /// Goes on with its end; kills it when it has had its time.
  ///
  /// - Returns: whether it is gone, and was reaped.
  func advanceEnding() -> Bool {
    // Whoever waits for room in a pipe can't end.
    drainAtEnd()
    let isGone = (try? supervisor.advance()) ?? true
    // What it wrote before its end is in the pipes by now.
    if isGone { drainAtEnd() }
    return isGone
  }

  /// Takes some of what is there, and keeps of it what looks like a reply.
  private func drainAtEnd() {
    try? errors.drain()
    for _ in 0..<Self.mostLinesAtOnce {
      do throws(SourceError.Reason) {
        guard let line = try receive() else { return }
        let first = line.bytes.first { $0 != .space && $0 != .tab }
        if first == .openBrace { lateReply = line }
      } catch {
        // Too long for a reply.
        received = SecretBuffer()
        searched = 0
      }
    }
  }

  /// Kills it, and reaps it.
  func kill() { supervisor.kill() }

  deinit { supervisor.kill() }

  /// Ends it, and waits for that. A signal that tells qli to stop ends it at once; such a signal is
  /// still there for whoever waits next.
  func end(_ loop: EventLoop) {
    beginEnding()
    let ending = ConnectionEnding(self)
    do throws(Errno) { try loop.watch(ending) } catch { kill() }
    for signal in ending.signals { signal.putBack() }
  }
}

/// The end of a plugin that nobody waits for but whoever ends it.
private final class ConnectionEnding: Watched {
  /// What told qli to end meanwhile.
  private(set) var signals: [Signal] = []
  private let connection: SourceConnection

  init(_ connection: SourceConnection) { self.connection = connection }

  var interests: [Poll.Interest] { connection.outputInterests }

  var deadline: MonotonicTime? { connection.endingDeadline }

  func receive(_ received: ReceivedSignal) {
    if SignalPolicy.endsWithoutChild(received.signal) { signals.append(received.signal) }
    if received.signal.isStopRequest { connection.kill() }
  }

  func advance() throws(Errno) -> Bool { connection.advanceEnding() }
}
