/// Turns a document into a manifest, or into all that is wrong with it.
struct ManifestReader {
  var problems: [ManifestProblem] = []
  /// The extension whose rules are read, as its table calls it; nil where they are the group's.
  private(set) var owner: String?

  /// Reads the manifest in `bytes`.
  ///
  /// - Returns: the manifest, or every problem: one for a syntax error, else all of the schema.
  static func read(_ bytes: [UInt8]) -> Result<Manifest, ManifestProblems> {
    Result(of: bytes) { document in
      var reader = ManifestReader()
      return (reader.manifest(document), reader.problems)
    }
  }

  private mutating func manifest(_ document: TOMLTable) -> Manifest? {
    guard isSupported(document) else { return nil }
    let group = rules(document, of: .group)
    return group.description.map {
      Manifest(
        description: $0, policy: group.policy, extensions: group.extensions,
        ignored: group.ignored)
    }
  }

  /// Whose rules a table holds.
  private enum Place {
    case group
    /// An extension of this name, whose group has this policy.
    case `extension`(String, of: Policy)

    /// What is said of a table in it that is none of its keys, nor nearly one: most likely a part of the name
    /// before it.
    func hint(of entry: TOMLEntry) -> String? {
      guard case .extension(let name, _) = self, case .table = entry.value.kind,
        ManifestKey(named: entry.key) == nil,
        Suggestion.nearest(to: entry.key, among: ManifestKey.allCases.map { $0.name }) == nil,
        let whole = ExtensionName("\(name).\(entry.key)")
      else { return nil }
      let meant = ExtensionFile.name(of: whole)
      return meant == whole
        ? "a name with a dot needs quotes: [extensions.\"\(whole)\"]"
        : "'\(whole)' is extension '\(meant)': [extensions.\(meant)]"
    }
  }

  /// What a table says of a group or an extension.
  private struct Rules {
    var description: String?
    var command: ExtensionCommand?
    var completion: CompletionProtocol?
    var policy: Policy
    var extensions: [ExtensionRule] = []
    var ignored: [String] = []
    /// Who may use the group's log, where these are rules of an extension and there is one.
    var inheritedMode: LogMode?
  }

  /// The rules in `table`. Those of an extension are at least as strict as its group's.
  private mutating func rules(_ table: TOMLTable, of place: Place) -> Rules {
    var rules: Rules
    let isOfGroup: Bool
    switch place {
    case .group: (rules, isOfGroup) = (Rules(policy: Policy()), true)
    case .extension(_, let policy):
      (rules, isOfGroup) = (Rules(policy: policy, inheritedMode: policy.audit?.mode), false)
    }
    let keys = KeyedEntries(table, of: ManifestKey.self, isOfGroup: isOfGroup)
    refuseUnknownKeys(in: table, but: keys, hint: { place.hint(of: $0) })
    for (key, entry) in keys {
      if let entry {
        read(key, entry, of: table, to: &rules)
      } else if isOfGroup, key == .description {
        report(
          table.position,
          "missing key 'description'; write 'description = \"what the group is for\"'")
      }
    }
    return rules
  }

  private mutating func read(
    _ key: ManifestKey, _ entry: TOMLEntry, of table: TOMLTable, to rules: inout Rules
  ) {
    switch key {
    // Read before all else, see `isSupported`.
    case .schemaVersion: break
    case .description: rules.description = oneLine(entry)
    case .banner: readBanner(entry, to: &rules.policy)
    case .bannerColor: readBannerColor(entry, of: table, to: &rules.policy)
    case .confirm: readConfirmation(entry, to: &rules.policy)
    case .reason: readReason(entry, to: &rules.policy.reason)
    case .reasonHint: readReasonHint(entry, to: &rules.policy.reason)
    case .auditLog: readAuditLog(entry, to: &rules.policy.audit)
    case .auditLogMode:
      readLogMode(
        entry, of: table, inherited: rules.inheritedMode, in: &rules.policy.audit)
    case .auditRefusals:
      readSwitch(entry, of: table, in: &rules.policy.audit) { swap(&$0.recordsRefusals, &$1) }
    case .auditSync:
      readSwitch(entry, of: table, in: &rules.policy.audit) { swap(&$0.isSynced, &$1) }
    case .auditChain:
      readSwitch(entry, of: table, in: &rules.policy.audit) { swap(&$0.isChained, &$1) }
    case .auditCopy: readCopy(entry, of: table, in: &rules.policy.audit)
    case .auditDigest:
      readSwitch(entry, of: table, in: &rules.policy.audit) { swap(&$0.recordsDigests, &$1) }
    case .requiredCommands: addCommands(entry, to: &rules.policy.requiredCommands)
    case .ignored: rules.ignored = patterns(entry)
    case .command: rules.command = command(entry)
    case .complete: rules.completion = completion(entry, of: table)
    case .requirements: addRequirements(entry, to: &rules.policy.requirements)
    case .run: readRun(entry, to: &rules.policy.run)
    case .secrets: rules.policy.secrets += secrets(entry, beside: rules.policy.secrets)
    case .extensions: rules.extensions = extensions(entry, rules.policy)
    case .service: readService(entry, of: table, to: &rules.policy)
    }
  }

