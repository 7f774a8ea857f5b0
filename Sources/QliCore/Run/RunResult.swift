/// How a run ended.
struct RunResult {
  let outcome: Outcome
  /// From the start record to the end, in milliseconds; zero if nothing was started.
  let duration: Int64
  /// What it might write to, to be shown; nil for all that its user may.
  var write: [FilePath]?
  /// Hides the secrets of the run in what is said of it.
  var redaction = Redaction()
  /// What it would have been refused for next, had the first been in order.
  var further: [ConfirmationRefusal] = []

  /// What is said of it, or nil where the extension has spoken for itself.
  var report: ErrorReport? {
    guard var report = ErrorReport(outcome) else { return nil }
    if !further.isEmpty { report.add(further, behind: outcome.confirmation?.cause) }
    return report.hiding(redaction)
  }

  /// The same for a record, on one line; which requirements aren't met is in it.
  var recordedError: String? {
    guard let report else { return nil }
    guard case .refused(.requirements) = outcome else { return report.headline }
    let details = report.details.map { detail in String(detail.drop { $0 == " " }) }
    return "\(report.headline): \(details.joined(separator: "; "))"
  }

  /// What may have been in the way of an extension that has failed, and didn't know; nil where nothing was.
  ///
  /// - Parameter line: the one that ran it, with a word for its arguments in their place.
  func hint(_ line: @autoclosure () -> String) -> ErrorReport? {
    guard let write, case .finished(let code) = outcome, code != 0 else { return nil }
    return ErrorReport(failed: code, writingTo: write, line())
  }
}
