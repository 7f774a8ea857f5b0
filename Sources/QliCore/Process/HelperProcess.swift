/// A program that qli runs for itself and whose output it reads, such as `op`.
///
/// It begins when it is advanced first, and ends before qli goes on, whatever happens: with its
/// answer, at its time limit, or when it is told to. See `HelperRun`.
final class HelperProcess: HelperTask {
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

  /// How long a program may take to end after SIGTERM, in milliseconds.
  private static let grace: Int64 = 2000

  /// All of standard output, as far as it was read.
  var output: SecretBuffer { answer.output }
  /// The end of what it wrote to standard error.
  var errors: ErrorTail.Text { answer.errors }
  private(set) var failure: Failure?

  private var launch: Launch
  private let limits: Limits
  private let answer: HelperOutput
  private let loop: EventLoop
  private var supervisor: Supervisor?
  private var isOver = false

  /// - Parameter launch: its standard input is empty unless it was given one, and its output is read.
  /// - Parameter outputLimit: the most bytes that it may write to standard output.
  init(_ launch: Launch, _ limits: Limits, outputLimit: Int, _ loop: EventLoop) {
    self.launch = launch
    self.limits = limits
    self.loop = loop
    answer = HelperOutput(limit: outputLimit)
  }

  deinit { supervisor?.kill() }

  var interests: [Poll.Interest] { supervisor?.interests ?? [] }

  var deadline: MonotonicTime? { supervisor?.deadline }

  func advance() -> HelperProgress {
    if !isOver {
      do throws(Failure) { isOver = try work() } catch { fail(error) }
    }
    guard isOver else { return supervisor?.cut == nil ? .unfinished : .failing }
    return failure == nil ? .succeeded : .failed
  }

  func cancel() {
    guard !isOver else { return }
    if let supervisor {
      if supervisor.cut == nil { supervisor.tell() }
    } else {
      fail(.cancelled)
    }
  }

  func kill() {
    if !isOver { fail(cutFailure ?? .cancelled) }
  }

  /// Starts it if it wasn't yet, and goes on until it has *exited*: end of file tells nothing, for
  /// what it leaves behind may hold the pipes.
  ///
  /// - Returns: whether it is over, and has succeeded.
  private func work() throws(Failure) -> Bool {
    guard let supervisor else {
      try start()
      return false
    }
    guard try converting(Failure.system, { () throws(Errno) in try supervisor.advance() }) else {
      return false
    }
    if let cutFailure { throw cutFailure }
    if let end = supervisor.end, end != .exited(0) {
      throw .unsuccessful(end, answer.errors)
    }
    return true
  }

  private func start() throws(Failure) {
    try converting(Failure.system) { () throws(Errno) in try answer.connect(to: &launch) }
    defer { answer.closeWritingEnds() }
    let started = try converting(Failure.start) { () throws(SpawnFailure) in try launch.start() }
    supervisor = Supervisor(
      started, as: .helper, limits, .process(grace: Self.grace), output: answer, loop)
  }

  /// Why qli has ended it, or nil if it hasn't.
  private var cutFailure: Failure? {
    switch supervisor?.cut {
    case .timeLimit: .timedOut
    case .outputLimit: .tooMuchOutput
    case .told: .cancelled
    case nil: nil
    }
  }

  private func fail(_ failure: Failure) {
    self.failure = failure
    supervisor?.kill()
    isOver = true
  }
}
