/// Looks whether anybody is connected to a service, as the system's tables of sockets show it.
///
/// They tell of no connection that is gone again, but for those of TCP for a minute: it is looked often
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
    if endpoint.hasConnections {
      lastSeen = now
      return false
    }
    return now.milliseconds(since: lastSeen) >= limit.milliseconds
  }
}

extension Endpoint {
  /// Whether somebody is connected to it.
  fileprivate var hasConnections: Bool {
    switch self {
    case .local(let path): ListeningSocket.hasConnections(path: path)
    case .tcp(_, let port): ListeningSocket.hasConnections(port: port)
    }
  }
}
