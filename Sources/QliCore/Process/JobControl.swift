/// What becomes of qli when a guarded program at its terminal has stopped.
struct JobControl {
  private let hasTimeLimit: Bool
  /// Whether qli itself was told to stop, since it went on last.
  var wasToldToStop = false

  /// Once the program was started. With a time limit qli isn't stopped by what stops a background job
  /// at the terminal: it has a clock to keep.
  init(hasTimeLimit: Bool) {
    self.hasTimeLimit = hasTimeLimit
    if hasTimeLimit {
      SignalDisposition.ignore(.terminalInput)
      SignalDisposition.ignore(.terminalOutput)
    }
  }

  /// The program was stopped by `signal`: stops qli with it, where a shell takes the prompt then, and
  /// returns when qli is continued.
  mutating func stopped(by signal: Signal) {
    let isTold = wasToldToStop || SignalSet.pending.contains(.terminalStop)
    wasToldToStop = false
    // Stopped too, qli would stay so for ever where nobody looks after it, and no limit would hold.
    // Ctrl-Z at a terminal is the user's own wish, also with a limit.
    let isWanted = (!hasTimeLimit || signal == .terminalStop) && isLookedAfter
    if isWanted || isTold { signal.stopSelf() }
  }

  /// Whether somebody may notice that qli was stopped: a shell at the terminal.
  private var isLookedAfter: Bool {
    !ProcessID.current.leadsSession && Terminal.hasControlling
  }
}
