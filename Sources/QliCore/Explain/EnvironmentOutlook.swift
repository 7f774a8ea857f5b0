/// The variables that an extension would get.
struct EnvironmentOutlook {
  let secrets: [SecretOutlook]
  /// The names, each once, sorted.
  let names: [String]
  /// How many of them qli has itself, and hands on as they are.
  let inheritedCount: Int
  /// How many variables qli has.
  let callerCount: Int

  init(_ request: RunRequest, _ context: RunContext) {
    secrets = request.policy.secrets.map { declaration in
      SecretOutlook(
        declaration: declaration,
        readiness: Result { () throws(SecretError.Reason) in
          try SecretReadiness(declaration, context.environment, context.clock)
        })
    }
    let credentials = secrets.flatMap { secret in
      secret.declaration.withheld(of: (try? secret.readiness.get())?.credentials ?? [])
    }
    let own = SpawnStep.environment(
      request, request.answers.reason, withholding: credentials, context)
    var names = own.names
    names.formUnion(secrets.map(\.declaration.variable.text))
    if request.policy.reason.isRequired { names.insert("QLI_REASON") }
    let callers = ChildEnvironment(context.environment).names
    let added = own.additionNames.union(secrets.map(\.declaration.variable.text))
    inheritedCount = names.intersection(callers).subtracting(added).count
    callerCount = callers.count
    self.names = names.sorted()
  }
}
