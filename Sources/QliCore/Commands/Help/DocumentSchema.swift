/// The documents that people write, as JSON Schemas (draft-07) for their editors: made from the keys that
/// the readers go by, as far as a schema can say what these check.
enum DocumentSchema: CaseIterable {
  case manifest, sidecar

  /// The subject of `qli help --schema` that prints it.
  var subject: String {
    switch self {
    case .manifest: HelpText.Topic.manifest.rawValue
    case .sidecar: BuiltIn.sources.rawValue
    }
  }

  /// The file that `make install` makes of it, in `share/qli`.
  var fileName: String {
    switch self {
    case .manifest: "manifest.schema.json"
    case .sidecar: "sidecar.schema.json"
    }
  }

  /// Where it was installed with this executable, as editors read it. Nil if it isn't there, or if a URL
  /// would write the path otherwise.
  var installedURL: String? {
    guard let executable = Host.executable else { return nil }
    let path = executable.parent.parent.appending("share/qli/\(fileName)")
    let isPlain = path.string.bytes.allSatisfy { $0.isBareKey || $0 == .slash || $0 == .dot }
    guard isPlain, (try? FileStatus(following: path)) != nil else { return nil }
    return "file://\(path.string.lossyText)"
  }

  private var title: String {
    switch self {
    case .manifest: "The _manifest.toml of a group of qli's; see qli-manifest(5)"
    case .sidecar: "The sidecar of a source plugin of qli's; see qli-source(7)"
    }
  }

  private var shape: TableShape {
    switch self {
    case .manifest: TableShape(of: ManifestKey.self)
    case .sidecar: TableShape(of: SidecarKey.self)
    }
  }

  /// The schema, on one line.
  var text: [UInt8] {
    var writer = JSONWriter(capacity: 1 << 15)
    writer.object { writer in
      writer.member("$schema", "http://json-schema.org/draft-07/schema#")
      writer.member("title", title)
      shape.write(to: &writer)
    }
    return writer.endLine()
  }
}

extension TableShape {
  /// Writes the members that say so.
  fileprivate func write(to writer: inout JSONWriter) {
    writer.member("type", "object")
    writer.name("properties")
    writer.object { writer in
      for key in keys {
        writer.name(text: key.name)
        writer.object { writer in
          if !key.summary.isEmpty { writer.member("description", key.summary) }
          key.value.write(to: &writer)
        }
      }
    }
    writer.member("required", keys.filter { $0.isRequired }.map { $0.name })
    writer.member("additionalProperties", false)
    if !rules.isEmpty { KeyRule.write(rules, to: &writer) }
  }
}

extension KeyRule {
  fileprivate static func write(_ rules: [KeyRule], to writer: inout JSONWriter) {
    writer.name("allOf")
    writer.array { writer in
      for rule in rules { writer.object { rule.write(to: &$0) } }
    }
  }

  private func write(to writer: inout JSONWriter) {
    writer.name("if")
    writer.object { writer in
      if isWithout {
        KeyValue.not(.having([given], isRequired: true)).write(to: &writer)
      } else {
        KeyValue.having([given], isRequired: true).write(to: &writer)
      }
    }
    writer.name("then")
    writer.object { writer in
      if !needed.isEmpty { writer.member("required", needed) }
      if !bound.isEmpty { KeyValue.having(bound, isRequired: false).write(to: &writer) }
    }
  }
}

extension KeyValue {
  /// Writes the members that say so; with `anything` there are none.
  fileprivate func write(to writer: inout JSONWriter) {
    switch self {
    case .anything: break
    case .nothing: Self.write("not", .anything, to: &writer)
    case .boolean: writer.member("type", "boolean")
    case .exactly(let value): writer.member("const", value)
    case .integer(let range):
      writer.member("type", "integer")
      if range.lowerBound != Int64.min { writer.member("minimum", range.lowerBound) }
      if range.upperBound != Int64.max { writer.member("maximum", range.upperBound) }
    case .string(let forms, let excluded):
      writer.member("type", "string")
      Self.write(forms, but: excluded, to: &writer)
    case .choice(let words): writer.member("enum", words)
    case .either(let one, let other):
      writer.name("anyOf")
      writer.array { writer in
        writer.object { one.write(to: &$0) }
        writer.object { other.write(to: &$0) }
      }
    case .not(let value): Self.write("not", value, to: &writer)
    case .list(let element, let count):
      writer.member("type", "array")
      if count > 0 { writer.member("minItems", Int64(count)) }
      Self.write("items", element, to: &writer)
    case .command:
      writer.member("type", "array")
      writer.member("minItems", 1)
      writer.name("items")
      writer.array { writer in
        writer.object { KeyValue.string(["^[^\\x00]+$"]).write(to: &$0) }
      }
      Self.write("additionalItems", .text, to: &writer)
    case .table(let shape): shape.write(to: &writer)
    case .anyTable(let excluded):
      writer.member("type", "object")
      Self.writeNames([], but: excluded, to: &writer)
    case .map(let names, let excluded, let value):
      writer.member("type", "object")
      Self.writeNames([names], but: excluded, to: &writer)
      Self.write("additionalProperties", value, to: &writer)
    case .each(let value): Self.write("additionalProperties", value, to: &writer)
    case .having(let terms, let isRequired):
      writer.name("properties")
      writer.object { writer in
        for term in terms {
          writer.name(text: term.name)
          writer.object { term.value.write(to: &$0) }
        }
      }
      if isRequired { writer.member("required", terms.map { $0.name }) }
    case .following(let rules): KeyRule.write(rules, to: &writer)
    }
  }

  private static func write(
    _ name: StaticString, _ value: KeyValue, to writer: inout JSONWriter
  ) {
    writer.name(name)
    writer.object { value.write(to: &$0) }
  }

  /// Writes which forms a string has, and which it hasn't.
  private static func write(
    _ forms: [String], but excluded: [String], to writer: inout JSONWriter
  ) {
    if let first = forms.first { writer.member("pattern", first) }
    if forms.count < 2, excluded.isEmpty { return }
    writer.name("allOf")
    writer.array { writer in
      for form in forms.dropFirst() { writer.object { $0.member("pattern", form) } }
      for form in excluded {
        writer.object { writer in
          writer.name("not")
          writer.object { $0.member("pattern", form) }
        }
      }
    }
  }

  /// Writes what keys may be called.
  private static func writeNames(
    _ forms: [String], but excluded: [String], to writer: inout JSONWriter
  ) {
    if forms.isEmpty && excluded.isEmpty { return }
    writer.name("propertyNames")
    writer.object { writer in
      if let form = forms.first { writer.member("pattern", form) }
      if !excluded.isEmpty { write("not", .choice(excluded), to: &writer) }
    }
  }
}
