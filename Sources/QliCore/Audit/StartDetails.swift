/// What the start record says about who runs what, where.
struct StartDetails {
  private let parentRunID: ByteString?
  private let sudoUser: ByteString?
  private let path: FilePath
  /// Each argument, or nil for one that holds a secret.
  private let arguments: [ByteString?]
  private let variableNames: [String]

  init(_ request: RunRequest, _ secrets: [ResolvedSecret], environment: Environment) {
    parentRunID = environment.nonEmpty("QLI_RUN_ID")
    sudoUser = environment.nonEmpty("SUDO_USER")
    path = request.extension.path
    arguments = request.arguments.map { argument in
      secrets.contains { $0.value.occurs(in: argument) } ? nil : argument
    }
    variableNames = secrets.map(\.declaration.variable.text)
  }

  /// Writes the members, in the order in which qli(1) lists them.
  func write(_ head: RecordHead, to writer: inout JSONWriter) {
    writer.member("timestamp", RFC3339.text(head.timestamp))
    writer.member("run_id", head.runID.text)
    if let parentRunID { writer.member("parent_run_id", parentRunID) }
    writer.member("user", Host.userName(of: Host.userID))
    writer.member("uid", Host.userID)
    if let sudoUser { writer.member("sudo_user", sudoUser) }
    writer.member("host", Host.name)
    writer.member("pid", ProcessID.current.rawValue)
    writer.member("cwd", Directory.current?.string)
    writer.member("group", head.group.text)
    writer.member("extension", head.extension.text)
    writer.member("path", path.string)
    writer.name("args")
    writer.array { writer in
      for argument in arguments { writer.string(argument ?? ByteString(Secret.redaction)) }
    }
    if arguments.contains(where: { $0 != nil && $0?.text == nil }) { writeBase64(to: &writer) }
    writer.member("env_var_names", variableNames)
  }

  /// All arguments exactly; null for one that holds a secret.
  private func writeBase64(to writer: inout JSONWriter) {
    writer.name("args_base64")
    writer.array { writer in
      for argument in arguments {
        if let argument { writer.string(Base64.text(argument.bytes)) } else { writer.null() }
      }
    }
  }
}
