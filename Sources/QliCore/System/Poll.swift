#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Waits for descriptors, with poll(2).
enum Poll {
  /// Waits until one of `descriptors` can be read or was hung up, or `deadline` has passed.
  ///
  /// - Returns: for each descriptor, in order, whether it is ready; nil if the time has passed.
  static func wait(
    for descriptors: [FileDescriptor], until deadline: MonotonicTime?, clock: Clock
  ) throws(Errno) -> [Bool]? {
    var requests = descriptors.map {
      pollfd(fd: $0.rawValue, events: Int16(POLLIN), revents: 0)
    }
    while true {
      let count = poll(&requests, nfds_t(requests.count), timeout(until: deadline, clock))
      if count > 0 { return requests.map { $0.revents != 0 } }
      if count == 0 {
        if let deadline, clock.monotonicTime() >= deadline { return nil }
      } else if Errno.current != .interrupted {
        throw .current
      }
    }
  }

  /// The milliseconds until `deadline`, rounded up so that the wait doesn't end before it; -1 for
  /// no end.
  private static func timeout(until deadline: MonotonicTime?, _ clock: Clock) -> Int32 {
    guard let deadline else { return -1 }
    let rest = deadline.nanoseconds - clock.monotonicTime().nanoseconds
    return Int32(clamping: max(0, (rest + 999_999) / 1_000_000))
  }
}
