/// Watches over a service from its start record to its closing one: starts it, again where the manifest
/// wants that, and keeps what is known of it up to date.
final class ServiceSupervision {
  private var service: ServiceLaunch
  private let lock: ServiceLock
  private let loop: EventLoop
  /// Tells whoever has asked for the start how it went; once.
  private let tell: (ServiceState) -> Void
  private let tellsWhenSpawned: Bool
  private var hasTold = false
  private var wasReady = false
  private var state: ServiceState
  private var restarts: Restarts
  /// How often another port may be chosen for it.
  private var portsLeft = 5
  /// What its last life has left that couldn't be ended.
  private var survivors: [TreeEnd.Survivor] = []

  /// - Parameter tellsWhenSpawned: whether it is told as soon as the service was started, ready or not.
  init(
    _ service: ServiceLaunch, _ lock: ServiceLock, _ loop: EventLoop,
    tellsWhenSpawned: Bool = false, telling tell: @escaping (ServiceState) -> Void
  ) {
    self.service = service
    self.lock = lock
    self.loop = loop
    self.tellsWhenSpawned = tellsWhenSpawned
    self.tell = tell
    state = service.firstState
    restarts = Restarts(service.policy)
  }

  /// Takes it to its end for good.
  ///
  /// - Parameter progress: is told how far its records are.
  /// - Returns: how it ended.
  func run(
    inForeground isInForeground: Bool = false,
    telling progress: ((RecordProgress.Phase, RecordMark?) -> Void)? = nil
  ) throws(Outcome) -> ServiceEnd {
    let log = try prepare(isInForeground)
    let context = service.context
    progress?(.begins, nil)
    var audited = try AuditStep.start(
      service.request.policy.audit, service.request, service.passed, service: service.begin,
      context, loop)
    // Nobody reads what is said on the way.
    audited.tellLoss = { log.note("\($0.headline)") }
    audited.tellProgress = progress
    progress?(.runs, nil)
    publish()
    log.note("started")
    let end = notCopied(audited) ?? lives(log, audited)
    finish(end, log, audited)
    return end
  }

  /// Makes sure that it can be found again, and that its output has a place.
  private func prepare(_ isInForeground: Bool) throws(Outcome) -> ServiceLog {
    let (request, context, folder) = (service.request, service.context, service.folder)
    let refused = { (error: ServiceRefusal) in Outcome.refused(.service(error)) }
    try converting({ refused(.folder(folder.path, $0)) }) { () throws(Errno) in
      try? FileReplacement.remove(folder.stop)
      try lock.writeNote(request.runID, context.clock)
    }
    service.passed.met.scope.claim?.takeOver()
    // It may have been replaced while somebody was asked.
    _ = try converting({ Outcome.failed(.lookup($0)) }) { () throws(LookupError) in
      try lookAtFile()
    }
    try converting(refused) { () throws(ServiceRefusal) in
      try service.file.require(service.policy)
      withExtendedLifetime(try aliveFile()) {}
    }
    return try converting({ refused(ServiceRefusal(folder.path, $0)) }) { () throws(PathError) in
      try ServiceLog(
        folder: folder.path, size: service.policy.logSize, context.safety, context.clock,
        copies: isInForeground ? (out: .standardOutput, err: .standardError) : nil)
    }
  }

  /// How it ends if whoever is to have a copy of its start doesn't take that.
  private func notCopied(_ audited: AuditedRun) -> ServiceEnd? {
    do throws(AuditLog.Failure) {
      try audited.copyStart(loop)
      return nil
    } catch {
      switch error {
      case .audit(let error): return .notCopied(error)
      case .interrupted(let signal): return stopped(by: signal)
      }
    }
  }

  // MARK: - Its lives

  private func lives(_ log: ServiceLog, _ audited: AuditedRun) -> ServiceEnd {
    let tree = RunTree(service.context.environment)
    while true {
      let end = life(log, tree, audited)
      if !wasReady, takesOtherPort(after: end, log) { continue }
      guard let childEnd = endOfLife(end) else { return end }
      guard let pause = restarts.pause(after: childEnd, loop.clock) else {
        // It was ready once.
        if case .endedUnready = end { return .ended(childEnd) }
        return end
      }
      state.phase = .restarting
      state.restarts = restarts.count
      state.process = nil
      audited.record(.restarted(childEnd, count: restarts.count, pause: pause), loop)
      log.note("it \(childEnd.words); started again in \(pause / 1000)s")
      publish()
      if let signal = wait(milliseconds: pause) { return stopped(by: signal) }
      removeSocket()
      let before = service.file.checksum
      do throws(LookupError) {
        // It is read again also where only its mode was changed.
        if try lookAtFile(), before == nil || service.file.checksum != before {
          log.note("its file was replaced: sha256 \(service.file.checksum ?? "unknown")")
        }
        if service.manifestTrust == .former { log.note(service.olderManifestNote) }
      } catch {
        return .failed(.lookup(error))
      }
      do throws(ServiceRefusal) { try service.file.require(service.policy) } catch {
        return .refused(error)
      }
    }
  }

