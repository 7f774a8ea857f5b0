/// The program `qli`.
package enum Program {
  /// The version, as `qli --version` prints it.
  package static let version = "0.1.0"

  /// Does what the process was asked to, and ends it.
  package static func main() -> Never {
    StandardStreams.reserve()
    // A reader that went away, or a file that may not grow, is an error to report and nothing to
    // die of. Blocked, not ignored: what is ignored would be so in the extension too.
    let callerMask = SignalSet(.brokenPipe, .fileSizeExceeded).block()
    let status = run(Arguments.current, environment: .current, callerMask: callerMask)
    ProcessEnd.exit(status)
  }

  /// Does what `arguments` ask for.
  ///
  /// - Parameter arguments: without the program's name.
  /// - Returns: how the process should end.
  static func run(
    _ arguments: Arguments, environment: Environment, callerMask: SignalSet
  ) -> ExitStatus {
    do throws(UsageError) {
      let invocation = try InvocationParser.parse(arguments)
      let context = RunContext(
        environment: environment,
        console: Console(environment, color: invocation.color, isQuiet: invocation.isQuiet),
        clock: .system, callerMask: callerMask)
      return run(invocation.command, context)
    } catch {
      let console = Console(environment, color: error.color, isQuiet: error.isQuiet)
      console.report(ErrorReport(error, in: environment))
      return ExitStatus(error.exitCode)
    }
  }

  private static func run(
    _ command: Invocation.Command, _ context: RunContext
  ) -> ExitStatus {
    switch command {
    case .run(let line): RunCommand.run(line, context)
    case .group(let name, let isHelp): GroupCommand.run(name, isHelp: isHelp, context)
    case .list(let group, let isJSON): ListCommand.run(group: group, isJSON: isJSON, context)
    case .which(let group, let name, let isJSON):
      WhichCommand.run(group: group, extension: name, isJSON: isJSON, context)
    case .explain(let line, let isJSON):
      ExplainCommand.run(line, isJSON: isJSON, context)
    case .sources(let line): SourcesCommand.run(line, context)
    case .new(let line): NewCommand.run(line, context)
    case .audit(let line): AuditCommand.run(line, context)
    case .completions(let shell): CompletionsCommand.run(shell, context)
    case .complete(let words): CompleteCommand.run(words, context)
    case .doctor(let isJSON): DoctorCommand.run(isJSON: isJSON, context)
    case .help(let topic): HelpCommand.run(topic: topic, context)
    case .extensionHelp(let group, let name):
      ExtensionHelpCommand.run(group: group, extension: name, context)
    case .commandHelp(let command):
      ResultWriter.write(CommandResult(HelpText.text(for: command)), context.console)
    case .version: VersionCommand.run(context)
    }
  }
}
