/// Starts a service, or finds that it runs: as often as it is asked for there is one.
struct ServiceStart {
  /// What is known when the start is over.
  enum Result {
    /// It runs, and was started just now or before.
    case running(ServiceState, isNew: Bool)
    /// It was started, and has ended again; with what told qli to end, if anything did.
    case ended(ServiceState, Signal?)
    /// It wasn't started.
    case notStarted(RunResult)
    /// It ran in the foreground, and has ended.
    case foreground(ServiceEnd)
  }

  /// How it is started.
  struct Options: Equatable {
    /// In place of the manifest's `ready_timeout`.
    var readyLimit: RunDuration?
    /// Whether it isn't waited for.
    var returnsAtOnce = false
    /// Whether qli itself watches over it.
    var isInForeground = false
  }

  /// How long another start may take beyond its own limits, in milliseconds.
  private static let patience: Int64 = 30_000
  /// How long whoever watched over a service that has ended may take to go, in milliseconds.
  private static let farewell: Int64 = 5000

  let request: RunRequest
  let policy: ServicePolicy
  let folder: ServiceFolder
  let options: Options
  let context: RunContext

  /// Starts it, or waits for whoever does.
  func run() -> Result {
    do throws(Outcome) {
      while true {
        let lock = try converting({ Outcome.refused(.service($0)) }) {
          () throws(ServiceRefusal) in
          try ServiceLock.tryTaking(folder, context.safety)
        }
        if let lock { return try begin(lock) }
        if let result = try resultOfOther() { return result }
      }
    } catch {
      return .notStarted(refused(error))
    }
  }

  /// A start that was refused before the guards, or while it waited for another.
  private func refused(_ outcome: Outcome) -> RunResult {
    let result = RunResult(outcome: outcome, duration: 0)
    if request.policy.recordsRefusals, let loop = try? EventLoop(withoutSignals: context.clock) {
      AuditStep.record(refusal: result, in: .exclusive, request, context, loop)
    }
    return result
  }

  private var readyLimit: RunDuration { options.readyLimit ?? policy.readyTimeout }

  // MARK: - A new one

  private func begin(_ lock: ServiceLock) throws(Outcome) -> Result {
    let path = folder.supervisor
    let (request, context) = (request, context)
    try converting({ Outcome.refused(.service(.folder(path, $0))) }) { () throws(Errno) in
      try lock.writeNote(request.runID, context.clock, isAsking: true)
    }
    var checks: ServiceChecks?
    let end = GuardSequence.guarded(
      request, context,
      requiring: { loop throws(Outcome) in
        checks = try ServiceChecks(request, policy, folder, lock, context, loop)
      }
    ) { passed, loop throws(Outcome) in
      // What has to hold was checked before.
      guard let checks else { throw .failed(.system(.invalidArgument, in: .supervisor)) }
      return try start(checks, passed, lock, loop)
    }
    return switch end {
    case .completed(let result): result
    case .refused(let result): .notStarted(result)
    }
  }

  private func start(
    _ checks: ServiceChecks, _ passed: GuardSequence.Passed, _ lock: ServiceLock,
    _ loop: EventLoop
  ) throws(Outcome) -> Result {
    if let endpoint = checks.endpoint, passed.secrets.redaction.occurs(in: endpoint.string) {
      let template = policy.endpoint?.source ?? ""
      throw .refused(
        .service(.endpoint(template, "everybody would see the value of a secret in it", help: [])))
    }
    try passed.met.scope.open(for: request)
    let version = try VersionProbe.ask(request, policy, passed, context, loop)
    let service = ServiceLaunch(
      request: request, policy: policy, folder: folder, endpoint: checks.endpoint,
      version: version, file: checks.file, readyLimit: readyLimit,
      readyFile: checks.readyFile, passed: passed, context: context)
    if let signal = loop.pendingEnd() { throw .interrupted(signal, end: nil) }
    if options.isInForeground { return try stay(service, lock, loop) }
    let started: StartedService
    do throws(Errno) {
      started = try ServiceProcesses.start(
        service, lock, tellsWhenSpawned: options.returnsAtOnce)
      passed.secrets.wipe()
      lock.letGo()
      passed.met.scope.letGo()
      try loop.watch(started)
    } catch {
      throw .failed(.system(error, in: .supervisor))
    }
    if let state = started.state { return try result(state, started.signal, loop) }
    // Who was to tell it was killed: whoever is left ends the rest, so that the next start finds nothing
    // of this one.
    waitForFarewell(loop)
    guard let last = ServiceState(reading: folder), last.runID == request.runID.text,
      last.phase.isFinal
    else { throw .failed(.system(.noSuchProcess, in: .supervisor)) }
    return .ended(last, started.signal)
  }

  /// What was told is looked at once more: it may have ended meanwhile.
  private func result(
    _ told: ServiceState, _ signal: Signal?, _ loop: EventLoop
  ) throws(Outcome) -> Result {
    let status = ServiceStatus(of: folder)
    if !told.phase.isFinal, status.holder != nil, status.phase != .stopping {
      return .running(told, isNew: true)
    }
    waitForFarewell(loop)
    guard !told.phase.isFinal, let last = ServiceState(reading: folder) else {
      return .ended(told, signal)
    }
    if last.runID == told.runID, last.phase.isFinal { return .ended(last, signal) }
    // It was ended, and is started anew: what comes of that holds for this start, too.
    if signal == nil, let other = try resultOfOther() { return other }
    return .ended(told, signal ?? .terminate)
  }

