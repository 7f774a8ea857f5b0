/// Step 6: the extension is started.
enum SpawnStep {
  /// Starts the extension, unless qli was told to stop since the start was recorded.
  static func start(
    _ request: RunRequest, _ passed: GuardSequence.Passed, _ context: RunContext,
    _ loop: EventLoop, endingWith companions: Companions?, after: AuditedRun
  ) throws(Outcome) -> RunningExtension {
    let run = request.policy.run
    let capture = request.capture
    var launch = try launch(request, passed, context, loop)
    if let lock = passed.met.lock { launch.inherited.append(lock.descriptor) }
    capture?.connect(to: &launch)
    defer { capture?.closeWritingEnds() }
    let mayBeCut = run.timeLimit != nil || capture != nil || companions != nil
    // The first process of a container is everybody's parent in the end.
    let tree = mayBeCut || ProcessID.current.isInit ? RunTree(context.environment) : nil
    let settings = TerminalSettings()
    if let companion = companions?.gone { throw .left(by: companion, nil) }
    if let signal = loop.pendingEnd() { throw .interrupted(signal, end: nil) }
    try request.checkUnchanged()
    JobControl.prepare(hasTimeLimit: run.timeLimit != nil && capture == nil)
    let started = try converting({ Outcome.failed(.spawn($0)) }) { () throws(SpawnFailure) in
      try launch.start()
    }
    let supervisor = Supervisor(
      started, as: .guarded, Limits(time: run.timeLimit, drain: Limits.extensionDrain),
      .tree(grace: run.grace), tree: tree, output: capture, loop)
    supervisor.tellUndelivered = { signal in
      context.console.warn(
        ErrorReport(
          "\(signal) could not be passed on: the extension runs as another user",
          help: [
            "send it as that user or as root: sudo kill -\(signal) \(started.process.rawValue)"
          ]))
    }
    return RunningExtension(
      supervisor: supervisor, settings: settings, lock: passed.met.lock, companions: companions)
  }

  /// What is started, with qli's own streams.
  static func launch(
    _ request: RunRequest, _ passed: GuardSequence.Passed, _ context: RunContext,
    _ loop: EventLoop, withholding variables: [VariablePattern] = []
  ) throws(Outcome) -> Launch {
    let scope = passed.met.scope
    return Launch(
      program: request.program, name: request.pinned?.path, shownAs: request.pinned?.path,
      arguments: request.programArguments,
      environment: environment(request, passed, withholding: variables, context),
      directory: try directory(request, context),
      input: request.policy.run.readsNothing ? .nothing : .inherited, inherited: scope.inherited,
      rules: scope.fence?.rules, signalMask: loop.callerMask, mayBePlainScript: true)
  }

  private static func environment(
    _ request: RunRequest, _ passed: GuardSequence.Passed,
    withholding variables: [VariablePattern], _ context: RunContext
  ) -> ChildEnvironment {
    let secrets = passed.secrets.secrets
    let environment = environment(
      request, passed.reason, withholding: secrets.withheldCredentials + variables,
      passed.met.scope.variables(context), context)
    for secret in secrets { environment.set(secret.declaration.variable.text, secret.value) }
    return environment
  }

  /// The extension's environment without its secrets: qli's own, or what the policy lets through of
  /// it, less the `credentials` of stores; with qli's own variables.
  static func environment(
    _ request: RunRequest, _ reason: String?, withholding credentials: [VariablePattern],
    _ scope: ScopeVariables, _ context: RunContext
  ) -> ChildEnvironment {
    let environment = ChildEnvironment(
      context.environment, keeping: request.policy.run.environment, removing: credentials,
      isOfExtension: true)
    environment.setNames(of: request.extension, in: request.group)
    environment.set("QLI_RUN_ID", ByteString(request.runID.text))
    environment.set("QLI_DEPTH", ByteString("\(context.depth.number)"))
    environment.set(
      "TRACEPARENT", TraceContext.parent(within: request.trace, for: request.runID))
    // A part of the same, also where the policy lets only some through.
    if let state = request.trace?.state { environment.set("TRACESTATE", ByteString(state)) }
    if let reason { environment.set("QLI_REASON", ByteString(reason)) }
    scope.add(to: environment)
    return environment
  }

  /// The folder that it runs in, or nil for qli's own.
  static func directory(
    _ request: RunRequest, _ context: RunContext
  ) throws(Outcome) -> FilePath? {
    guard let template = request.policy.run.directory else { return nil }
    do throws(PathTemplate.ExpansionError) {
      return try template.expanded(in: context.environment)
    } catch {
      throw .failed(.spawn(.directoryTemplate(request.extension.path, error)))
    }
  }
}

/// An extension that was started, and what qli keeps as long as it runs.
struct RunningExtension {
  let supervisor: Supervisor
  /// The terminal's settings from before it ran, or nil if they aren't qli's to put back.
  let settings: TerminalSettings?
  /// The lock of an exclusive run: an extension may close what it inherits.
  let lock: ExclusiveLock?
  /// Whom it ends with, or nil for nobody.
  let companions: Companions?
}
