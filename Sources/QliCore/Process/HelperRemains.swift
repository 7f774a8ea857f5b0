/// Ends what helpers have left behind, such as a daemon or a child of one that was killed.
final class HelperRemains: Watched {
  /// How long it is tried, in milliseconds: whoever is there then can't be ended by this user.
  private static let limit: Int64 = 5000
  /// After how long each gets SIGKILL again, in milliseconds.
  private static let pause: Int64 = 5

  private let tree: RunTree
  private let loop: EventLoop
  private let end: MonotonicTime
  private(set) var deadline: MonotonicTime?
  /// What told qli to end meanwhile.
  private var signals: [Signal] = []

  /// Lets `body` run helpers to their ends, whatever these are, and then ends all that is left of them, and
  /// puts the terminal's settings back: whoever is ended while it asks for a password can't.
  static func ending<Result, Failure>(
    _ environment: Environment, _ loop: EventLoop, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let tree = RunTree(environment, isOfHelpers: true)
    let settings = TerminalSettings()
    defer {
      let remains = HelperRemains(tree, loop)
      try? loop.watch(remains)
      settings?.restore()
      // Whoever waits next decides on them.
      for signal in remains.signals { signal.putBack() }
      tree.release()
    }
    return try body()
  }

  private init(_ tree: RunTree, _ loop: EventLoop) {
    self.tree = tree
    self.loop = loop
    end = loop.clock.monotonicTime().advanced(byMilliseconds: Self.limit)
  }

  var interests: [Poll.Interest] { [] }

  func receive(_ received: ReceivedSignal) {
    if SignalPolicy.endsWithoutChild(received.signal) { signals.append(received.signal) }
  }

  func advance() throws(Errno) -> Bool {
    let now = loop.clock.monotonicTime()
    var hasHeirs = false
    let isGone = try tree.isGone(until: end, loop.clock) { _, _ in hasHeirs = true }
    if isGone || now >= end { return true }
    // What one has left behind is told at once: it may be about to start the next.
    if let deadline, now < deadline, !hasHeirs { return false }
    let reached = tree.children().filter { (try? $0.send(.kill)) != nil }
    deadline = now.advanced(byMilliseconds: Self.pause)
    return reached.isEmpty
  }
}
