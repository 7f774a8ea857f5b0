/// A run through the guards of its group.
enum GuardSequence {
  /// Takes `request` through the eight steps. Each needs what the one before it made, so none can
  /// be left out; one that doesn't let the run pass throws the outcome.
  static func run(_ request: RunRequest, _ context: RunContext) -> RunResult {
    let policy = request.policy
    // Where the run is, for a refusal's record.
    var step = Step.requirements
    do throws(Outcome) {
      let shown = BannerStep.show(policy.banner, context)
      let met = try RequirementsStep.check(policy, request, context, after: shown)
      // From here on signals wait to be read: see Child.
      let loop = try EventLoop.starting(context)
      step = .confirm
      let confirmed = try ConfirmStep.ask(policy, request, context, loop, after: met)
      step = .secrets
      let secrets = try SecretsStep.resolve(policy.secrets, context, loop, after: confirmed)
      step = .audit
      let audited = try AuditStep.start(
        policy.auditLog, request, confirmed.reason, secrets, context, loop)
      // Step 8 follows whatever happens from here on.
      return audited.finish(loop) { () throws(Outcome) in
        let child = try SpawnStep.start(
          request, confirmed.reason, secrets, met, context, loop, after: audited)
        return try WaitStep.wait(for: child, loop)
      }
    } catch {
      if policy.recordsRefusals { AuditStep.record(refusal: error, in: step, request, context) }
      return RunResult(outcome: error, duration: 0)
    }
  }
}

extension EventLoop {
  /// The loop of a run: from here on no signal is lost.
  static func starting(_ context: RunContext) throws(Outcome) -> EventLoop {
    do throws(Errno) {
      return try EventLoop(callerMask: context.callerMask, clock: context.clock)
    } catch {
      throw .failed(.system(error, in: .confirm))
    }
  }
}
