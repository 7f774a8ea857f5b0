/// Turns a document into a manifest, or into all that is wrong with it.
struct ManifestReader {
  private var problems: [ManifestProblem] = []

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

  private static let keys = [
    "schema_version", "description", "banner", "requires_env", "confirm", "audit_log", "secrets",
  ]

  private mutating func manifest(_ document: TOMLTable) -> Manifest? {
    guard isSupported(document) else { return nil }
    refuseUnknownKeys(in: document, known: Self.keys)
    let description = description(document)
    var policy = Policy()
    policy.banner = document["banner"].flatMap { string($0) }
    policy.requirements = document["requires_env"].map { requirements($0) } ?? []
    policy.needsConfirmation = document["confirm"].flatMap { boolean($0) } ?? false
    policy.auditLog = document["audit_log"].flatMap { path($0) }
    policy.secrets = document["secrets"].map { secrets($0) } ?? []
    return description.map { Manifest(description: $0, policy: policy) }
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
    guard let text = string(entry) else { return nil }
    if text.utf8.contains(UInt8(ascii: "\n")) {
      report(entry.value, "'description' must be one line")
    }
    return text
  }

  private mutating func requirements(_ entry: TOMLEntry) -> [EnvironmentRequirement] {
    guard case .table(let table) = entry.value.kind else {
      reportType(entry, expected: "a table")
      return []
    }
    return table.entries.compactMap { entry in
      let name = variableName(entry.key, at: entry.keyPosition, width: entry.keyWidth)
      let condition: EnvironmentRequirement.Condition
      switch entry.value.kind {
      case .string(let text) where text.utf8.contains(0):
        report(entry.value, "'\(Visible.text(entry.key))' holds a NUL character")
        return nil
      case .string(let text): condition = .equal(text)
      case .boolean(true): condition = .notEmpty
      default:
        report(
          entry.value,
          "'\(Visible.text(entry.key))' must be a string (the exact value) or true "
            + "(any value that isn't empty)")
        return nil
      }
      return name.map { EnvironmentRequirement(name: $0, condition: condition) }
    }
  }

  private mutating func path(_ entry: TOMLEntry) -> PathTemplate? {
    guard let text = string(entry) else { return nil }
    do throws(PathTemplate.SyntaxError) {
      return try PathTemplate(text)
    } catch {
      report(entry.value, "'\(Visible.text(entry.key))' \(error)")
      return nil
    }
  }
}

/// Several problems as one error.
struct ManifestProblems: Error {
  let list: [ManifestProblem]
}

// MARK: - Secrets

extension ManifestReader {
  private static let secretKeys = ["env", "ref", "provider", "keep_credentials"]

  private mutating func secrets(_ entry: TOMLEntry) -> [SecretDeclaration] {
    guard case .array(let elements) = entry.value.kind else {
      reportType(entry, expected: "an array of tables, each written [[secrets]]")
      return []
    }
    var seen: Set<VariableName> = []
    return elements.compactMap { element in
      guard case .table(let table) = element.kind else {
        report(element, "expected a table, found \(element.describedType)")
        return nil
      }
      return secret(table, seen: &seen)
    }
  }

  private mutating func secret(
    _ table: TOMLTable, seen: inout Set<VariableName>
  ) -> SecretDeclaration? {
    refuseUnknownKeys(in: table, known: Self.secretKeys)
    let variable = required("env", in: table).flatMap { secretVariable($0, seen: &seen) }
    let provider = required("provider", in: table).flatMap { self.provider($0) }
    let reference = required("ref", in: table).flatMap { self.reference($0, for: provider) }
    let keepsCredentials = table["keep_credentials"].flatMap { boolean($0) } ?? false
    guard let variable, let provider, let reference else { return nil }
    return SecretDeclaration(
      variable: variable, reference: reference, provider: provider,
      keepsCredentials: keepsCredentials)
  }

  private mutating func secretVariable(
    _ entry: TOMLEntry, seen: inout Set<VariableName>
  ) -> VariableName? {
    guard let text = string(entry),
      let name = variableName(text, at: entry.value.position, width: entry.value.width)
    else { return nil }
    if name.isReserved {
      report(
        entry.value,
        "a secret can't be called '\(name)': qli sets it, or a loader, shell or interpreter obeys it"
      )
    }
    if !seen.insert(name).inserted {
      report(entry.value, "the secret '\(name)' is declared twice")
    }
    return name
  }

  private mutating func provider(_ entry: TOMLEntry) -> SecretDeclaration.Provider? {
    guard let text = string(entry) else { return nil }
    if let provider = SecretDeclaration.Provider(rawValue: text) { return provider }
    let names = SecretDeclaration.Provider.allCases.map(\.rawValue)
    report(
      entry.value,
      "unknown provider '\(Visible.text(text))'; write \(Wording.list(names.map { "'\($0)'" }))")
    return nil
  }

  private mutating func reference(
    _ entry: TOMLEntry, for provider: SecretDeclaration.Provider?
  ) -> String? {
    guard let text = string(entry) else { return nil }
    if text.isEmpty {
      report(entry.value, "'ref' is empty; write what the provider is to fetch")
      return nil
    }
    switch provider {
    case .environment where VariableName(text) == nil:
      report(entry.value, "'\(Visible.text(text))' is no name of an environment variable")
      return nil
    case .onePassword where !text.utf8.starts(with: "op://".utf8) || text.utf8.contains(0):
      report(entry.value, "a 'ref' to 1Password is written 'op://vault/item/field'")
      return nil
    default: return text
    }
  }
}

// MARK: - Parts

extension ManifestReader {
  private mutating func required(_ key: String, in table: TOMLTable) -> TOMLEntry? {
    if let entry = table[key] { return entry }
    report(table.position, "missing key '\(key)' in [[secrets]]")
    return nil
  }

  private mutating func refuseUnknownKeys(in table: TOMLTable, known: [String]) {
    for entry in table.entries
    where !known.contains(where: { $0.utf8.elementsEqual(entry.key.utf8) }) {
      report(
        entry.keyPosition, width: entry.keyWidth,
        "unknown key '\(Visible.text(entry.key))'"
          + Suggestion.clause(for: entry.key, among: known))
    }
  }

  private mutating func variableName(
    _ text: String, at position: TOMLPosition, width: Int
  ) -> VariableName? {
    if let name = VariableName(text) { return name }
    report(
      position, width: width,
      "'\(Visible.text(text))' is no name of an environment variable; "
        + "write letters, digits and '_', not beginning with a digit")
    return nil
  }

  private mutating func string(_ entry: TOMLEntry) -> String? {
    if case .string(let text) = entry.value.kind { return text }
    reportType(entry, expected: "a string")
    return nil
  }

  private mutating func boolean(_ entry: TOMLEntry) -> Bool? {
    if case .boolean(let value) = entry.value.kind { return value }
    reportType(entry, expected: "true or false")
    return nil
  }

  private mutating func reportType(_ entry: TOMLEntry, expected: String) {
    report(
      entry.value,
      "'\(Visible.text(entry.key))' must be \(expected), not \(entry.value.describedType)")
  }

  private mutating func report(_ value: TOMLValue, _ message: String) {
    report(value.position, width: value.width, message)
  }

  private mutating func report(_ position: TOMLPosition, width: Int = 1, _ message: String) {
    problems.append(ManifestProblem(position: position, width: width, message: message))
  }
}

extension TOMLValue {
  /// The type with its article: "a string", "an integer".
  fileprivate var describedType: String {
    switch kind {
    case .integer: "an integer"
    case .array: "an array"
    case .string, .boolean, .table: "a \(typeName)"
    }
  }
}
