/// A program that qli runs for itself and whose output it reads, such as `op`.
///
/// It begins when it is advanced first, and ends before qli goes on, whatever happens: with its
/// answer, at its time limit, or when it is told to. See `HelperTasks`.
final class HelperProcess: HelperTask {
  /// How a program is run.
  struct Command {
    let path: FilePath
    let arguments: Arguments
    let environment: ChildEnvironment
    /// The most bytes that it may write to standard output.
    let outputLimit: Int
    /// How long it may take, in seconds.
    let timeLimit: Int
  }

  /// Why there is no answer.
  enum Failure: Error {
    case start(SpawnFailure)
    /// It didn't exit with 0; and the end of what it wrote to standard error, as it wrote it.
    case unsuccessful(ChildEnd, ErrorTail.Text)
    case timedOut
    case tooMuchOutput
    case system(Errno)
    /// It was told to end.
    case cancelled
  }

  /// How long a program may take to end after SIGTERM, in seconds.
  private static let grace = 2.0

  /// All of standard output, as far as it was read.
  let output = SecretBuffer()
  private(set) var failure: Failure?

  private let command: Command
  private let signalMask: SignalSet
  private let clock: Clock
  private var running: Running?
  private(set) var deadline: MonotonicTime?
  private var isOver = false

  /// What there is only as long as the program runs.
  private final class Running {
    let child: HelperChild
    let output: OwnedDescriptor
    let errors: ErrorTail
    var outputIsOpen = true

    init(_ child: HelperChild, output: consuming OwnedDescriptor, errors: ErrorTail) {
      self.child = child
      self.output = output
      self.errors = errors
    }
  }

  /// Its standard input is empty, and its signals are as those of qli's extension.
  init(_ command: Command, _ loop: EventLoop) {
    self.command = command
    signalMask = loop.callerMask
    clock = loop.clock
  }

  var interests: [Poll.Interest] {
    guard failure == nil, let running else { return [] }
    let output: [Poll.Interest] = running.outputIsOpen ? [.reading(running.output.number)] : []
    return output + running.errors.interests
  }

  func advance() -> HelperProgress {
    do throws(Failure) {
      if !isOver, failure == nil { try work() }
    } catch {
      end(because: error)
    }
    if !isOver, failure != nil { awaitEnd() }
    guard isOver else { return failure == nil ? .unfinished : .failing }
    return failure == nil ? .succeeded : .failed
  }

  func cancel() {
    if !isOver, failure == nil { end(because: .cancelled) }
  }

  func kill() {
    guard !isOver else { return }
    failure = failure ?? .cancelled
    running?.child.kill()
    close()
  }

  // MARK: - Its work

  /// Starts it if it wasn't yet, and reads what it writes until it has *exited*: end of file tells
  /// nothing, for what it leaves behind may hold the pipes.
  private func work() throws(Failure) {
    guard let running else { return try start() }
    let end = try converting(Failure.system) { () throws(Errno) in
      try running.child.endIfAny()
    }
    // What it wrote before its end is in the pipes by now.
    try drainOutput(running)
    try converting(Failure.system) { () throws(Errno) in try running.errors.drain() }
    if let end {
      if end != .exited(0) { throw .unsuccessful(end, running.errors.text) }
      close()
    } else if let deadline, clock.monotonicTime() >= deadline {
      throw .timedOut
    }
  }

  private func start() throws(Failure) {
    let output = try converting(Failure.system) { () throws(Errno) in try Pipe.nonBlocking() }
    let errors = try converting(Failure.system) { () throws(Errno) in try Pipe.nonBlocking() }
    var spawn = Spawn(signalMask: signalMask)
    spawn.openNull(as: .standardInput)
    spawn.duplicate(output.writing.number, as: .standardOutput)
    spawn.duplicate(errors.writing.number, as: .standardError)
    let process: ProcessID
    do throws(Errno) {
      process = try spawn.start(
        command.path, arguments: CStringArray(command.path.string, and: command.arguments),
        environment: command.environment.block())
    } catch {
      throw .start(SpawnFailure(error, starting: command.path))
    }
    running = Running(
      HelperChild(process), output: output.intoReading(), errors: ErrorTail(errors.intoReading()))
    deadline = clock.monotonicTime().advanced(bySeconds: Double(command.timeLimit))
  }

  private func drainOutput(_ running: Running) throws(Failure) {
    while running.outputIsOpen {
      do throws(Errno) {
        running.outputIsOpen = try output.read(from: running.output.number, atMost: 65536) > 0
      } catch .wouldBlock {
        return
      } catch {
        throw .system(error)
      }
      if output.count > command.outputLimit { throw .tooMuchOutput }
    }
  }

  // MARK: - Its end

  private func end(because failure: Failure) {
    self.failure = failure
    guard let child = running?.child, child.end == nil else { return close() }
    child.terminate()
    deadline = clock.monotonicTime().advanced(bySeconds: Self.grace)
  }

  /// Waits for the end of a program that was told to, until it has had its time.
  private func awaitEnd() {
    guard let child = running?.child else { return }
    if let deadline, clock.monotonicTime() >= deadline { child.kill() }
    // Whatever can't be asked about is killed when it is let go.
    let isGone = (try? child.endIfAny() != nil) ?? true
    if isGone { close() }
  }

  private func close() {
    isOver = true
    running = nil
    deadline = nil
  }
}
