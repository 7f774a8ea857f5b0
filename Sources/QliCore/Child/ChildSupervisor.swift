/// How a child ended.
enum ChildEnd: Equatable, Sendable {
  case exited(Int32)
  case signalled(Signal)
}

/// What happened from a child's start to its end.
struct ChildReport {
  let end: ChildEnd
  /// The first signal that told qli to stop meanwhile, from anyone.
  let stopRequest: Signal?
}

/// Stays beside a child until it has ended:
///
/// 1. A signal that qli gets is passed on, or not, as `SignalPolicy` says.
/// 2. When the child stops alone, qli stops itself with the same signal, so that the shell gets its
///    prompt back. The SIGCONT that wakes qli is passed on.
/// 3. When the child has ended it is reaped, once, here: its number can't be reused before.
struct ChildSupervisor: ~Copyable {
  private let child: ProcessID
  /// Whether what waits now may have come before the child was there.
  private var isNew = true
  private var isStopped = false
  private var stopRequest: Signal?

  init(_ child: ProcessID) { self.child = child }

  /// Waits for the child's end.
  consuming func wait(_ loop: EventLoop) throws(Errno) -> ChildReport {
    while true {
      // Signals before the child's state: one that came before its end was received before it.
      while let received = loop.nextSignal() { handle(received) }
      isNew = false
      switch try child.changedState() {
      case .exited(let code): return report(.exited(code), loop)
      case .signalled(let signal): return report(.signalled(signal), loop)
      case .stopped(let signal): stopWithChild(signal)
      case nil:
        if case .signal(let received) = try loop.wait() { handle(received) }
      }
    }
  }

  /// The report of a child that has ended. What came since the last look is still on record, but
  /// there is nobody left to pass it on to.
  private mutating func report(_ end: ChildEnd, _ loop: EventLoop) -> ChildReport {
    while let received = loop.nextSignal() { note(received.signal) }
    return ChildReport(end: end, stopRequest: stopRequest)
  }

  private mutating func note(_ signal: Signal) {
    if signal.isStopRequest, stopRequest == nil { stopRequest = signal }
  }

  private mutating func handle(_ received: ReceivedSignal) {
    let signal = received.signal
    note(signal)
    guard SignalPolicy.action(on: signal, from: origin(of: received), while: state) == .forward
    else { return }
    // It can only fail for a program that runs as another user, which isn't ours to signal.
    try? child.send(signal)
    if signal == .resume { isStopped = false }
  }

  private func origin(of received: ReceivedSignal) -> SignalPolicy.Origin {
    switch received.sender {
    case .kernel: isMissedByChild(received.signal) ? .kernelToQliAlone : .kernel
    case .process(let sender): sender.descends(from: child) ? .descendant : .stranger
    // Without a sender, the terminal's foreground group decides: that is where keys go.
    case .unknown: Terminal.isInForeground ? .kernel : .stranger
    }
  }

  /// Whether the kernel sent `signal` to qli and not to its child.
  private func isMissedByChild(_ signal: Signal) -> Bool {
    // It may have come just before the child was there: if the child isn't dead of it, though it
    // does nothing about it, it didn't get it.
    if isNew, signal.isStopRequest, child.hasDefault(for: signal) { return true }
    // A terminal that hangs up tells the leader of its session, and nobody else.
    return (signal == .hangUp || signal == .resume) && ProcessID.current.leadsSession
  }

  private var state: SignalPolicy.State {
    if isStopped { return .childStopped }
    return child.group == ProcessID.current.group ? .childInGroup : .childElsewhere
  }

  private mutating func stopWithChild(_ signal: Signal) {
    isStopped = true
    // Returns when qli is continued; a stop signal that is ignored returns at once.
    signal.raise()
  }
}
