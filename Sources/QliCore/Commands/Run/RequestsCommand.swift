/// `qli run --json -`: reads requests, one JSON object a line, and answers each with one, in their order.
///
/// Each is taken by a copy of qli, beside which this one stays as beside an extension: a run begins as a
/// process does, with nothing left of the one before.
enum RequestsCommand {
  /// Sees that nothing else is asked for.
  static func check(_ line: CommandLine) throws(UsageError) {
    if !line.has(.json) { throw line.error(.needsOption("-", needed: "--json")) }
    try line.refuseOptions(but: [.json], of: "run --json -")
    if let extra = line.operand(1) {
      throw line.error(.tooManyOperands(extra.lossyText, command: .run))
    }
  }

  /// Goes on until there are no more, nobody reads the answers, or it is told to end.
  static func run(_ context: RunContext) -> ExitStatus {
    // A run may have to end with who has started this qli: its own parent is this one.
    var context = context
    context.caller = WatchedProcess.parent()
    do throws(Errno) {
      let loop = try EventLoop(callerMask: context.callerMask, clock: context.clock)
      defer { context.console.signals.hold(loop.release) }
      var lines = RequestLines(.standardInput)
      while true {
        let status: ExitStatus?
        switch try lines.next(loop) {
        case .end: return ExitStatus(.success)
        case .interrupted(let signal): return ExitStatus(Outcome.interrupted(signal, end: nil))
        case .tooLong(let number):
          let problem = "it is longer than \(RequestLines.limit >> 20) MiB"
          status = try answer(problem, number, context, loop)
        case .text(let line, let number):
          if line.allSatisfy({ $0.isBlank }) { continue }
          let asked: RunCommand.Line
          do throws(RunRequestReader.Problem) { asked = try RunRequestReader.read(line) } catch {
            if let status = try answer(error.message, number, context, loop) { return status }
            continue
          }
          status = try take(asked, number, context, loop)
        }
        if let status { return status }
        if Poll.isClosing(context.console.output.descriptor) { return ExitStatus(.success) }
      }
    } catch {
      context.console.report(ErrorReport("cannot read requests, or answer them: \(error)"))
      return ExitStatus(.qliFailed)
    }
  }

  /// Has a copy of qli run it, which answers.
  ///
  /// - Returns: how qli ends, unless it goes on.
  private static func take(
    _ line: RunCommand.Line, _ number: Int64, _ context: RunContext, _ loop: EventLoop
  ) throws(Errno) -> ExitStatus? {
    let copy: ProcessID
    do throws(Errno) {
      guard let made = try ProcessID.fork() else { runInCopy(line, context, loop) }
      copy = made
    } catch {
      return try answer("\(error)", number, cause: .systemError, context, loop)
    }
    let supervisor = Supervisor(
      StartedProcess(process: copy, hasOwnSession: false, missed: nil), as: .guarded, .none,
      .tree(grace: RunPolicy().grace), loop)
    try loop.watch(supervisor)
    switch supervisor.end {
    case .exited(CopyCode.answered): break
    case .exited(CopyCode.unread): return ExitStatus(.qliFailed)
    case .exited(let code) where code > CopyCode.signals:
      let signal = Signal(rawValue: code - CopyCode.signals)
      return ExitStatus(Outcome.interrupted(signal, end: nil))
    case .exited, .signalled, nil:
      let end = if case .signalled(let signal)? = supervisor.end { "\(signal)" } else { "itself" }
      let status = try answer(
        "the process that took it was ended by \(end)", number, cause: .systemError, context, loop)
      if let status { return status }
    }
    return supervisor.stopRequest.map { ExitStatus(Outcome.interrupted($0, end: nil)) }
  }

  /// What the copy ends with.
  private enum CopyCode {
    static let answered: Int32 = 0
    /// The answer didn't arrive.
    static let unread: Int32 = 1
    /// It has answered that it was told to end, or is alone, with the signal's number behind this.
    static let signals: Int32 = 128
  }

  private static func runInCopy(
    _ line: RunCommand.Line, _ context: RunContext, _ loop: EventLoop
  ) -> Never {
    // As at the beginning of any run.
    loop.release()
    let ending = RunCommand.ending(of: line, context)
    var code = CopyCode.answered
    if ending.cause == .outputUnwritten { code = CopyCode.unread }
    switch ending.result.outcome {
    case .interrupted(let signal, _): code = CopyCode.signals + signal.rawValue
    // Nobody is there any more who asks.
    case .left(by: .caller, _): code = CopyCode.signals + Signal.hangUp.rawValue
    default: break
    }
    ProcessEnd.exit(.code(code))
  }

  /// Answers that a line is no request, or has come to nothing.
  ///
  /// - Returns: how qli ends, where it was told to before anybody took the answer.
  private static func answer(
    _ problem: String, _ number: Int64, cause: Cause = .requestInvalid, _ context: RunContext,
    _ loop: EventLoop
  ) throws(Errno) -> ExitStatus? {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("outcome", "failed")
      writer.member("cause", cause.rawValue)
      writer.member("error", "line \(number) of the requests: \(problem)")
      writer.member("exit_code", Int64(ExitCode.qliFailed.rawValue))
      writer.member("line", number)
    }
    let line = writer.endLine()
    let output = context.console.output.descriptor
    while true {
      switch try loop.wait(for: [.writing(output)]) {
      case .signal(let received):
        if let signal = loop.end(on: received) {
          return ExitStatus(Outcome.interrupted(signal, end: nil))
        }
      case .ready, .deadline:
        do throws(Errno) { try output.writeAll(line) } catch .brokenPipe {
          return ExitStatus(.success)
        }
        return nil
      }
    }
  }
}
