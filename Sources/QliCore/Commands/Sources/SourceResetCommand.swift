/// `qli sources reset NAME`: clears the crashes of a plugin, so that it is started again.
enum SourceResetCommand {
  static func run(_ name: String, _ context: RunContext) -> ExitStatus {
    let console = context.console
    let names = SourceCatalog(context.environment).names
    // Also where its sidecar is broken.
    guard let known = names.first(where: { $0 == name }) else {
      console.report(ErrorReport(SourceLookupError.notFound(name, known: names)))
      return ExitStatus(.notFound)
    }
    let history = SourceHistory(context.environment, clock: context.clock)
    let before = try? history.read(known)
    do throws(SourceHistoryError) {
      try history.reset(known)
    } catch {
      console.report(ErrorReport(SourceError(source: known, reason: .io(.history(error)))))
      return ExitStatus(.qliFailed)
    }
    return ResultWriter.write(CommandResult(text(known, before)), console)
  }

  private static func text(_ name: String, _ before: SourceRecord?) -> String {
    guard let before else { return "the record of '\(name)' was broken, and is cleared\n" }
    guard let time = before.lastCrash else { return "'\(name)' had not crashed\n" }
    let crashes = Wording.count(before.crashes.count, "crash", "crashes")
    return "\(crashes) of '\(name)' cleared, the last at \(RFC3339.text(time))\n"
  }
}
