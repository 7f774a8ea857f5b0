/// What the readers of all keys share.
extension ManifestReader {
  /// Refuses what `keys` doesn't allow. A key that belongs elsewhere has mostly fallen into a table that
  /// stands above it; `place` says where that is.
  mutating func refuseUnknownKeys<Key>(
    in table: TOMLTable, but keys: KeyedEntries<Key>,
    elsewhere place: ((String) -> String?)? = nil,
    hint: (TOMLEntry) -> String? = { _ in nil }
  ) {
    let owner = owner
    let place = place ?? { KeyPlace.ofStranger($0, of: owner) }
    for entry in table.entries where !keys.allows(entry.key) {
      let hint =
        hint(entry).map { "; \($0)" } ?? place(entry.key).map { "; it belongs \($0)" }
        ?? Suggestion.clause(for: entry.key, among: keys.names)
      report(
        entry.keyPosition, width: entry.keyWidth, "unknown key '\(Visible.text(entry.key))'\(hint)")
    }
  }

  mutating func variableName(
    _ text: String, at position: TOMLPosition, width: Int
  ) -> VariableName? {
    if let name = VariableName(text) { return name }
    report(
      position, width: width,
      "'\(Visible.text(text))' is no name of an environment variable; "
        + "write letters, digits and '_', not beginning with a digit")
    return nil
  }

  mutating func string(_ entry: TOMLEntry) -> String? {
    if case .string(let text) = entry.value.kind { return text }
    reportType(entry, expected: "a string")
    return nil
  }

  /// The elements of an array of strings, each with its place.
  mutating func strings(_ entry: TOMLEntry) -> [(text: String, value: TOMLValue)] {
    guard case .array(let elements) = entry.value.kind else {
      reportType(entry, expected: "an array of strings")
      return []
    }
    return elements.compactMap { element in
      if case .string(let text) = element.kind { return (text, element) }
      report(
        element,
        "'\(Visible.text(entry.key))' must be an array of strings, not of \(element.describedType)")
      return nil
    }
  }

  mutating func boolean(_ entry: TOMLEntry) -> Bool? {
    if case .boolean(let value) = entry.value.kind { return value }
    reportType(entry, expected: "true or false")
    return nil
  }

  mutating func reportType(_ entry: TOMLEntry, expected: String) {
    report(
      entry.value,
      "'\(Visible.text(entry.key))' must be \(expected), not \(entry.value.describedType)")
  }

  mutating func report(_ value: TOMLValue, _ message: String) {
    report(value.position, width: value.width, message)
  }

  mutating func report(_ position: TOMLPosition, width: Int = 1, _ message: String) {
    problems.append(ManifestProblem(position: position, width: width, message: message))
  }
}

extension TOMLValue {
  /// The type with its article: "a string", "an integer".
  var describedType: String {
    switch kind {
    case .integer: "an integer"
    case .array: "an array"
    case .string, .boolean, .table: "a \(typeName)"
    }
  }
}
