/// Step 6: the extension is started.
enum SpawnStep {
  /// Starts the extension, unless qli was told to stop since the start was recorded.
  static func start(
    _ request: RunRequest, _ reason: String?, _ fetched: SecretsStep.Fetched,
    _ met: RequirementsStep.Met,
    _ context: RunContext, _ loop: EventLoop, after: AuditedRun
  ) throws(Outcome) -> RunningChild {
    let run = request.policy.run
    let capture = request.capture
    let launch = ExtensionLaunch(
      path: request.extension.path, arguments: request.arguments,
      environment: environment(request, reason, fetched.secrets, context),
      directory: try directory(request, context), lock: met.lock, capture: capture,
      signalMask: loop.callerMask)
    let mayBeCut = run.timeLimit != nil || capture != nil
    let tree = mayBeCut ? RunTree() : nil
    let settings = mayBeCut ? TerminalSettings() : nil
    if let signal = loop.pendingEnd() { throw .interrupted(signal, end: nil) }
    let limit = run.timeLimit.map { TimeLimit($0, loop.clock) }
    let process = try converting({ Outcome.failed(.spawn($0)) }) { () throws(SpawnFailure) in
      try launch.start()
    }
    return RunningChild(
      process: process, tree: tree, limit: limit, grace: run.grace, capture: capture,
      settings: settings, lock: met.lock)
  }

  private static func environment(
    _ request: RunRequest, _ reason: String?, _ secrets: [ResolvedSecret], _ context: RunContext
  ) -> ChildEnvironment {
    let environment = environment(
      request, reason, withholding: secrets.withheldCredentials, context)
    for secret in secrets { environment.set(secret.declaration.variable.text, secret.value) }
    return environment
  }

  /// The extension's environment without its secrets: qli's own, or what the policy lets through of
  /// it, less the `credentials` of stores; with qli's own variables.
  static func environment(
    _ request: RunRequest, _ reason: String?, withholding credentials: [VariablePattern],
    _ context: RunContext
  ) -> ChildEnvironment {
    let environment = ChildEnvironment(
      context.environment, keeping: request.policy.run.environment, removing: credentials,
      droppingReason: true)
    environment.setNames(of: request.extension, in: request.group)
    environment.set("QLI_RUN_ID", ByteString(request.runID.text))
    if let reason { environment.set("QLI_REASON", ByteString(reason)) }
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
