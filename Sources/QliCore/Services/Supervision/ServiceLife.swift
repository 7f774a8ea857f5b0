/// One life of a service: from its start until nothing of it is left.
final class ServiceLife: Watched {
  /// Why qli ends it.
  private enum Cause {
    case told(Signal)
    case notReady
    case idle
  }

  /// Is told when it is ready, so long after its start, in milliseconds.
  var whenReady: ((Int64) -> Void)?
  /// Is asked what it means that qli was told to end.
  var whenTold: (() -> StopRequest?)?

  let supervisor: Supervisor
  private let service: ServiceLaunch
  private let log: ServiceLog
  private let loop: EventLoop
  private let readiness: Readiness
  private let started: MonotonicTime
  private let readyDeadline: MonotonicTime
  private var isReady = false
  private var idle: IdleWatch?
  private var cause: Cause?
  private var request: StopRequest?
  /// Whether a signal that tells qli to end came from the watcher, and whether from others: who tells all
  /// processes at once is passed on by the watcher, too, and has told once.
  private var wasRelayed = false
  private var wasToldDirectly = false

  init(
    _ started: StartedProcess, _ service: ServiceLaunch, tree: RunTree, _ log: ServiceLog,
    _ messages: ReadyMessages?, _ loop: EventLoop
  ) {
    self.service = service
    self.log = log
    self.loop = loop
    self.started = loop.clock.monotonicTime()
    readyDeadline = self.started.advanced(byMilliseconds: service.readyLimit.milliseconds)
    readiness = Readiness(service, log: log, messages: messages, loop)
    let policy = service.policy
    supervisor = Supervisor(
      started, as: .helper,
      Limits(time: service.request.policy.run.timeLimit, drain: Limits.extensionDrain),
      .service(
        policy.stopSignal, toMainAlone: policy.stopsMainAlone,
        grace: service.request.policy.run.grace),
      tree: tree, output: log, loop)
    supervisor.mayLeaveOthers = policy.readiness == .exit
    let readiness = self.readiness
    supervisor.tellReaped = { readiness.reaped($0, $1) }
  }

  /// The process above this one.
  private var watcher: ProcessID { .parentOfCurrent }

  // MARK: - Watched

  var interests: [Poll.Interest] {
    supervisor.interests + (isAwaited ? readiness.interests : readiness.lastingInterests)
  }

  var deadline: MonotonicTime? {
    let own = isAwaited ? [readiness.deadline, readyDeadline] : []
    return (own + [supervisor.deadline, log.deadline, idle?.next]).compactMap { $0 }.min()
  }

  func receive(_ received: ReceivedSignal) {
    guard received.signal != .child, let signal = loop.end(on: received) else { return }
    if cause == nil {
      cause = .told(signal)
      readiness.stop()
    }
    request = whenTold?() ?? request
    let isRelayed = received.sender == .process(watcher)
    let isFirst = !wasRelayed && !wasToldDirectly
    let isAgain = isRelayed ? wasRelayed : wasToldDirectly
    if isRelayed { wasRelayed = true } else { wasToldDirectly = true }
    if isFirst || isAgain { supervisor.tell(signal) }
    // No time to end by itself, also where that has begun.
    if request?.isKill == true { supervisor.tell(signal) }
  }

  func advance() throws(Errno) -> Bool {
    let isOver = try supervisor.advance()
    if isOver {
      readiness.stop()
      return true
    }
    if cause == nil, idle?.hasPassed(loop.clock) == true {
      cause = .idle
      supervisor.tell()
      return try supervisor.advance()
    }
    guard isAwaited else {
      readiness.discardMessages()
      return false
    }
    if try readiness.isReady(supervisor) {
      isReady = true
      readiness.stop()
      if let limit = service.policy.idleTimeout, let endpoint = service.endpoint {
        idle = IdleWatch(endpoint, limit, loop.clock)
      }
      whenReady?(loop.clock.monotonicTime().milliseconds(since: started))
    } else if loop.clock.monotonicTime() >= readyDeadline {
      cause = .notReady
      readiness.stop()
      supervisor.tell()
      return try supervisor.advance()
    }
    return false
  }

  /// Whether it still is to become ready.
  private var isAwaited: Bool { !isReady && cause == nil && supervisor.isRunning }

  // MARK: - The end

  /// How it ended, once it is over.
  var end: ServiceEnd {
    switch cause {
    case .told(let signal):
      if let request { return .stopped(request, supervisor.end) }
      return .interrupted(signal, supervisor.end)
    case .notReady:
      return .notReady(service.readyLimit, supervisor.treeEnd, hint: readiness.hint(log))
    case .idle:
      return .idle(service.policy.idleTimeout ?? service.readyLimit, supervisor.end)
    case nil: break
    }
    if case .timeLimit(let limit) = supervisor.cut { return .timedOut(limit, supervisor.treeEnd) }
    // Whoever is over has ended.
    guard let end = supervisor.end else { return .failed(.system(.noChild, in: .wait)) }
    return isReady ? .ended(end) : .endedUnready(end)
  }
}
