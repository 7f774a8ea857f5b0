/// `qli unit GROUP EXTENSION`: a unit of systemd that runs the extension, or starts the service, behind
/// the group's guards.
///
/// It is printed, and nothing else is done with it.
enum UnitCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "print a unit of systemd that runs or starts it",
      operands: "GROUP EXTENSION [-- ARGUMENT...]",
      operandCounts: 2...2,
      operandKinds: [.group, .extension],
      options: [.yes, .confirm, .reason, .timeout, .wait, .write, .instance, .timer]
    ) { line throws(UsageError) in
      let wanted = try Line(line)
      return { run(wanted, $0) }
    }
  }

  /// Prints it.
  static func run(_ line: Line, _ context: RunContext) -> ExitStatus {
    do throws(LookupError) {
      let request = try request(line, context)
      return write(request, line, context)
    } catch {
      context.console.report(
        ErrorReport(
          error, of: .unit, extension: line.run.extension.text,
          hasMore: line.run.arguments.count > 0, context))
      return ExitStatus(Outcome(error))
    }
  }

  private static func request(
    _ line: Line, _ context: RunContext
  ) throws(LookupError) -> RunRequest {
    var randomness = SystemRandomNumberGenerator()
    let runID = RunID(time: context.clock.wallTime(), randomness: &randomness)
    let request = try RunRequest(
      finding: line.run, runID: runID, capture: nil, as: .any, in: context)
    // A job has no instances.
    if line.instance != nil, !request.policy.isService {
      throw .isNoService(request.extension.name, group: request.group.name)
    }
    return request
  }

  private static func write(
    _ request: RunRequest, _ line: Line, _ context: RunContext
  ) -> ExitStatus {
    let console = context.console
    let redaction = Redaction(of: request.policy.secrets, context.environment)
    let refusals = ConfirmStep.refusalsUnattended(request.policy, request.answers)
    if let first = refusals.first {
      var report = ErrorReport(first)
      report.add(Array(refusals.dropFirst()), behind: first.cause)
      console.report(report.hiding(redaction))
      return ExitStatus(.refused(.confirmation(first)))
    }
    let text: String
    do throws(UnitFiles.Failure) {
      let files = try UnitFiles(request, line, context.environment, hiding: redaction)
      warn(of: files.missingVariables, files, console)
      text = files.text
    } catch {
      console.report(ErrorReport(error))
      return ExitStatus(.qliFailed)
    }
    return ResultWriter.write(CommandResult(text), console)
  }

  private static func warn(of missing: [String], _ files: UnitFiles, _ console: Console) {
    if missing.isEmpty { return }
    let text = "the manifest asks for variables that a unit doesn't take along: "
    console.warn(
      ErrorReport(
        text + missing.joined(separator: ", "),
        help: [
          "set them for it alone, once it is saved: "
            + "systemctl --user edit \(Wording.shellQuoted(files.serviceName))",
          "and write there, for each: [Service] and below it Environment=NAME=VALUE",
          "a unit of the system's own manager is edited as root, and without --user",
        ]))
  }
}

extension UnitCommand {
  /// A unit as it was asked for.
  struct Line: Equatable {
    let run: RunCommand.Line
    let instance: ExtensionName?
    /// When a timer starts it; nil without one.
    let times: String?

    init(_ line: CommandLine) throws(UsageError) {
      let typed = TypedService(line)
      instance = try line.instance(of: typed)
      var run = try RunCommand.Line(
        explained: line, extension: ByteString(typed.extension), arguments: line.rest)
      // Of a service it is how long that may take to be ready, as with 'start'.
      run.lockPatience = try line.duration(.wait)
      self.run = run
      times = try line.times()
    }
  }
}

extension CommandLine {
  /// The value of `--timer`, as far as it can be judged without systemd: it is one line, and made of
  /// what such expressions are made of.
  fileprivate func times() throws(UsageError) -> String? {
    guard let given = last(.timer), let text = given.value?.lossyText else { return nil }
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { isOfTimes($0) }
    // A span of time, which timers have as well, has no meaning here.
    guard isPlain, (try? RunDuration(text)) == nil, CalendarTimes.mayBe(text) else {
      throw error(.badTimer(text, option: given.spelling))
    }
    return text
  }

  private func isOfTimes(_ byte: UInt8) -> Bool {
    switch byte {
    case .space, .comma, .minus, .dot, .slash, .colon, .plus, .underscore, UInt8(ascii: "*"),
      UInt8(ascii: "~"):
      true
    default: byte.isDecimalDigit || VariableName.isLetter(byte)
    }
  }
}
