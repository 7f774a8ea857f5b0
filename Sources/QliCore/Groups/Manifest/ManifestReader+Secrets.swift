/// The key `secrets`.
extension ManifestReader {
  /// The declared secrets, beside those that are declared already.
  mutating func secrets(
    _ entry: TOMLEntry, beside declared: [SecretDeclaration]
  ) -> [SecretDeclaration] {
    guard case .array(let elements) = entry.value.kind else {
      let header = "[[\(KeyPlace.table("secrets", of: owner))]]"
      reportType(entry, expected: "an array of tables, each written \(header)")
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
    var variable: VariableName?
    var provider: SecretDeclaration.Provider?
    var reference: String?
    var keepsCredentials = false
    let keys = KeyedEntries(table, of: SecretKey.self)
    refuseUnknownKeys(in: table, but: keys)
    for (key, entry) in keys {
      guard let entry else {
        if key.entry.isRequired {
          let header = "[[\(KeyPlace.table("secrets", of: owner))]]"
          report(table.position, "missing key '\(key.name)' in \(header)")
        }
        continue
      }
      switch key {
      case .variable: variable = secretVariable(entry, inherited: inherited, seen: &seen)
      case .provider: provider = self.provider(entry)
      case .reference: reference = self.reference(entry, for: provider)
      case .keepsCredentials: keepsCredentials = boolean(entry) ?? false
      }
    }
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
}
