/// Looks whether anybody is connected to a service, as the system's tables of sockets show it.
///
/// They tell of no connection that is gone again, but of those of TCP for a minute, and how long ago that was: it is looked often
/// enough that few are missed, and seldom enough that it isn't felt.
struct IdleWatch {
  /// The pauses between two looks, in milliseconds, at least and at most.
  private static let pauses: ClosedRange<Int64> = 20...1000

  private let endpoint: Endpoint
  private let limit: RunDuration
  private let pause: Int64
  /// When somebody was seen last.
  private var lastSeen: MonotonicTime
  /// When it is to be looked again.
  private(set) var next: MonotonicTime

  init(_ endpoint: Endpoint, _ limit: RunDuration, _ clock: Clock) {
    self.endpoint = endpoint
    self.limit = limit
    pause = min(max(limit.milliseconds / 20, Self.pauses.lowerBound), Self.pauses.upperBound)
    lastSeen = clock.monotonicTime()
    next = lastSeen.advanced(byMilliseconds: pause)
  }

  /// Whether nobody was connected for so long. To be asked from time to time, see `next`.
  mutating func hasPassed(_ clock: Clock) -> Bool {
    let now = clock.monotonicTime()
    guard now >= next else { return false }
    next = now.advanced(byMilliseconds: pause)
    if let time = endpoint.timeSinceConnection {
      lastSeen = max(lastSeen, now.advanced(byMilliseconds: -time))
    }
    return now.milliseconds(since: lastSeen) >= limit.milliseconds
  }
}

extension Endpoint {
  /// How long ago the last connection to it that is still shown has ended, in milliseconds.
  fileprivate var timeSinceConnection: Int64? {
    switch self {
    case .local(let path): ListeningSocket.timeSinceConnection(path: path)
    case .tcp(_, let port): ListeningSocket.timeSinceConnection(port: port)
    }
  }
}
