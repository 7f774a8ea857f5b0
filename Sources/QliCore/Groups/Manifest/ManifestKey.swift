/// A key of a manifest: what the reader takes, `qli help manifest` explains and `qli new` writes.
enum ManifestKey: UInt8, CaseIterable {
  // Tables come last, as TOML has it; the places below are ranges of these.
  case schemaVersion, description, banner, confirm, reason, auditLog, auditRefusals,
    requiredCommands, requirements, run, secrets, extensions
  case timeout, grace, environment, directory, exclusive
  case variable, provider, reference, keepsCredentials

  /// A table of a manifest.
  enum Place {
    case group
    /// `[extensions.NAME]`
    case `extension`
    /// `[run]`
    case run
    /// Each of `[[secrets]]`.
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
        summary: "true: the extension gets the store's own keys, too")
    }
  }
}

extension ManifestKey.Place {
  /// The keys that it may have.
  var keys: [ManifestKey] { numbers.compactMap(ManifestKey.init(rawValue:)) }

  /// Whether it may have a key called `name`.
  ///
  /// It counts through them: every run asks, and an array of them all would have to be made first.
  func hasKey(_ name: String) -> Bool {
    for number in numbers {
      // By far most keys differ in their length.
      if let key = ManifestKey(rawValue: number), key.name.utf8.count == name.utf8.count,
        key.name.utf8.elementsEqual(name.utf8)
      {
        return true
      }
    }
    return false
  }

  private var numbers: ClosedRange<UInt8> {
    let (first, last): (ManifestKey, ManifestKey) =
      switch self {
      case .group: (.schemaVersion, .extensions)
      case .extension: (.description, .secrets)
      case .run: (.timeout, .exclusive)
      case .secret: (.variable, .keepsCredentials)
      }
    return first.rawValue...last.rawValue
  }
}
