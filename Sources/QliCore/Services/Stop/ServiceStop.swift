/// Ends a service, and all that is left of it.
struct ServiceStop {
  /// What has become of it.
  struct Result {
    let id: ServiceID
    /// What it was before.
    let was: ServiceStatus.Phase
    let runID: String?
    /// How it has ended.
    var exitCode: Int64?
    var signal: String?
    /// Whether it was ended by SIGKILL.
    var isKilled = false
    /// What couldn't be ended.
    var survivors: [ProcessID] = []
    /// Why it goes on.
    var problem: ErrorReport?
  }

  /// How long it may take beyond its own grace, in milliseconds.
  private static let patience: Int64 = 30_000
  /// How long whoever has taken its lock may take to say who that is, in milliseconds.
  private static let introduction: Int64 = 5000

  let folder: ServiceFolder
  let reason: String?
  let isKill: Bool
  let context: RunContext

  /// Ends all of `stops`: each is told first, and then waited for.
  static func run(_ stops: [ServiceStop], _ loop: EventLoop) -> [Result] {
    let told = stops.map { $0.tell(loop) }
    return zip(stops, told).map { $0.result(of: $1.status, $1.run, loop) }
  }

  /// - Returns: how it was, and the run that was told to end, if somebody watches over one.
  private func tell(_ loop: EventLoop) -> (status: ServiceStatus, run: WatchedRun?) {
    let folder = folder
    var status = ServiceStatus(of: folder)
    if case .unknown? = status.holder {
      // It is just being written who that is.
      let limit = context.clock.monotonicTime().advanced(byMilliseconds: Self.introduction)
      _ = try? LockWait.take(until: limit, loop) {
        if case .unknown? = ServiceLock.holder(of: folder) { false } else { true }
      }
      status = ServiceStatus(of: folder)
    }
    guard let run = WatchedRun(status) else { return (status, nil) }
    let request = StopRequest(
      runID: run.runID, reason: shownReason, isKill: isKill, context.environment)
    do throws(Errno) { try request.write(to: folder) } catch {
      // It is ended all the same; who has done that isn't on record then.
      context.console.warn(
        ErrorReport("cannot leave who stops it in '\(Visible.text(folder.stop))': \(error)"))
    }
    _ = run.isOver()
    return (status, run)
  }

  private func result(
    of status: ServiceStatus, _ run: WatchedRun?, _ loop: EventLoop
  ) -> Result {
    var result = Result(id: folder.id, was: status.phase, runID: status.runID)
    switch status.holder {
    case .elsewhere(let note):
      result.problem = ErrorReport(
        "'\(folder.id)' runs on another machine or in another container: "
          + "'\(Visible.text(note.host))' since \(note.since)",
        help: ["end it there"])
    case .unknown:
      result.problem = ErrorReport(
        "it isn't known yet who starts '\(folder.id)'", help: ["try again"])
    case .process, nil:
      if status.phase == .unknown { result.problem = status.problem }
      if let run {
        awaitEnd(run, loop, &result)
      } else if status.phase == .orphaned, let runID = status.runID {
        endOrphans(runID, status.state, loop, &result)
      }
    }
    return result
  }

  private func awaitEnd(_ run: WatchedRun, _ loop: EventLoop, _ result: inout Result) {
    let limit = context.clock.monotonicTime().advanced(byMilliseconds: Self.patience + grace)
    // Its watcher goes right behind it.
    let pin = run.told?.pin()
    defer { withExtendedLifetime(pin) {} }
    let hint: FileDescriptor? =
      switch pin {
      case .some(let pin): pin.number
      case .none: nil
      }
    let wait = try? LockWait.take(until: limit, hint: hint, loop) { run.isOver() }
    guard wait == .taken else {
      result.problem = ErrorReport(
        "'\(folder.id)' hasn't ended yet",
        help: isKill ? [] : ["give it no time: qli stop --kill \(folder.id)"])
      return
    }
    // Whoever has closed its record has seen that nothing is left, or says what is.
    let state = ServiceState(reading: folder).flatMap { $0.runID == run.runID ? $0 : nil }
    let isSeen = state?.phase.isFinal == true && !ServiceOrphans.isAlive(folder)
    var left = isSeen ? [] : ServiceOrphans.end(ofRun: run.runID, loop)
    if let state {
      left += state.survivors.map { ProcessID(rawValue: Int32(clamping: $0)) }
        .filter { !$0.hasEnded && !left.contains($0) }
      result.exitCode = state.exitCode
      result.signal = state.signal
      result.isKilled = state.signal == Signal.kill.name
    }
    result.survivors = left
    if !left.isEmpty { result.problem = survivorReport(left) }
  }

  /// How long it has for its end by its own manifest, as far as that is there still.
  private var grace: Int64 { (policy?.run ?? RunPolicy()).grace.milliseconds }

  /// Why it is stopped, without what is known here to be secret.
  private var shownReason: String? {
    guard let reason, let policy else { return reason }
    let redaction = Redaction(of: policy.secrets, context.environment)
    return redaction.occurs(in: ByteString(reason)) ? Secret.redaction : reason
  }

  private var policy: Policy? {
    let finder = ExtensionFinder(context.environment, context.safety)
    return (try? finder.group(folder.id.group.text))?.manifest.policy(for: folder.id.extension)
  }

  private func survivorReport(_ left: [ProcessID]) -> ErrorReport {
    ErrorReport(
      "some processes of '\(folder.id)' could not be ended",
      details: left.map { process in
        let program = process.programName.map { " (\(Visible.text($0)))" } ?? ""
        return "  process \(process.rawValue)\(program)"
      })
  }

  // MARK: - What nobody watches over

  private func endOrphans(
    _ runID: String, _ state: ServiceState?, _ loop: EventLoop, _ result: inout Result
  ) {
    // Nobody starts it meanwhile, or ends the same.
    let lock = try? ServiceLock.tryTaking(folder, context.safety)
    defer { withExtendedLifetime(lock) {} }
    let left = ServiceOrphans.end(ofRun: runID, loop)
    result.survivors = left
    result.isKilled = true
    guard left.isEmpty else {
      result.problem = survivorReport(left)
      return
    }
    // Without it there is nothing that could be closed.
    guard var state else { return }
    let request = StopRequest(
      runID: state.runID, reason: shownReason, isKill: true, context.environment)
    let end = ServiceEnd.stopped(request, .signalled(.kill))
    let supervisor = state.supervisor
    state.take(end, hiding: Redaction(), at: RFC3339.text(context.clock.wallTime()))
    try? state.write(to: folder)
    result.exitCode = state.exitCode
    result.signal = state.signal
    close(end, state, watchedBy: supervisor, loop)
  }

  /// Whoever watched over it couldn't close its record any more.
  private func close(
    _ end: ServiceEnd, _ state: ServiceState, watchedBy supervisor: Int64?, _ loop: EventLoop
  ) {
    guard let policy, let runID = RunID(state.runID), let process = supervisor,
      let audited = try? AuditStep.begun(
        runID, policy.audit, folder.id.group, folder.id.extension,
        by: ProcessID(rawValue: Int32(clamping: process)), context)
    else { return }
    let started = RFC3339.timestamp(state.started)
    let duration = started.map { context.clock.wallTime().milliseconds - $0.milliseconds } ?? 0
    audited.close(
      end.record(restarts: state.restarts, hiding: Redaction()), duration: max(0, duration), loop)
  }
}
