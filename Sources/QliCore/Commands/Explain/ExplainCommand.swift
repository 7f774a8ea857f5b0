/// `qli explain GROUP EXTENSION`: what a run would do, and whether it would pass.
enum ExplainCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "show what a run would do, and whether it would pass",
      operands: "GROUP EXTENSION [ARGUMENT...]",
      operandCounts: 2...Int.max,
      operandKinds: [.group, .extension],
      options: [
        .yes, .confirm, .reason, .noInput, .askTimeout, .timeout, .wait, .withCaller, .write,
        .instance, .json, .verbose,
      ]
    ) { line throws(UsageError) in
      let typed = TypedService(line)
      let instance = try line.instance(of: typed)
      var explained = try RunCommand.Line(
        explained: line, extension: ByteString(typed.extension), arguments: line.explainedArguments)
      explained.lockPatience = try line.duration(.wait)
      let wanted = explained
      let form: Form = line.has(.json) ? .json : .text(isVerbose: line.has(.verbose))
      return { run(wanted, instance, form, $0) }
    }
  }

  /// How it is printed.
  enum Form: Equatable {
    case json
    case text(isVerbose: Bool)
  }

  /// Prints it, and ends as the run would before anything is started.
  ///
  /// - Parameter instance: the one of a service that is meant.
  static func run(
    _ line: RunCommand.Line, _ instance: ExtensionName?, _ form: Form, _ context: RunContext
  ) -> ExitStatus {
    do throws(LookupError) {
      var randomness = SystemRandomNumberGenerator()
      let request = try RunRequest(
        finding: line, runID: RunID(time: context.clock.wallTime(), randomness: &randomness),
        capture: nil, as: instance == nil ? .any : .service, in: context)
      let explanation = Explanation(request, context) { step in
        foreseeStart(of: request, instance, in: &step, context)
      }
      let output = context.console.output
      let written =
        switch form {
        case .json: ResultWriter.write(json(explanation), context.console)
        case .text(let isVerbose):
          ResultWriter.show(
            CommandResult(
              ExplanationListing.text(
                explanation, isVerbose: isVerbose, context.environment, output.style,
                columns: output.columns)), context)
        }
      return written == ExitStatus(.success) ? explanation.status : written
    } catch {
      let report = ErrorReport(
        error, of: .explain, extension: line.extension.text, hasMore: line.arguments.count > 0,
        context)
      context.console.report(report)
      let outcome = Outcome(error)
      if form == .json {
        let result = CommandResult(json: { write(outcome, report, of: line, to: &$0) })
        let written = ResultWriter.write(result, context.console)
        if written != ExitStatus(.success) { return written }
      }
      return ExitStatus(outcome)
    }
  }

  /// What there is to tell of what can't be looked up.
  private static func write(
    _ outcome: Outcome, _ report: ErrorReport, of line: RunCommand.Line, to writer: inout JSONWriter
  ) {
    writer.member("group", line.group)
    writer.member("extension", ExtensionFile.name(of: line.extension))
    writer.member("verdict", StepOutlook.Verdict.blocked.rawValue)
    if let cause = outcome.cause { writer.member("cause", cause.rawValue) }
    report.write(to: &writer)
    writer.member("exit_code", Int64(ExitStatus(outcome).code))
  }

  /// What the start of a service would find.
  private static func foreseeStart(
    of request: RunRequest, _ instance: ExtensionName?, in step: inout StepOutlook,
    _ context: RunContext
  ) {
    guard let policy = request.policy.service else { return }
    let id = ServiceID(
      group: request.group.name, extension: request.extension.name, instance: instance)
    guard let folder = ServiceFolder(id, in: context.environment) else {
      return step.block(.refused(.service(.noStateFolder)), Step.supervisor.rawValue)
    }
    ServiceOutlook.add(to: &step, request, policy, folder, context)
  }

  private static func json(_ explanation: Explanation) -> CommandResult {
    let request = explanation.request
    return CommandResult(json: { writer in
      writer.member("group", request.group.name.text)
      writer.member("extension", request.extension.name.text)
      writer.member("arguments", explanation.arguments)
      writer.member("origin", request.extension.origin.rawValue)
      writer.member("path", request.extension.path.string)
      if let command = request.extension.commandWords { writer.member("command", command) }
      writer.member("root", request.group.root.string)
      writer.member("shadows", explanation.shadowed)
      writer.member("verdict", explanation.verdict.rawValue)
      if let step = explanation.blocking?.obstacle?.step {
        writer.member("step", step.rawValue)
      }
      if let cause = explanation.blocking?.obstacle?.cause {
        writer.member("cause", cause.rawValue)
      }
      if let help = explanation.blocking?.help, !help.isEmpty { writer.member("help", help) }
      writer.member("exit_code", Int64(explanation.status.code))
      writer.name("steps")
      writer.array { writer in
        for step in explanation.steps { write(step, to: &writer) }
      }
      if let write = explanation.write { writer.member("write", write) }
      writer.member("environment", explanation.environment)
    })
  }

  private static func write(_ step: StepOutlook, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", step.name.rawValue)
      writer.member("verdict", step.verdict.rawValue)
      writer.name("remarks")
      writer.array { writer in
        for remark in step.remarks {
          writer.object { writer in
            writer.member("verdict", remark.verdict.rawValue)
            if let subject = remark.subject { writer.member("subject", subject) }
            if let cause = remark.cause { writer.member("cause", cause.rawValue) }
            writer.member("text", remark.text)
          }
        }
      }
      writer.member("help", step.help)
    }
  }
}
