/// How a run ended: the source of its exit status, its closing record, and every report of it.
///
/// A step that doesn't let the run pass throws it.
enum Outcome: Error {
  /// The extension ran and exited with this code.
  case finished(Int32)
  /// The extension ran and died of this signal.
  case signalled(Signal)
  /// qli was told to stop by this signal, before the extension was started (no `end`) or before it
  /// was reaped.
  case interrupted(Signal, end: ChildEnd?)
  /// A guard refused the run: nothing was started.
  case refused(Refusal)
  /// There is no such group or extension.
  case notFound(LookupError)
  /// Something that is there couldn't be used.
  case failed(Failure)
}

/// Why a guard refused a run.
enum Refusal {
  case requirements([UnmetRequirement], group: ExtensionName)
  case confirmation(ConfirmationRefusal)
  case secret(SecretError)
  case audit(AuditError)
}

/// What failed in a run, other than a guard or the extension itself.
enum Failure {
  /// What decides the run can't be trusted or read.
  case lookup(LookupError)
  /// The extension couldn't be executed.
  case spawn(SpawnFailure)
  /// The system refused something that qli needs.
  case system(Errno, in: Step)
}

/// The steps of a run, as records and reports name them.
enum Step: String {
  case banner
  case requirements = "requires_env"
  case confirm, secrets
  case audit
  case spawn, wait
}

extension Outcome {
  /// The outcome of a run whose group or extension couldn't be used.
  init(_ error: LookupError) {
    switch error {
    case .groupNotFound, .extensionNotFound, .belongsToLongerGroup: self = .notFound(error)
    case .notExecutable, .danglingExtension, .danglingGroup, .unreadable, .unsafe, .manifest:
      self = .failed(.lookup(error))
    }
  }

  /// The outcome of a run whose child ended so.
  init(_ report: ChildReport) {
    if let signal = report.stopRequest {
      self = .interrupted(signal, end: report.end)
      return
    }
    switch report.end {
    case .exited(let code): self = .finished(code)
    case .signalled(let signal): self = .signalled(signal)
    }
  }
}

extension Failure {
  /// The step that it happened in, or nil if it was before the first.
  var step: Step? {
    switch self {
    case .lookup: nil
    case .spawn: .spawn
    case .system(_, let step): step
    }
  }
}
