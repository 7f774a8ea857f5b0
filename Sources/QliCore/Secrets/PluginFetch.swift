/// Several references that a source plugin is asked for, one after the other.
final class PluginFetch: SecretFetch {
  init(
    _ name: ExtensionName, _ references: [String], _ environment: Environment, _ loop: EventLoop
  ) throws(SecretError.Reason) {
    throw .source(.notFound(name))
  }

  let task: any HelperTask = HelperGroup([])
  let credentials: [VariablePattern] = []
  let values: [SecretBuffer] = []
  let failure: (index: Int, reason: SecretError.Reason)? = nil
}

/// Why a source plugin gave no value.
enum PluginFailure: Error {
  case notFound(ExtensionName)
}

extension ErrorReport {
  /// The words for a source plugin that gave no value.
  init(_ subject: String, _ failure: PluginFailure) {
    switch failure {
    case .notFound(let name): self.init("\(subject): there is no source plugin '\(name)'")
    }
  }
}
