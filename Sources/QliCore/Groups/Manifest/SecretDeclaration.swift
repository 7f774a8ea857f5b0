/// A secret that is put into the extension's environment.
struct SecretDeclaration: Sendable, Equatable {
  /// Who has the value.
  enum Provider: Sendable, Hashable {
    /// A variable of qli's own environment.
    case environment
    /// 1Password, through its command `op`.
    case onePassword
    /// A file.
    case file
    /// The source plugin of this name.
    case source(ExtensionName)
  }

  /// The variable that is set.
  let variable: VariableName
  /// What the provider is asked for.
  let reference: String
  /// Who is asked.
  let provider: Provider
  /// Whether the store's own credentials reach the extension too.
  let keepsCredentials: Bool
}

extension SecretDeclaration {
  /// Those of a store's `credentials` that it keeps from the extension.
  func withheld(of credentials: [VariablePattern]) -> [VariablePattern] {
    keepsCredentials ? [] : credentials
  }
}

extension SecretDeclaration.Provider {
  /// The names of those that need no plugin. No plugin can have one of them.
  static let builtInNames = ["env", "one_password", "file"]

  /// What a manifest calls it.
  var name: String {
    switch self {
    case .environment: "env"
    case .onePassword: "one_password"
    case .file: "file"
    case .source(let name): name.text
    }
  }

  /// The provider that a manifest calls `name`, or nil if it can't be one.
  init?(_ name: String) {
    switch name {
    case "env": self = .environment
    case "one_password": self = .onePassword
    case "file": self = .file
    default:
      guard let name = ExtensionName(name) else { return nil }
      self = .source(name)
    }
  }
}
