import CSystem

/// A signal by its number.
struct Signal: Hashable, Sendable {
  /// The number, as kill(2) takes it.
  let rawValue: Int32

  /// The signal with this number.
  init(rawValue: Int32) { self.rawValue = rawValue }

  static let hangUp = Signal(rawValue: SIGHUP)
  static let interrupt = Signal(rawValue: SIGINT)
  static let quit = Signal(rawValue: SIGQUIT)
  static let terminate = Signal(rawValue: SIGTERM)
  static let kill = Signal(rawValue: SIGKILL)
  static let user1 = Signal(rawValue: SIGUSR1)
  static let user2 = Signal(rawValue: SIGUSR2)
  static let windowChange = Signal(rawValue: SIGWINCH)
  static let resume = Signal(rawValue: SIGCONT)
  static let stop = Signal(rawValue: SIGSTOP)
  static let terminalStop = Signal(rawValue: SIGTSTP)
  static let child = Signal(rawValue: SIGCHLD)
  static let brokenPipe = Signal(rawValue: SIGPIPE)
  static let terminalInput = Signal(rawValue: SIGTTIN)
  static let terminalOutput = Signal(rawValue: SIGTTOU)
  static let fileSizeExceeded = Signal(rawValue: SIGXFSZ)

  /// The name as signal(7) has it, such as `SIGTERM`; a real-time signal is `SIGRTMIN+n`.
  var name: String {
    if let name = Self.names.first(where: { $0.number == rawValue })?.name { return name }
    #if os(Linux)
      // glibc keeps the first two real-time signals for itself, and counts from the third.
      if (34...64).contains(rawValue) { return "SIGRTMIN+\(rawValue - 34)" }
    #endif
    return "SIG\(rawValue)"
  }

  /// Whether it ends a program that does nothing about it; see signal(7).
  var endsByDefault: Bool {
    switch rawValue {
    case SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH: return false
    default:
      #if !os(Linux)
        if rawValue == SIGINFO { return false }
      #endif
      return true
    }
  }

  /// Whether its sender wants the program to end. SIGUSR1 and SIGUSR2 end one that doesn't know
  /// them, but are messages to one that does.
  var isStopRequest: Bool { endsByDefault && self != .user1 && self != .user2 }

  /// Whether a shell tells a person that it killed a program. Of Ctrl-C, and of a pipe that nobody reads
  /// any more, they know.
  var isWorthSaying: Bool { self != .interrupt && self != .brokenPipe }

  /// Whether it is what a write comes to that can't be done; see `EventLoop`.
  var isOfWrites: Bool { self == .brokenPipe || self == .fileSizeExceeded }

  /// Lets the signal, which stops a process, have its effect on this one, blocked or not; returns
  /// when it is continued. One that is ignored has none.
  func stopSelf() {
    let before = SignalSet().block()
    defer { before.restore() }
    // While it is blocked: with one that waits already it is one, and stops once.
    try? ProcessID.current.send(self)
    SignalSet(self).unblock()
  }

  /// Makes the signal, which is blocked, wait for this thread, with raise(3).
  func putBack() { _ = systemRaise(rawValue) }

  private static let names: [(number: Int32, name: String)] =
    [
      (SIGHUP, "SIGHUP"), (SIGINT, "SIGINT"), (SIGQUIT, "SIGQUIT"), (SIGILL, "SIGILL"),
      (SIGTRAP, "SIGTRAP"), (SIGABRT, "SIGABRT"), (SIGBUS, "SIGBUS"), (SIGFPE, "SIGFPE"),
      (SIGKILL, "SIGKILL"), (SIGUSR1, "SIGUSR1"), (SIGSEGV, "SIGSEGV"), (SIGUSR2, "SIGUSR2"),
      (SIGPIPE, "SIGPIPE"), (SIGALRM, "SIGALRM"), (SIGTERM, "SIGTERM"), (SIGCHLD, "SIGCHLD"),
      (SIGCONT, "SIGCONT"), (SIGSTOP, "SIGSTOP"), (SIGTSTP, "SIGTSTP"), (SIGTTIN, "SIGTTIN"),
      (SIGTTOU, "SIGTTOU"), (SIGURG, "SIGURG"), (SIGXCPU, "SIGXCPU"), (SIGXFSZ, "SIGXFSZ"),
      (SIGVTALRM, "SIGVTALRM"), (SIGPROF, "SIGPROF"), (SIGWINCH, "SIGWINCH"), (SIGIO, "SIGIO"),
      (SIGSYS, "SIGSYS"),
    ] + platformNames

  #if os(Linux)
    private static let platformNames: [(number: Int32, name: String)] = [
      (SIGSTKFLT, "SIGSTKFLT"), (SIGPWR, "SIGPWR"),
    ]
  #else
    private static let platformNames: [(number: Int32, name: String)] = []
  #endif
}

extension Signal: CustomStringConvertible {
  /// The signal's name.
  var description: String { name }
}

// At file level, where `raise` means the C function and no method.
private func systemRaise(_ number: Int32) -> Int32 { raise(number) }
