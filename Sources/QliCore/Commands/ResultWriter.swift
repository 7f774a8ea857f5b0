/// Brings a command's result to standard output.
enum ResultWriter {
  /// Writes it.
  ///
  /// A closed pipe ends quietly: whoever read has seen enough. Any other failure is an error, for
  /// the result didn't arrive.
  static func write(_ result: CommandResult, _ console: Console) -> ExitStatus {
    do throws(Errno) {
      try console.output.writeResult(result.output)
    } catch .brokenPipe {
      return ExitStatus(result.code)
    } catch {
      console.report(ErrorReport("cannot write to standard output: \(error)"))
      return ExitStatus(.qliFailed)
    }
    return ExitStatus(result.code)
  }
}
