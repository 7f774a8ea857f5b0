/// A source plugin, for a person.
enum SourceListing {
  /// Its name and version, and a line for each thing to know.
  static func text(
    _ status: SourceStatus, _ environment: Environment, _ style: Style, columns: Int?
  ) -> String {
    let lines = Lines(columns: columns)
    let entry = status.entry
    var text = style.bold(entry.name.text)
    switch entry.definition {
    case .success(let definition):
      text += "  \(Visible.text(definition.version))\n"
      text += "  state: \(state(status, style, lines))\n"
      if let record = try? status.record.get(), let capabilities = record.capabilities {
        text += "  capabilities: \(names(capabilities))\n"
      }
      let pin = definition.checksum == nil ? style.dim("  not pinned") : ""
      text += "  program: \(GroupListing.shortened(definition.program, environment))\(pin)\n"
    case .failure(let error):
      let why = lines.text(
        "can't be used: \(ErrorReport(error).headline)", behind: entry.name.text.utf8.count + 2)
      text += "  " + style.error(why) + "\n"
      text += "  " + style.hint("see: qli doctor") + "\n"
    }
    text += "  in \(GroupListing.shortened(entry.sidecar, environment))\n"
    return text
  }

  /// The names of what a plugin can do.
  static func names(_ capabilities: SourceCapabilities) -> String {
    capabilities.names.isEmpty ? "none" : capabilities.names.joined(separator: ", ")
  }

  private static func state(_ status: SourceStatus, _ style: Style, _ lines: Lines) -> String {
    switch status.state {
    case .idle: style.good("idle")
    case .recovering: style.warning("recovering") + crashes(status, lines)
    case .disabled: style.error("disabled") + crashes(status, lines)
    case nil: style.error("broken")
    }
  }

  /// How often it crashed, and when; and why it isn't started, if that is something else.
  private static func crashes(_ status: SourceStatus, _ lines: Lines) -> String {
    var text = status.obstacle.map { ": \($0.message)" } ?? ""
    if let record = try? status.record.get() {
      let error = record.lastError.map { ": \(Visible.text($0))" } ?? ""
      let last = record.lastCrash.map { ", last at \(RFC3339.text($0))\(error)" } ?? ""
      let window = status.definition.map { " within \($0.lifetime.restartWindow)" } ?? ""
      text += ": " + Wording.count(status.crashCount, "crash", "crashes") + window + last
    }
    // All words for a state are as long as `recovering`, or nearly.
    return lines.text(text, behind: "  state: recovering".utf8.count)
  }
}
