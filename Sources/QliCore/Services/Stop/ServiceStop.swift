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

  let folder: ServiceFolder
  let reason: String?
  let isKill: Bool
  let context: RunContext

  /// Ends all of `stops`: each is told first, and then waited for.
  static func run(_ stops: [ServiceStop], _ loop: EventLoop) -> [Result] {
    let told = stops.map { $0.tell() }
    return zip(stops, told).map { $0.result(of: $1, loop) }
  }

  private func tell() -> ServiceStatus {
    let status = ServiceStatus(of: folder)
    guard case .process(let note)? = status.holder else { return status }
    let request = StopRequest(
      runID: note.runID, reason: reason, isKill: isKill, context.environment)
    do throws(Errno) { try request.write(to: folder) } catch {
      // It is ended all the same; who has done that isn't on record then.
      context.console.warn(
        ErrorReport("cannot leave who stops it in '\(Visible.text(folder.stop))': \(error)"))
    }
    let folder = folder
    _ = try? note.identity.send(.terminate, unless: { ServiceLock.holder(of: folder) == nil })
    return status
  }

  private func result(of status: ServiceStatus, _ loop: EventLoop) -> Result {
    var result = Result(
      id: folder.id, was: status.phase, runID: status.runID)
    switch status.holder {
    case .elsewhere(let note):
      result.problem = ErrorReport(
        "'\(folder.id)' runs on another machine or in another container: "
          + "'\(Visible.text(note.host))' since \(note.since)",
        help: ["end it there"])
    case .process(let note): awaitEnd(note, loop, &result)
    case .unknown:
      result.problem = ErrorReport(
        "it isn't known yet who starts '\(folder.id)'", help: ["try again"])
    case nil:
      if status.phase == .orphaned, let runID = status.runID {
        endOrphans(runID, status.state, loop, &result)
      }
    }
    return result
  }

  private func awaitEnd(_ note: SupervisorNote, _ loop: EventLoop, _ result: inout Result) {
    let folder = folder
    let limit = context.clock.monotonicTime().advanced(byMilliseconds: Self.patience + grace)
    // Its watcher goes right behind it.
    let pin = note.identity.pin()
    defer { withExtendedLifetime(pin) {} }
    let hint: FileDescriptor? =
      switch pin {
      case .some(let pin): pin.number
      case .none: nil
      }
    let wait = try? LockWait.take(until: limit, hint: hint, loop) {
      guard let holder = ServiceLock.holder(of: folder) else { return true }
      // Another one, that was started meanwhile.
      return holder.note.map { $0.runID != note.runID } ?? false
    }
    guard wait == .taken else {
      result.problem = ErrorReport(
        "'\(folder.id)' hasn't ended yet",
        help: isKill ? [] : ["give it no time: qli stop --kill \(folder.id)"])
      return
    }
    // Whoever has closed its record has seen that nothing is left.
    let state = ServiceState(reading: folder).flatMap { $0.runID == note.runID ? $0 : nil }
    let isSeen = state?.phase.isFinal == true && !ServiceOrphans.isAlive(folder)
    let left = isSeen ? [] : ServiceOrphans.end(ofRun: note.runID, loop)
    result.survivors = left
    if let state {
      result.exitCode = state.exitCode
      result.signal = state.signal
      result.isKilled = state.signal == Signal.kill.name
    }
    if !left.isEmpty { result.problem = survivorReport(left) }
  }

  /// How long it has for its end by its own manifest, as far as that is there still.
  private var grace: Int64 { (policy?.run ?? RunPolicy()).grace.milliseconds }

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
      runID: state.runID, reason: reason, isKill: true, context.environment)
    let end = ServiceEnd.stopped(request, .signalled(.kill))
    state.take(end, hiding: Redaction(), at: RFC3339.text(context.clock.wallTime()))
    try? state.write(to: folder)
    result.exitCode = state.exitCode
    result.signal = state.signal
    close(end, state, loop)
  }

  /// Whoever watched over it couldn't close its record any more.
  private func close(_ end: ServiceEnd, _ state: ServiceState, _ loop: EventLoop) {
    guard let policy, let runID = RunID(state.runID), let process = state.supervisor,
      let audited = try? AuditStep.begun(
        runID, policy.auditLog, folder.id.group, folder.id.extension,
        by: ProcessID(rawValue: Int32(clamping: process)), context)
    else { return }
    let started = RFC3339.timestamp(state.started)
    let duration = started.map { context.clock.wallTime().milliseconds - $0.milliseconds } ?? 0
    audited.close(
      end.record(restarts: state.restarts, hiding: Redaction()), duration: max(0, duration), loop)
  }
}