  /// How a life ended that another one may follow; nil where it ended for good. One that was never ready is
  /// no service yet.
  private func endOfLife(_ end: ServiceEnd) -> ChildEnd? {
    switch end {
    case .ended(let end): end
    case .endedUnready(let end): wasReady ? end : nil
    case .notReady(_, let end, _): wasReady ? .signalled(end.signal) : nil
    case .stopped, .idle, .interrupted, .timedOut, .failed, .refused, .notCopied, .unwatched: nil
    }
  }

  /// Looks at its file again, and reads it if that isn't as it was.
  ///
  /// - Returns: whether it was read.
  @discardableResult
  private func lookAtFile() throws(LookupError) -> Bool {
    let isRead = try service.lookAgain()
    state.checksum = service.file.checksum
    return isRead
  }

  /// Whether somebody has taken the port that was chosen for it before it could, so that another was
  /// chosen now.
  private func takesOtherPort(after end: ServiceEnd, _ log: ServiceLog) -> Bool {
    guard case .endedUnready = end, survivors.isEmpty, portsLeft > 0,
      let taken = service.endpoint,
      let other = EndpointChoice.other(
        than: taken, of: service.policy, service.folder, service.context)
    else { return false }
    portsLeft -= 1
    service.endpoint = other
    state.endpoint = other.text
    state.process = nil
    log.note("somebody else listens at \(taken.text); started again at \(other.text)")
    publish()
    return true
  }

  private func life(_ log: ServiceLog, _ tree: RunTree, _ audited: AuditedRun) -> ServiceEnd {
    let life: ServiceLife
    do throws(Outcome) {
      life = try start(log, tree)
    } catch {
      switch error {
      case .failed(let failure): return .failed(failure)
      case .interrupted(let signal, _): return stopped(by: signal)
      case .refused(.service(let refusal)): return .refused(refusal)
      case .refused, .notFound, .finished, .signalled, .timedOut, .outputLimit, .left:
        return .failed(.system(.noChild, in: .spawn))
      }
    }
    state.process = Int64(life.supervisor.process.rawValue)
    publish()
    if tellsWhenSpawned { announce() }
    wipeSecretsUnlessNeeded()
    life.whenReady = { milliseconds in self.isReady(milliseconds, life, log, audited) }
    life.whenTold = {
      self.state.phase = .stopping
      self.publish()
      return StopRequest(reading: self.service.folder, for: self.service.request.runID)
    }
    // Both know each other.
    defer { (life.whenReady, life.whenTold) = (nil, nil) }
    do throws(Errno) { try loop.watch(life) } catch {
      life.supervisor.kill()
      return .failed(.system(error, in: .wait))
    }
    survivors = life.supervisor.treeEnd.survivors
    return life.end
  }

  private func start(_ log: ServiceLog, _ tree: RunTree) throws(Outcome) -> ServiceLife {
    let failed = { (error: Errno) in Outcome.failed(.system(error, in: .spawn)) }
    if let file = service.readyFile {
      try converting({ Outcome.refused(.service($0)) }) { () throws(ServiceRefusal) in
        try ReadyFile.remove(file)
      }
    }
    var messages: ReadyMessages?
    if service.policy.readiness == .notify {
      let (folder, runID) = (service.folder, service.request.runID)
      messages = try converting(failed) { () throws(Errno) in try ReadyMessages(folder, runID) }
    }
    var launch = try service.launch(notify: messages?.address, loop)
    try converting(failed) { () throws(Errno) in try log.connect(to: &launch) }
    defer { log.closeWritingEnds() }
    // Closed here when it was started: held by whoever of the service has it.
    let file = try converting({ Outcome.refused(.service($0)) }) { () throws(ServiceRefusal) in
      try aliveFile()
    }
    defer { withExtendedLifetime(file) {} }
    _ = try? file.number.tryDescriptionLock()
    launch.inherited.append(file.number)
    if case .line(let pattern) = service.policy.readiness {
      // What its last life has written says nothing of this one.
      log.look { line in Glob.matches(line, pattern) }
    }
    if let signal = loop.pendingEnd() { throw .interrupted(signal, end: nil) }
    try service.request.checkUnchanged()
    let prepared = launch
    let started = try converting({ Outcome.failed(.spawn($0)) }) { () throws(SpawnFailure) in
      try prepared.start()
    }
    return ServiceLife(started, service, tree: tree, log, messages, loop)
  }

