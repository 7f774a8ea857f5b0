/// A command of qli's own.
enum BuiltIn: CaseIterable {
  case run, list, which, explain, new, sources, audit, doctor, completions, help, version

  /// What there is to say of it; it stands beside the command's code.
  var description: CommandDescription {
    switch self {
    case .run: RunCommand.description
    case .list: ListCommand.description
    case .which: WhichCommand.description
    case .explain: ExplainCommand.description
    case .new: NewCommand.description
    case .sources: SourcesCommand.description
    case .audit: AuditCommand.description
    case .doctor: DoctorCommand.description
    case .completions: CompletionsCommand.description
    case .help: HelpCommand.description
    case .version: VersionCommand.description
    }
  }

  /// What is typed.
  var name: String { description.name }

  /// The command called `name`, or nil. A `switch`, as every run asks: a table of names would have
  /// to be made first.
  init?(name: String) {
    switch name {
    case "run": self = .run
    case "list": self = .list
    case "which": self = .which
    case "explain": self = .explain
    case "sources": self = .sources
    case "new": self = .new
    case "audit": self = .audit
    case "doctor": self = .doctor
    case "completions": self = .completions
    case "help": self = .help
    case "version": self = .version
    default: return nil
    }
  }

  /// Its operands, as usage lines show them.
  var operands: String { description.operands }

  /// How many operands it takes.
  var operandCounts: ClosedRange<Int> { description.operandCounts }

  /// What its operands name, in their order.
  var operandKinds: [OperandKind] { description.operandKinds }

  /// The options that it takes, beside those that every command takes.
  var options: [Option] { description.options }

  /// What it does, in one line.
  var summary: String { description.summary }

  /// The options that every command takes.
  static let commonOptions: [Option] = [.quiet, .color, .help]

  /// Whether a later command will be called `name`; taken from now on, so that no group is
  /// surprised.
  static func isFutureName(_ name: String) -> Bool {
    switch name {
    case "start", "stop", "status", "logs": true
    default: false
    }
  }

  /// Whether a group called `name` is reached by `qli run` alone.
  static func reserves(_ name: String) -> Bool {
    BuiltIn(name: name) != nil || isFutureName(name)
  }

  /// How a line begins that runs an extension of `group`.
  static func line(for group: ExtensionName) -> String {
    reserves(group.text) ? "qli run \(group)" : "qli \(group)"
  }
}
