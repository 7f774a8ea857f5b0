/// The two processes of a service in the background, in a session of their own: one that watches over it,
/// and above that a watcher, which ends all should the first be killed. Both are this qli, forked: what
/// the guards have made is handed over through no file, no pipe and no argument.
enum ServiceProcesses {
  /// Starts them.
  static func start(
    _ service: ServiceLaunch, _ lock: ServiceLock, tellsWhenSpawned: Bool
  ) throws(Errno) -> StartedService {
    let pipe = try Pipe.nonBlocking()
    guard let watcher = try ProcessID.fork() else {
      watch(service, lock, pipe.writing.number, tellsWhenSpawned)
    }
    return StartedService(watcher, pipe.intoReading())
  }

  // MARK: - The watcher

  private static func watch(
    _ service: ServiceLaunch, _ lock: ServiceLock, _ starter: FileDescriptor,
    _ tellsWhenSpawned: Bool
  ) -> Never {
    let scope = service.passed.met.scope
    leave(keeping: [lock.descriptor, starter] + service.descriptors)
    var isAlone = true
    do throws(Errno) {
      let news = try Pipe.nonBlocking()
      let clock = service.context.clock
      let began = clock.monotonicTime()
      // First of all: whatever is left behind comes to this process.
      let tree = RunTree(service.context.environment)
      guard let process = try ProcessID.fork() else {
        supervise(service, lock, starter, news.writing.number, tellsWhenSpawned)
      }
      isAlone = false
      service.passed.secrets.wipe()
      starter.closeNow()
      let loop = try EventLoop(callerMask: service.context.callerMask, clock: clock)
      var ending = Ending.tree(grace: service.request.policy.run.grace)
      ending.isForWhatIsLeft = true
      let supervisor = Supervisor(
        StartedProcess(process: process, hasOwnSession: false, missed: SignalSet()), as: .guarded,
        .none, ending, tree: tree, loop)
      let watch = DeathWatch(supervisor) { takeOver(service, lock) }
      try loop.watch(watch)
      if supervisor.end != .exited(0) {
        let progress = RecordProgress(from: news.reading.number)
        close(service, process, supervisor.treeEnd, began, after: progress, loop)
      }
    } catch {
      // Without it the service is still watched over by the one below, if that was started.
      if isAlone { scope.leave() }
      ProcessEnd.exit(ExitStatus(.qliFailed))
    }
    scope.leave()
    ProcessEnd.exit(ExitStatus(.success))
  }

  /// What watched over it was killed: says that this process ends what is left, so that `stop` finds
  /// it.
  private static func takeOver(_ service: ServiceLaunch, _ lock: ServiceLock) {
    let (request, clock) = (service.request, service.context.clock)
    // The state first: a ready one that somebody who lives watches over would count as ready.
    if var state = ServiceState(reading: service.folder), state.runID == request.runID.text,
      !state.phase.isFinal
    {
      state.phase = .stopping
      try? state.write(to: service.folder)
    }
    try? lock.writeNote(request.runID, clock)
    service.passed.met.scope.claim?.takeOver()
  }

  /// Closes what the process below can't close any more.
  private static func close(
    _ service: ServiceLaunch, _ process: ProcessID, _ treeEnd: TreeEnd, _ began: MonotonicTime,
    after progress: RecordProgress, _ loop: EventLoop
  ) {
    let end = ServiceEnd.unwatched(treeEnd)
    let context = service.context
    var state = ServiceState(reading: service.folder) ?? service.firstState
    if state.runID != service.request.runID.text { state = service.firstState }
    // Where it is final, the process below has written how it ended, and was killed behind that.
    if !state.phase.isFinal {
      state.survivors = treeEnd.survivors.map { Int64($0.process.rawValue) }
      state.take(end, hiding: Redaction(), at: RFC3339.text(context.clock.wallTime()))
      try? state.write(to: service.folder)
    }
    guard
      let audited = try? AuditStep.begun(
        service.request.runID, service.request.policy.audit, service.id.group,
        service.id.extension, by: process, context),
      !audited.isClosed(after: progress, loop), audited.needsEnd(after: progress)
    else { return }
    audited.close(
      end.record(restarts: state.restarts, survivors: treeEnd.survivors, hiding: Redaction()),
      duration: context.clock.monotonicTime().milliseconds(since: began), loop)
  }

  // MARK: - Below it

  private static func supervise(
    _ service: ServiceLaunch, _ lock: ServiceLock, _ starter: FileDescriptor,
    _ news: FileDescriptor, _ tellsWhenSpawned: Bool
  ) -> Never {
    FileDescriptor.closeAll(
      but: [lock.descriptor, starter, news] + service.descriptors)
    let tell = { (state: ServiceState) in
      try? starter.writeAll(state.line)
      starter.closeNow()
    }
    var outcome: Outcome
    do throws(Errno) {
      let loop = try EventLoop(callerMask: service.context.callerMask, clock: service.context.clock)
      let supervision = ServiceSupervision(
        service, lock, loop, tellsWhenSpawned: tellsWhenSpawned, telling: tell)
      do throws(Outcome) {
        _ = try supervision.run(telling: { RecordProgress.tell($0, $1, to: news) })
        ProcessEnd.exit(ExitStatus(.success))
      } catch {
        outcome = error
      }
    } catch {
      outcome = .failed(.system(error, in: .supervisor))
    }
    var state = service.firstState
    state.take(outcome, hiding: service.passed.secrets.redaction, at: state.started)
    try? state.write(to: service.folder)
    tell(state)
    ProcessEnd.exit(ExitStatus(.success))
  }

  /// Leaves whoever has started this: its terminal, its streams, and all that it had open.
  private static func leave(keeping kept: [FileDescriptor]) {
    ProcessID.beginSession()
    SignalDisposition.resetIgnored()
    StandardStreams.detach()
    FileDescriptor.closeAll(but: kept)
  }
}

extension ServiceState {
  /// Takes over that it wasn't started.
  mutating func take(_ outcome: Outcome, hiding redaction: Redaction, at time: String) {
    end(as: .failed, at: time)
    exitCode = Int64(ExitStatus(outcome).code)
    signal = outcome.signal?.name
    step = outcome.step?.rawValue
    cause = outcome.cause?.rawValue
    take(ErrorReport(outcome)?.hiding(redaction))
  }
}
