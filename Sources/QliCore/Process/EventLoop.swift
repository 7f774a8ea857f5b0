/// The one place where qli waits: for signals, for descriptors, for a moment in time.
///
/// From its creation on the signals that qli acts on are blocked and read one by one, so that none
/// is lost or mistaken between a check and a wait. What was ignored when qli started stays ignored:
/// blocking it would make it arrive.
final class EventLoop {
  /// What ended a wait.
  enum Event {
    case signal(ReceivedSignal)
    /// One of the descriptors that were waited for is ready.
    case ready
    case deadline
  }

  /// More signals than can wait at once, as each waits once. Whoever takes those that wait stops
  /// there: a process that sends them as fast as it can mustn't keep it for ever.
  static let mostPending = 16

  let clock: Clock
  /// The signals that were blocked when qli started; its child gets the same.
  let callerMask: SignalSet
  private let queue: SignalQueue

  /// Blocks the signals and begins to collect them.
  init(callerMask: SignalSet, clock: Clock) throws(Errno) {
    // Were SIGCHLD ignored, the kernel would throw a child's status away.
    if SignalDisposition.isIgnored(.child) { SignalDisposition.setDefault(.child) }
    var signals = SignalSet(.child)
    SignalPolicy.forEachSignal { signal in
      if !SignalDisposition.isIgnored(signal) { signals.insert(signal) }
    }
    queue = try SignalQueue(blocking: signals)
    self.callerMask = callerMask
    self.clock = clock
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
        if let signal = queue.next() { return .signal(signal) }
      case .others:
        // Whoever writes without a pause mustn't keep the time from being seen.
        if let deadline, clock.monotonicTime() >= deadline { return .deadline }
        return .ready
      case .deadline: return .deadline
      }
    }
  }

  /// The next signal that has come already, or nil.
  func nextSignal() -> ReceivedSignal? { queue.next() }

  /// The signal that tells qli to end, if one came while there is no child to decide for.
  func pendingEnd() -> Signal? {
    while let received = queue.next() {
      if SignalPolicy.endsWithoutChild(received.signal) { return received.signal }
    }
    return nil
  }

  /// Whether such a signal waits. It is left for whoever reads it.
  var isToldToEnd: Bool {
    let pending = SignalSet.pending
    var isTold = false
    SignalPolicy.forEachSignal { signal in
      if SignalPolicy.endsWithoutChild(signal), pending.contains(signal) { isTold = true }
    }
    return isTold
  }
}
