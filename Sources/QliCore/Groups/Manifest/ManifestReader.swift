/// Turns a document into a manifest, or into all that is wrong with it.
struct ManifestReader {
  var problems: [ManifestProblem] = []

  /// Reads the manifest in `bytes`.
  ///
  /// - Returns: the manifest, or every problem: one for a syntax error, else all of the schema.
  static func read(_ bytes: [UInt8]) -> Result<Manifest, ManifestProblems> {
    let document: TOMLTable
    do throws(TOMLError) {
      document = try TOML.parse(bytes)
    } catch {
      let problem = ManifestProblem(
        position: error.position, width: error.width, message: error.message)
      return .failure(ManifestProblems(list: [problem]))
    }
    var reader = ManifestReader()
    let manifest = reader.manifest(document)
    guard let manifest, reader.problems.isEmpty else {
      return .failure(ManifestProblems(list: reader.problems.sorted { $0.isBefore($1) }))
    }
    return .success(manifest)
  }

  private mutating func manifest(_ document: TOMLTable) -> Manifest? {
    guard isSupported(document) else { return nil }
    refuseUnknownKeys(in: document, of: .group)
    let description = description(document)
    let policy = policy(document, stricterThan: Policy())
    let extensions = document["extensions"].map { rules($0, policy) } ?? []
    return description.map { Manifest(description: $0, policy: policy, extensions: extensions) }
  }

  /// The tables `[extensions.NAME]`.
  private mutating func rules(_ entry: TOMLEntry, _ group: Policy) -> [ExtensionRule] {
    guard case .table(let table) = entry.value.kind else {
      reportType(entry, expected: "a table for each extension, written [extensions.NAME]")
      return []
    }
    return table.entries.compactMap { entry in
      guard case .table(let table) = entry.value.kind else {
        reportType(entry, expected: "a table, written [extensions.NAME]")
        return nil
      }
      refuseUnknownKeys(in: table, of: .extension)
      let description = table["description"].flatMap { oneLine($0) }
      let policy = policy(table, stricterThan: group)
      guard let name = ExtensionName(entry.key) else {
        report(
          entry.keyPosition, width: entry.keyWidth,
          "'\(Visible.text(entry.key))' can't be an extension's name")
        return nil
      }
      return ExtensionRule(name: name, description: description, policy: policy)
    }
  }

  /// Whether the rest of the document means what this qli takes it to mean. If not, nothing else
  /// that may look wrong in it is worth a word.
  private mutating func isSupported(_ document: TOMLTable) -> Bool {
    let supported = Manifest.supportedVersion
    guard let entry = document["schema_version"] else {
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

  private mutating func description(_ document: TOMLTable) -> String? {
    guard let entry = document["description"] else {
      report(
        document.position,
        "missing key 'description'; write 'description = \"what the group is for\"'")
      return nil
    }
    return oneLine(entry)
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
