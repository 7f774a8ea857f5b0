import Synchronization

@testable import QliCore

/// Both clocks, which stand still until they are turned, or go on by so much with each reading of
/// the monotonic one.
final class TestClock: Sendable {
  private let elapsed = Mutex<Int64>(0)
  private let step: Int64

  /// Its first wall time, in seconds since 1970.
  static let start: Int64 = 1_800_000_000

  /// Makes a clock; `step` is in seconds.
  init(step: Double = 0) { self.step = Int64(step * 1e9) }

  func advance(seconds: Double) { elapsed.withLock { $0 += Int64(seconds * 1e9) } }

  /// How long it has gone, in seconds.
  var seconds: Double { Double(nanoseconds) / 1e9 }

  private var nanoseconds: Int64 { elapsed.withLock { $0 } }

  private func read() -> Int64 {
    elapsed.withLock { elapsed in
      defer { elapsed += step }
      return elapsed
    }
  }

  var clock: QliCore.Clock {
    QliCore.Clock(
      wallTime: { [self] in
        let time = nanoseconds
        return Timestamp(
          seconds: Self.start + time / 1_000_000_000, nanoseconds: time % 1_000_000_000)
      },
      monotonicTime: { [self] in MonotonicTime(nanoseconds: read()) })
  }
}
