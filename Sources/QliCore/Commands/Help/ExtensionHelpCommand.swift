/// `qli help GROUP EXTENSION`: what an extension says of itself.
enum ExtensionHelpCommand {
  /// Prints its comment; the extension isn't run for it.
  static func run(
    group: ByteString, extension name: ByteString, _ context: RunContext
  ) -> ExitStatus {
    do throws(LookupError) {
      let finder = ExtensionFinder(context.environment)
      let group = try finder.group(group.lossyText)
      let found = try finder.extension(name.lossyText, of: group)
      let lines = text(found, of: group).split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast().map { String($0) }
      let text = Lines(columns: context.console.output.columns).details(lines)
      return ResultWriter.show(CommandResult(text), context)
    } catch {
      context.console.report(ErrorReport(error, of: .help, extension: name.text, context))
      return ExitStatus(Outcome(error))
    }
  }

  private static func text(_ found: Extension, of group: Group) -> String {
    let line = found.callingLine(in: group.name, group.manifest)
    let block = found.comment
    let own = found.usage(of: block, line)
    var text = "Usage: \(own ?? "\(line) [ARGUMENT...]")\n\n"
    let description = group.manifest.rule(for: found.name)?.description
    if let description { text += "\(Visible.text(description))\n\n" }
    // It is shown once.
    let comment = (own == nil ? block?.text : block?.textBesideUsage) ?? ""
    if !comment.isEmpty {
      text += Visible.text(comment, keepingNewlines: true) + "\n\n"
    } else if own == nil, description == nil, found.command == nil {
      text += "It says nothing of itself: a comment below its first line would be shown here.\n\n"
    }
    let guards = group.manifest.policy(for: found.name).guardNames
    text += "guards: \(guards.isEmpty ? "none" : guards.joined(separator: ", "))\n"
    let source = found.command.map { "runs:   \($0.text)" } ?? "file:   \(Visible.text(found.path))"
    return text + source + "\n"
  }
}
