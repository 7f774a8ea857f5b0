/// How a run ended.
struct RunResult {
  let outcome: Outcome
  /// From the start record to the end, in milliseconds; zero if nothing was started.
  let duration: Int64
  /// Hides the secrets of the run in what is said of it.
  var redaction = Redaction()

  /// What is said of it, or nil where the extension has spoken for itself.
  var report: ErrorReport? { ErrorReport(outcome)?.hiding(redaction) }
}
