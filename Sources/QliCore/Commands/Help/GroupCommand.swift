/// `qli GROUP` and `qli GROUP --help`: the extensions of one group.
enum GroupCommand {
  /// Shows them: on standard output where help was asked for, else as an error, for nothing ran.
  ///
  /// - Parameter answers: those that were given to a run that doesn't say of what.
  static func run(
    _ name: ByteString, isHelp: Bool, _ answers: GivenAnswers,
    _ context: RunContext
  ) -> ExitStatus {
    let console = context.console
    let catalog = ExtensionCatalog(context.environment)
    let entry: ExtensionCatalog.Entry
    do throws(LookupError) {
      entry = try catalog.entry(named: name)
    } catch {
      let meant = MeantLine.help(error, extension: nil, first: nil, answers, catalog)
      console.report(ErrorReport(error, of: .run, near: catalog, meaning: meant))
      return ExitStatus(Outcome(error))
    }
    let usage = "\(BuiltIn.line(for: entry.name)) EXTENSION [ARGUMENT...]"
    if isHelp {
      let text = GroupListing.text(
        entry, catalog, context.environment, console.output.style,
        columns: console.output.columns)
      let lines = Lines(columns: console.output.columns)
      return ResultWriter.show(
        CommandResult("Usage: \(lines.text(usage, behind: "Usage: ".utf8.count))\n\n\(text)"),
        context)
    }
    let text = GroupListing.text(
      entry, catalog, context.environment, console.errors.style, columns: console.errors.columns)
    var report = ErrorReport(
      "group '\(entry.name)': which extension?",
      details: text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
        String($0)
      }, help: [usage])
    report.hasFittedDetails = true
    console.report(report)
    return ExitStatus(.qliFailed)
  }
}
