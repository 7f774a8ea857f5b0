/// A member of the audit log's records, as `qli help audit` and the man page explain it.
struct AuditMember {
  let name: String
  /// What it says.
  let meaning: String
  /// The records that may have it.
  let events: Set<AuditEvent>
  /// Whether it is left out where there is nothing to say.
  var isOptional = false
}

extension AuditMember {
  private static let all = Set(AuditEvent.allCases)
  private static let ends = all.subtracting([.start])
  private static let beginnings: Set<AuditEvent> = [.start, .refused]

  /// All of them, those of the most records first.
  static let table = [
    AuditMember(name: "event", meaning: "one of these", events: all),
    AuditMember(name: "timestamp", meaning: "when: RFC 3339, UTC, microseconds", events: all),
    AuditMember(name: "run_id", meaning: "the same in all records of a run; a UUID", events: all),
    AuditMember(name: "group", meaning: "the group's name", events: all),
    AuditMember(name: "extension", meaning: "the extension's name", events: all),

    AuditMember(name: "user", meaning: "who runs it, or null", events: beginnings),
    AuditMember(name: "uid", meaning: "the same, as a number", events: beginnings),
    AuditMember(
      name: "sudo_user", meaning: "SUDO_USER, if it is set", events: beginnings, isOptional: true),
    AuditMember(name: "host", meaning: "the machine's name", events: beginnings),
    AuditMember(name: "pid", meaning: "the process number of qli", events: beginnings),
    AuditMember(name: "path", meaning: "the file that is run", events: beginnings),

    AuditMember(
      name: "parent_run_id", meaning: "the run that this one is nested in, if it is",
      events: [.start], isOptional: true),
    AuditMember(name: "cwd", meaning: "the current folder, or null", events: [.start]),
    AuditMember(
      name: "args", meaning: "the arguments; one with a secret is <redacted>", events: [.start]),
    AuditMember(
      name: "args_base64", meaning: "the same exactly, if one of them isn't UTF-8",
      events: [.start], isOptional: true),
    AuditMember(
      name: "reason", meaning: "why it is run, if somebody said", events: [.start],
      isOptional: true),
    AuditMember(
      name: "env_var_names", meaning: "the names of its secrets; never a value", events: [.start]),

    AuditMember(name: "exit_code", meaning: "what qli exits with", events: ends),
    AuditMember(
      name: "signal", meaning: "what killed it, or told qli to stop, if anything did",
      events: ends, isOptional: true),
    AuditMember(
      name: "duration_ms", meaning: "since the start, in milliseconds",
      events: ends.subtracting([.refused])),
    AuditMember(
      name: "step", meaning: "where it failed or was refused", events: [.failed, .refused]),
    AuditMember(name: "error", meaning: "and why", events: [.failed, .refused]),
    AuditMember(name: "timeout_ms", meaning: "the time limit", events: [.timedOut]),
    AuditMember(
      name: "survivors", meaning: "the processes that couldn't be ended, if any",
      events: [.timedOut, .outputLimit], isOptional: true),
  ]
}
