/// What a run takes from outside.
struct RunContext {
  let environment: Environment
  let console: Console
  let clock: Clock
  /// The signals that were blocked when qli started.
  let callerMask: SignalSet
  /// How many runs this one is nested in. Looked up once: every run asks for it several times.
  let depth: RunDepth
  /// What was found out about the folders on the way to what runs and what is written.
  let safety = PathSafety()
  /// Who has started the qli that this process is a copy of, if it is one.
  var caller: WatchedProcess?

  init(
    environment: Environment, console: Console, clock: Clock, callerMask: SignalSet
  ) {
    self.environment = environment
    self.console = console
    self.clock = clock
    self.callerMask = callerMask
    depth = RunDepth(environment)
  }
}
