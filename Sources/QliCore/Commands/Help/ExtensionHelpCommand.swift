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
    let isService = group.manifest.policy(for: found.name).isService
    let line =
      isService
      ? "qli start \(group.name) \(found.name)" : "\(BuiltIn.line(for: group.name)) \(found.name)"
    let block = found.comment
    let own = ownUsage(line, found, block)
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

  /// How it is called, with what its own usage line has behind its name; nil where it has none.
  private static func ownUsage(
    _ line: String, _ found: Extension, _ comment: CommentBlock?
  ) -> String? {
    let own = comment?.usage ?? ""
    let file = found.path.lastComponent.lossyText
    for name in [line, found.name.text, file, "./\(file)", "$0"] where own.hasPrefix(name) {
      let rest = String(own.dropFirst(name.count))
      if rest.isEmpty || rest.hasPrefix(" ") { return line + Visible.text(rest) }
    }
    return nil
  }
}