  /// The file whose lock says that something of it lives.
  private func aliveFile() throws(ServiceRefusal) -> KeptFile {
    let (alive, safety) = (service.folder.alive, service.context.safety)
    return try converting({ ServiceRefusal(alive, $0) }) { () throws(PathError) in
      try KeptFile.checked(alive, safety)
    }
  }

  private func isReady(
    _ milliseconds: Int64, _ life: ServiceLife, _ log: ServiceLog, _ audited: AuditedRun
  ) {
    wasReady = true
    wipeSecretsUnlessNeeded()
    StartFailures.clear(in: service.folder)
    state.phase = .ready
    state.ready = now
    state.readyMilliseconds = milliseconds
    // One that has forked away has no main process any more.
    if life.supervisor.end != nil { state.process = nil }
    audited.record(
      .ready(
        milliseconds: milliseconds, life.supervisor.process, endpoint: service.endpoint?.text),
      loop)
    log.note("ready after \(milliseconds) ms")
    publish()
    announce()
  }

  /// They are needed for as long as it may be started once more.
  private func wipeSecretsUnlessNeeded() {
    let mayMove = service.policy.endpoint?.isAutomaticPort == true && !wasReady
    if service.policy.restart == .never, !mayMove { service.passed.secrets.wipe() }
  }

  private func stopped(by signal: Signal) -> ServiceEnd {
    if let request = StopRequest(reading: service.folder, for: service.request.runID) {
      return .stopped(request, nil)
    }
    return .interrupted(signal, nil)
  }

  /// - Returns: the signal that ended the pause.
  private func wait(milliseconds: Int64) -> Signal? {
    let deadline = loop.clock.monotonicTime().advanced(byMilliseconds: milliseconds)
    while true {
      guard let event = try? loop.wait(until: deadline) else { return nil }
      switch event {
      case .deadline, .ready: return nil
      case .signal(let received): if let signal = loop.end(on: received) { return signal }
      }
    }
  }

  // MARK: - The end

  private func finish(_ end: ServiceEnd, _ log: ServiceLog, _ audited: AuditedRun) {
    let redaction = service.passed.secrets.redaction
    log.finish()
    log.note("\(end.note)")
    removeSocket()
    audited.close(
      end.record(restarts: restarts.count, survivors: survivors, hiding: redaction),
      duration: audited.duration, loop)
    state.survivors = survivors.map { Int64($0.process.rawValue) }
    state.take(end, hiding: redaction, at: now)
    publish()
    countFailure(end)
    announce()
  }

  /// A start that somebody broke off hasn't failed.
  private func countFailure(_ end: ServiceEnd) {
    switch end {
    case .endedUnready, .notReady, .failed, .refused, .timedOut: break
    case .ended, .stopped, .idle, .interrupted, .unwatched, .notCopied: return
    }
    if wasReady { return }
    var failures = StartFailures(reading: service.folder)
    failures.add(
      state.error ?? "it ended with code \(state.exitCode ?? 0)", service.file.checksum ?? "",
      at: service.context.clock.wallTime())
    failures.write(to: service.folder)
  }

  /// A socket that nobody listens to is in the way of the next start. Where somebody does it is theirs.
  private func removeSocket() {
    guard let endpoint = service.endpoint, case .local(let path) = endpoint,
      (try? FileStatus(notFollowing: path))?.kind == .socket,
      EndpointChoice.state(of: endpoint) == .connectionRefused
    else { return }
    try? FileReplacement.remove(path)
  }

  // MARK: - What is known

  private var now: String { RFC3339.text(service.context.clock.wallTime()) }

  /// The state stays old where the disk is full; whether the service lives is told by the lock.
  private func publish() { try? state.write(to: service.folder) }

  private func announce() {
    if !hasTold { tell(state) }
    hasTold = true
  }
}

extension ServiceState {
  /// Takes over how it ended.
  mutating func take(_ end: ServiceEnd, hiding redaction: Redaction, at time: String) {
    self.end(as: end.event == .failed ? .failed : .ended, at: time)
    event = end.event.rawValue
    exitCode = Int64(end.status.code)
    signal = end.signal?.name
    step = end.step?.rawValue
    cause = end.cause?.rawValue
    take(end.report?.hiding(redaction))
    switch end {
    case .stopped(let request, _): endedBy = request.name
    case .idle: endedBy = "idle"
    default: break
    }
  }

  /// Takes over why.
  mutating func take(_ report: ErrorReport?) {
    error = report?.headline
    help = report?.help ?? []
  }
}
