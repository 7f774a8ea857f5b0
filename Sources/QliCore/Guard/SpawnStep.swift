/// Step 6: the extension is started.
enum SpawnStep {
  /// The credentials of stores that were asked are left out, and qli's own variables are set.
  private static func environment(
    _ request: RunRequest, _ fetched: SecretsStep.Fetched, _ trail: AuditTrail,
    _ context: RunContext
  ) -> ChildEnvironment {
    let environment = ChildEnvironment(
      context.environment, removing: fetched.secrets.withheldCredentials)
    for secret in fetched.secrets {
      environment.set(secret.declaration.variable.text, secret.value)
    }
    if let executable = Host.executable { environment.set("QLI", executable.string) }
    environment.set("QLI_GROUP", ByteString(request.group.name.text))
    environment.set("QLI_EXTENSION", ByteString(request.extension.name.text))
    environment.set("QLI_GROUP_DIR", request.group.directory.string)
    environment.set("QLI_RUN_ID", ByteString(trail.runID.text))
    return environment
  }

  /// Starts the extension, unless qli was told to stop since the start was recorded.
  static func start(
    _ request: RunRequest, _ fetched: SecretsStep.Fetched, _ context: RunContext,
    _ loop: EventLoop, after trail: AuditTrail
  ) throws(Outcome) -> ProcessID {
    let environment = environment(request, fetched, trail, context)
    if let signal = loop.pendingEnd() {
      throw .interrupted(signal, end: nil)
    }
    do throws(SpawnFailure) {
      return try ExtensionProcess.start(
        request.extension.path, arguments: request.arguments, environment: environment,
        signalMask: loop.callerMask)
    } catch {
      throw .failed(.spawn(error))
    }
  }
}
