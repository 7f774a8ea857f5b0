/// How a run ended: the source of its exit status, its closing record, and every report of it.
///
/// A step that doesn't let the run pass throws it.
enum Outcome: Error {
  /// The extension ran and exited with this code.
  case finished(Int32)
  /// The extension ran and died of this signal.
  case signalled(Signal)
  /// The extension was ended, with all that it started, when its time was over.
  case timedOut(RunDuration, TreeEnd)
  /// The extension was ended, with all that it started, when its output was too long to keep.
  case outputLimit(TreeEnd)
  /// Someone is gone whom the run ends with: the extension was ended, with all that it started, or not even
  /// started (no `TreeEnd`).
  case left(by: Companion, TreeEnd?)
  /// qli was told to stop by this signal, before the extension was started (no `end`) or before it
  /// was reaped.
  case interrupted(Signal, end: ChildEnd?)
  /// A guard refused the run: the extension wasn't started.
  case refused(Refusal)
  /// There is no such group or extension.
  case notFound(LookupError)
  /// Something that is there couldn't be used.
  case failed(RunFailure)
}

/// Why a guard refused a run.
enum Refusal {
  /// What isn't met, and who requires it, in words.
  case requirements([UnmetRequirement], commands: [ProgramError], of: String)
  case exclusive(ExclusiveRefusal)
  case write(WriteRefusal)
  case claim(ClaimRefusal)
  /// It is nested in too many others.
  case depth
  case confirmation(ConfirmationRefusal)
  case secret(SecretError)
  case audit(AuditError)
  case service(ServiceRefusal)
}

/// What failed in a run, other than a guard or the extension itself.
enum RunFailure {
  /// What decides the run can't be trusted or read.
  case lookup(LookupError)
  /// The extension couldn't be executed.
  case spawn(SpawnFailure)
  /// The system refused something that qli needs.
  case system(Errno, in: Step)
}

/// The steps of a run, as records and reports name them.
enum Step: String, CaseIterable {
  case trust
  case requirements = "requires_env"
  case requiredCommands = "requires_commands"
  case depth, exclusive, write, claim
  case limit, program, checksum, version, endpoint
  case startLimit = "start_limit"
  case confirm, reason, secrets
  case audit
  case spawn, wait
  case supervisor, ready, send
}

extension Outcome {
  /// The outcome of a run whose group or extension couldn't be used.
  init(_ error: LookupError) {
    switch error {
    case .groupNotFound, .extensionNotFound, .belongsToLongerGroup: self = .notFound(error)
    case .severalFiles, .commandAndFile, .command, .notExecutable, .danglingExtension,
      .danglingGroup, .lostRule, .alias, .aliasOfGroup, .isService, .isNoService, .unreadable,
      .unsafe,
      .untrusted, .manifest:
      self = .failed(.lookup(error))
    }
  }

  /// The outcome of a run whose extension was watched until nothing was left to do.
  ///
  /// - Parameter gone: who was gone meanwhile whom it ends with.
  init(_ watched: Supervisor, leftBy gone: Companion?) {
    if let gone {
      self = .left(by: gone, watched.treeEnd)
      return
    }
    switch (watched.cut, watched.end, watched.stopRequest) {
    case (.timeLimit(let limit)?, _, _): self = .timedOut(limit, watched.treeEnd)
    case (.outputLimit?, _, _), (.told?, _, _): self = .outputLimit(watched.treeEnd)
    case (nil, let end, let signal?): self = .interrupted(signal, end: end)
    case (nil, .exited(let code)?, nil): self = .finished(code)
    case (nil, .signalled(let signal)?, nil): self = .signalled(signal)
    // Whoever isn't over has no outcome.
    case (nil, nil, nil): self = .failed(.system(.noChild, in: .wait))
    }
  }
}

extension Outcome {
  /// The name that reports give it.
  var name: String {
    switch self {
    case .finished: "finished"
    case .signalled: "signalled"
    case .timedOut: "timed_out"
    case .outputLimit: "output_limit"
    case .left, .interrupted: "interrupted"
    case .refused: "refused"
    case .notFound: "not_found"
    case .failed: "failed"
    }
  }

  /// The signal that belongs to it: what killed the extension, ended it, or told qli to stop.
  var signal: Signal? {
    switch self {
    case .signalled(let signal), .interrupted(let signal, _): signal
    case .timedOut(_, let end), .outputLimit(let end): end.signal
    case .left(let companion, _): companion.signal
    case .finished, .refused, .notFound, .failed: nil
    }
  }

  /// Whether the extension was started.
  var hasRun: Bool {
    switch self {
    case .finished, .signalled, .timedOut, .outputLimit, .left(_, .some),
      .interrupted(_, end: .some):
      true
    case .left(_, nil), .interrupted(_, end: nil), .refused, .notFound, .failed: false
    }
  }

  /// The step that it happened in, where that isn't the extension's own running.
  var step: Step? {
    switch self {
    case .refused(let refusal): refusal.step
    case .failed(let failure): failure.step
    case .finished, .signalled, .timedOut, .outputLimit, .left, .interrupted, .notFound: nil
    }
  }
}

extension Outcome {
  /// What wasn't confirmed, where that refused the run.
  var confirmation: ConfirmationRefusal? {
    if case .refused(.confirmation(let refusal)) = self { refusal } else { nil }
  }
}

extension Refusal {
  /// The step that refused.
  var step: Step {
    switch self {
    case .requirements(let unmet, _, _): unmet.isEmpty ? .requiredCommands : .requirements
    case .exclusive: .exclusive
    case .write: .write
    case .claim: .claim
    case .depth: .depth
    case .confirmation(let refusal): refusal.step
    case .secret: .secrets
    case .audit: .audit
    case .service(let refusal): refusal.step
    }
  }
}

extension RunFailure {
  /// The step that it happened in, or nil if it was before the first.
  var step: Step? {
    switch self {
    case .lookup(.untrusted(let error)): error.isAtStart ? .spawn : .trust
    case .lookup: nil
    case .spawn(.fence): .write
    case .spawn: .spawn
    case .system(_, let step): step
    }
  }
}
