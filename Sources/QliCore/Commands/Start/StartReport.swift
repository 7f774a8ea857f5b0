/// What has come of a start, in words, as a line and as JSON.
struct StartReport {
  let typed: TypedService
  let runID: RunID
  let result: ServiceStart.Result
  /// Where its state is, as far as that is known.
  var folder: ServiceFolder?
  /// What is reported in place of what the result says.
  var error: ErrorReport?
  /// What the service has answered.
  private var reply: [UInt8]?
  private var hasFailedToSend = false

  init(typed: TypedService, _ runID: RunID, _ result: ServiceStart.Result) {
    self.typed = typed
    self.runID = runID
    self.result = result
  }

  /// The word for it.
  var outcome: String {
    if hasFailedToSend { return "failed" }
    switch result {
    case .running(let state, _): return state.phase == .ready ? "ready" : "starting"
    case .ended(_, _?): return "interrupted"
    case .ended(let state, nil):
      if wasStopped(state) { return "interrupted" }
      if state.step == Step.ready.rawValue { return "not_ready" }
      if state.event == AuditEvent.timedOut.rawValue { return "timed_out" }
      if state.phase == .failed { return "failed" }
      return state.signal == nil ? "ended" : "signalled"
    case .notStarted(let result): return result.outcome.name
    case .foreground: return "ended"
    }
  }

  /// How qli ends.
  var status: ExitStatus {
    if hasFailedToSend { return ExitStatus(.qliFailed) }
    return switch result {
    case .running: ExitStatus(.success)
    case .ended(_, let signal?): ExitStatus(Outcome.interrupted(signal, end: nil))
    case .ended(let state, nil) where wasStopped(state):
      ExitStatus(Outcome.interrupted(.terminate, end: nil))
    // That it ended well is no success: it isn't there.
    case .ended(let state, nil) where state.exitCode ?? 0 == 0: ExitStatus(.qliFailed)
    case .ended(let state, nil): .code(Int32(clamping: state.exitCode ?? 0))
    case .notStarted(let result): ExitStatus(result.outcome)
    case .foreground(let end): end.status
    }
  }

  /// Whether somebody has stopped it meanwhile.
  private func wasStopped(_ state: ServiceState) -> Bool { state.endedBy != nil }

  private var state: ServiceState? {
    switch result {
    case .running(let state, _), .ended(let state, _): state
    case .notStarted, .foreground: nil
    }
  }

  private var report: ErrorReport? {
    if let error { return error }
    switch result {
    case .running: return nil
    case .ended(_, _?): return nil
    case .ended(let state, nil):
      let ended =
        wasStopped(state)
        ? "the service was stopped meanwhile"
        : "the service ended with code \(state.exitCode ?? 0)"
      let error = state.error ?? ended
      // Not where qli itself has ended it, or hasn't started it.
      let endedItself = state.write != nil && state.step == nil && !wasStopped(state)
      let fence = endedItself ? [ErrorReport.fenceHelp] : []
      return ErrorReport(error, help: state.help + logHelp + fence)
    case .notStarted(let result): return result.report
    case .foreground(let end): return end.report
    }
  }

  private var logHelp: [String] {
    folder.map { ["see its output: qli logs \($0.id)"] } ?? []
  }

  // MARK: - Showing it

  /// Shows it, and says how qli ends.
  func show(isJSON: Bool, _ context: RunContext) -> ExitStatus {
    let console = context.console
    if let report { console.report(report) }
    if isJSON {
      return ResultWriter.write(status, console) { writer in write(to: &writer) }
    }
    guard let state, case .running(_, let isNew) = result else { return status }
    if !console.isQuiet {
      let lines = Lines(columns: console.errors.columns)
      console.errors.write(lines.text(sentence(state, isNew: isNew)) + "\n")
    }
    if let reply { return write(CommandResult(bytes: reply + [.lineFeed]), console) }
    if console.output.isTerminal { return status }
    return write(CommandResult(line(state)), console)
  }

  private func write(_ result: CommandResult, _ console: Console) -> ExitStatus {
    let written = ResultWriter.write(result, console)
    return written == ExitStatus(.success) ? status : written
  }

