/// Several references that a source plugin is asked for, one after the other. Then it ends: nothing
/// of qli's own runs beside the extension.
final class PluginFetch: SecretFetch, HelperTask {
  let credentials: [VariablePattern]
  private let client: SourceClient
  private let conversation: SourceConversation
  /// The end of the plugin, once there is nothing more to ask.
  private var ending: SourceConversation?
  private var hasAnswered = false

  /// - Parameter known: values that aren't shown in what the plugin says.
  init(
    _ name: ExtensionName, _ references: [String], _ environment: Environment,
    known: [SecretBuffer], _ loop: EventLoop
  ) throws(SecretError.Reason) {
    let definition = try converting(SecretError.Reason.sourceLookup) {
      () throws(SourceLookupError) in
      try SourceCatalog(environment).definition(named: name.text)
    }
    credentials = definition.credentialVariables
    let history = SourceHistory(environment, clock: loop.clock)
    client = SourceClient(definition, environment: environment, history: history, loop)
    for value in known { client.redaction.add(value.bytes) }
    conversation = client.conversation(references.map { .get($0) })
  }

  // MARK: - SecretFetch

  var task: any HelperTask { self }

  var values: [SecretBuffer] {
    conversation.replies.compactMap { reply in
      if case .value(let value) = reply { value.buffer } else { nil }
    }
  }

  var failure: (index: Int, reason: SecretError.Reason)? {
    if let failure = conversation.failure {
      return (conversation.replies.count, .source(failure))
    }
    // It answered more than once, behind the last request.
    return ending?.failure.map { (conversation.replies.count - 1, .source($0)) }
  }

  // MARK: - HelperTask

  private var current: SourceConversation { ending ?? conversation }

  var interests: [Poll.Interest] { current.interests }

  var deadline: MonotonicTime? { current.deadline }

  func advance() -> HelperProgress {
    if ending == nil {
      let progress = conversation.advance()
      guard progress.isOver else { return progress }
      hasAnswered = progress == .succeeded
      ending = client.ending()
    }
    let progress = current.advance()
    if hasAnswered { return progress }
    return progress.isOver ? .failed : .failing
  }

  func cancel() { current.cancel() }

  func kill() { current.kill() }
}
