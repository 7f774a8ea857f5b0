// Length: all that changes the state of one process stands together, as its table does.

/// Stays beside a program that was started, until nothing of it is left to be done:
///
/// 1. A signal that qli gets is passed on, or not, as `SignalPolicy` says.
/// 2. When the program stops alone, qli stops itself with the same signal, so that the shell gets
///    its prompt back; see `JobControl`. The SIGCONT that wakes qli is passed on.
/// 3. What it writes is kept, if somebody wants it.
/// 4. When its time is over, its output too long, or somebody wants it, it is ended, step by step.
/// 5. When it has ended it is reaped, once, here: its number can't be reused before.
///
/// `SupervisorPolicy` decides, this does it.
final class Supervisor: Watched {
  /// What a program is to qli.
  enum Role {
    /// What qli was asked to run: qli stands in for it, towards whoever has started qli.
    case guarded
    /// It works for qli. What tells qli to end ends it; when that comes again, it is ended at once.
    case helper
  }

  /// Why qli has ended it.
  enum Cut {
    case timeLimit(RunDuration)
    case outputLimit
    /// Whoever waits for it didn't want it any more.
    case told
  }

  /// How long processes are reaped without a look at signals and the time, in milliseconds.
  private static let longestReaping: Int64 = 50

  let process: ProcessID
  /// How it ended; nil as long as it runs.
  private(set) var end: ChildEnd?
  private(set) var cut: Cut?
  /// How all that belongs to it was ended, where qli has done that.
  private(set) var treeEnd = TreeEnd(signal: .terminate, survivors: [])
  /// The first signal that told qli to stop meanwhile, from anyone.
  private(set) var stopRequest: Signal?

  /// Is told of each signal that couldn't be passed on.
  var tellUndelivered: ((Signal) -> Void)?
  /// Is told how another of its processes ended.
  var tellReaped: ((ProcessID, WaitStatus) -> Void)?
  /// Whether it may end well and leave others behind, which are what goes on then.
  var mayLeaveOthers = false

  /// All that belongs to it, if more than its process does.
  let tree: RunTree?

  private let role: Role
  private let hasOwnSession: Bool
  private let limits: Limits
  private let ending: Ending
  private let output: (any OutputSink)?
  private let loop: EventLoop
  private let timeLimit: MonotonicTime?
  private var state = SupervisorPolicy.State.running
  private var origins: SignalOrigins
  private var stopSignal = Signal.stop
  private var drainDeadline: MonotonicTime?
  private var drainEnd = MonotonicTime.distantFuture
  private var strikes: Strikes?
  /// Whether one was reaped just now whose children are qli's by now.
  private var hasHeirs = false
  private var job: JobControl?

  /// - Parameter output: where its output goes, if it is kept.
  /// - Parameter tree: was made before it was started.
  init(
    _ started: StartedProcess, as role: Role, _ limits: Limits, _ ending: Ending,
    tree: RunTree? = nil, output: (any OutputSink)? = nil, _ loop: EventLoop
  ) {
    process = started.process
    hasOwnSession = started.hasOwnSession
    origins = SignalOrigins(started, tree)
    self.role = role
    self.limits = limits
    self.ending = ending
    self.tree = tree
    tree?.program = started.process
    self.output = output
    self.loop = loop
    // What has a session of its own has no terminal to give way to.
    if role == .guarded, !started.hasOwnSession {
      job = JobControl(hasTimeLimit: limits.time != nil)
    }
    timeLimit = limits.time.map {
      loop.clock.monotonicTime().advanced(byMilliseconds: $0.milliseconds)
    }
  }

  /// Whether it was killed, and so couldn't leave the terminal as it had found it.
  var hasDiedOfSignal: Bool {
    if case .signalled = end { true } else { false }
  }

  /// Whether there is nothing left to be done.
  var isOver: Bool { state == .over }

  /// Whether it goes on, and nobody has begun to end it.
  var isRunning: Bool { state == .running || state == .stopped }

  // MARK: - Watched

