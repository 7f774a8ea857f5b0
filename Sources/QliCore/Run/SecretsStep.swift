/// Step 4: the extension's secrets are at hand.
enum SecretsStep {
  /// What only this step makes: the secrets that were fetched.
  struct Fetched {
    let secrets: [ResolvedSecret]
    /// Hides their values from here on, and those of the keys that they were fetched with.
    let redaction: Redaction

    /// Wipes them where they lie. Nothing can be started with them any more.
    func wipe() {
      for secret in secrets { secret.value.wipe() }
      redaction.wipe()
    }

    fileprivate init(_ secrets: [ResolvedSecret], _ environment: Environment) {
      self.secrets = secrets
      var redaction = Redaction()
      for secret in secrets {
        secret.value.add(to: &redaction)
        redaction.add(environment, secret.storeCredentials)
      }
      self.redaction = redaction
    }
  }

  /// Fetches all that `policy` declares, or refuses the run.
  static func resolve(
    _ policy: Policy, _ context: RunContext, _ loop: EventLoop, after: ConfirmStep.Confirmed
  ) throws(Outcome) -> Fetched {
    // What the extension doesn't get, it can't read from qli either.
    if !policy.secrets.isEmpty || !policy.run.environment.isEmpty { ProcessID.hideMemory() }
    // Most runs have none.
    if policy.secrets.isEmpty { return Fetched([], context.environment) }
    do throws(SecretResolver.Failure) {
      let secrets = try HelperRemains.ending(context.environment, loop) {
        () throws(SecretResolver.Failure) in
        try SecretResolver.resolve(policy.secrets, environment: context.environment, loop)
      }
      for secret in secrets {
        if let oddity = secret.oddity {
          context.console.warn(ErrorReport(oddity, of: secret.declaration))
        }
      }
      return Fetched(secrets, context.environment)
    } catch {
      switch error {
      case .secret(let error): throw .refused(.secret(error))
      case .interrupted(let signal): throw .interrupted(signal, end: nil)
      }
    }
  }
}
