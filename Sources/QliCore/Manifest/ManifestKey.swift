/// A key of a manifest: what the reader takes, `qli help manifest` explains and `qli new` writes.
enum ManifestKey: UInt8, CaseIterable {
  // Tables come last, as TOML has it.
  case schemaVersion, description, banner, confirm, reason, auditLog, auditRefusals,
    requiredCommands, requirements, run, secrets, extensions
  case timeout, grace, environment, directory, exclusive
  case variable, provider, reference, keepsCredentials

  /// Where a key stands.
  enum Place {
    /// In the group's part alone.
    case group
    /// There, and in `[extensions.NAME]`.
    case groupAndExtension
    /// In `[run]`.
    case run
    /// In each of `[[secrets]]`.
    case secret
  }

  /// What there is to say of a line of a manifest.
  struct Entry {
    let name: String
    /// A value, or the header of a table; `%` is the group's name.
    let example: String
    /// What it is for, in a few words.
    let summary: String
    /// Whether `qli new --guarded` turns it on.
    var isGuard = false
  }

  /// What is written.
  var name: String { entry.name }

  /// Whether there is no group without it.
  var isRequired: Bool { self == .schemaVersion || self == .description }

  var place: Place {
    switch self {
    case .schemaVersion, .extensions: .group
    case .description, .banner, .confirm, .reason, .auditLog, .auditRefusals, .requiredCommands,
      .requirements, .run, .secrets:
      .groupAndExtension
    case .timeout, .grace, .environment, .directory, .exclusive: .run
    case .variable, .provider, .reference, .keepsCredentials: .secret
    }
  }

  var entry: Entry {
    switch self {
    case .schemaVersion:
      Entry(name: "schema_version", example: "1", summary: "the version of this format")
    case .description:
      Entry(name: "description", example: "\"%\"", summary: "what it is for, in one line")
    case .banner:
      Entry(
        name: "banner", example: "\"%: think twice\"", summary: "printed before each run",
        isGuard: true)
    case .confirm:
      Entry(
        name: "confirm", example: "true",
        summary: """
          ask before each run, unless --yes is given; a word, as in "%", has to be typed
          """, isGuard: true)
    case .reason:
      Entry(
        name: "reason", example: "\"INC-*\"", summary: "ask why, and match this; true: any reason")
    case .auditLog:
      Entry(
        name: "audit_log", example: "\"$XDG_STATE_HOME/qli/%.jsonl\"",
        summary: "record each run here; ~, $NAME and ${NAME} are replaced", isGuard: true)
    case .auditRefusals:
      Entry(
        name: "audit_refusals", example: "true", summary: "record refused runs, too",
        isGuard: true)
    case .requiredCommands:
      Entry(
        name: "requires_commands", example: "[\"git\"]", summary: "programs that must be on PATH")
    case .requirements:
      Entry(
        name: "requires_env", example: "[requires_env]",
        summary: "variables that must be set, or nothing runs", isGuard: true)
    case .run: Entry(name: "run", example: "[run]", summary: "how the extensions run")
    case .secrets:
      Entry(
        name: "secrets", example: "[[secrets]]",
        summary: "a variable that the extension gets, and nobody else")
    case .extensions:
      Entry(
        name: "extensions", example: "[extensions.deploy]",
        summary: """
          a rule for one extension alone. What it doesn't set is the group's, and it can only be \
          stricter. All keys but schema_version may stand here
          """)
    case .timeout:
      Entry(
        name: "timeout", example: "\"10m\"",
        summary: "end it then; h, m, s and ms, as in \"1h30m\"")
    case .grace: Entry(name: "grace", example: "\"10s\"", summary: "from SIGTERM to SIGKILL")
    case .environment:
      Entry(
        name: "env", example: "[\"HOME\", \"AWS_*\"]",
        summary: "it gets PATH, these, its secrets and QLI_*")
    case .directory:
      Entry(
        name: "cwd", example: "\"$HOME/infra\"", summary: "where it runs; replaced like audit_log")
    case .exclusive:
      Entry(name: "exclusive", example: "true", summary: "one run of an extension at a time")
    case .variable:
      Entry(name: "env", example: "\"API_TOKEN\"", summary: "the name of the variable")
    case .provider:
      Entry(
        name: "provider", example: "\"one_password\"",
        summary: "or \"env\", \"file\", or a source plugin")
    case .reference:
      Entry(
        name: "ref", example: "\"op://vault/item/field\"",
        summary: "with \"env\" a variable, with \"file\" a path")
    case .keepsCredentials:
      Entry(
        name: "keep_credentials", example: "false",
        summary: "true: the extension gets op's own keys, too")
    }
  }

  /// Whether there is a key called `name` in one of two places.
  ///
  /// It counts through them: every run asks, and an array of them all would have to be made first.
  static func isKnown(_ name: String, in place: Place, or other: Place) -> Bool {
    var number: UInt8 = 0
    while let key = ManifestKey(rawValue: number) {
      let isThere = key.place == place || key.place == other
      // By far most keys differ in their length.
      if isThere, key.name.utf8.count == name.utf8.count, key.name.utf8.elementsEqual(name.utf8) {
        return true
      }
      number += 1
    }
    return false
  }

  /// The keys of one of two places, by name.
  static func names(in place: Place, or other: Place) -> [String] {
    allCases.filter { $0.place == place || $0.place == other }.map(\.name)
  }
}