  var interests: [Poll.Interest] { isOver ? [] : output?.interests ?? [] }

  var deadline: MonotonicTime? {
    switch state {
    case .running, .stopped: timeLimit
    case .ending: strikes?.deadline
    case .draining: drainDeadline
    case .over: nil
    }
  }

  func receive(_ received: ReceivedSignal) {
    let signal = received.signal
    // It only wakes qli up: the child's state is asked for anyway.
    if signal == .child { return }
    switch (role, state) {
    case (.helper, _): if let signal = loop.end(on: received) { tell(signal) }
    case (.guarded, .ending): if origins.isStopRequest(received) { take(.cutShort) }
    case (.guarded, .draining):
      note(signal)
      if origins.isStopRequest(received) { take(.cutShort) }
    case (.guarded, .over): note(signal)
    case (.guarded, .running), (.guarded, .stopped):
      note(signal)
      if signal == .terminalStop { job?.toldToStop = loop.clock.monotonicTime() }
      if hasOwnSession, signal == .terminalStop { return stop(received) }
      if SignalPolicy.action(on: signal, from: origins.origin(of: received), while: situation)
        == .forward
      {
        forward(signal)
      }
    }
  }

  func advance() throws(Errno) -> Bool {
    origins.isNew = false
    while !isOver, let event = try nextEvent() { take(event) }
    return isOver
  }

  // MARK: - Told by whoever waits

  /// Begins to end it; when that has begun, goes on to the next step.
  func tell(_ signal: Signal? = nil) {
    stopRequest = stopRequest ?? signal
    take(state == .ending ? .cutShort : .told)
  }

  /// Ends its process at once, with SIGKILL, and reaps it.
  func kill() {
    guard !isOver else { return }
    state = .over
    guard end == nil else { return }
    do throws(Errno) { try process.send(.kill) } catch {
      // One that has become another user isn't ours to end, and would be waited for in vain.
      if let status = try? process.changedState() { note(status) }
      return
    }
    process.reap()
    end = .signalled(.kill)
  }

  // MARK: - What happens

  private func nextEvent() throws(Errno) -> SupervisorPolicy.Event? {
    switch state {
    case .running, .stopped:
      var change = try end == nil ? change() : nil
      // It has left others, which are what goes on.
      if change == nil, end != nil, try isGone() { change = .exited }
      // What it wrote before its end is in the pipes by now.
      try output?.drain()
      if let change { return change }
      if output?.isOverLimit == true { return .outputFull }
      return isPast(timeLimit) ? .timeUp : nil
    case .ending:
      // Before the reaping: as long as a sender isn't reaped it is known whose it is.
      if role == .guarded { loop.takeSignals(receive) }
      try output?.drain()
      hasHeirs = false
      if try isGone() { return .gone }
      if isPast(strikes?.end) || end != nil && strikes?.step.target == .main { return .stepUp }
      // What one has left behind is told at once: it may be about to start the next.
      if isPast(strikes?.next) || hasHeirs && strikes?.next != nil { strike() }
      tellAdopted()
      return nil
    case .draining:
      let before = output?.count
      try output?.drain()
      if output?.count != before { restartDrain() }
      if cut == nil, output?.isOverLimit == true { return .outputFull }
      return interests.isEmpty || isPast(drainDeadline) ? .drained : nil
    case .over: return nil
    }
  }

  private func isPast(_ moment: MonotonicTime?) -> Bool {
    guard let moment else { return false }
    // Asked each time: while signals keep coming, the loop reports nothing else.
    return loop.clock.monotonicTime() >= moment
  }

  private func change() throws(Errno) -> SupervisorPolicy.Event? {
    if let status = try process.changedState() { return event(status) }
    guard let tree else { return nil }
    // What its descendants leave behind is qli's to reap; a while, as it may come without end.
    for _ in 0..<64 {
      guard let (reaped, status) = try tree.reapAny() else { break }
      if reaped == process { return event(status) }
      tellReaped?(reaped, status)
    }
    return nil
  }

