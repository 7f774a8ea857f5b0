/// `qli status [GROUP [EXTENSION]]`: what services there are, how they are, and who has claimed what.
enum StatusCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "show the services, how they are, and what runs claim",
      operands: "[GROUP [EXTENSION]]",
      operandCounts: 0...2,
      operandKinds: [.group, .extension],
      options: [.instance, .json]
    ) { line throws(UsageError) in
      let services = try ServiceChoice(line)
      let isJSON = line.has(.json)
      return { run(services, isJSON: isJSON, $0) }
    }
  }

  /// Shows them. The code says whether all that were asked for are ready.
  static func run(
    _ choice: ServiceChoice, isJSON: Bool, _ context: RunContext
  ) -> ExitStatus {
    if let problem = ServiceChoice.problem(in: context) {
      context.console.report(problem)
      return ExitStatus(.qliFailed)
    }
    let now = context.clock.wallTime()
    let found: [ServiceStatus]
    do throws(LookupError) {
      found = try choice.services(in: context).map { ServiceStatus(of: $0) }
    } catch {
      context.console.report(ErrorReport(error, of: .status, extension: choice.name, context))
      return ExitStatus(Outcome(error))
    }
    let isOne = choice.namesOne
    let folder = ClaimFolder(context.environment)
    let notes = (folder?.readableNotes() ?? []).filter(choice.takes)
    let claims = ClaimTree.all(of: notes) { folder?.processLeftBehind(by: $0) }
    let services = isOne ? found : found.filter { $0.phase != .never }
    let areReady = services.allSatisfy { $0.phase == .ready }
    var result: CommandResult
    if isJSON {
      result = json(services, claims, withOutput: isOne, now)
    } else if let width = context.console.output.columns {
      let style = context.console.output.style
      let table = ServiceTable(services, style, width: width, now: now)
      let listing = ClaimListing.text(claims, style, width: width, now: now)
      result = CommandResult(table.text + listing)
      if services.isEmpty, claims.isEmpty {
        context.console.note(
          ErrorReport("no service was started yet", help: ["start one: qli start GROUP EXTENSION"]))
      }
    } else {
      result = CommandResult(services.map { line($0) }.joined() + ClaimListing.lines(claims))
    }
    result.code = areReady ? .success : .doctorFoundErrors
    return ResultWriter.write(result, context.console)
  }

  /// Group, extension, state, pid, since, ready or ended, endpoint, exit code, restarts and run id, with
  /// tabs.
  private static func line(_ service: ServiceStatus) -> String {
    var fields = [service.id.group.text, service.id.name, service.phase.rawValue]
    if let state = service.state {
      let moment = state.ended ?? state.ready ?? ""
      fields += [number(state.process), state.started, moment, state.endpoint ?? ""]
      fields += [number(state.exitCode), number(state.restarts), state.runID]
    } else {
      fields += [String](repeating: "", count: 7)
    }
    return fields.joined(separator: "\t") + "\n"
  }

  private static func number(_ value: Int64?) -> String { value.map { "\($0)" } ?? "" }

  private static func json(
    _ services: [ServiceStatus], _ claims: [ClaimTree], withOutput: Bool, _ now: Timestamp
  ) -> CommandResult {
    CommandResult(json: { writer in
      writer.name("services")
      writer.array { writer in
        for service in services { write(service, withOutput: withOutput, now, to: &writer) }
      }
      writer.name("claims")
      ClaimListing.write(claims, to: &writer)
    })
  }

  private static func write(
    _ service: ServiceStatus, withOutput: Bool, _ now: Timestamp, to writer: inout JSONWriter
  ) {
    writer.object { writer in
      writer.member("group", service.id.group.text)
      writer.member("extension", service.id.extension.text)
      if let instance = service.id.instance { writer.member("instance", instance.text) }
      writer.member("state", service.phase.rawValue)
      if let problem = service.problem { writer.member("error", problem.headline) }
      guard let state = service.state else { return }
      state.writeDetails(to: &writer)
      if service.isAlive, let started = RFC3339.timestamp(state.started) {
        writer.member("uptime_ms", max(0, now.milliseconds - started.milliseconds))
      }
      writer.member("log", service.folder.log.string)
      if withOutput { ServiceTail.write(of: service.folder, since: state.started, to: &writer) }
    }
  }
}
