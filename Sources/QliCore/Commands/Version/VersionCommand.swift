/// `qli version`.
enum VersionCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "print the version"
    ) { _ in run }
  }

  /// Prints the version.
  static func run(_ context: RunContext) -> ExitStatus {
    ResultWriter.write(CommandResult("qli \(Program.version)\n"), context.console)
  }
}
