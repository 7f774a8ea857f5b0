import CSystem

/// A signal that arrived, and who sent it.
struct ReceivedSignal: Equatable {
  enum Sender: Equatable {
    /// The kernel, as on a key pressed at the terminal.
    case kernel
    /// A process, with kill(2) and the like.
    case process(ProcessID)
    /// The platform doesn't say.
    case unknown
  }

  let signal: Signal
  let sender: Sender
}

#if os(Linux)
  /// Blocked signals that wait to be read, one by one: a signalfd(2).
  ///
  /// Nothing runs in a handler, so nothing has to be safe in one, and no signal can slip in between
  /// a check and a wait.
  struct SignalQueue: ~Copyable {
    private let descriptor: OwnedDescriptor

    /// Blocks `signals` and collects them from now on.
    init(blocking signals: SignalSet) throws(Errno) {
      signals.block()
      var set = signals.value
      let number = try valueOrErrno { csystem_signalfd(&set) }
      descriptor = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
    }

    /// Readable as soon as a signal waits.
    var readiness: FileDescriptor { descriptor.number }

    /// Takes the next signal that waits, the lowest number first, or nil if there is none.
    func next() -> ReceivedSignal? {
      var information = signalfd_siginfo()
      let count = withUnsafeMutableBytes(of: &information) { buffer in
        (try? descriptor.number.read(into: buffer)) ?? 0
      }
      guard count == MemoryLayout<signalfd_siginfo>.size else { return nil }
      return ReceivedSignal(
        signal: Signal(rawValue: Int32(information.ssi_signo)),
        sender: information.ssi_code <= 0
          ? .process(ProcessID(rawValue: pid_t(bitPattern: information.ssi_pid))) : .kernel)
    }
  }
#else
  /// Blocked signals that wait to be read, one by one: a kqueue(2). Written for macOS; not tested.
  struct SignalQueue: ~Copyable {
    private let descriptor: OwnedDescriptor

    /// Blocks `signals` and collects them from now on.
    init(blocking signals: SignalSet) throws(Errno) {
      signals.block()
      let number = try valueOrErrno { kqueue() }
      descriptor = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
      for raw in Int32(1)..<NSIG where signals.contains(Signal(rawValue: raw)) {
        var change = kevent(
          ident: UInt(raw), filter: Int16(EVFILT_SIGNAL), flags: UInt16(EV_ADD), fflags: 0, data: 0,
          udata: nil)
        let queue = number
        try valueOrErrno { kevent(queue, &change, 1, nil, 0, nil) }
      }
    }

    /// Readable as soon as a signal waits.
    var readiness: FileDescriptor { descriptor.number }

    /// Takes the next signal that waits, or nil if there is none. macOS doesn't say who sent it.
    func next() -> ReceivedSignal? {
      var event = kevent()
      var noWait = timespec()
      guard kevent(descriptor.number.rawValue, nil, 0, &event, 1, &noWait) == 1 else { return nil }
      return ReceivedSignal(signal: Signal(rawValue: Int32(event.ident)), sender: .unknown)
    }
  }
#endif
