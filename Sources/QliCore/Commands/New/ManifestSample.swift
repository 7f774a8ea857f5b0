/// A manifest with every key and what it is for: `qli help manifest` shows it, `qli new GROUP` writes
/// it.
struct ManifestSample {
  /// The column in which the explanations begin.
  private static let column = 33
  /// The columns of a line.
  private static let width = 78

  private let group: String
  private let isOn: (KeyEntry) -> Bool
  private var text = ""

  /// The lines for the group called `group`. What is neither required nor on, as
  /// `isOn` says, stands behind a `#`.
  static func text(group: String, isOn: (KeyEntry) -> Bool) -> String {
    withoutActuallyEscaping(isOn) { isOn in
      var sample = ManifestSample(group: group, isOn: isOn)
      for key in ManifestKey.allCases { sample.add(key) }
      return sample.text
    }
  }

  /// The table that makes the extension `name` a service: all that it may have stands behind a `#`.
  static func service(_ name: ExtensionName) -> String {
    var sample = ManifestSample(group: name.text) { _ in false }
    // Some of a name's letters are none of a bare key.
    let key = name.text.utf8.allSatisfy { $0.isBareKey } ? name.text : "\"\(name)\""
    sample.text = """
      # Add keys below the table, or take the '#' away from those that are there.
      [extensions.\(key).\(ManifestKey.service.name)]

      """
    sample.add(ServiceKey.allCases.map { $0.entry }, isOn: false)
    return sample.text
  }

  private init(group: String, isOn: @escaping (KeyEntry) -> Bool) {
    self.group = group
    self.isOn = isOn
  }

  private mutating func add(_ key: ManifestKey) {
    let entry = key.entry
    let isOn = entry.isRequired || isOn(entry)
    guard let rows = Self.rows(of: key) else {
      // It stands among the lines of a rule.
      if entry.isOfExtensionAlone { return }
      addLine("\(Self.mark(isOn))\(entry.name) = \(entry.example)", entry.summary)
      return
    }
    addRemark(entry.summary)
    text += "\(Self.mark(isOn))\(entry.example)\n"
    add(rows, isOn: isOn)
  }

  /// The lines of a table.
  private mutating func add(_ rows: [KeyEntry], isOn: Bool) {
    for row in rows {
      let mark = Self.mark(isOn && self.isOn(row) && !row.isAlternative)
      addLine("\(mark)\(row.name) = \(row.example)", row.summary)
    }
  }

  private static func mark(_ isOn: Bool) -> String { isOn ? "" : "# " }

  /// What a table of the manifest may hold, or nil if the key is none.
  private static func rows(of key: ManifestKey) -> [KeyEntry]? {
    switch key {
    case .requirements: requirements
    case .run: RunKey.allCases.map { $0.entry }
    case .secrets: SecretKey.allCases.map { $0.entry }
    case .extensions: rule
    case .service: ServiceKey.allCases.map { $0.entry }
    case .schemaVersion, .description, .banner, .bannerColor, .confirm, .reason, .reasonHint,
      .auditLog, .auditLogMode, .auditRefusals, .auditSync, .auditChain, .auditCopy, .auditDigest,
      .requiredCommands, .ignored, .command, .complete:
      nil
    }
  }

  private static let requirements = [
    KeyEntry(
      name: "DEPLOY_ENV", example: "\"%\"", summary: "it must have exactly this value",
      isGuard: true),
    KeyEntry(
      name: "KUBECONFIG", example: "true", summary: "it must be set, and not empty"),
  ]

  private static let rule = [
    KeyEntry(name: "description", example: "\"Roll out a version\"", summary: ""),
    ManifestKey.command.entry,
    ManifestKey.complete.entry,
    KeyEntry(
      name: "requires_env.RELEASE", example: "true", summary: "beside what the group requires"),
    KeyEntry(name: "run.timeout", example: "\"1h\"", summary: "in place of the group's"),
  ]

  /// A line, and its explanation beside it, or above where there is no room.
  private mutating func addLine(_ line: String, _ explanation: String) {
    let line = filled(line)
    let room = Self.column - line.count
    if explanation.isEmpty {
      text += "\(line)\n"
    } else if room < 2 {
      addRemark(explanation)
      text += "\(line)\n"
    } else {
      text += line + String(repeating: " ", count: room)
      addComment(explanation, from: Self.column)
    }
  }

  /// The explanation as a sentence of its own, with an empty line above.
  private mutating func addRemark(_ explanation: String) {
    text += "\n"
    addComment("\(explanation.prefix(1).uppercased())\(explanation.dropFirst()).", from: 0)
  }

  /// The explanation in lines that begin in `column`; the first line of it has come that far.
  private mutating func addComment(_ explanation: String, from column: Int) {
    let lines = Wording.wrapped(filled(explanation), columns: Self.width - column - 2)
    let indent = String(repeating: " ", count: column)
    text += lines.map { "# \($0)\n" }.joined(separator: indent)
  }

  /// The text with the group's name in place of `%`.
  private func filled(_ text: String) -> String {
    text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: group)
  }
}
