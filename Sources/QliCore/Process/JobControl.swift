/// What becomes of qli when a guarded program at its terminal has stopped.
struct JobControl {
  /// How long a program may take to stop once it was told to, in milliseconds: what stops it later is
  /// something else.
  private static let patience: Int64 = 2000

  private let hasTimeLimit: Bool
  /// When qli itself was told to stop, since it went on last.
  var toldToStop: MonotonicTime?

  /// Before the program is started: keeps what it does at once, as a background job that reads the
  /// terminal, from stopping qli as well.
  static func prepare(hasTimeLimit: Bool) {
    if hasTimeLimit { SignalSet(.terminalInput, .terminalOutput).block() }
  }

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
  mutating func stopped(by signal: Signal, _ now: MonotonicTime) {
    let isRecent = toldToStop.map { now.milliseconds(since: $0) < Self.patience } ?? false
    let isTold = isRecent || SignalSet.pending.contains(.terminalStop)
    toldToStop = nil
    // Stopped too, qli would stay so for ever where nobody looks after it, and no limit would hold.
    // Ctrl-Z at a terminal is the user's own wish, also with a limit.
    let isWanted = (!hasTimeLimit || signal == .terminalStop) && isLookedAfter
    if isWanted || isTold { signal.stopSelf() }
  }

  /// Whether somebody may notice that qli was stopped: a shell at the terminal. It has its jobs in groups of
  /// their own.
  private var isLookedAfter: Bool {
    !ProcessID.isInLeadersGroup && Terminal.hasControlling
  }
}
