/// What qli does with a signal: a pure function, the table of qli(1), SIGNALS.
enum SignalPolicy {
  /// What qli is doing.
  enum State: CaseIterable {
    /// Nothing was started yet.
    case noChild
    /// The child runs, in qli's process group.
    case childInGroup
    /// The child runs, in a process group of its own choice.
    case childElsewhere
    /// The child is stopped.
    case childStopped
  }

  /// Who sent the signal.
  enum Origin: CaseIterable {
    /// The kernel: a key at the terminal, a hang-up, a resized window.
    case kernel
    /// The kernel, and to qli without its child.
    case kernelToQliAlone
    /// The child, or a process that it started.
    case descendant
    /// Any other process.
    case stranger
  }

  enum Action {
    case ignore
    /// Pass the same signal on to the child.
    case forward
    /// End qli: nothing runs.
    case end
    /// Stop qli, until it is continued.
    case stop
    /// qli was stopped and goes on: what it showed has to be shown again.
    case resume
  }

  /// The signals that the policy is for: all that can be caught and end a program, those of job
  /// control at the terminal, and those that a program wants to know of.
  static var signals: SignalSet {
    var signals = SignalSet.ending
    for signal in [Signal.terminalStop, .resume, .windowChange] { signals.insert(signal) }
    return signals
  }

  /// What to do on `signal` from `origin` in `state`.
  static func action(on signal: Signal, from origin: Origin, while state: State) -> Action {
    // It tells of a child, which whoever waits for one asks about itself. It can come late, when
    // that child is reaped, and of children that were there before qli became this program.
    if signal == .child { return .ignore }
    if state == .noChild {
      switch signal {
      case .windowChange: return .ignore
      case .resume: return .resume
      case .terminalStop: return .stop
      default: return .end
      }
    }
    // Whoever continues qli means its child too, even if that is the child's own doing.
    if state == .childStopped, signal == .resume { return .forward }
    switch origin {
    case .descendant:
      return .ignore
    case .kernel where reachesGroup(signal) && state != .childElsewhere:
      // The kernel sent it to the whole group: a second one would be a second Ctrl-C.
      return .ignore
    case .kernel, .kernelToQliAlone, .stranger:
      return .forward
    }
  }

  /// Whether `signal` ends qli while there is no child to decide for.
  static func endsWithoutChild(_ signal: Signal) -> Bool {
    action(on: signal, from: .stranger, while: .noChild) == .end
  }

  /// Whether the kernel sends it to a process group, not to one process.
  private static func reachesGroup(_ signal: Signal) -> Bool {
    switch signal {
    case .interrupt, .quit, .hangUp, .windowChange, .resume, .terminalStop: true
    default: false
    }
  }
}
