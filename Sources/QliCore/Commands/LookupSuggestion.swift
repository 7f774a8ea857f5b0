extension ErrorReport {
  /// The words for a run that found nothing to run, with the nearest right name out of what
  /// `qli list` shows, unless it is known what was meant.
  init(_ error: LookupError, near catalog: ExtensionCatalog, meaning meant: [String] = []) {
    self.init(error)
    if !meant.isEmpty {
      help = meant
      return
    }
    switch error {
    case .groupNotFound(let name):
      if let reason = Remedy.reasonForNoOwnGroups(in: catalog.finder.environment) {
        self.init(
          "there is no group '\(Visible.text(name))' among the system's; your own aren't known: "
            + reason,
          help: [Remedy.settingHome])
      } else if catalog.entries.isEmpty {
        help = Self.firstSteps
      }
      // A command isn't meant where it was typed in the place of a group.
      let commands = BuiltIn.allCases.map { $0.rawValue }.filter { $0 != name }
      let names = catalog.entries.map { $0.name.text } + commands
      if let line = Self.apart(name, catalog) {
        help.insert("did you mean '\(line)'?", at: 0)
      } else if let near = Suggestion.nearest(to: name, among: names) {
        help.insert("did you mean '\(near)'?", at: 0)
      }
    case .extensionNotFound(let name, let group):
      guard let entry = catalog.entry(group.name.text) else { return }
      let names = catalog.extensions(of: entry, group.manifest).map { $0.name.text }
      if let near = Suggestion.nearest(to: name, among: names) {
        help.insert("did you mean '\(near)'?", at: 0)
      }
    default: return
    }
  }

  /// A group and an extension that were typed as one word, as they are typed: `dev/hello`.
  private static func apart(_ word: String, _ catalog: ExtensionCatalog) -> String? {
    let parts = word.split(maxSplits: 1) { $0 == "/" || $0 == ":" }
    guard parts.count == 2, let group = ExtensionName(String(parts[0])),
      let name = ExtensionName(String(parts[1])), catalog.entry(group.text) != nil
    else { return nil }
    return "\(group) \(name)"
  }

  /// The words for `error`, with how to begin where there are no groups and nothing was asked for, and
  /// with what there is to choose from where a group stands alone.
  init(_ error: UsageError, in environment: Environment) {
    self.init(error)
    if error.reason == .noCommand, ExtensionCatalog(environment).entries.isEmpty {
      help = Self.firstSteps + ["qli --help"]
    }
    if case .missingOperands(let command) = error.reason, error.operands.count == 1,
      command.description.operandKinds.count > 1,
      case .extension = command.description.operandKinds[1],
      let group = try? ExtensionFinder(environment).group(error.operands[0].lossyText)
    {
      self.init(choosing: command, of: group, environment)
    }
  }

  /// The most lines that are offered.
  private static let mostChoices = 8

  /// The words for a command that needs an extension of `group`.
  private init(choosing command: BuiltIn, of group: Group, _ environment: Environment) {
    let ofServices = command == .start || command == .logs
    let what = ofServices ? "service" : "extension"
    let names = ExtensionCatalog.extensions(of: group, startingWith: "", environment)
      .map { $0.name }.filter { !ofServices || group.manifest.policy(for: $0).isService }
    guard !names.isEmpty else {
      self.init(
        "group '\(group.name)' has no \(what)",
        help: ["begin one: qli new \(ofServices ? "--service " : "")\(group.name) NAME"])
      return
    }
    self.init(
      "group '\(group.name)': which \(what)?",
      help: names.prefix(Self.mostChoices).map { "qli \(command.rawValue) \(group.name) \($0)" })
    if names.count > Self.mostChoices { help.append("see them all: qli list \(group.name)") }
  }

  /// How to begin where there are no groups.
  static let firstSteps = [
    "make a group, and an extension in it: qli new mine && qli new mine hello",
    "what a group can ask for: qli help manifest",
  ]
}