  private func event(_ status: WaitStatus) -> SupervisorPolicy.Event? {
    note(status)
    return switch status {
    case .exited(0) where mayLeaveOthers: hasNothingLeft ? .exited : nil
    case .exited, .signalled: ending.isForRest(of: status) && !hasNothingLeft ? .left : .exited
    case .stopped: .stopped
    case .continued: .continued
    }
  }

  private func note(_ status: WaitStatus) {
    switch status {
    case .exited(let code): end = .exited(code)
    case .signalled(let signal): end = .signalled(signal)
    case .stopped(let signal): stopSignal = signal
    case .continued: break
    }
  }

  private var hasNothingLeft: Bool {
    (try? tree?.isGone(until: loop.clock.monotonicTime(), loop.clock)) ?? true
  }

  private func isGone() throws(Errno) -> Bool {
    if let tree {
      let end =
        strikes?.end ?? loop.clock.monotonicTime().advanced(byMilliseconds: Self.longestReaping)
      return try tree.isGone(until: end, loop.clock) { reaped, status in
        hasHeirs = true
        if reaped == process { note(status) } else { tellReaped?(reaped, status) }
      }
    }
    if end == nil, let status = try process.changedState() { note(status) }
    return end != nil
  }

  // MARK: - What is done

  private func take(_ event: SupervisorPolicy.Event) {
    switch SupervisorPolicy.action(on: event, in: state) {
    case .none: break
    case .stopToo:
      state = .stopped
      job?.stopped(by: stopSignal, loop.clock.monotonicTime())
    case .goOn: state = .running
    case .end:
      switch event {
      case .timeUp: cut = limits.time.map { .timeLimit($0) }
      case .outputFull: cut = .outputLimit
      case .told: cut = .told
      default: break
      }
      state = .ending
      begin(0)
    case .nextStep:
      if event == .cutShort, strikes?.step.isCutShort != true { return }
      begin((strikes?.number ?? -1) + 1)
    case .drain:
      if let strikes { treeEnd = TreeEnd(signal: strikes.step.signals[0], survivors: []) }
      drain()
    case .finish:
      // What came since the last look is still on record, but there is nobody to pass it on to.
      if role == .guarded { loop.takeSignals { note($0.signal) } }
      state = .over
    }
  }

  private func drain() {
    state = .draining
    strikes = nil
    drainEnd = loop.clock.monotonicTime().advanced(byMilliseconds: Limits.longestDrain)
    restartDrain()
  }

  /// Whoever still writes has a while from now on, but not for ever.
  private func restartDrain() {
    let deadline = loop.clock.monotonicTime().advanced(byMilliseconds: limits.drain)
    drainDeadline = min(deadline, drainEnd, timeLimit ?? drainEnd)
  }

  // MARK: - Signals

  private func note(_ signal: Signal) {
    if signal.isStopRequest, stopRequest == nil { stopRequest = signal }
  }

  /// Passes a signal on: to its whole session where it has its own, as a terminal would.
  private func forward(_ signal: Signal) {
    if signal == .resume { return resume() }
    send(signal)
  }

  /// Continues it, unless somebody else has: mostly a shell has continued both, and by now a key may have
  /// stopped both again, which must not be undone.
  private func resume() {
    let sharesKeys = !hasOwnSession
    // A stop that still waits came later: it would have taken the other away.
    let wasStoppedAgain = sharesKeys && SignalSet.pending.contains(.terminalStop)
    if let status = try? process.changedState() {
      // Without a key a stop that is news is the one that is to be undone.
      guard case .stopped = status, !wasStoppedAgain else {
        if let event = event(status) { take(event) }
        return
      }
      note(status)
    }
    if wasStoppedAgain { return }
    if state == .stopped { state = .running }
    send(.resume)
    // One that came just now may have been undone. A second one does nothing to what is stopped.
    if sharesKeys, SignalSet.pending.contains(.terminalStop) { send(.terminalStop) }
  }

