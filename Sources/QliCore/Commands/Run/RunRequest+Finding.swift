extension RunRequest {
  /// What an extension may be.
  enum Kind {
    case job, service, any
  }

  /// What `line` asks for.
  ///
  /// - Parameter kind: what it has to be.
  /// - Parameter isStart: whether it is to be started, so that a refusal may be recorded.
  init(
    finding line: RunCommand.Line, runID: RunID, capture: OutputCapture?, as kind: Kind = .job,
    toStart isStart: Bool = false, in context: RunContext
  ) throws(LookupError) {
    let finder = ExtensionFinder(context.environment, context.safety)
    let group = try finder.group(line.group.lossyText)
    let found = try finder.extension(line.extension.lossyText, of: group)
    try LostRule.refuse(for: found.name, of: group, finder)
    var policy = group.manifest.policy(for: found.name)
    switch (kind, policy.isService) {
    case (.job, true): throw .isService(found.name, group: group.name)
    case (.service, false): throw .isNoService(found.name, group: group.name)
    case (.job, false), (.service, true), (.any, _): break
    }
    if let limit = line.timeLimit { policy.run.timeLimit = limit }
    if line.endsWithCaller, !policy.isService { policy.run.endsWithCaller = true }
    if !line.write.isEmpty { policy.run.write.append(line.write) }
    // Where the folder isn't known, nothing is started.
    let directory = policy.run.directory.flatMap { try? $0.expanded(in: context.environment) }
    try InterpreterSafety.require(
      found.path, in: directory, context.environment, context.safety)
    self.init(
      runID: runID, group: group, extension: found, policy: policy, arguments: line.arguments,
      answers: line.answers, parent: line.parent ?? RunID.ofRunAround(context.environment),
      trace: TraceContext(context.environment),
      capture: capture, pinned: nil, lockPatience: line.lockPatience)
    do throws(LookupError) {
      pinned = try TrustCheck.pinned(found, of: group, in: context.environment, context.safety)
    } catch {
      if isStart, policy.recordsRefusals { record(error, context) }
      throw error
    }
    if pinned == nil, policy.audit?.recordsDigests == true { pinned = try TrustCheck.pin(found) }
  }

  /// Records what comes before the first guard.
  private func record(_ error: LookupError, _ context: RunContext) {
    guard let loop = try? EventLoop(callerMask: context.callerMask, clock: context.clock) else {
      return
    }
    defer { context.console.signals.hold(loop.release) }
    AuditStep.record(
      refusal: RunResult(outcome: Outcome(error), duration: 0), in: .trust, self, context, loop)
  }
}
