extension BuiltIn {
  /// What there is to say of it, and what it does; it stands beside the command's code.
  var description: CommandDescription {
    switch self {
    case .run: RunCommand.description
    case .start: StartCommand.description
    case .status: StatusCommand.description
    case .stop: StopCommand.description
    case .logs: LogsCommand.description
    case .list: ListCommand.description
    case .which: WhichCommand.description
    case .explain: ExplainCommand.description
    case .unit: UnitCommand.description
    case .new: NewCommand.description
    case .trust: TrustCommand.description
    case .sources: SourcesCommand.description
    case .audit: AuditCommand.description
    case .doctor: DoctorCommand.description
    case .completions: CompletionsCommand.description
    case .help: HelpCommand.description
    case .version: VersionCommand.description
    }
  }

  /// The options that every command takes.
  static let commonOptions: [Option] = [.quiet, .color, .help]
}
