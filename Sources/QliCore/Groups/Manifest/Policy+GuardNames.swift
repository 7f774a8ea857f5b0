extension Policy {
  /// The names of the guards that are on, as the manifest calls them.
  var guardNames: [String] {
    var names: [String] = []
    if banner != nil { names.append("banner") }
    if !requirements.isEmpty { names.append("requires_env") }
    if !requiredCommands.isEmpty { names.append("requires_commands") }
    if run.isExclusive { names.append("exclusive") }
    if confirmation != .none { names.append("confirm") }
    if reason.isRequired { names.append("reason") }
    if !secrets.isEmpty { names.append("secrets") }
    if auditLog != nil { names.append("audit_log") }
    return names
  }
}
