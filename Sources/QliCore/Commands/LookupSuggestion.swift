extension ErrorReport {
  /// The words for a line of `command` that found nothing, with the nearest right name out of what
  /// `qli list` shows, unless it is known what was meant.
  ///
  /// - Parameter name: what was typed in the place of an extension, where that may be its group.
  /// - Parameter hasMore: whether arguments stand behind that.
  init(
    _ error: LookupError, of command: BuiltIn, extension name: String? = nil, hasMore: Bool = false,
    near catalog: ExtensionCatalog, meaning known: [String] = []
  ) {
    self.init(error)
    let swapped = MeantLine.swapped(error, with: name, of: command, hasMore: hasMore, catalog)
    let meant = known.isEmpty ? swapped.map { [$0] } ?? [] : known
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
      } else if catalog.entries.isEmpty, catalog.unreadableRoots.isEmpty {
        help = Self.firstSteps
      }
      if let line = Self.folderAlone(name, catalog) {
        help = [line]
        return
      }
      if BuiltIn.reserves(name) {
        let line = command == .help ? "qli help \(name)" : "qli \(name)"
        help.insert("'\(name)' is a command of qli's: \(line)", at: 0)
        return
      }
      if command == .audit, name.utf8.contains(.slash), Self.apart(name, command, catalog) == nil {
        help = ["a file is read so: qli audit --log \(Wording.shellQuoted(name))"]
        return
      }
      let verbs = command.description.verbs.map { $0.name }
      let names =
        verbs + catalog.entries.map { $0.name.text } + BuiltIn.allCases.map { $0.rawValue }
      if let line = Self.apart(name, command, catalog) {
        help.insert(line, at: 0)
      } else if let near = Self.synonym(name) ?? Suggestion.nearest(to: name, among: names) {
        help.insert("did you mean '\(near)'?", at: 0)
      }
    case .extensionNotFound(let name, let group):
      if let line = Self.unnamable(name, in: group) {
        help = [line]
        return
      }
      guard let entry = catalog.entry(group.name.text) else { return }
      let names = catalog.extensions(of: entry, group.manifest).map { $0.name.text }
      if let near = Suggestion.nearest(to: name, among: names) {
        help.insert("did you mean '\(near)'?", at: 0)
      }
    default: return
    }
  }

  /// The same for the groups of `context`.
  init(
    _ error: LookupError, of command: BuiltIn, extension name: String? = nil, hasMore: Bool = false,
    _ context: RunContext
  ) {
    let catalog = ExtensionCatalog(context.environment)
    self.init(error, of: command, extension: name, hasMore: hasMore, near: catalog)
  }

  /// What to type where the user's root has such a folder, and in it no manifest.
  private static func folderAlone(_ name: String, _ catalog: ExtensionCatalog) -> String? {
    guard let name = ExtensionName(name) else { return nil }
    // `qli new` writes into the first of the roots.
    guard let path = catalog.finder.roots.first?.appending(name.text),
      (try? FileStatus(following: path))?.kind == .directory
    else { return nil }
    return "'\(Visible.text(path))' has no \(Manifest.fileName), and so is no group; "
      + "make it one: qli new \(name) --from \(Wording.shellQuoted(path))"
  }

  /// The command that other programs have another name for.
  private static func synonym(_ word: String) -> String? {
    switch word {
    case "ls", "show": BuiltIn.list.rawValue
    case "ps": BuiltIn.status.rawValue
    case "init", "create", "add": BuiltIn.new.rawValue
    case "history": BuiltIn.audit.rawValue
    case "check": BuiltIn.doctor.rawValue
    case "exec": BuiltIn.run.rawValue
    case "verify": "\(BuiltIn.audit.rawValue) verify"
    default: nil
    }
  }

  /// What to type where the file is there and its name is none of an extension: it has a space in it.
  static func unnamable(_ name: String, in group: Group) -> String? {
    let words = name.split(separator: " ")
    let path = group.directory.appending(name)
    guard words.count > 1, let wanted = ExtensionName(words.joined(separator: "-")),
      (try? FileStatus(following: path))?.kind == .regular
    else { return nil }
    return "the file is there, but no extension has a space in its name: "
      + "mv \(Wording.shellQuoted(path)) "
      + Wording.shellQuoted(group.directory.appending(wanted.text))
  }

  /// What a line of `command` was meant to be where a group and an extension were typed as one word: `dev/hello`.
  static func apart(
    _ word: String, _ command: BuiltIn, _ catalog: ExtensionCatalog
  ) -> String? {
    let parts = word.split(maxSplits: 1) { $0 == "/" || $0 == ":" }
    guard parts.count == 2, let group = ExtensionName(String(parts[0])),
      let name = ExtensionName(String(parts[1])), catalog.entry(group.text) != nil
    else { return nil }
    return "did you mean '\(command.line(group, name))'?"
  }

  /// The words for `error`, with how to begin where there are no groups and nothing was asked for, and
  /// with what there is to choose from where a group stands alone, or nothing was typed at a terminal.
  init(_ error: UsageError, in environment: Environment, _ console: Console) {
    self.init(error)
    if error.reason == .noCommand {
      let catalog = ExtensionCatalog(environment)
      if catalog.entries.isEmpty, catalog.unreadableRoots.isEmpty {
        help = Self.firstSteps + ["qli --help"]
      } else if console.errors.isTerminal, !console.isQuiet {
        details = Self.lines(of: catalog, environment, console.errors)
        hasFittedDetails = true
        help = [
          "run one of them: qli GROUP EXTENSION",
          "see what that would do: qli explain GROUP EXTENSION",
          "see all that qli does: qli --help",
        ]
      }
    }
    guard case .missingOperands(let command) = error.reason, error.operands.count == 1,
      command.description.operandKinds.count > 1,
      case .extension = command.description.operandKinds[1]
    else { return }
    let word = error.operands[0].lossyText
    if let group = try? ExtensionFinder(environment).group(word) {
      self.init(choosing: command, of: group, environment)
    } else if let line = Self.apart(word, command, ExtensionCatalog(environment)) {
      help.insert(line, at: 0)
    }
  }

  /// What `qli list` shows on a terminal, with an empty line around it.
  private static func lines(
    of catalog: ExtensionCatalog, _ environment: Environment, _ screen: OutputStream
  ) -> [String] {
    let texts = catalog.entries.map {
      GroupListing.text($0, catalog, environment, screen.style, columns: screen.columns)
    }
    let text = texts.joined(separator: "\n")
    return [""] + text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
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
    "make one of a folder of scripts that is there: qli new mine --from DIR",
    "what a group can ask for: qli help manifest",
  ]
}

extension BuiltIn {
  /// The line of this command for an extension of `group`, or for the group where it is none of extensions.
  func line(_ group: ExtensionName, _ name: ExtensionName) -> String {
    if self == .run { return "\(BuiltIn.line(for: group)) \(name)" }
    let takesExtension = description.operandKinds.dropFirst().contains {
      if case .extension = $0 { true } else { false }
    }
    return "qli \(rawValue) \(group)" + (takesExtension ? " \(name)" : "")
  }
}
