import CSystem

/// Waits for descriptors, with poll(2), and ppoll(2) where there is that.
enum Poll {
  /// A descriptor, and what it is waited for.
  struct Interest {
    let descriptor: FileDescriptor
    let direction: Direction

    enum Direction {
      case reading
      case writing
      /// Nothing but that its other end is closed, which is told in any case.
      case closing
    }

    static func reading(_ descriptor: FileDescriptor) -> Interest {
      Interest(descriptor: descriptor, direction: .reading)
    }

    static func writing(_ descriptor: FileDescriptor) -> Interest {
      Interest(descriptor: descriptor, direction: .writing)
    }

    static func closing(_ descriptor: FileDescriptor) -> Interest {
      Interest(descriptor: descriptor, direction: .closing)
    }

    fileprivate var request: pollfd {
      let events: Int32 =
        switch direction {
        case .reading: POLLIN
        case .writing: POLLOUT
        case .closing: 0
        }
      return pollfd(fd: descriptor.rawValue, events: Int16(events), revents: 0)
    }
  }

  /// What ended a wait.
  enum End {
    /// The first descriptor is ready, and perhaps others are.
    case first
    /// Others are ready, but the first isn't.
    case others
    case deadline
  }

  /// Waits until one of the descriptors is ready or was hung up, or `deadline` has passed.
  ///
  /// - Parameter first: what a wait without others is for.
  static func wait(
    for first: Interest, and others: [Interest] = [], until deadline: MonotonicTime?,
    clock: Clock
  ) throws(Errno) -> End {
    var failure: Errno?
    // On the stack: this is on the path of every run.
    let end: End = withUnsafeTemporaryAllocation(of: pollfd.self, capacity: others.count + 1) {
      requests in
      requests[0] = first.request
      for index in others.indices { requests[index + 1] = others[index].request }
      while true {
        let count = csystem_poll(
          requests.baseAddress, nfds_t(requests.count), timeout(until: deadline, clock))
        if count > 0 { return requests[0].revents != 0 ? .first : .others }
        if count == 0 {
          if let deadline, clock.monotonicTime() >= deadline { return .deadline }
        } else if Errno.current != .interrupted {
          failure = .current
          return .deadline
        }
      }
    }
    if let failure { throw failure }
    return end
  }

  /// Waits until `descriptor` can be written to, or nobody reads it any more.
  static func waitForRoom(in descriptor: FileDescriptor) throws(Errno) {
    var request = Interest.writing(descriptor).request
    try valueOrErrno { poll(&request, 1, -1) }
  }

  /// Whether nobody reads any more what is written to `descriptor`, the writing end of a pipe.
  static func isClosing(_ descriptor: FileDescriptor) -> Bool { isReady(.closing(descriptor)) }

  /// Whether a descriptor is ready for what is wanted of it, or was hung up.
  static func isReady(_ interest: Interest) -> Bool {
    var request = interest.request
    return poll(&request, 1, 0) == 1
  }

  /// The nanoseconds until `deadline`; -1 for no end.
  private static func timeout(until deadline: MonotonicTime?, _ clock: Clock) -> Int64 {
    guard let deadline else { return -1 }
    return max(0, deadline.nanoseconds - clock.monotonicTime().nanoseconds)
  }
}
