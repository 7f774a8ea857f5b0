/// How a run ended, as its closing record says it.
struct RunEnd {
  /// What kept the run from ending by itself.
  struct Failure {
    /// Where it happened, as records name the steps.
    let step: String?
    /// In words.
    let error: String?
  }

  let event: AuditEvent
  /// The stable word for why it didn't end by itself.
  let cause: String?
  /// How qli ends.
  let exitCode: Int32
  /// What killed the extension, ended it, or told qli to stop.
  let signal: Signal?
  /// With `failed` alone.
  let failure: Failure?
  /// With `timedOut` alone.
  let timeLimit: RunDuration?
  /// What couldn't be ended.
  let survivors: [TreeEnd.Survivor]
  /// How often a service was started again.
  var restarts: Int64?
  /// With `stopped` alone.
  var endedBy: EndedBy?
}

/// Why nothing was run, as the record of a refusal says it.
struct RunRefusal {
  /// The extension's file.
  let path: FilePath
  /// The guard that refused, as records name the steps.
  let step: String
  /// The stable word for why.
  let cause: String
  /// The run that this one would be nested in.
  let parent: RunID?
  /// How qli ends.
  let exitCode: Int32
  /// What told qli to stop.
  let signal: Signal?
  /// In words.
  let error: String
}
