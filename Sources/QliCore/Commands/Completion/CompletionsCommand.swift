/// `qli completions SHELL`.
enum CompletionsCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "print the script that completes qli's lines in a shell",
      operands: "bash|zsh|fish|elvish",
      operandCounts: 1...1,
      operandKinds: [.name { _ in CompletionShell.allCases.map { $0.rawValue } }]
    ) { line throws(UsageError) in
      let name = line.required(0).lossyText
      guard let shell = CompletionShell(rawValue: name) else {
        throw line.error(.unknownShell(name))
      }
      return { run(shell, $0) }
    }
  }

  /// Prints the script that completes qli's lines in `shell`.
  static func run(_ shell: CompletionShell, _ context: RunContext) -> ExitStatus {
    ResultWriter.write(CommandResult(shell.script), context.console)
  }
}
