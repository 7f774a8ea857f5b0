/// Step 4: the extension's secrets are at hand.
enum SecretsStep {
  /// What only this step makes: the secrets that were fetched.
  struct Fetched {
    let secrets: [ResolvedSecret]
    /// Hides their values, and those of the keys that they were fetched with.
    let redaction: Redaction

    /// Wipes them where they lie. Nothing can be started with them any more.
    func wipe() {
      for secret in secrets { secret.value.wipe() }
      redaction.wipe()
    }

    fileprivate init(_ secrets: [ResolvedSecret], _ redaction: Redaction) {
      self.secrets = secrets
      self.redaction = redaction
    }
  }

  /// Fetches all that `policy` declares, or refuses the run.
  ///
  /// - Parameter redaction: hides what is known already, and gets each value as it comes, also where the
  ///   run is refused.
  static func resolve(
    _ policy: Policy, hiddenBy redaction: inout Redaction, _ context: RunContext,
    _ loop: EventLoop, after: ConfirmStep.Confirmed
  ) throws(Outcome) -> Fetched {
    // What the extension doesn't get, it can't read from qli either, see `Launch`: nor from the copies of
    // qli that watch over a service.
    if !policy.secrets.isEmpty || !policy.run.environment.isEmpty { ProcessID.hideMemory() }
    // Most runs have none.
    if policy.secrets.isEmpty { return Fetched([], redaction) }
    do throws(SecretResolver.Failure) {
      let secrets = try HelperRemains.ending(context.environment, loop) {
        () throws(SecretResolver.Failure) in
        try SecretResolver.resolve(
          policy.secrets, environment: context.environment, hiddenBy: &redaction, loop)
      }
      for secret in secrets {
        if let oddity = secret.oddity {
          context.console.warn(
            ErrorReport(oddity, of: secret.declaration, in: context.environment))
        }
      }
      return Fetched(secrets, redaction)
    } catch {
      switch error {
      case .secret(let error): throw .refused(.secret(error))
      case .interrupted(let signal): throw .interrupted(signal, end: nil)
      }
    }
  }
}
