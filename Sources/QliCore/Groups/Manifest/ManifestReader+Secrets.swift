/// The key `secrets`.
extension ManifestReader {
  /// The declared secrets, beside those that are declared already.
  mutating func secrets(
    _ table: TOMLTable, beside declared: [SecretDeclaration]
  ) -> [SecretDeclaration] {
    guard let entry = table["secrets"] else { return [] }
    guard case .array(let elements) = entry.value.kind else {
      reportType(entry, expected: "an array of tables, each written [[secrets]]")
      return []
    }
    let inherited = Set(declared.map { $0.variable })
    var seen = inherited
    return elements.compactMap { element in
      guard case .table(let table) = element.kind else {
        report(element, "expected a table, found \(element.describedType)")
        return nil
      }
      return secret(table, inherited: inherited, seen: &seen)
    }
  }

  private mutating func secret(
    _ table: TOMLTable, inherited: Set<VariableName>, seen: inout Set<VariableName>
  ) -> SecretDeclaration? {
    refuseUnknownKeys(in: table, of: .secret)
    let variable = required("env", in: table).flatMap {
      secretVariable($0, inherited: inherited, seen: &seen)
    }
    let provider = required("provider", in: table).flatMap { self.provider($0) }
    let reference = required("ref", in: table).flatMap { self.reference($0, for: provider) }
    let keepsCredentials = table["keep_credentials"].flatMap { boolean($0) } ?? false
    guard let variable, let provider, let reference else { return nil }
    return SecretDeclaration(
      variable: variable, reference: reference, provider: provider,
      keepsCredentials: keepsCredentials)
  }

  private mutating func secretVariable(
    _ entry: TOMLEntry, inherited: Set<VariableName>, seen: inout Set<VariableName>
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
      report(
        entry.value,
        "the secret '\(name)' is declared twice"
          + (inherited.contains(name) ? ": it would weaken the group's; leave it out" : ""))
    }
    return name
  }

  private mutating func provider(_ entry: TOMLEntry) -> SecretDeclaration.Provider? {
    guard let text = string(entry) else { return nil }
    if let provider = SecretDeclaration.Provider(text) { return provider }
    let names = SecretDeclaration.Provider.builtInNames.map { "'\($0)'" }
    report(
      entry.value,
      "'\(Visible.text(text))' is no provider; write "
        + Wording.list(names + ["the name of a source plugin"]))
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
    case .file: return path(entry)?.source
    case .environment, .onePassword, .source, nil: return text
    }
  }

  private mutating func required(_ key: String, in table: TOMLTable) -> TOMLEntry? {
    if let entry = table[key] { return entry }
    report(table.position, "missing key '\(key)' in [[secrets]]")
    return nil
  }
}