  /// Whoever watched over it goes as well before this ends.
  private func waitForFarewell(_ loop: EventLoop) {
    let (folder, runID) = (folder, request.runID.text)
    let end = context.clock.monotonicTime().advanced(byMilliseconds: Self.farewell)
    _ = try? LockWait.take(until: end, loop) {
      guard let holder = ServiceLock.holder(of: folder) else { return true }
      return holder.note.map { $0.runID != runID } ?? false
    }
  }

  // MARK: - In the foreground

  private func stay(
    _ service: ServiceLaunch, _ lock: ServiceLock, _ loop: EventLoop
  ) throws(Outcome) -> Result {
    // As in the background, where whoever watches over it has left all of them.
    FileDescriptor.keepAllFromChildren()
    let outer = context.environment.nonEmpty("NOTIFY_SOCKET")
    let supervision = ServiceSupervision(service, lock, loop) { state in
      guard let outer, state.phase == .ready else { return }
      try? NotifySocket.send("READY=1\nMAINPID=\(ProcessID.current.rawValue)", to: outer)
    }
    defer { service.passed.met.scope.leave() }
    let end = try supervision.run(inForeground: true)
    if let outer { try? NotifySocket.send("STOPPING=1", to: outer) }
    return .foreground(end)
  }

  // MARK: - Another one

  /// - Returns: nil where it has to be tried again.
  private func resultOfOther() throws(Outcome) -> Result? {
    let refused = { (error: ServiceRefusal) in Outcome.refused(.service(error)) }
    let clock = context.clock
    let limit = readyLimit.milliseconds + request.policy.run.grace.milliseconds + Self.patience
    let end = clock.monotonicTime().advanced(byMilliseconds: limit)
    var seen: ServiceState?
    // Whether it was on its way to be ready when this one came: what comes of that holds for both.
    var wasAwaited: Bool?
    var isReady = false
    var elsewhere: SupervisorNote?
    let folder = folder
    let look = {
      (isReady, elsewhere) = (false, nil)
      guard let holder = ServiceLock.holder(of: folder) else { return true }
      if case .elsewhere(let note) = holder {
        elsewhere = note
        return true
      }
      guard let state = ServiceState(reading: folder), let note = holder.note,
        state.runID == note.runID
      else { return false }
      seen = state
      let phase = ServiceStatus.phase(of: state, watchedBy: note)
      wasAwaited = wasAwaited ?? (phase == .starting)
      isReady = phase == .ready
      return isReady || options.returnsAtOnce && phase != .stopping
    }
    // Mostly it is ready, and nothing has to be waited for.
    if !look() {
      let result = try converting({ refused(.folder(folder.supervisor, $0)) }) {
        () throws(Errno) in
        let loop = try EventLoop(callerMask: context.callerMask, clock: clock)
        defer { context.console.signals.hold(loop.release) }
        return try LockWait.take(until: end, loop, look)
      }
      switch result {
      case .taken: break
      case .held: throw refused(.busy(folder.supervisor))
      case .interrupted(let signal): throw .interrupted(signal, end: nil)
      }
    }
    if let elsewhere { throw refused(.elsewhere(host: elsewhere.host, since: elsewhere.since)) }
    guard let seen else { return nil }
    if isReady || options.returnsAtOnce && wasAwaited == true {
      if let other = try difference(from: seen) {
        throw refused(
          .running(otherwise: other, process: seen.process, since: seen.started, "\(folder.id)"))
      }
      return .running(seen, isNew: false)
    }
    // The start that was waited for has failed, or was stopped. One that was ready before is no such
    // start.
    guard wasAwaited == true, let last = ServiceState(reading: folder), last.runID == seen.runID,
      last.phase.isFinal, last.ready == nil
    else { return nil }
    return .ended(last, nil)
  }

  /// Whether it may write elsewhere than it may now. What is hidden can't be compared.
  private func isFencedOtherwise(than state: ServiceState) throws(Outcome) -> Bool {
    let scope = try converting({ Outcome.refused(.write($0)) }) { () throws(WriteRefusal) in
      try WriteScope(request.policy.run, in: context.environment, context.safety)
    }
    if state.write?.contains(Secret.redaction) == true { return scope == nil }
    return state.write != scope?.shown.map { $0.string.lossyText }
  }

  /// What it was started with that isn't what is asked for now.
  private func difference(from state: ServiceState) throws(Outcome) -> String? {
    if state.path != request.extension.path.string.lossyText { return "another file" }
    // What is hidden can't be compared, and is no secret of this start.
    let command = request.extension.commandWords?.map { $0.lossyText }
    if state.command != command { return "another command" }
    if try isFencedOtherwise(than: state) { return "other places that it may write to" }
    let arguments = request.arguments
    let isSame =
      state.hasExactArguments && state.arguments.count == arguments.count
      && (0..<arguments.count).allSatisfy { arguments[$0].equals(state.arguments[$0]) }
    return isSame ? nil : "other arguments"
  }
}
