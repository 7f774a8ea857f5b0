/// `qli completions SHELL`.
enum CompletionsCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "print the script that completes qli's lines in a shell",
      operands: "bash|zsh|fish",
      operandCounts: 1...1,
      operandKinds: [.shell])
  }

  /// Prints the script that completes qli's lines in `shell`.
  static func run(_ shell: CompletionShell, _ context: RunContext) -> ExitStatus {
    ResultWriter.write(CommandResult(shell.script), context.console)
  }
}
