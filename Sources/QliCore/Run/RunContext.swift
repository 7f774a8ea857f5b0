/// What a run takes from outside.
struct RunContext {
  let environment: Environment
  let console: Console
  let clock: Clock
  /// The signals that were blocked when qli started.
  let callerMask: SignalSet
  /// What was found out about the folders on the way to what runs and what is written.
  let safety = PathSafety()
}
