/// How a child ended.
enum ChildEnd: Equatable, Sendable {
  case exited(Int32)
  case signalled(Signal)
}

/// What happened from a child's start to its end.
struct ChildReport {
  /// Why and how qli ended the child.
  enum Cut {
    case timeLimit(RunDuration, TreeEnd)
    case outputLimit(TreeEnd)
  }

  /// How the child ended by itself, or qli had to end it.
  enum Ending {
    case child(ChildEnd)
    case cut(Cut)
  }

  let ending: Ending
  /// The first signal that told qli to stop meanwhile, from anyone.
  let stopRequest: Signal?
}

/// Stays beside a child until it has ended:
///
/// 1. A signal that qli gets is passed on, or not, as `SignalPolicy` says.
/// 2. When the child stops alone, qli stops itself with the same signal, so that the shell gets its
///    prompt back. The SIGCONT that wakes qli is passed on.
/// 3. What the child writes is kept, if somebody wants it.
/// 4. When its time is over, or its output too long, everything that it started is ended.
/// 5. When the child has ended it is reaped, once, here: its number can't be reused before.
struct ChildSupervisor: ~Copyable {
  /// How long a pipe that somebody else holds is read after the child's end, in milliseconds.
  private static let drainLimit: Int64 = 1000

  private let child: RunningChild
  private let loop: EventLoop
  /// Whether what waits now may have come before the child was there.
  private var isNew = true
  private var isStopped = false
  private var stopRequest: Signal?

  init(_ child: RunningChild, _ loop: EventLoop) {
    self.child = child
    self.loop = loop
  }

  /// Waits for the child's end.
  consuming func wait() throws(Errno) -> ChildReport {
    while true {
      // Signals before the child's state: one that came before its end was received before it.
      for _ in 0..<EventLoop.mostPending {
        guard let received = loop.nextSignal() else { break }
        handle(received)
      }
      isNew = false
      if let end = try endIfAny() {
        try drain()
        // The last of what was too much may come to light only now.
        if let cut = try cutOutput() { return report(.cut(cut)) }
        return report(.child(end))
      }
      if let cut = try cutOutput() { return report(.cut(cut)) }
      if let cut = try cutTime() { return report(.cut(cut)) }
      let open = child.capture?.interests ?? []
      switch try loop.wait(for: open, until: child.limit?.deadline) {
      case .signal(let received): handle(received)
      case .ready: try child.capture?.drain()
      case .deadline: continue
      }
    }
  }

  private mutating func endIfAny() throws(Errno) -> ChildEnd? {
    if let state = try child.process.changedState(), let end = end(state) { return end }
    guard let tree = child.tree else { return nil }
    // What the child's descendants leave behind is qli's to reap; a while, as it may come without
    // end.
    for _ in 0..<64 {
      guard let (process, state) = try tree.reapAny() else { break }
      if process == child.process, let end = end(state) { return end }
    }
    return nil
  }

  private mutating func end(_ state: WaitStatus) -> ChildEnd? {
    switch state {
    case .exited(let code): return .exited(code)
    case .signalled(let signal): return .signalled(signal)
    case .stopped(let signal): stopWithChild(signal)
    case .continued: isStopped = false
    }
    return nil
  }

  /// Ends everything if the output is too long.
  private func cutOutput() throws(Errno) -> ChildReport.Cut? {
    guard let tree = child.tree, child.capture?.isOverLimit == true else { return nil }
    return .outputLimit(try end(tree))
  }

  /// Ends everything if its time is over. The clock is asked each time: while signals keep coming,
  /// the loop reports nothing else.
  private func cutTime() throws(Errno) -> ChildReport.Cut? {
    guard let tree = child.tree, let limit = child.limit,
      loop.clock.monotonicTime() >= limit.deadline
    else { return nil }
    return .timeLimit(limit.duration, try end(tree))
  }

  private func end(_ tree: RunTree) throws(Errno) -> TreeEnd {
    let end = try TreeEnding(child.process, tree, loop, child.capture).end(grace: child.grace)
    child.settings?.restore()
    try drain()
    return end
  }

  /// Takes what was written before the end. A process that was left behind may hold the pipes: they
  /// are let go after a moment.
  private func drain() throws(Errno) {
    guard let capture = child.capture else { return }
    let deadline = loop.clock.monotonicTime().advanced(byMilliseconds: Self.drainLimit)
    while true {
      try capture.drain()
      let open = capture.interests
      if open.isEmpty { return }
      if case .deadline = try loop.wait(for: open, until: deadline) { return }
    }
  }

  /// The report of a child that has ended. What came since the last look is still on record, but
  /// there is nobody left to pass it on to.
  private mutating func report(_ ending: ChildReport.Ending) -> ChildReport {
    for _ in 0..<EventLoop.mostPending {
      guard let received = loop.nextSignal() else { break }
      note(received.signal)
    }
    return ChildReport(ending: ending, stopRequest: stopRequest)
  }

  private mutating func note(_ signal: Signal) {
    if signal.isStopRequest, stopRequest == nil { stopRequest = signal }
  }

  private mutating func handle(_ received: ReceivedSignal) {
    let signal = received.signal
    // It only wakes qli up: the child's state is asked for anyway.
    if signal == .child { return }
    note(signal)
    guard SignalPolicy.action(on: signal, from: origin(of: received), while: state) == .forward
    else { return }
    child.forward(signal)
    if signal == .resume { isStopped = false }
  }

  private func origin(of received: ReceivedSignal) -> SignalPolicy.Origin {
    switch received.sender {
    case .kernel: isMissedByChild(received.signal) ? .kernelToQliAlone : .kernel
    case .process(let sender): isOfRun(sender) ? .descendant : .stranger
    // Without a sender, the terminal's foreground group decides: that is where keys go.
    case .unknown: Terminal.isInForeground ? .kernel : .stranger
    }
  }

  /// Whether the kernel sent `signal` to qli and not to its child.
  private func isMissedByChild(_ signal: Signal) -> Bool {
    // It may have come just before the child was there. A child that got it before it could catch it
    // is dead of it; a shell may catch it by now, and still have missed it. Better twice than never,
    // unless qli was stopped meanwhile: then only one that does nothing about it has missed it.
    if isNew, signal.isStopRequest,
      !SignalSet.pending.contains(.resume) || child.process.hasDefault(for: signal)
    {
      return true
    }
    // A terminal that hangs up tells the leader of its session, and nobody else.
    return (signal == .hangUp || signal == .resume) && ProcessID.current.leadsSession
  }

  private func isOfRun(_ process: ProcessID) -> Bool {
    child.tree?.contains(process) ?? process.descends(from: child.process)
  }

  private var state: SignalPolicy.State {
    if isStopped { return .childStopped }
    return child.process.group == ProcessID.current.group ? .childInGroup : .childElsewhere
  }

  private mutating func stopWithChild(_ signal: Signal) {
    isStopped = true
    // A captured child has a session of its own, and no shell waits for a prompt: qli keeps the
    // clock for it.
    guard child.capture == nil else { return }
    // Returns when qli is continued; a stop signal that is ignored returns at once.
    signal.raise()
  }
}
