/// The program `qli`.
package enum Program {
  /// The version, as `qli --version` prints it.
  package static let version = "0.1.0"

  /// Does what the process was asked to, and ends it.
  package static func main() -> Never { ProcessEntry.run { Program.begin() } }

  private static func begin() -> Never {
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
      let invocation = try Invocation(arguments)
      return invocation.action(
        RunContext(
          environment: environment,
          console: Console(environment, color: invocation.color, isQuiet: invocation.isQuiet),
          clock: .system, callerMask: callerMask))
    } catch {
      let console = Console(environment, color: error.color, isQuiet: error.isQuiet)
      if error.isRun { StatusReport.removeEarlier(error.statusFile) }
      console.report(ErrorReport(error, in: environment, console))
      return ExitStatus(error.exitCode)
    }
  }
}
