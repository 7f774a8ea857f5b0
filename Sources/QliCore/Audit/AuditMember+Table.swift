extension AuditMember {
  /// What `qli help audit` says of a member; the man page says more, see `AuditPageTests`.
  struct Entry {
    let member: AuditMember
    /// What it says.
    let meaning: String
    /// The records that may have it.
    let events: Set<AuditEvent>
    /// Whether it is left out where there is nothing to say.
    var isOptional = false

    var name: String { member.name.description }
  }

  private static let all = Set(AuditEvent.allCases)
  private static let ends = all.subtracting([.start])
  private static let beginnings: Set<AuditEvent> = [.start, .refused]

  /// All of them, those of the most records first.
  static let table = [
    Entry(member: .event, meaning: "one of these", events: all),
    Entry(member: .timestamp, meaning: "when: RFC 3339, UTC, microseconds", events: all),
    Entry(member: .runID, meaning: "the same in all records of a run; a UUID", events: all),
    Entry(member: .pid, meaning: "the process number of qli", events: all),
    Entry(member: .group, meaning: "the group's name", events: all),
    Entry(member: .extension, meaning: "the extension's name", events: all),

    Entry(member: .user, meaning: "who runs it, or null", events: beginnings),
    Entry(member: .uid, meaning: "the same, as a number", events: beginnings),
    Entry(
      member: .sudoUser, meaning: "SUDO_USER, if it is set", events: beginnings, isOptional: true),
    Entry(member: .host, meaning: "the machine's name", events: beginnings),
    Entry(member: .path, meaning: "the file that is run", events: beginnings),

    Entry(
      member: .parentRunID, meaning: "the run that this one is nested in, if it is",
      events: [.start], isOptional: true),
    Entry(member: .cwd, meaning: "the current folder, or null", events: [.start]),
    Entry(
      member: .args, meaning: "the arguments; one with a secret is <redacted>", events: [.start]),
    Entry(
      member: .argsBase64, meaning: "the same exactly, if one of them isn't UTF-8",
      events: [.start], isOptional: true),
    Entry(
      member: .reason, meaning: "why it is run, if somebody said", events: [.start],
      isOptional: true),
    Entry(
      member: .variableNames, meaning: "the names of its secrets; never a value", events: [.start]),

    Entry(member: .exitCode, meaning: "what qli exits with", events: ends),
    Entry(
      member: .signal, meaning: "what killed it, or told qli to stop, if anything did",
      events: ends, isOptional: true),
    Entry(
      member: .duration, meaning: "since the start, in milliseconds",
      events: ends.subtracting([.refused])),
    Entry(
      member: .step, meaning: "where it failed or was refused", events: [.failed, .refused]),
    Entry(member: .error, meaning: "and why", events: [.failed, .refused]),
    Entry(member: .timeLimit, meaning: "the time limit", events: [.timedOut]),
    Entry(
      member: .survivors, meaning: "the processes that couldn't be ended, if any",
      events: [.timedOut, .outputLimit], isOptional: true),
  ]
}
