/// Brings a command's result to standard output.
enum ResultWriter {
  /// Writes it.
  ///
  /// A closed pipe ends quietly: whoever read has seen enough. Any other failure is an error, for
  /// the result didn't arrive.
  static func write(_ result: CommandResult, _ console: Console) -> ExitStatus {
    write(result.output, ExitStatus(result.code), console)
  }

  /// Writes `bytes`; `status` is how qli ends if they arrive.
  static func write(_ bytes: [UInt8], _ status: ExitStatus, _ console: Console) -> ExitStatus {
    do throws(Errno) {
      try console.output.writeResult(bytes)
    } catch .brokenPipe {
      return status
    } catch {
      console.report(ErrorReport("cannot write to standard output: \(error)"))
      return ExitStatus(.qliFailed)
    }
    return status
  }
}
