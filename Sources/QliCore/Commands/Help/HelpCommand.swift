/// `qli help [TOPIC]`.
enum HelpCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "explain a command, a topic or an extension",
      operands: "[TOPIC | GROUP EXTENSION]",
      operandCounts: 0...2,
      operandKinds: [.helpSubject, .extension])
  }

  /// Prints help on a command or a topic, or the overview.
  static func run(topic: ByteString?, _ context: RunContext) -> ExitStatus {
    guard let topic else {
      return ResultWriter.write(CommandResult(HelpText.overview), context.console)
    }
    let name = topic.lossyText
    if let text = HelpText.text(forSubject: name) {
      return ResultWriter.write(CommandResult(text), context.console)
    }
    if ExtensionCatalog(context.environment).entry(name) != nil {
      return GroupCommand.run(topic, isHelp: true, context)
    }
    let names = BuiltIn.allCases.map { $0.name } + HelpText.Topic.allCases.map { $0.rawValue }
    context.console.report(
      ErrorReport(
        "there is no help on '\(Visible.text(name))'" + Suggestion.clause(for: name, among: names),
        help: ["qli help", "on a group: qli \(Visible.text(name)) --help"]))
    return ExitStatus(.usage)
  }
}
