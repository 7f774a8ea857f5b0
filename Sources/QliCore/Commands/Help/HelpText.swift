/// Help, made from the tables of commands, options, keys, events, exit codes and variables.
enum HelpText {
  /// What can be asked for beside the commands.
  enum Topic: String, CaseIterable {
    case manifest, services, audit
    case exitCodes = "exit-codes"
    case environment

    /// What it explains, in one line.
    var summary: String {
      switch self {
      case .manifest: "the keys of a group's _manifest.toml"
      case .services: "extensions that don't end"
      case .audit: "the records of an audit log"
      case .exitCodes: "what qli's exit codes mean"
      case .environment: "the variables that qli reads and sets"
      }
    }
  }

  /// Whether `qli help NAME` explains a command or a topic.
  static func isSubject(_ name: String) -> Bool {
    BuiltIn(rawValue: name) != nil || topic(named: name) != nil
  }

  /// The topic called `name`; one service stands for all.
  private static func topic(named name: String) -> Topic? {
    name == "service" ? .services : Topic(rawValue: name)
  }

  /// `qli --help`.
  static var overview: String {
    """
    qli runs the executables of a group through the guards that the group declares.

    Usage: qli [OPTION...] GROUP EXTENSION [ARGUMENT...]
           qli COMMAND

    Examples:
      qli list                   what there is
      qli prod deploy v42        run 'deploy' of group 'prod' with an argument
      qli --yes prod deploy v42  the same in a script, where nobody can be asked
      qli run --json dev hello   for a program: the result is one JSON object

    \(optionsTitle(of: .run))
    \(table(optionRows(overviewOptions, of: .run)))
    Commands:
    \(table(BuiltIn.allCases.map { ($0.rawValue, $0.description.summary) }))
    Topics of 'qli help':
    \(table(Topic.allCases.map { ($0.rawValue, $0.summary) }))
    """
  }

  private static let overviewOptions: [Option] = [
    .yes, .confirm, .reason, .noInput, .askTimeout, .quiet, .color, .timeout, .wait, .withCaller,
    .write, .statusDescriptor, .statusFile, .help, .version,
  ]

  /// `qli COMMAND --help`.
  static func text(for command: BuiltIn) -> String {
    let description = command.description
    let name = command == .run ? "[run]" : command.rawValue
    let operands = description.operands.isEmpty ? "" : " \(description.operands)"
    return """
      qli \(command.rawValue): \(description.summary)

      Usage: qli \(name) [OPTION...]\(operands)

      \(verbs(of: description))\(optionsTitle(of: command))
      \(table(optionRows(description.options + BuiltIn.commonOptions, of: command)))
      """
  }

  /// `qli help NAME`: the command of that name, the topic, or both; nil if there is neither.
  static func text(forSubject name: String) -> String? {
    let texts = [
      BuiltIn(rawValue: name).map { text(for: $0) }, topic(named: name).map(text(for:)),
    ]
    .compactMap { $0 }
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }

  /// `qli help TOPIC`.
  static func text(for topic: Topic) -> String {
    switch topic {
    case .manifest: manifest
    case .services: services
    case .audit: audit
    case .exitCodes: exitCodes
    case .environment: environment
    }
  }

  /// What stands over the options, which says where they may stand where that isn't anywhere.
  private static func optionsTitle(of command: BuiltIn) -> String {
    if command.startsExtensions {
      return "Options (before the extension's name; what follows it is the extension's):"
    }
    if command == .explain {
      return "Options (before the extension's name; --json and -v also behind it):"
    }
    return "Options:"
  }

  private static func verbs(of description: CommandDescription) -> String {
    if description.verbs.isEmpty { return "" }
    let rows = description.verbs.map { ("\($0.name) \($0.operands)", $0.summary) }
    return "Actions:\n\(table(rows))\n"
  }

  private static func optionRows(
    _ options: [Option], of command: BuiltIn
  ) -> [(String, String)] {
    options.map { option in
      let spellings = option.spellings.joined(separator: ", ")
      return (spellings + (option.valueName.map { " \($0)" } ?? ""), option.summary(for: command))
    }
  }

  /// Two columns, each row ending in a newline; a text that is too long goes on below.
  static func table(_ rows: [(String, String)], width: Int? = nil) -> String {
    let width = width ?? rows.map { $0.0.count }.max() ?? 0
    return rows.map { name, text in
      let padding = String(repeating: " ", count: width - name.count)
      let lines = Wording.wrapped(text, columns: Self.width - width - 4)
      let indent = "\n" + String(repeating: " ", count: width + 4)
      return "  \(name)\(padding)  \(lines.joined(separator: indent))\n"
    }.joined()
  }
}
