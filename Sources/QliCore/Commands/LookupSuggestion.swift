extension ErrorReport {
  /// The words for a run that found nothing to run, with the nearest right name out of what
  /// `qli list` shows.
  init(_ error: LookupError, near catalog: ExtensionCatalog) {
    self.init(error)
    switch error {
    case .groupNotFound(let name):
      if catalog.entries.isEmpty {
        help = Self.firstSteps
      }
      // A command isn't meant where it was typed in the place of a group.
      let commands = BuiltIn.allCases.map { $0.rawValue }.filter { $0 != name }
      let names = catalog.entries.map { $0.name.text } + commands
      if let near = Suggestion.nearest(to: name, among: names) {
        help.insert("did you mean '\(near)'?", at: 0)
      }
    case .extensionNotFound(let name, let group):
      guard let entry = catalog.entry(group.name.text) else { return }
      let names = catalog.extensions(of: entry).map { $0.name.text }
      if let near = Suggestion.nearest(to: name, among: names) {
        help.insert("did you mean '\(near)'?", at: 0)
      }
    default: return
    }
  }

  /// The words for `error`, with how to begin where there are no groups and nothing was asked for.
  init(_ error: UsageError, in environment: Environment) {
    self.init(error)
    if error.reason == .noCommand, ExtensionCatalog(environment).entries.isEmpty {
      help = Self.firstSteps + ["qli --help"]
    }
  }

  /// How to begin where there are no groups.
  static let firstSteps = [
    "make a group, and an extension in it: qli new mine && qli new mine hello",
    "what a group can ask for: qli help manifest",
  ]
}
