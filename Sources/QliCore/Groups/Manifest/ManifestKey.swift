/// A key of a manifest, and of its rules for one extension.
enum ManifestKey: UInt8, DocumentKey {
  // Tables come last, as TOML has it.
  case schemaVersion, description, banner, bannerColor, confirm, reason, reasonHint, auditLog,
    auditLogMode, auditRefusals, auditSync, auditChain, auditCopy, auditDigest, requiredCommands,
    ignored, command, complete, requirements, run, secrets, extensions,
    service

  var entry: KeyEntry {
    switch self {
    case .schemaVersion:
      KeyEntry(
        name: "schema_version", example: "1", summary: "the version of this format",
        isRequired: true, isOfGroupAlone: true)
    case .description:
      KeyEntry(
        name: "description", example: "\"%\"", summary: "what it is for, in one line",
        isRequired: true)
    case .banner:
      KeyEntry(
        name: "banner", example: "\"%: think twice\"", summary: "printed before each run",
        isGuard: true)
    case .bannerColor:
      KeyEntry(
        name: "banner_color", example: "\"red\"",
        summary: "its colour on a terminal; or green, yellow, blue, magenta, cyan")
    case .confirm:
      KeyEntry(
        name: "confirm", example: "true",
        summary: """
          ask before each run, unless --yes is given; a word, as in "%", has to be typed
          """, isGuard: true)
    case .reason:
      KeyEntry(
        name: "reason", example: "\"INC-[0-9]*\"",
        summary: "ask why, and match this shell pattern; true: any reason")
    case .reasonHint:
      KeyEntry(
        name: "reason_hint", example: "\"ticket, such as INC-123\"",
        summary: "what whoever is asked for a reason is told of it")
    case .auditLog:
      KeyEntry(
        name: "audit_log", example: "\"$XDG_STATE_HOME/qli/%.jsonl\"",
        summary: "record each run here; ~, $NAME, ${NAME}, {date} and {month} are replaced",
        isGuard: true)
    case .auditLogMode:
      KeyEntry(
        name: "audit_log_mode", example: "\"0660\"",
        summary: "the users of the folder's group share the log; \"0640\": they may read it")
    case .auditRefusals:
      KeyEntry(
        name: "audit_refusals", example: "true", summary: "record refused runs, too",
        isGuard: true)
    case .auditSync:
      KeyEntry(
        name: "audit_sync", example: "true",
        summary: "nothing runs before its start is on the disk")
    case .auditChain:
      KeyEntry(
        name: "audit_chain", example: "true",
        summary: "tie each record to the one before it; see: qli audit verify", isGuard: true)
    case .auditCopy:
      KeyEntry(
        name: "audit_copy", example: "\"journal\"",
        summary: "give each record to the journal, too, or to \"syslog\"; not taken, nothing runs")
    case .auditDigest:
      KeyEntry(
        name: "audit_digest", example: "true",
        summary: "record what exactly ran: the SHA-256 of its file and of this one")
    case .requiredCommands:
      KeyEntry(
        name: "requires_commands", example: "[\"git\"]", summary: "programs that must be on PATH")
    case .ignored:
      KeyEntry(
        name: "ignore", example: "[\"*.md\", \"lib\"]",
        summary: "files in this folder that are no extensions, whatever they are",
        isOfGroupAlone: true)
    case .command:
      KeyEntry(
        name: "command", example: "\"npm run deploy\"",
        summary: "it has no file, and runs this line in a shell, or [\"npm\", \"run\"] in none",
        isOfExtensionAlone: true, isAlternative: true)
    case .complete:
      KeyEntry(
        name: "complete", example: "\"argcomplete\"",
        summary: "it completes its arguments by this library of Python, or by \"click\"",
        isOfExtensionAlone: true)
    case .requirements:
      KeyEntry(
        name: "requires_env", example: "[requires_env]",
        summary: "variables that must be set, or nothing runs", isGuard: true)
    case .run: KeyEntry(name: "run", example: "[run]", summary: "how the extensions run")
    case .secrets:
      KeyEntry(
        name: "secrets", example: "[[secrets]]",
        summary: "a variable that the extension gets, and nobody else")
    case .extensions:
      KeyEntry(
        name: "extensions", example: "[extensions.deploy]",
        summary: """
          a rule for one extension alone. What it doesn't set is the group's, and it can only be \
          stricter. All keys but schema_version and ignore may stand here
          """, isOfGroupAlone: true)
    case .service:
      KeyEntry(
        name: "service", example: "[extensions.tunnel.service]",
        summary: """
          an extension with this table, also with an empty one, is a service: 'qli start' starts \
          it, once, and returns when it is ready; all its keys stand below the table
          """, isOfExtensionAlone: true)
    }
  }
}
