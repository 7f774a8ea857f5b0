/// `qli start GROUP EXTENSION`: starts a service, unless it runs.
enum StartCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "start a service, and wait until it is ready",
      operands: "GROUP EXTENSION [ARGUMENT...]",
      operandCounts: 2...Int.max,
      operandKinds: [.group, .extension],
      options: [
        .yes, .confirm, .reason, .noInput, .askTimeout, .timeout, .write, .parentRun, .wait,
        .noWait, .foreground, .instance,
        .send,
        .json,
      ]
    ) { line throws(UsageError) in
      let wanted = try Line(line)
      return { run(wanted, $0) }
    }
  }

  /// Starts it, and reports what has come of that.
  static func run(_ line: Line, _ context: RunContext) -> ExitStatus {
    var randomness = SystemRandomNumberGenerator()
    let runID = RunID(time: context.clock.wallTime(), randomness: &randomness)
    var report: StartReport
    do throws(LookupError) {
      let request = try RunRequest(
        finding: line.run, runID: runID, capture: nil, as: .service, toStart: true, in: context)
      report = start(request, line, context)
    } catch {
      report = StartReport(
        typed: line.typed, runID, .notStarted(RunResult(outcome: Outcome(error), duration: 0)))
      if case .notFound(let error) = Outcome(error) {
        report.error = ErrorReport(
          error, of: .start, extension: line.run.extension.text,
          hasMore: line.run.arguments.count > 0, context)
      }
    }
    return report.show(isJSON: line.isJSON, context)
  }

  private static func start(
    _ request: RunRequest, _ line: Line, _ context: RunContext
  ) -> StartReport {
    let refused = { (refusal: ServiceRefusal) in
      StartReport(
        typed: line.typed, request.runID,
        .notStarted(RunResult(outcome: .refused(.service(refusal)), duration: 0)))
    }
    let id = ServiceID(
      group: request.group.name, extension: request.extension.name, instance: line.instance)
    guard let folder = ServiceFolder(id, in: context.environment) else {
      return refused(.noStateFolder)
    }
    // Whoever is found there is one.
    let start = ServiceStart(
      request: request, policy: request.policy.service ?? ServicePolicy(), folder: folder,
      options: line.options, context: context)
    var report = StartReport(typed: line.typed, request.runID, start.run())
    report.folder = folder
    if case .notStarted(let result) = report.result {
      if var error = result.report {
        error.help += MisplacedAnswer.help(result, line.run, .start, context.depth)
        WithheldVariables.explain(result, in: &error, context)
        report.error = error
      }
    }
    if let text = line.message {
      report.send(text, mayBeForeign: start.policy.endpointMayBeForeign, context)
    }
    return report
  }
}
