/// The one place where qli waits: for signals, for descriptors, for a moment in time.
///
/// From its creation on the signals that qli acts on are blocked and read one by one, so that none
/// is lost or mistaken between a check and a wait. What was ignored when qli started stays ignored:
/// blocking it would make it arrive.
final class EventLoop {
  /// What ended a wait.
  enum Event {
    case signal(ReceivedSignal)
    /// Which of the descriptors that were waited for are ready.
    case ready(Poll.Ready)
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

  /// Waits until a signal has come, one of `descriptors` is ready, or `deadline` has passed.
  /// A signal is reported first, and then the deadline.
  func wait(
    for descriptors: [FileDescriptor] = [], until deadline: MonotonicTime? = nil
  ) throws(Errno) -> Event {
    while true {
      let ready = try Poll.wait(
        for: queue.readiness, and: descriptors, until: deadline, clock: clock)
      guard let ready else { return .deadline }
      if ready.first {
        guard let signal = queue.next() else { continue }
        return .signal(signal)
      }
      // Whoever writes without a pause mustn't keep the time from being seen.
      if let deadline, clock.monotonicTime() >= deadline { return .deadline }
      return .ready(ready)
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
}
