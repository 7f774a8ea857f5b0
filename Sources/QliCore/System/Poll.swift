#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Waits for up to 65 descriptors, with poll(2).
enum Poll {
  /// Waits until one of `descriptors` can be read or was hung up, or `deadline` has passed.
  ///
  /// - Parameter first: waited for like the others; it is what a wait without others is for.
  /// - Returns: which are ready; nil if the time has passed.
  static func wait(
    for first: FileDescriptor, and others: [FileDescriptor] = [], until deadline: MonotonicTime?,
    clock: Clock
  ) throws(Errno) -> Ready? {
    var failure: Errno?
    // On the stack: this is on the path of every run.
    let ready: Ready? = withUnsafeTemporaryAllocation(
      of: pollfd.self, capacity: others.count + 1
    ) { requests in
      requests[0] = pollfd(fd: first.rawValue, events: Int16(POLLIN), revents: 0)
      for (index, descriptor) in others.enumerated() {
        requests[index + 1] = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
      }
      while true {
        let count = poll(
          requests.baseAddress, nfds_t(requests.count), timeout(until: deadline, clock))
        if count > 0 { return Ready(requests) }
        if count == 0 {
          if let deadline, clock.monotonicTime() >= deadline { return nil }
        } else if Errno.current != .interrupted {
          failure = .current
          return nil
        }
      }
    }
    if let failure { throw failure }
    return ready
  }

  /// A descriptor, and what it is waited for.
  struct Interest {
    let descriptor: FileDescriptor
    let direction: Direction

    enum Direction {
      case reading
      case writing
    }
  }

  /// Which of the descriptors of one wait can be read or were hung up.
  struct Ready {
    let first: Bool
    private var others: UInt64 = 0

    fileprivate init(_ requests: UnsafeMutableBufferPointer<pollfd>) {
      first = requests[0].revents != 0
      for index in requests.indices.dropFirst() where requests[index].revents != 0 {
        others |= 1 << UInt64(index - 1)
      }
    }

    /// Whether the one at this place of the others is.
    func contains(_ index: Int) -> Bool { others & (1 << UInt64(index)) != 0 }
  }

  /// The milliseconds until `deadline`, rounded up so that the wait doesn't end before it; -1 for
  /// no end.
  private static func timeout(until deadline: MonotonicTime?, _ clock: Clock) -> Int32 {
    guard let deadline else { return -1 }
    let rest = deadline.nanoseconds - clock.monotonicTime().nanoseconds
    return Int32(clamping: max(0, (rest + 999_999) / 1_000_000))
  }
}
