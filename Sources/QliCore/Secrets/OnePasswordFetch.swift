/// Several references that `op` is asked for, one process for each.
final class OnePasswordFetch: SecretFetch {
  private let processes: [HelperProcess]
  private let group: HelperGroup
  /// What isn't shown of what `op` says.
  private let redaction: Redaction

  /// With a token all are asked at once. Otherwise the first alone, in which a person may have to
  /// unlock the store, and the rest when it has succeeded.
  ///
  /// - Parameter known: values that aren't shown in what `op` says.
  init(
    _ references: [String], _ environment: Environment, known: [SecretBuffer], _ loop: EventLoop
  ) throws(SecretError.Reason) {
    let command = try OnePassword.command(in: environment)
    var redaction = Redaction()
    for value in known { redaction.add(value.bytes) }
    redaction.add(environment, OnePassword.credentials)
    self.redaction = redaction
    processes = references.map {
      OnePassword.read($0, with: command, environment, loop)
    }
    // One by one: Embedded Swift doesn't cast a whole array.
    let tasks = processes.map { process -> any HelperTask in process }
    group = HelperGroup(tasks, firstAlone: !OnePassword.hasToken(in: environment))
  }

  var task: any HelperTask { group }

  var credentials: [VariablePattern] { OnePassword.credentials }

  var values: [SecretBuffer] { processes.map { OnePassword.value(of: $0) } }

  var failure: (index: Int, reason: SecretError.Reason)? {
    guard let index = group.failed, let failure = processes[index].failure else { return nil }
    return (
      index, OnePassword.reason(failure, of: processes[index], redacting: redaction)
    )
  }
}
