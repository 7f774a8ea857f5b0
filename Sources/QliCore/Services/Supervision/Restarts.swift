/// Whether and when a service that has ended is started again.
struct Restarts {
  /// The pauses, in milliseconds: doubled each time, up to the longest.
  private static let firstPause: Int64 = 1000
  private static let longestPause: Int64 = 30_000

  private let policy: ServicePolicy
  /// When it was started again, within the window.
  private var times: [MonotonicTime] = []
  /// How often it was started again since its first start.
  private(set) var count: Int64 = 0

  init(_ policy: ServicePolicy) { self.policy = policy }

  /// How long to wait before it is started again, in milliseconds; nil where it has ended for good.
  mutating func pause(after end: ChildEnd, _ clock: Clock) -> Int64? {
    switch policy.restart {
    case .never: return nil
    case .onFailure: if end == .exited(0) { return nil }
    case .always: break
    }
    let now = clock.monotonicTime()
    let window = policy.restartWindow.milliseconds
    times.removeAll { now.milliseconds(since: $0) >= window }
    guard times.count < policy.maxRestarts else { return nil }
    // A service that lives long between its ends waits no longer for each.
    let pause = min(Self.firstPause << Int64(min(times.count, 5)), Self.longestPause)
    times.append(now)
    count += 1
    return pause
  }
}
