/// The one place where qli waits: for signals, for descriptors, for a moment in time.
///
/// From its creation on the signals that qli acts on are blocked and read one by one, so that none
/// is lost or mistaken between a check and a wait. What was ignored when qli started stays ignored.
final class EventLoop {
  /// What ended a wait.
  enum Event {
    case signal(ReceivedSignal)
    /// One of the descriptors that were waited for is ready.
    case ready
    case deadline
  }

  /// Signals are taken until then and no further: a process that sends them as fast as it can mustn't
  /// keep qli for ever.
  private static let mostPending = 16

  let clock: Clock
  /// The signals that were blocked when qli started; its child gets the same.
  let callerMask: SignalSet
  private let queue: SignalQueue

  /// Blocks the signals and begins to collect them.
  init(callerMask: SignalSet, clock: Clock) throws(Errno) {
    // Were SIGCHLD ignored, the kernel would throw a child's status away.
    if SignalDisposition.isIgnored(.child) { SignalDisposition.setDefault(.child) }
    var signals = SignalPolicy.signals
    signals.insert(.child)
    queue = try SignalQueue(blocking: signals)
    self.callerMask = callerMask
    self.clock = clock
  }

  /// The same beside a program to which the signals of the keys belong: they stay blocked, as they have to be
  /// already, and are read by nobody.
  init(besidePager callerMask: SignalSet, clock: Clock) throws(Errno) {
    if SignalDisposition.isIgnored(.child) { SignalDisposition.setDefault(.child) }
    var signals = SignalPolicy.signals
    signals.insert(.child)
    signals.remove(.interrupt)
    signals.remove(.quit)
    queue = try SignalQueue(blocking: signals)
    self.callerMask = callerMask
    self.clock = clock
  }

  /// A loop that leaves each signal its own effect, for what may be broken off at any moment.
  init(withoutSignals clock: Clock) throws(Errno) {
    queue = try SignalQueue(blocking: SignalSet())
    callerMask = SignalSet()
    self.clock = clock
  }

  /// Lets signals have their own effect again, for what can be done only when nothing depends on
  /// them any more: one ends qli, also one that has come already. A closed pipe stays an error.
  func release() {
    var mask = callerMask
    mask.insert(.brokenPipe)
    mask.insert(.fileSizeExceeded)
    mask.restore()
  }

  /// Takes `watched` to its end.
  func watch(_ watched: some Watched) throws(Errno) {
    while true {
      // Signals before all else: one that came before a process ended was received before that.
      takeSignals(watched.receive)
      if try watched.advance() { return }
      if case .signal(let received) = try wait(for: watched.interests, until: watched.deadline) {
        watched.receive(received)
      }
    }
  }

  /// Waits until a signal has come, a descriptor is ready for what is wanted of it, or `deadline`
  /// has passed. A signal is reported first, and then the deadline.
  func wait(
    for interests: [Poll.Interest] = [], until deadline: MonotonicTime? = nil
  ) throws(Errno) -> Event {
    while true {
      switch try Poll.wait(
        for: .reading(queue.readiness), and: interests, until: deadline, clock: clock)
      {
      case .first:
        if let signal = nextSignal() { return .signal(signal) }
      case .others:
        // Whoever writes without a pause mustn't keep the time from being seen.
        if let deadline, clock.monotonicTime() >= deadline { return .deadline }
        return .ready
      case .deadline: return .deadline
      }
    }
  }

  /// Hands over the signals that have come already.
  func takeSignals(_ body: (ReceivedSignal) -> Void) {
    for _ in 0..<Self.mostPending {
      guard let received = nextSignal() else { return }
      body(received)
    }
  }

  /// The next signal that has come already, or nil.
  func nextSignal() -> ReceivedSignal? {
    while let received = queue.next() { if isMeant(received) { return received } }
    return nil
  }

  /// The signal that tells qli to end, if one came while there is no child to decide for.
  func pendingEnd() -> Signal? {
    while let received = nextSignal() {
      if let signal = end(on: received) { return signal }
    }
    return nil
  }

  /// What `received` does while there is no child to decide for: stops qli at once where it is meant
  /// to.
  ///
  /// - Returns: the signal if it ends qli.
  func end(on received: ReceivedSignal) -> Signal? {
    switch SignalPolicy.action(on: received.signal, from: .stranger, while: .noChild) {
    case .end: return received.signal
    case .stop: received.signal.stopSelf()
    case .ignore, .forward, .resume: break
    }
    return nil
  }

  /// Whether a signal waits that tells qli to end. It is left for whoever reads it.
  var isToldToEnd: Bool {
    SignalSet.pending.contains {
      SignalPolicy.endsWithoutChild($0) && !$0.isOfWrites && !SignalDisposition.isIgnored($0)
    }
  }

  /// Whether a signal that was blocked is for qli to act on.
  private func isMeant(_ received: ReceivedSignal) -> Bool {
    // Blocked, an ignored one waits nevertheless.
    if SignalDisposition.isIgnored(received.signal) { return false }
    // What a write of qli's own has made of a closed pipe, or of a full quota.
    return !(received.signal.isOfWrites && received.sender == .process(.current))
  }
}
