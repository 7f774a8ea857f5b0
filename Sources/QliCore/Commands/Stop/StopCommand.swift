/// `qli stop GROUP [EXTENSION]`: ends services. No guard stands before it: a brake that asks is none.
enum StopCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "stop a service, or all of a group",
      operands: "GROUP [EXTENSION]",
      operandCounts: 1...2,
      operandKinds: [.group, .extension],
      options: [.kill, .reason, .instance, .json]
    ) { line throws(UsageError) in
      let services = try ServiceChoice(line)
      let reason = try line.reason()
      let (isKill, isJSON) = (line.has(.kill), line.has(.json))
      return { run(services, reason: reason, isKill: isKill, isJSON: isJSON, $0) }
    }
  }

  /// Ends them, and says what has become of each.
  static func run(
    _ choice: ServiceChoice, reason: String?, isKill: Bool, isJSON: Bool, _ context: RunContext
  ) -> ExitStatus {
    let console = context.console
    if let problem = ServiceChoice.problem(in: context) {
      console.report(problem)
      return ExitStatus(.qliFailed)
    }
    let results: [ServiceStop.Result]
    do throws(LookupError) {
      let folders = try choice.services(in: context)
      let loop: EventLoop
      do throws(Errno) { loop = try EventLoop(withoutSignals: context.clock) } catch {
        console.report(ErrorReport("cannot wait for its end: \(error)"))
        return ExitStatus(.qliFailed)
      }
      let stops = folders.map { folder in
        ServiceStop(folder: folder, reason: reason, isKill: isKill, context: context)
      }
      results = ServiceStop.run(stops, loop)
    } catch {
      console.report(ErrorReport(error, of: .stop, extension: choice.name, context))
      return ExitStatus(Outcome(error))
    }
    for result in results {
      if let problem = result.problem { console.report(problem) }
    }
    let isDone = results.allSatisfy { $0.problem == nil }
    let status = ExitStatus(isDone ? .success : .qliFailed)
    if isJSON {
      return ResultWriter.write(status, console) { writer in write(results, to: &writer) }
    }
    if !console.isQuiet {
      for result in results where result.problem == nil { console.errors.write(sentence(result)) }
      if results.isEmpty { console.note(ErrorReport("no service of that group was started")) }
    }
    return status
  }

  private static func sentence(_ result: ServiceStop.Result) -> String {
    switch result.was {
    case .ended, .failed, .lost, .unknown, .never: return "\(result.id) isn't running\n"
    case .orphaned: return "\(result.id) has ended: what was left of it was killed\n"
    case .starting, .ready, .stopping, .restarting, .elsewhere: break
    }
    if result.isKilled { return "\(result.id) was killed\n" }
    if let signal = result.signal { return "\(result.id) has ended: \(Visible.text(signal))\n" }
    return "\(result.id) has ended\(result.exitCode.map { ": exit \($0)" } ?? "")\n"
  }

  private static func write(_ results: [ServiceStop.Result], to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("version", 1)
      writer.name("services")
      writer.array { writer in
        for result in results { write(result, to: &writer) }
      }
    }
  }

  private static func write(_ result: ServiceStop.Result, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("group", result.id.group.text)
      writer.member("extension", result.id.extension.text)
      if let instance = result.id.instance { writer.member("instance", instance.text) }
      if let runID = result.runID { writer.member("run_id", runID) }
      writer.member("was", result.was.rawValue)
      if let code = result.exitCode { writer.member("exit_code", code) }
      if let signal = result.signal { writer.member("signal", signal) }
      writer.member("killed", result.isKilled)
      if let problem = result.problem { writer.member("error", problem.headline) }
      writer.name("survivors")
      writer.array { writer in
        for process in result.survivors { writer.number(Int64(process.rawValue)) }
      }
    }
  }
}
