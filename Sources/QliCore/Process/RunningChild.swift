/// An extension that was started, and what belongs to its run.
struct RunningChild {
  let process: ProcessID
  /// All that belongs to the run, if qli may have to end that.
  let tree: RunTree?
  /// How long it may run, or nil for as long as it likes.
  let limit: TimeLimit?
  /// How long its processes may take to end when qli ends them.
  let grace: RunDuration
  /// Where its output goes if it is kept, or nil if it has qli's own.
  let capture: OutputCapture?
  /// The terminal's settings from before it ran, or nil if nobody will put them back.
  let settings: TerminalSettings?
  /// The lock of an exclusive run. It is qli's as long as the run lasts: an extension may close what
  /// it inherits.
  let lock: ExclusiveLock?

  /// Passes a signal on: to its whole session where it has its own, as a terminal would.
  func forward(_ signal: Signal) {
    // It can only fail for a program that runs as another user, which isn't ours to signal.
    if capture == nil { process.sendQuietly(signal) } else { process.sendToGroup(signal) }
  }
}
