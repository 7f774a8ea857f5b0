/// A source plugin, for a person.
enum SourceListing {
  /// Its name and version, and a line for each thing to know.
  static func text(
    _ status: SourceStatus, _ environment: Environment, _ style: Style
  ) -> String {
    let entry = status.entry
    var text = style.bold(entry.name.text)
    switch entry.definition {
    case .success(let definition):
      text += "  \(Visible.text(definition.version))\n"
      text += "  state: \(state(status, style))\n"
      if let record = try? status.record.get(), let capabilities = record.capabilities {
        text += "  capabilities: \(names(capabilities))\n"
      }
      let pin = definition.checksum == nil ? style.dim("  not pinned") : ""
      text += "  program: \(GroupListing.shortened(definition.program, environment))\(pin)\n"
    case .failure(let error):
      text += "  " + style.error("can't be used: \(ErrorReport(error).headline)") + "\n"
      text += "  " + style.hint("see: qli doctor") + "\n"
    }
    text += "  in \(GroupListing.shortened(entry.sidecar, environment))\n"
    return text
  }

  /// The names of what a plugin can do.
  static func names(_ capabilities: SourceCapabilities) -> String {
    capabilities.names.isEmpty ? "none" : capabilities.names.joined(separator: ", ")
  }

  private static func state(_ status: SourceStatus, _ style: Style) -> String {
    switch status.state {
    case .idle: style.good("idle")
    case .recovering: style.warning("recovering") + crashes(status)
    case .disabled: style.error("disabled") + crashes(status)
    case nil: style.error("broken")
    }
  }

  /// How often it crashed, and when; and why it isn't started, if that is something else.
  private static func crashes(_ status: SourceStatus) -> String {
    var text = status.obstacle.map { ": \($0.message)" } ?? ""
    if let record = try? status.record.get() {
      let error = record.lastError.map { ": \(Visible.text($0))" } ?? ""
      let last = record.lastCrash.map { ", last at \(RFC3339.text($0))\(error)" } ?? ""
      let window = status.definition.map { " within \($0.lifetime.restartWindow)" } ?? ""
      text += ": " + Wording.count(status.crashCount, "crash", "crashes") + window + last
    }
    return text
  }
}
