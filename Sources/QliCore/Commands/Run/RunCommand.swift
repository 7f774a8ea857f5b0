/// `qli GROUP EXTENSION`: finds the one extension, and takes it through its guards.
enum RunCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "run an extension; reaches a group called like a command of qli's",
      operands: "GROUP EXTENSION [ARGUMENT...]",
      operandCounts: 0...Int.max,
      operandKinds: [.group, .extension],
      options: [
        .yes, .confirm, .reason, .noInput, .askTimeout, .timeout, .wait, .withCaller, .write,
        .statusDescriptor, .statusFile, .json, .output, .input, .parentRun,
      ], action: action)
  }

  /// Runs it, and reports what went wrong.
  static func run(_ line: Line, _ context: RunContext) -> ExitStatus {
    do throws(UsageError) {
      // A captured run is in no session that a terminal is of.
      if line.input == .own, Terminal(.standardInput) != nil {
        throw UsageError(reason: .terminalInput(option: "--stdin"), isRun: true)
      }
      let report = try StatusReport(line.status)
      let runID = newRunID(context)
      let ending = run(line, runID, context)
      report.write(ending, of: line, runID, context.console, context.clock)
      return ending.status
    } catch {
      context.console.report(ErrorReport(error))
      return ExitStatus(error.exitCode)
    }
  }

  /// The same for one of several lines, whose result is told on standard output alone.
  static func ending(of line: Line, _ context: RunContext) -> RunEnding {
    run(line, newRunID(context), context)
  }

  private static func newRunID(_ context: RunContext) -> RunID {
    var randomness = SystemRandomNumberGenerator()
    return RunID(time: context.clock.wallTime(), randomness: &randomness)
  }

  private static func run(
    _ line: Line, _ runID: RunID, _ context: RunContext
  ) -> RunEnding {
    guard let shape = line.shape else {
      let result = run(line, runID, capture: nil, context)
      return RunEnding(result, report: report(result, of: line, context))
    }
    var object = captured(line, runID, shape, context)
    object.report = report(object.ending.result, of: line, context)
    if let problem = object.problem { context.console.report(problem) }
    var ending = object.ending
    let status = ResultWriter.write(ending.status, context.console) { object.write(to: &$0) }
    if status != ending.status {
      ending.failedOutput = RunEnding.FailedOutput(status: status, cause: .outputUnwritten)
    }
    return ending
  }

  private static func captured(
    _ line: Line, _ runID: RunID, _ shape: OutputShape, _ context: RunContext
  ) -> RunReport {
    let capture: OutputCapture?
    let result: RunResult
    do throws(Errno) {
      let file = try InputFile(line.input)
      let kept = try OutputCapture(isJSON: shape == .json, input: file.stream)
      result = run(line, runID, capture: kept, context)
      withExtendedLifetime(file) {}
      capture = kept
    } catch {
      result = RunResult(outcome: .failed(.system(error, in: .spawn)), duration: 0)
      capture = nil
    }
    return RunReport(
      runID: runID, group: line.group, extension: ExtensionFile.name(of: line.extension), result,
      capture, shape)
  }

  private static func run(
    _ line: Line, _ runID: RunID, capture: OutputCapture?, _ context: RunContext
  ) -> RunResult {
    do throws(LookupError) {
      let request = try RunRequest(
        finding: line, runID: runID, capture: capture, toStart: true, in: context)
      return GuardSequence.run(request, context)
    } catch {
      return RunResult(outcome: Outcome(error), duration: 0)
    }
  }

  /// Says what has become of it, where the extension hasn't spoken for itself.
  ///
  /// - Returns: the error that was reported, if one was.
  private static func report(
    _ result: RunResult, of line: Line, _ context: RunContext
  ) -> ErrorReport? {
    if case .notFound(let error) = result.outcome {
      let catalog = ExtensionCatalog(context.environment)
      let first = line.arguments.count > 0 ? line.arguments[0] : nil
      let meant = MeantLine.help(
        error, extension: line.extension, first: first, line.answers, catalog)
      let report = ErrorReport(error, of: .run, near: catalog, meaning: meant)
      context.console.report(report)
      return report
    } else if var report = result.report {
      report.help += MisplacedAnswer.help(result, line, .run, context.depth)
      WithheldVariables.explain(result, in: &report, context)
      context.console.report(report)
      return report
    } else if let hint = result.hint(line.words) {
      context.console.note(hint)
    } else if case .signalled(let signal) = result.outcome, signal.isWorthSaying,
      context.console.errors.isTerminal
    {
      // qli exits where a shell would have seen the signal, and said so.
      context.console.note(ErrorReport("the extension was killed by \(signal)"))
    }
    return nil
  }
}

/// What a captured run reads, open as long as this is there.
private final class InputFile {
  let stream: Launch.Stream
  private let file: OwnedDescriptor?

  init(_ input: RunCommand.Line.Input) throws(Errno) {
    switch input {
    case .nothing:
      stream = .nothing
      file = nil
    case .own:
      stream = .inherited
      file = nil
    case .text(let bytes):
      let made = try OwnedDescriptor(sealed: bytes)
      try made.number.move(to: 0)
      stream = .descriptor(made.number)
      file = consume made
    }
  }
}