  /// The tables `[extensions.NAME]`.
  private mutating func extensions(_ entry: TOMLEntry, _ group: Policy) -> [ExtensionRule] {
    guard case .table(let table) = entry.value.kind else {
      reportType(entry, expected: "a table for each extension, written [extensions.NAME]")
      return []
    }
    var found: [ExtensionRule] = []
    for entry in table.entries {
      guard case .table(let table) = entry.value.kind else {
        reportType(entry, expected: "a table, written [extensions.NAME]")
        continue
      }
      owner = entry.key
      let rules = rules(table, of: .extension(entry.key, of: group))
      owner = nil
      guard let file = ExtensionName(entry.key) else {
        report(
          entry.keyPosition, width: entry.keyWidth,
          "'\(Visible.text(entry.key))' can't be an extension's name")
        continue
      }
      let name = ExtensionFile.name(of: file)
      if found.contains(where: { $0.name == name }) {
        report(
          entry.keyPosition, width: entry.keyWidth,
          "'\(file)' is extension '\(name)', which has a table already")
      }
      found.append(
        ExtensionRule(
          name: name, description: rules.description, command: rules.command,
          completion: rules.completion, policy: rules.policy))
    }
    return found
  }

  /// Whether the rest of the document means what this qli takes it to mean. If not, nothing else
  /// that may look wrong in it is worth a word.
  private mutating func isSupported(_ document: TOMLTable) -> Bool {
    let supported = Manifest.supportedVersion
    guard let entry = document.entry(ManifestKey.schemaVersion) else {
      report(
        document.position, "missing key 'schema_version'; write 'schema_version = \(supported)'")
      return true
    }
    guard case .integer(let version) = entry.value.kind else {
      reportType(entry, expected: "an integer")
      return true
    }
    if version > supported {
      report(
        entry.value,
        "schema_version \(version) is newer than this qli supports (\(supported)); "
          + "upgrade qli or downgrade the manifest")
      return false
    }
    if version < supported {
      report(entry.value, "schema_version \(version) is invalid; write \(supported)")
    }
    return true
  }

  /// Patterns of the names of files.
  private mutating func patterns(_ entry: TOMLEntry) -> [String] {
    strings(entry).compactMap { text, value in
      if !text.isEmpty, !text.utf8.contains(.slash), !text.utf8.contains(0) { return text }
      report(
        value,
        "'\(Visible.text(text))' is no pattern of a file's name; write 'NAME', or '*.md' for all that "
          + "end so")
      return nil
    }
  }

  /// What an extension without a file runs.
  private mutating func command(_ entry: TOMLEntry) -> ExtensionCommand? {
    let key = Visible.text(entry.key)
    switch entry.value.kind {
    case .string(let line):
      if Visible.isBlank(line) || line.utf8.contains(0) {
        report(entry.value, "'\(key)' must be a line for a shell, such as \"npm run lint\"")
      } else if ShellLine(line).losesArguments {
        report(
          entry.value,
          "'\(key)' has to say where its arguments go, as nothing can stand behind it: write \"$@\" "
            + "there, or ': \"$@\"' on a line of its own if it takes none")
      }
      return .line(line)
    case .array(let values):
      let words = strings(entry).map { $0.text }
      if words.count < values.count { return nil }
      if words.first?.isEmpty ?? true || words.contains(where: { $0.utf8.contains(0) }) {
        report(entry.value, "'\(key)' must name a program, such as [\"npm\", \"run\", \"lint\"]")
        return nil
      }
      return .words(words)
    case .integer, .boolean, .table:
      reportType(entry, expected: "a line for a shell, or an array of words")
      return nil
    }
  }

  private mutating func completion(
    _ entry: TOMLEntry, of table: TOMLTable
  ) -> CompletionProtocol? {
    if case .string(let text) = entry.value.kind, let known = CompletionProtocol(rawValue: text) {
      // One that is asked by another name than its own does its work instead.
      if known == .click, table.entry(ManifestKey.command) != nil {
        report(
          entry.value,
          "'\(Visible.text(entry.key))' can't be \"click\" beside 'command': a click program is asked by "
            + "the name of its file")
      }
      return known
    }
    let names = CompletionProtocol.allCases.map { "\"\($0.rawValue)\"" }
    report(entry.value, "'\(Visible.text(entry.key))' must be \(Wording.list(names))")
    return nil
  }

  mutating func oneLine(_ entry: TOMLEntry) -> String? {
    guard let text = string(entry) else { return nil }
    if text.utf8.contains(UInt8(ascii: "\n")) {
      report(entry.value, "'\(Visible.text(entry.key))' must be one line")
    }
    return text
  }
}

/// Several problems as one error.
struct ManifestProblems: Error {
  let list: [ManifestProblem]
}

extension Result where Failure == ManifestProblems {
  /// What `read` makes of the document in `bytes`, or all that is wrong with that: one problem for a
  /// syntax error, else each that `read` has found.
  init(of bytes: [UInt8], _ read: (TOMLTable) -> (value: Success?, problems: [ManifestProblem])) {
    do throws(TOMLError) {
      let (value, problems) = read(try TOML.parse(bytes))
      if let value, problems.isEmpty {
        self = .success(value)
      } else {
        self = .failure(ManifestProblems(list: problems.sorted { $0.isBefore($1) }))
      }
    } catch {
      let problem = ManifestProblem(
        position: error.position, width: error.width, message: error.message)
      self = .failure(ManifestProblems(list: [problem]))
    }
  }
}
