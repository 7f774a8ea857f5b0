/// Why a secret couldn't be resolved. It never holds a value.
struct SecretError: Error {
  enum Reason: Error {
    /// The variable that `ref` names isn't set.
    case variableNotSet(String)
    /// What came can't be put into a variable; with what to do about it, where that is known.
    case defect(Secret.Defect, help: String? = nil)
    /// `op` can't be used.
    case onePassword(ProgramError)
    /// `op` couldn't be started.
    case start(SpawnFailure)
    /// `op` ended without success; and the end of what it wrote to standard error.
    case onePasswordFailed(ChildEnd, errorText: String)
    /// `op` didn't answer in time.
    case timedOut(seconds: Int)
    /// The file can't be used.
    case file(SecretFile.Failure)
    /// There is no such source plugin, or it can't be used.
    case sourceLookup(SourceLookupError)
    /// The source plugin didn't give it.
    case source(SourceError)
    /// The system refused something that is needed to fetch it.
    case system(Errno)
  }

  let variable: VariableName
  let reason: Reason
}

extension SecretError {
  /// The failure of `declaration`.
  init(_ declaration: SecretDeclaration, _ reason: Reason) {
    self.init(variable: declaration.variable, reason: reason)
  }
}

extension SecretError.Reason {
  /// The reason with each text of a store's own changed.
  func mapTexts(_ change: (String) -> String) -> SecretError.Reason {
    switch self {
    case .onePasswordFailed(let end, let text):
      return .onePasswordFailed(end, errorText: change(text))
    case .source(var error):
      error.errorText = change(error.errorText)
      error.reason = error.reason.mapTexts(change)
      return .source(error)
    case .variableNotSet, .defect, .onePassword, .start, .timedOut, .file,
      .sourceLookup, .system:
      return self
    }
  }
}
