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

  /// Ends it.
  func run(_ loop: EventLoop) -> Result {
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
    var result = Result(
      id: folder.id, was: status.phase, runID: status.holder?.note?.runID ?? status.state?.runID)
    switch status.holder {
    case .elsewhere(let note):
      result.problem = ErrorReport(
        "'\(folder.id)' runs on another machine or in another container: "
          + "'\(Visible.text(note.host))' since \(note.since)",
        help: ["end it there"])
    case .process(let note): end(note, loop, &result)
    case .unknown:
      result.problem = ErrorReport(
        "it isn't known yet who starts '\(folder.id)'", help: ["try again"])
    case nil:
      guard status.phase == .orphaned, let state = status.state else { break }
      if let supervisor = Self.supervisor(of: state) {
        let isAlive = { supervisor.isAlive ? supervisor : nil }
        end(state.runID, watchedBy: isAlive, loop, &result)
      } else {
        endOrphans(state, loop, &result)
      }
    }
    return result
  }

  private func end(_ note: SupervisorNote, _ loop: EventLoop, _ result: inout Result) {
    let folder = folder
    var last = note.identity
    let watcher = { () -> ProcessIdentity? in
      guard let holder = ServiceLock.holder(of: folder) else { return nil }
      // Another one, that was started meanwhile.
      if let now = holder.note, now.runID != note.runID { return nil }
      last = holder.note?.identity ?? last
      return last
    }
    end(note.runID, watchedBy: watcher, loop, &result)
  }

  /// Tells who watches over the run to end it, and waits until nobody does.
  ///
  /// - Parameter watcher: who that is now, as one may take it over from another; nil once it is over.
  private func end(
    _ runID: String, watchedBy watcher: @escaping () -> ProcessIdentity?, _ loop: EventLoop,
    _ result: inout Result
  ) {
    let folder = folder
    let request = StopRequest(
      runID: runID, reason: reason, isKill: isKill, context.environment)
    do throws(Errno) { try request.write(to: folder) } catch {
      // It is ended all the same; who has done that isn't on record then.
      context.console.warn(
        ErrorReport("cannot leave who stops it in '\(Visible.text(folder.stop))': \(error)"))
    }
    let limit = context.clock.monotonicTime().advanced(byMilliseconds: Self.patience + grace)
    var told: ProcessIdentity?
    let wait = try? LockWait.take(until: limit, loop) {
      guard let current = watcher() else { return true }
      if current != told {
        told = current
        _ = try? current.send(.terminate, unless: { watcher() == nil })
      }
      return false
    }
    guard wait == .taken else {
      result.problem = ErrorReport(
        "'\(folder.id)' hasn't ended yet",
        help: isKill ? [] : ["give it no time: qli stop --kill \(folder.id)"])
      return
    }
    var left = ServiceOrphans.end(ofRun: runID, loop)
    if let state = ServiceState(reading: folder), state.runID == runID {
      left += state.survivors.map { ProcessID(rawValue: Int32(clamping: $0)) }
        .filter { !$0.hasEnded && !left.contains($0) }
      result.exitCode = state.exitCode
      result.signal = state.signal
      result.isKilled = state.signal == Signal.kill.name
    }
    result.survivors = left
    if !left.isEmpty { result.problem = survivorReport(left) }
  }

  /// Who watches over a run whose lock was removed: the parent of one of its processes.
  private static func supervisor(of state: ServiceState) -> ProcessIdentity? {
    guard let number = state.supervisor else { return nil }
    let supervisor = ProcessID(rawValue: Int32(clamping: number))
    let isParent = ServiceOrphans.processes(ofRun: state.runID).contains {
      $0.parent == supervisor
    }
    return isParent ? ProcessIdentity(of: supervisor) : nil
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
    _ state: ServiceState, _ loop: EventLoop, _ result: inout Result
  ) {
    // Nobody starts it meanwhile, or ends the same.
    let lock = try? ServiceLock.tryTaking(folder, context.safety)
    defer { withExtendedLifetime(lock) {} }
    let left = ServiceOrphans.end(ofRun: state.runID, loop)
    result.survivors = left
    result.isKilled = true
    guard left.isEmpty else {
      result.problem = survivorReport(left)
      return
    }
    var state = state
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
