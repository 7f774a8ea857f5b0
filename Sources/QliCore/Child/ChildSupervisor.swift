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
  private var isStopped = false
  private var stopRequest: Signal?

  init(_ child: ProcessID) { self.child = child }

  /// Waits for the child's end.
  consuming func wait(_ loop: EventLoop) throws(Errno) -> ChildReport {
    while true {
      // Signals before the child's state: one that came before its end was received before it.
      while let received = loop.nextSignal() { handle(received) }
      switch try child.changedState() {
      case .exited(let code): return ChildReport(end: .exited(code), stopRequest: stopRequest)
      case .signalled(let signal):
        return ChildReport(end: .signalled(signal), stopRequest: stopRequest)
      case .stopped(let signal): stopWithChild(signal)
      case nil:
        if case .signal(let received) = try loop.wait() { handle(received) }
      }
    }
  }

  private mutating func handle(_ received: ReceivedSignal) {
    let signal = received.signal
    if signal.isStopRequest, stopRequest == nil { stopRequest = signal }
    guard SignalPolicy.action(on: signal, from: origin(of: received), while: state) == .forward
    else { return }
    // It can only fail for a program that runs as another user, which isn't ours to signal.
    try? child.send(signal)
    if signal == .resume { isStopped = false }
  }

  private func origin(of received: ReceivedSignal) -> SignalPolicy.Origin {
    switch received.sender {
    case .kernel: .kernel
    case .process(let sender): sender.descends(from: child) ? .descendant : .stranger
    // Without a sender, the terminal's foreground group decides: that is where keys go.
    case .unknown: Terminal.isInForeground ? .kernel : .stranger
    }
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
