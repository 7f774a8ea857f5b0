import CSystem

/// A set of signals, as sigprocmask(2) takes it.
struct SignalSet {
  private(set) var value = sigset_t()

  /// The set that the C library has as `value`.
  init(_ value: sigset_t) { self.value = value }

  /// The set of `signals`.
  init(_ signals: Signal...) {
    sigemptyset(&value)
    for signal in signals { insert(signal) }
  }

  /// The signals that end a program which does nothing about them, as far as it may block them. The
  /// C library keeps some for itself.
  static var ending: SignalSet {
    var set = SignalSet()
    sigfillset(&set.value)
    let others = [
      SIGKILL, SIGSTOP, SIGCHLD, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH,
    ]
    for signal in others {
      sigdelset(&set.value, signal)
    }
    #if !os(Linux)
      sigdelset(&set.value, SIGINFO)
    #endif
    return set
  }

  /// The blocked signals that have come and were not read yet, by sigpending(2).
  static var pending: SignalSet {
    var set = SignalSet()
    sigpending(&set.value)
    return set
  }

  mutating func insert(_ signal: Signal) { sigaddset(&value, signal.rawValue) }

  mutating func remove(_ signal: Signal) { sigdelset(&value, signal.rawValue) }

  /// Whether one of its signals is as `predicate` says.
  func contains(where predicate: (Signal) -> Bool) -> Bool {
    (1..<NSIG).contains { number in
      let signal = Signal(rawValue: number)
      return contains(signal) && predicate(signal)
    }
  }

  func contains(_ signal: Signal) -> Bool {
    var copy = value
    return sigismember(&copy, signal.rawValue) == 1
  }

  /// Blocks the set for this thread, beside what is blocked already.
  ///
  /// - Returns: what was blocked before.
  @discardableResult
  func block() -> SignalSet {
    var before = SignalSet()
    var copy = value
    sigprocmask(SIG_BLOCK, &copy, &before.value)
    return before
  }

  /// Makes it what is blocked for this thread, as `block` found it.
  func restore() {
    var copy = value
    sigprocmask(SIG_SETMASK, &copy, nil)
  }

  /// Lets the set through again.
  func unblock() {
    var copy = value
    sigprocmask(SIG_UNBLOCK, &copy, nil)
  }
}

/// What a program does on a signal, as far as qli asks or changes it.
enum SignalDisposition {
  /// Whether `signal` is ignored, as under nohup(1).
  static func isIgnored(_ signal: Signal) -> Bool { csystem_is_ignored(signal.rawValue) == 1 }

  /// Gives `signal` its default effect.
  static func setDefault(_ signal: Signal) { _ = csystem_set_default(signal.rawValue) }

  /// Gives each signal that was ignored its default effect, also in what is started.
  static func resetIgnored() {
    for number in 1..<NSIG where csystem_is_ignored(number) == 1 {
      _ = csystem_set_default(number)
    }
  }

  /// Ignores `signal` from now on; one that waits is thrown away.
  static func ignore(_ signal: Signal) { _ = csystem_ignore(signal.rawValue) }
}
