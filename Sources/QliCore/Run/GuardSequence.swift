/// A run through the guards of its group.
enum GuardSequence {
  /// Takes `request` through the eight steps. Each needs what the one before it made, so none can
  /// be left out; one that doesn't let the run pass throws the outcome.
  static func run(_ request: RunRequest, _ context: RunContext) -> RunResult {
    // Shown while a signal still ends qli by itself: nobody may be there to read it.
    let shown = BannerStep.show(request.policy.banner, context)
    // From here on signals wait to be read; from the end of the run on, which is on record by then,
    // until all is told, or nobody takes it.
    let loop: EventLoop
    do throws(Errno) {
      loop = try EventLoop(callerMask: context.callerMask, clock: context.clock)
    } catch {
      return RunResult(outcome: .failed(.system(error, in: .requirements)), duration: 0)
    }
    defer { context.console.signals.hold(loop.release) }
    return run(request, context, loop, after: shown)
  }

  private static func run(
    _ request: RunRequest, _ context: RunContext, _ loop: EventLoop, after shown: BannerStep.Shown
  ) -> RunResult {
    let policy = request.policy
    // Where the run is, for a refusal's record.
    var step = Step.requirements
    // Whatever is said of the run goes through it, wherever that ends.
    var redaction = Redaction(of: policy.secrets, context.environment)
    do throws(Outcome) {
      let met = try RequirementsStep.check(policy, request, context, loop, after: shown)
      step = .confirm
      let confirmed = try ConfirmStep.ask(policy, request, context, loop, after: met)
      step = .secrets
      let secrets = try SecretsStep.resolve(
        policy, hiddenBy: &redaction, context, loop, after: confirmed)
      step = .audit
      let audited = try AuditStep.start(
        policy.auditLog, request, confirmed.reason, secrets, context, loop)
      // Step 8 follows whatever happens from here on.
      return audited.finish(loop) { () throws(Outcome) in
        let running = try SpawnStep.start(
          request, confirmed.reason, secrets, met, context, loop, after: audited)
        return try WaitStep.wait(for: running, loop)
      }
    } catch {
      let result = RunResult(outcome: error, duration: 0, redaction: redaction)
      if policy.recordsRefusals {
        AuditStep.record(refusal: result, in: step, request, context, loop)
      }
      return result
    }
  }
}
