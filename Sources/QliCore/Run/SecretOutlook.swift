/// A secret of a run, and whether its provider could give it.
struct SecretOutlook {
  let declaration: SecretDeclaration
  let readiness: Result<SecretReadiness, SecretError.Reason>
}
