extension BuiltIn {
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
}
