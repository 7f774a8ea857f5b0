/// Whether the provider of a secret could give it, as far as that is known without asking.
enum SecretReadiness {
  /// It is at hand, in a variable.
  case atHand
  /// This file can be read.
  case file(FilePath)
  /// The command of 1Password is there.
  case onePassword(command: FilePath)
  /// The plugin is there, and may be started.
  case source(SourceDefinition)

  /// Looks at the provider of `declaration`. No store is asked, no file of a secret is read, and
  /// nothing is started.
  ///
  /// - Throws: what a run would say.
  init(
    _ declaration: SecretDeclaration, _ environment: Environment, _ clock: Clock,
    _ safety: PathSafety = PathSafety()
  ) throws(SecretError.Reason) {
    let reference = declaration.reference
    let defect = { (defect: Secret.Defect) in
      SecretError.Reason.defect(defect, help: Remedy.changing(declaration, in: environment))
    }
    switch declaration.provider {
    case .environment:
      let value = try SecretResolver.value(of: reference, in: environment)
      try converting(defect) { () throws(Secret.Defect) in
        _ = try Secret(value, for: declaration.variable)
      }
      self = .atHand
    case .file:
      let (path, size) = try converting(SecretError.Reason.file) {
        () throws(SecretFile.Failure) in try SecretFile.check(reference, in: environment, safety)
      }
      // What the kernel makes has no size before it is read.
      if size == 0, !path.isInside("/proc"), !path.isInside("/sys") { throw defect(.empty) }
      // A newline at its end is no part of the value.
      let limit = Secret.longestValue(of: declaration.variable)
      if size - 1 > limit { throw defect(.tooLong(limit: limit)) }
      self = .file(path)
    case .onePassword:
      self = .onePassword(command: try OnePassword.command(in: environment, safety))
    case .source(let name): self = .source(try Self.definition(of: name, environment, clock))
    }
  }

  private static func definition(
    of name: ExtensionName, _ environment: Environment, _ clock: Clock
  ) throws(SecretError.Reason) -> SourceDefinition {
    let definition = try converting(SecretError.Reason.sourceLookup) {
      () throws(SourceLookupError) in
      try SourceCatalog(environment).definition(named: name.text)
    }
    let failure = { SecretError.Reason.source(SourceError(source: name.text, reason: $0)) }
    try converting(failure) { () throws(SourceError.Reason) in
      _ = try SourceHistory(environment, clock: clock)
        .recordAllowingStart(name.text, definition.lifetime)
      try converting({ SourceError.Reason.program($0) }) { () throws(SourceProgramError) in
        _ = try SourceProgram.verify(definition)
      }
    }
    return definition
  }

  /// The variables that hold the provider's own keys.
  var credentials: [VariablePattern] {
    switch self {
    case .atHand, .file: []
    case .onePassword: OnePassword.credentials
    case .source(let definition): definition.credentialVariables
    }
  }
}
