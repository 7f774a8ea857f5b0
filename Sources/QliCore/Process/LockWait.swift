/// Waits for what somebody else has, such as a lock: tries, waits a little, and tries again. flock(2) has
/// no time limit, and a signal that would break it off would need a handler.
final class LockWait: Watched {
  /// What came of it.
  enum Result: Equatable {
    case taken
    /// Others had it all the time.
    case held
    /// This signal ended the wait, or cut it short.
    case interrupted(Signal)
  }

  /// The pauses between two tries, in seconds: at first, and at most.
  private static let firstPause = 0.0005
  static let longestPause = 0.01

  private let attempt: () throws(Errno) -> Bool
  /// Readable when a try is worth while; nil when that isn't known, or has come.
  private var hint: FileDescriptor?
  private let loop: EventLoop
  private let end: MonotonicTime
  /// How long a signal that ends qli lets it go on, in seconds.
  private let patience: Double
  private var signalEnd: MonotonicTime?
  private var signal: Signal?
  private var pause = LockWait.firstPause
  private let longestPause: Double
  private var nextTry: MonotonicTime?
  private(set) var isTaken = false

  /// Takes the lock of `file`, until `end`.
  static func take(
    _ file: FileDescriptor, until end: MonotonicTime, patience: Double = 0, _ loop: EventLoop
  ) throws(Errno) -> Result {
    try take(until: end, patience: patience, loop) { () throws(Errno) in try file.tryLock() }
  }

  /// The same of anything: `attempt` tells whether it was had.
  ///
  /// - Parameter hint: is readable for good as soon as it may be had, and not before.
  /// - Parameter longestPause: between two tries at most, in seconds.
  static func take(
    until end: MonotonicTime, patience: Double = 0, hint: FileDescriptor? = nil,
    longestPause: Double = longestPause, _ loop: EventLoop,
    _ attempt: @escaping () throws(Errno) -> Bool
  ) throws(Errno) -> Result {
    // Mostly nobody has it.
    if try attempt() { return .taken }
    let wait = LockWait(
      attempt, until: end, patience: patience, hint, longestPause: longestPause, loop)
    try loop.watch(wait)
    if wait.isTaken { return .taken }
    return wait.signal.map { .interrupted($0) } ?? .held
  }

  private init(
    _ attempt: @escaping () throws(Errno) -> Bool, until end: MonotonicTime, patience: Double,
    _ hint: FileDescriptor?, longestPause: Double, _ loop: EventLoop
  ) {
    self.longestPause = longestPause
    self.attempt = attempt
    self.hint = hint
    self.end = end
    self.patience = patience
    self.loop = loop
  }

  var interests: [Poll.Interest] { hint.map { [.reading($0)] } ?? [] }

  var deadline: MonotonicTime? { nextTry }

  func receive(_ received: ReceivedSignal) {
    guard let ending = loop.end(on: received), signal == nil else { return }
    signal = ending
    signalEnd = loop.clock.monotonicTime().advanced(bySeconds: patience)
  }

  func advance() throws(Errno) -> Bool {
    let now = loop.clock.monotonicTime()
    if let hint, Poll.isReady(.reading(hint)) {
      // It goes on being readable.
      (self.hint, nextTry, pause) = (nil, nil, Self.firstPause)
    }
    if let nextTry, now < nextTry, signal == nil { return false }
    isTaken = try attempt()
    let limit = min(end, signalEnd ?? end)
    if isTaken || now >= limit { return true }
    nextTry = min(limit, now.advanced(bySeconds: pause))
    pause = min(pause * 2, longestPause)
    return false
  }
}
