/// `qli GROUP EXTENSION`: finds the one extension, and takes it through its guards.
enum RunCommand {
  /// Runs it, and reports what went wrong.
  static func run(
    group: ByteString, extension name: ByteString, arguments: Arguments, isConfirmed: Bool,
    _ context: RunContext
  ) -> ExitStatus {
    let outcome: Outcome
    do throws(LookupError) {
      let finder = ExtensionFinder(context.environment)
      let group = try finder.group(group.lossyText)
      let found = try finder.extension(name.lossyText, of: group)
      var randomness = SystemRandomNumberGenerator()
      let request = RunRequest(
        runID: RunID(time: context.clock.wallTime(), randomness: &randomness), group: group,
        extension: found, policy: group.manifest.policy(for: found.name), arguments: arguments,
        isConfirmed: isConfirmed, capture: nil)
      outcome = GuardSequence.run(request, context).outcome
    } catch {
      outcome = Outcome(error)
    }
    if var report = ErrorReport(outcome) {
      if case .notFound(let error) = outcome {
        report.suggest(for: error, ExtensionCatalog(context.environment))
      }
      context.console.report(report)
    }
    return ExitStatus(outcome)
  }
}

extension ErrorReport {
  /// Adds the nearest right name, out of the list that `qli list` shows.
  mutating func suggest(for error: LookupError, _ catalog: ExtensionCatalog) {
    switch error {
    case .groupNotFound(let name):
      if catalog.entries.isEmpty {
        help = Self.firstSteps
      }
      let names = catalog.entries.map(\.name.text) + BuiltIn.allCases.map(\.name)
      if let near = Suggestion.nearest(to: name, among: names) {
        help.insert("did you mean '\(near)'?", at: 0)
      }
    case .extensionNotFound(let name, let group):
      guard let entry = catalog.entry(group.name.text) else { return }
      let names = catalog.extensions(of: entry).map(\.name.text)
      if let near = Suggestion.nearest(to: name, among: names) {
        help.insert("did you mean '\(near)'?", at: 0)
      }
    default: return
    }
  }

  /// How to begin where there are no groups.
  static let firstSteps = [
    "make a group: a folder with a _manifest.toml in ~/.local/share/qli/extensions",
    "its format, with an example: qli help manifest",
  ]
}
