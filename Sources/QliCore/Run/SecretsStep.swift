/// Step 4: the extension's secrets are at hand.
enum SecretsStep {
  /// What only this step makes: the secrets that were fetched.
  struct Fetched {
    let secrets: [ResolvedSecret]

    fileprivate init(_ secrets: [ResolvedSecret]) { self.secrets = secrets }
  }

  /// Fetches all of `declarations`, or refuses the run.
  static func resolve(
    _ declarations: [SecretDeclaration], _ context: RunContext, _ loop: EventLoop,
    after: ConfirmStep.Confirmed
  ) throws(Outcome) -> Fetched {
    do throws(SecretResolver.Failure) {
      return Fetched(
        try SecretResolver.resolve(declarations, environment: context.environment, loop))
    } catch {
      switch error {
      case .secret(let error): throw .refused(.secret(error))
      case .interrupted(let signal): throw .interrupted(signal, end: nil)
      }
    }
  }
}