  private func sentence(_ state: ServiceState, isNew: Bool) -> String {
    let name = folder.map { "\($0.id)" } ?? "\(typed.group) \(typed.extension)"
    var text = name
    if state.phase != .ready {
      text += " is starting"
    } else if isNew {
      text += " is ready after \(Wording.duration(state.readyMilliseconds ?? 0))"
    } else {
      text += " runs already, since \(state.started)"
    }
    if let endpoint = state.endpoint { text += ": \(Visible.text(endpoint))" }
    if let process = state.process { text += " (pid \(process))" }
    return text
  }

  /// Group, extension, state, pid, endpoint and run id, with tabs.
  private func line(_ state: ServiceState) -> String {
    let name = folder.map { $0.id.name } ?? typed.extension
    let fields = [
      typed.group, name, state.phase.rawValue, state.process.map { "\($0)" } ?? "",
      state.endpoint ?? "", state.runID,
    ]
    return fields.joined(separator: "\t") + "\n"
  }

  private func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("run_id", state?.runID ?? runID.text)
      writer.member("group", typed.group)
      writer.member("extension", ExtensionFile.name(of: ByteString(typed.extension)))
      if let instance = folder?.id.instance { writer.member("instance", instance.text) }
      writer.member("outcome", outcome)
      if let step { writer.member("step", step) }
      if let cause { writer.member("cause", cause) }
      if let report {
        writer.member("error", report.headline)
        if !report.help.isEmpty { writer.member("help", report.help) }
      }
      writer.member("exit_code", Int64(status.code))
      if let signal { writer.member("signal", signal) }
      if let state { write(state, to: &writer) }
      if let reply {
        writer.name("reply")
        _ = reply.withUnsafeBufferPointer { writer.string($0) }
      }
    }
  }

  private var step: String? {
    if hasFailedToSend { return Step.send.rawValue }
    if case .notStarted(let result) = result { return result.outcome.step?.rawValue }
    return state?.step
  }

  private var cause: String? {
    if hasFailedToSend { return Cause.messageNotSent.rawValue }
    return switch result {
    case .notStarted(let result): result.outcome.cause?.rawValue
    case .ended(_, _?), .running, .foreground: nil
    case .ended(let state, nil):
      state.cause ?? (wasStopped(state) ? Cause.serviceStopped : .serviceEnded).rawValue
    }
  }

  private var signal: String? {
    if case .notStarted(let result) = result { return result.outcome.signal?.name }
    return state?.signal
  }

  private func write(_ state: ServiceState, to writer: inout JSONWriter) {
    if let process = state.process { writer.member("pid", process) }
    if let endpoint = state.endpoint { writer.member("endpoint", endpoint) }
    if let version = state.version { writer.member("service_version", version) }
    if let milliseconds = state.readyMilliseconds { writer.member("ready_ms", milliseconds) }
    if case .running(_, isNew: false) = result { writer.member("already", true) }
    guard let folder else { return }
    writer.member("log", folder.log.string)
    if case .ended = result { ServiceTail.write(of: folder, since: state.started, to: &writer) }
  }
}

// MARK: - The first message

extension StartReport {
  /// Sends a first message to a service that is ready. If that fails, the service goes on.
  ///
  /// - Parameter mayBeForeign: whether others may accept connections for it.
  mutating func send(
    _ message: StartCommand.Line.Message, mayBeForeign: Bool, _ context: RunContext
  ) {
    guard case .running(let state, _) = result, state.phase == .ready else { return }
    do throws(FirstMessage.Failure) {
      // By their parents: a program may have replaced what its environment said.
      let supervisor = state.supervisor.map { ProcessID(rawValue: Int32(clamping: $0)) }
      let own = supervisor.map { ProcessTable.descendants(of: $0) } ?? []
      let processes = mayBeForeign ? nil : own
      reply = try FirstMessage.send(message, to: state.endpoint, of: processes, context.clock)
    } catch {
      hasFailedToSend = true
      self.error = ErrorReport("the message could not be sent: \(error.words)")
    }
  }
}
