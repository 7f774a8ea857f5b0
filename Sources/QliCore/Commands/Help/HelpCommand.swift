/// `qli help [TOPIC]`.
enum HelpCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "explain a command, a topic or an extension",
      operands: "[TOPIC | GROUP EXTENSION]",
      operandCounts: 0...2,
      operandKinds: [.helpSubject, .extension],
      options: [.schema, .json]
    ) { line throws(UsageError) in
      if line.has(.json) {
        guard !line.has(.schema) else { throw line.error(.contradiction("--schema", "--json")) }
        let commands = try HelpJSON.commands(line)
        return {
          ResultWriter.write(CommandResult(json: { HelpJSON.write(commands, to: &$0) }), $0.console)
        }
      }
      let subject = try Subject(line)
      return { run(subject, $0) }
    }
  }

  /// What is to be explained.
  enum Subject: Equatable {
    case overview
    case command(BuiltIn)
    /// A command, a topic or a group, by its name.
    case name(ByteString)
    case `extension`(ByteString, of: ByteString)
    case schema(DocumentSchema)

    init(_ line: CommandLine) throws(UsageError) {
      if line.has(.schema) {
        let named = DocumentSchema.allCases.first { schema in
          line.operand(1) == nil && line.operand(0)?.equals(schema.subject) == true
        }
        guard let named else {
          let subjects = DocumentSchema.allCases.map { "help \($0.subject)" }
          throw line.error(
            .needsOption(Option.schema.spellings[0], needed: subjects.joined(separator: "' or '")))
        }
        self = .schema(named)
        return
      }
      guard let name = line.operand(0) else {
        self = .overview
        return
      }
      self = line.operand(1).map { .extension($0, of: name) } ?? .name(name)
    }
  }

  /// Prints it.
  static func run(_ subject: Subject, _ context: RunContext) -> ExitStatus {
    switch subject {
    case .overview: print(HelpText.overview, context)
    case .command(let command): print(HelpText.text(for: command), context)
    case .name(let name): explain(name, context)
    case .extension(let name, let group):
      ExtensionHelpCommand.run(group: group, extension: name, context)
    case .schema(let schema):
      ResultWriter.write(CommandResult(bytes: schema.text), context.console)
    }
  }

  private static func print(_ text: String, _ context: RunContext) -> ExitStatus {
    ResultWriter.show(
      CommandResult(HelpText.fitted(text, to: context.console.output.columns)), context)
  }

  private static func explain(_ topic: ByteString, _ context: RunContext) -> ExitStatus {
    let name = topic.lossyText
    if let text = HelpText.text(forSubject: name) { return print(text, context) }
    if ExtensionCatalog(context.environment).entry(name) != nil {
      return GroupCommand.run(topic, isHelp: true, GivenAnswers(), context)
    }
    let names = BuiltIn.allCases.map { $0.rawValue } + HelpText.Topic.allCases.map { $0.rawValue }
    var report = ErrorReport(
      "there is no help on '\(Visible.text(name))'" + Suggestion.clause(for: name, among: names),
      help: ["qli help", "see all groups: qli list"])
    if let line = ErrorReport.apart(name, .help, ExtensionCatalog(context.environment)) {
      report.help.insert(line, at: 0)
    }
    context.console.report(report)
    return ExitStatus(.usage)
  }
}
