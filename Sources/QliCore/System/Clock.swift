import CSystem

/// A moment of a clock that nobody sets; for intervals.
struct MonotonicTime: Comparable, Sendable {
  let nanoseconds: Int64

  /// A moment that never comes.
  static let distantFuture = MonotonicTime(nanoseconds: .max)

  /// The moment `seconds` later.
  func advanced(bySeconds seconds: Double) -> MonotonicTime {
    MonotonicTime(nanoseconds: nanoseconds + Int64(seconds * 1e9))
  }

  /// The moment `milliseconds` later.
  func advanced(byMilliseconds milliseconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: nanoseconds + milliseconds * 1_000_000)
  }

  /// Whole milliseconds from `start` to here.
  func milliseconds(since start: MonotonicTime) -> Int64 {
    (nanoseconds - start.nanoseconds) / 1_000_000
  }

  static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

/// What tells the time. Tests bring their own.
struct Clock: Sendable {
  var wallTime: @Sendable () -> Timestamp
  var monotonicTime: @Sendable () -> MonotonicTime

  /// The clocks of clock_gettime(2): CLOCK_REALTIME and CLOCK_MONOTONIC.
  static let system = Clock(
    wallTime: {
      let time = read(CLOCK_REALTIME)
      return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    },
    monotonicTime: {
      let time = read(CLOCK_MONOTONIC)
      return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    })

  private static func read(_ clock: clockid_t) -> timespec {
    var value = timespec()
    clock_gettime(clock, &value)
    return value
  }
}