  private func send(_ signal: Signal) {
    // A shell continues a whole job, and what has made a group for itself is one.
    let isForGroup = hasOwnSession || signal == .resume && process.group == process.rawValue
    do throws(Errno) {
      try isForGroup ? process.sendToGroup(signal) : process.send(signal)
    } catch .notPermitted {
      // It runs as another user by now, and knows nothing of it.
      if stopRequest == signal { stopRequest = nil }
      tellUndelivered?(signal)
    } catch {}
  }

  /// Stops qli; and a program in a session of its own where a process wants that, as the terminal
  /// means its own session alone. A session without a terminal isn't stopped by its signal.
  private func stop(_ received: ReceivedSignal) {
    var isStopped = false
    if case .process = received.sender { isStopped = (try? process.sendToGroup(.stop)) != nil }
    received.signal.stopSelf()
    // Also where qli wasn't stopped, as in a process group that no shell looks after.
    if isStopped { try? process.sendToGroup(.resume) }
  }

  private var situation: SignalPolicy.State {
    if state == .stopped { return .childStopped }
    return process.group == ProcessID.current.group ? .childInGroup : .childElsewhere
  }

  // MARK: - Ending

  /// Begins a step of the ending; behind the last, who is left is left.
  private func begin(_ number: Int) {
    // Without a list of processes nobody but the program itself can be reached.
    let isBlind = tree != nil && !ProcessFiles.areOurs
    guard number < ending.steps.count, number == 0 || !isBlind || isUnreaped else {
      treeEnd = TreeEnd(
        signal: strikes?.step.signals.first ?? .kill, survivors: survivors(),
        mayHideSurvivors: isBlind)
      return drain()
    }
    strikes = Strikes(number: number, step: ending.steps[number])
    strike()
  }

  private func strike() {
    guard var strikes else { return }
    let step = strikes.step
    var isNew = strikes.end == nil
    for target in withProcess(targets(step.target)) {
      if send(step.signals, to: target), strikes.hit.insert(target).inserted { isNew = true }
    }
    let now = loop.clock.monotonicTime()
    if isNew {
      strikes.end = step.patience.map { now.advanced(byMilliseconds: $0) }
      // Whom no signal reaches, as it has become another user, isn't waited for without a limit.
      if step.patience == nil, strikes.hit.isEmpty { strikes.end = now }
    }
    strikes.next = step.pause.map { now.advanced(byMilliseconds: $0) }
    self.strikes = strikes
  }

  /// Tells those who are left behind by one that was told: they may have been started just before. Where
  /// their parent goes on, it has started them for its own end.
  private func tellAdopted() {
    guard let step = strikes?.step, step.target == .all, step.pause == nil else { return }
    for child in tree?.children() ?? [] where strikes?.hit.contains(child) == false {
      if send(step.signals, to: child) { strikes?.hit.insert(child) }
    }
  }

  /// - Returns: whether one of them could be sent.
  private func send(_ signals: [Signal], to target: ProcessID) -> Bool {
    var isReached = false
    for signal in signals { isReached = (try? target.send(signal)) != nil || isReached }
    return isReached
  }

  private func targets(_ target: Ending.Step.Target) -> [ProcessID] {
    switch target {
    case .all: tree?.processes() ?? []
    case .main: []
    case .children: tree?.children() ?? []
    }
  }

  private func survivors() -> [TreeEnd.Survivor] {
    withProcess(targets(.all)).filter { !$0.isZombie }
      .map { TreeEnd.Survivor(process: $0, program: $0.programName) }
  }

  /// `processes`, and the program's own if it is missing though it is there: `/proc` can't always be
  /// read, for want of a descriptor for instance.
  private func withProcess(_ processes: [ProcessID]) -> [ProcessID] {
    processes.contains(process) || !isUnreaped ? processes : processes + [process]
  }

  /// Whether its number still is its own. It may have been reaped with all others.
  private var isUnreaped: Bool {
    if end != nil { return false }
    do throws(Errno) {
      if let status = try process.changedState() { note(status) }
      return end == nil
    } catch {
      return false
    }
  }
}
