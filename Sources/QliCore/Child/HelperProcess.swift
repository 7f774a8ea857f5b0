/// A program that qli runs for itself and whose output it reads, such as `op`.
///
/// It ends before qli goes on, whatever happens: with its result, at the time limit, or when qli is
/// told to stop.
struct HelperProcess: ~Copyable {
  /// What the program left.
  struct Result {
    let end: ChildEnd
    /// All of standard output.
    let output: SecretBuffer
    /// The end of standard error.
    let errorText: String
  }

  /// Why there is no result.
  enum Failure: Error {
    case start(SpawnFailure)
    case timedOut
    case tooMuchOutput
    case interrupted(Signal)
    case system(Errno)
  }

  /// How long a program may take to end after SIGTERM, in seconds.
  private static let grace = 2.0
  /// How much of standard error is kept, in bytes.
  private static let errorLimit = 4096

  private let process: ProcessID
  private let outputPipe: OwnedDescriptor
  private let errorPipe: OwnedDescriptor
  private let output = SecretBuffer()
  private var errorBytes: [UInt8] = []
  private let outputLimit: Int
  /// Whether it was reaped. From then on its number may be another process's.
  private var isReaped = false

  /// Starts the program `path`; its standard input is empty.
  ///
  /// - Parameter outputLimit: the most bytes that it may write to standard output.
  init(
    _ path: FilePath, arguments: Arguments, environment: ChildEnvironment, outputLimit: Int,
    signalMask: SignalSet
  ) throws(Failure) {
    let output = try converting(Failure.system) { () throws(Errno) in try Pipe.nonBlocking() }
    let errors = try converting(Failure.system) { () throws(Errno) in try Pipe.nonBlocking() }
    var spawn = Spawn(signalMask: signalMask)
    spawn.openNull(as: .standardInput)
    spawn.duplicate(output.writing.number, as: .standardOutput)
    spawn.duplicate(errors.writing.number, as: .standardError)
    // What they point at has to be there until the program is started; an initializer may let go of
    // its arguments after their last use.
    defer { withExtendedLifetime((arguments, environment)) {} }
    do throws(Errno) {
      process = try spawn.start(
        path, arguments: CStringArray(path.string, and: arguments),
        environment: environment.block())
    } catch {
      throw .start(SpawnFailure(error, starting: path))
    }
    outputPipe = output.intoReading()
    errorPipe = errors.intoReading()
    self.outputLimit = outputLimit
  }

  /// Reads what the program writes until it has ended.
  consuming func finish(
    until deadline: MonotonicTime, _ loop: EventLoop
  ) throws(Failure) -> Result {
    do throws(Failure) {
      let end = try waitForEnd(until: deadline, loop)
      return Result(
        end: end, output: output, errorText: String(decoding: errorBytes, as: UTF8.self))
    } catch {
      terminate(loop)
      throw error
    }
  }

  /// Waits until the program has *exited*: end of file tells nothing, for what it leaves behind may
  /// hold the pipes.
  private mutating func waitForEnd(
    until deadline: MonotonicTime, _ loop: EventLoop
  ) throws(Failure) -> ChildEnd {
    var outputIsOpen = true
    var errorsAreOpen = true
    while true {
      let end = try endIfAny()
      // What it wrote before its end is in the pipes by now.
      if outputIsOpen { outputIsOpen = try drainOutput() }
      if errorsAreOpen { errorsAreOpen = try drainErrors() }
      if let end {
        // Ctrl-C ends both: then it is no failure of the program.
        if let signal = loop.pendingEnd() { throw .interrupted(signal) }
        return end
      }
      let open =
        (outputIsOpen ? [outputPipe.number] : []) + (errorsAreOpen ? [errorPipe.number] : [])
      let event = try converting(Failure.system) { () throws(Errno) in
        try loop.wait(for: open, until: deadline)
      }
      switch event {
      case .deadline: throw .timedOut
      case .ready: continue
      case .signal(let received):
        if SignalPolicy.endsWithoutChild(received.signal) { throw .interrupted(received.signal) }
      }
    }
  }

  private mutating func endIfAny() throws(Failure) -> ChildEnd? {
    let state = try converting(Failure.system) { () throws(Errno) in
      try process.changedState()
    }
    let end: ChildEnd? =
      switch state {
      case .exited(let code): .exited(code)
      case .signalled(let signal): .signalled(signal)
      case .stopped, .continued, nil: nil
      }
    isReaped = end != nil
    return end
  }

  /// Takes what is in the output's pipe. Returns whether more may come.
  private func drainOutput() throws(Failure) -> Bool {
    while true {
      do throws(Errno) {
        if try output.read(from: outputPipe.number, atMost: 65536) == 0 { return false }
      } catch .wouldBlock {
        return true
      } catch {
        throw .system(error)
      }
      if output.count > outputLimit { throw .tooMuchOutput }
    }
  }

  /// Takes what is in the errors' pipe, and keeps its end. Returns whether more may come.
  private mutating func drainErrors() throws(Failure) -> Bool {
    var chunk = [UInt8](repeating: 0, count: Self.errorLimit)
    do throws(Errno) {
      while true {
        let count = try errorPipe.number.read(into: &chunk)
        if count == 0 { return false }
        errorBytes += chunk[..<count]
        errorBytes.removeFirst(max(0, errorBytes.count - Self.errorLimit))
      }
    } catch .wouldBlock {
      return true
    } catch {
      throw .system(error)
    }
  }

  /// Ends the program: SIGTERM, and SIGKILL if it doesn't go or qli is told to stop again.
  private mutating func terminate(_ loop: EventLoop) {
    guard !isReaped else { return }
    process.sendQuietly(.terminate)
    // A stopped process can't act on SIGTERM.
    process.sendQuietly(.resume)
    let deadline = loop.clock.monotonicTime().advanced(bySeconds: Self.grace)
    while (try? endIfAny()) == nil {
      guard case .signal(let received) = try? loop.wait(until: deadline),
        !received.signal.isStopRequest
      else {
        process.sendQuietly(.kill)
        process.reap()
        return
      }
    }
  }
}
