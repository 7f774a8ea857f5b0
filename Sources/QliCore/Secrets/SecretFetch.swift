/// What one store is asked for: several references, each once.
protocol SecretFetch: AnyObject {
  /// The work, which goes on beside that of other stores.
  var task: any HelperTask { get }

  /// The variables that hold the store's own keys.
  var credentials: [VariablePattern] { get }

  /// What has come so far, in the references' order; all of it when the task has succeeded.
  var values: [SecretBuffer] { get }

  /// Why the task has failed by itself, and at which reference.
  var failure: (index: Int, reason: SecretError.Reason)? { get }
}
