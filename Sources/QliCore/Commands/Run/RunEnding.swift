/// How a run ended, as programs are told: also where its output was what failed.
struct RunEnding {
  let result: RunResult
  /// How qli ends because of the output, where that and not the run decides.
  var failedOutput: FailedOutput?
  /// What was said of it on standard error, if anything.
  var report: ErrorReport?

  struct FailedOutput {
    let status: ExitStatus
    let cause: Cause
  }

  init(_ result: RunResult, failedOutput: FailedOutput? = nil, report: ErrorReport? = nil) {
    self.result = result
    self.failedOutput = failedOutput
    self.report = report
  }

  var outcome: String { failedOutput == nil ? result.outcome.name : "failed" }

  /// The step that it happened in, where that isn't the extension's own running.
  var step: String? { failedOutput == nil ? result.outcome.step?.rawValue : "output" }

  /// The word for why.
  var cause: Cause? { failedOutput.map { $0.cause } ?? result.outcome.cause }

  /// How qli ends.
  var status: ExitStatus { failedOutput.map { $0.status } ?? ExitStatus(result.outcome) }

  var signal: Signal? { result.outcome.signal }
}
