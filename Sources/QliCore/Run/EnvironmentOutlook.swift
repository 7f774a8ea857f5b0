/// The variables that an extension would get.
struct EnvironmentOutlook {
  let secrets: [SecretOutlook]
  /// The names, each once, sorted.
  let names: [String]
  /// Those of them that qli adds, or has another value for, sorted.
  let own: [String]
  /// How many of them qli has itself, and hands on as they are.
  let inheritedCount: Int
  /// How many variables qli has.
  let callerCount: Int

  init(_ request: RunRequest, _ context: RunContext) {
    // A plugin is looked at once: its program may be large, and is read to compare its checksum.
    var plugins: [SecretDeclaration.Provider: Result<SecretReadiness, SecretError.Reason>] = [:]
    secrets = request.policy.secrets.map { declaration in
      let readiness =
        plugins[declaration.provider]
        ?? Result { () throws(SecretError.Reason) in
          try SecretReadiness(declaration, context.environment, context.clock)
        }
      if case .source = declaration.provider { plugins[declaration.provider] = readiness }
      return SecretOutlook(declaration: declaration, readiness: readiness)
    }
    let credentials = secrets.flatMap { secret in
      secret.declaration.withheld(of: (try? secret.readiness.get())?.credentials ?? [])
    }
    // One that is asked for isn't known yet.
    let reason = request.answers.reason ?? (request.policy.reason.isRequired ? "" : nil)
    let scope = ScopeVariables(
      foreseeing: request.policy.run, context)
    let own = SpawnStep.environment(request, reason, withholding: credentials, scope, context)
    var names = own.names
    names.formUnion(secrets.map { $0.declaration.variable.text })
    let ofService = request.policy.service?.variables ?? []
    names.formUnion(ofService)
    let callers = ChildEnvironment(context.environment).names
    let added = own.additionNames.union(secrets.map { $0.declaration.variable.text })
      .union(ofService)
    let inherited = names.intersection(callers).subtracting(added)
    inheritedCount = inherited.count
    self.own = names.subtracting(inherited).sorted()
    callerCount = callers.count
    self.names = names.sorted()
  }
}
