/// Brings a command's result to standard output.
enum ResultWriter {
  /// Writes it.
  static func write(_ result: CommandResult, _ console: Console) -> ExitStatus {
    end(ExitStatus(result.code), console) { () throws(Errno) in
      try console.output.writeResult(result.output)
    }
  }

  /// Shows a text for people: in a pager where it is longer than the screen.
  static func show(_ result: CommandResult, _ context: RunContext) -> ExitStatus {
    switch paged(result.output, context) {
    case .seen: ExitStatus(result.code)
    case .interrupted(let signal): ExitStatus(Outcome.interrupted(signal, end: nil))
    case .failed, nil: write(result, context.console)
    }
  }

  /// Shows `output` in a pager where it is longer than the screen.
  ///
  /// - Returns: how that ended; nil where there was no need of one. If it has failed, which is said, or wasn't
  ///   needed, all of it is still to be written.
  static func paged(_ output: [UInt8], _ context: RunContext) -> Pager.End? {
    let console = context.console
    // A prompt has to have room below it.
    guard let rows = console.output.rows, let columns = console.output.columns,
      ScreenLines.count(of: output, columns: columns) >= rows,
      let pager = Pager.start(context, atEnd: false)
    else { return nil }
    // Whoever has seen enough closes it.
    try? pager.input.writeAll(output)
    let end = pager.finish(context)
    if case .failed = end { console.warn(Pager.failure) }
    return end
  }

  /// Writes what `body` makes, of any length, while it is made.
  static func write(_ console: Console, _ body: (inout ByteBuffer) -> Void) -> ExitStatus {
    end(ExitStatus(.success), console) { () throws(Errno) in
      try console.output.writeResult(body)
    }
  }

  /// Writes the JSON that `body` makes; `status` is how qli ends if it arrives.
  static func write(
    _ status: ExitStatus, _ console: Console, _ body: (inout JSONWriter) -> Void
  ) -> ExitStatus {
    end(status, console) { () throws(Errno) in try console.output.writeResult(json: body) }
  }

  /// A closed pipe ends quietly: whoever read has seen enough. Any other failure is an error, for
  /// the result didn't arrive.
  private static func end(
    _ status: ExitStatus, _ console: Console, _ write: () throws(Errno) -> Void
  ) -> ExitStatus {
    do throws(Errno) {
      try write()
    } catch .brokenPipe {
      return status
    } catch {
      return fail(error, console)
    }
    return status
  }

  /// Reports that a result didn't arrive.
  static func fail(_ error: Errno, _ console: Console) -> ExitStatus {
    console.report(ErrorReport("cannot write to standard output: \(error)"))
    return ExitStatus(.qliFailed)
  }
}
