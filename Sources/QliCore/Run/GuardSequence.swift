/// A run through the guards of its group.
enum GuardSequence {
  /// What the four steps before the record have made.
  struct Passed {
    let met: RequirementsStep.Met
    /// Why it is run, or nil if nobody said.
    let reason: String?
    let secrets: SecretsStep.Fetched
  }

  /// Takes `request` through the eight steps.
  static func run(_ request: RunRequest, _ context: RunContext) -> RunResult {
    // Before anything takes its time: whoever goes meanwhile is missed.
    let companions = Companions.find(for: request.policy.run, startedBy: context.caller)
    let end = guarded(request, context) { passed, loop throws(Outcome) in
      let scope = passed.met.scope
      try scope.open(for: request)
      let copy: RunCopy?
      switch try RunCopy.make(for: request, passed, context) {
      case .runs(let made): copy = made
      case .stoodIn(let result): return result
      }
      if let copy { companions?.addQli(copy.original) }
      copy?.tell(.begins)
      var audited = try AuditStep.start(
        request.policy.audit, request, passed, service: nil, context, loop)
      copy?.tell(.runs)
      if let copy { audited.tellProgress = { copy.tell($0, $1) } }
      // Step 8 follows whatever happens from here on.
      var result = audited.finish(loop) { () throws(Outcome) in
        try converting(Outcome.init) { () throws(AuditLog.Failure) in try audited.copyStart(loop) }
        let running = try SpawnStep.start(
          request, passed, context, loop, endingWith: companions, after: audited)
        return try WaitStep.wait(for: running, loop)
      }
      scope.leave()
      let redaction = passed.secrets.redaction
      result.write = scope.fence?.scope.shown.map { FilePath(redaction.whole($0.string)) }
      return result
    }
    return switch end {
    case .completed(let result), .refused(let result): result
    }
  }

  /// What has come of a run that `guarded` took.
  enum End<Value> {
    /// What was made of it behind the guards.
    case completed(Value)
    /// It didn't get there; a refusal is on record.
    case refused(RunResult)
  }

  /// Takes `request` through the first four steps, and `body` on from there. Each needs what the one
  /// before it made, so none can be left out; one that doesn't let the run pass throws the outcome.
  ///
  /// - Parameter requirement: what has to hold beside what the policy requires.
  static func guarded<Value>(
    _ request: RunRequest, _ context: RunContext,
    requiring requirement: (EventLoop) throws(Outcome) -> Void = { _ in },
    _ body: (Passed, EventLoop) throws(Outcome) -> Value
  ) -> End<Value> {
    // Shown while a signal still ends qli by itself: nobody may be there to read it.
    let shown = BannerStep.show(request.policy, context)
    // From here on signals wait to be read; from the end of the run on, which is on record by then,
    // until all is told, or nobody takes it.
    let loop: EventLoop
    do throws(Errno) {
      loop = try EventLoop(callerMask: context.callerMask, clock: context.clock)
    } catch {
      return .refused(
        RunResult(outcome: .failed(.system(error, in: .requirements)), duration: 0))
    }
    defer { context.console.signals.hold(loop.release) }
    let policy = request.policy
    // Where the run is, for the record of one that is told to stop.
    var step = Step.requirements
    var scope: RunScope?
    // Whatever is said of the run goes through it, wherever that ends.
    var redaction = Redaction(of: policy.secrets, context.environment)
    do throws(Outcome) {
      let met = try RequirementsStep.check(
        policy, request, context, loop, reaching: &step, after: shown)
      scope = met.scope
      try requirement(loop)
      let confirmed = try ConfirmStep.ask(
        policy, request, context, loop, reaching: &step, after: met)
      step = .secrets
      let secrets = try SecretsStep.resolve(
        policy, hiddenBy: &redaction, context, loop, after: confirmed)
      step = .audit
      return .completed(
        try body(Passed(met: met, reason: confirmed.reason, secrets: secrets), loop))
    } catch {
      scope?.leave()
      var result = RunResult(outcome: error, duration: 0, redaction: redaction)
      result.further = ConfirmStep.refusals(behind: error, policy, request.answers, context)
      if policy.recordsRefusals {
        AuditStep.record(refusal: result, in: step, request, context, loop)
      }
      return .refused(result)
    }
  }
}
