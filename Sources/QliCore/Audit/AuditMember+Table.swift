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
  private static let closings = ends.subtracting([.refused, .ready, .restarted, .closed])
  /// The records that say how qli ended, or the service for once.
  private static let outcomes = ends.subtracting([.ready, .closed])

  /// All of them, those of the most records first.
  static let table = [
    Entry(member: .event, meaning: "one of these", events: all),
    Entry(member: .timestamp, meaning: "when: RFC 3339, UTC, microseconds", events: all),
    Entry(member: .runID, meaning: "the same in all records of a run; a UUID", events: all),
    Entry(member: .pid, meaning: "the process number of qli", events: all),
    Entry(member: .group, meaning: "the group's name", events: all),
    Entry(member: .extension, meaning: "the extension's name", events: all),

    Entry(member: .user, meaning: "who runs, stops or closes it, or null", events: all),
    Entry(member: .uid, meaning: "the same, as a number", events: all),
    Entry(
      member: .sudoUser, meaning: "SUDO_USER, if it is set", events: all, isOptional: true),
    Entry(member: .host, meaning: "the machine's name", events: all),
    Entry(member: .path, meaning: "the file that is run", events: beginnings),

    Entry(
      member: .parentRunID, meaning: "the run that this one is nested in, if it is",
      events: beginnings, isOptional: true),
    Entry(member: .cwd, meaning: "the current folder, or null", events: [.start]),
    Entry(
      member: .command, meaning: "what runs before the arguments, of an extension without a file",
      events: [.start], isOptional: true),
    Entry(
      member: .args, meaning: "the arguments; one with a secret is <redacted>", events: [.start]),
    Entry(
      member: .argsBase64, meaning: "the same exactly, if one of them isn't UTF-8",
      events: [.start], isOptional: true),
    Entry(
      member: .reason, meaning: "why it is run, stopped or closed, if somebody said",
      events: [.start, .stopped, .closed], isOptional: true),
    Entry(
      member: .variableNames, meaning: "the names of its secrets; never a value", events: [.start]),
    Entry(
      member: .write, meaning: "what it may write to alone, if that is said", events: [.start],
      isOptional: true),
    Entry(
      member: .delegatedFrom, meaning: "the run that has handed on a part of its claim, if one has",
      events: [.start], isOptional: true),

    Entry(
      member: .traceID, meaning: "the trace of TRACEPARENT, if that is set", events: [.start],
      isOptional: true),
    Entry(
      member: .parentSpanID, meaning: "and the span in it that has started this run",
      events: [.start], isOptional: true),

    Entry(
      member: .exitCode, meaning: "what qli exits with", events: outcomes),
    Entry(
      member: .signal, meaning: "what killed it, or told qli to stop, if anything did",
      events: outcomes, isOptional: true),
    Entry(
      member: .duration, meaning: "since the start, in milliseconds", events: closings),
    Entry(
      member: .step, meaning: "where it failed or was refused", events: [.failed, .refused]),
    Entry(
      member: .cause, meaning: "and why: one of the words in qli-json(5), CAUSES",
      events: [.failed, .refused, .timedOut, .outputLimit, .interrupted], isOptional: true),
    Entry(member: .error, meaning: "the same for people", events: [.failed, .refused]),
    Entry(member: .timeLimit, meaning: "the time limit", events: [.timedOut]),
    Entry(
      member: .survivors, meaning: "the processes that couldn't be ended, if any",
      events: [.timedOut, .outputLimit, .interrupted], isOptional: true),

    Entry(
      member: .service, meaning: "true: it is a service", events: [.start], isOptional: true),
    Entry(
      member: .instance, meaning: "which instance of it, if that has a name", events: [.start],
      isOptional: true),
    Entry(
      member: .endpoint, meaning: "where the service is reached", events: [.start, .ready],
      isOptional: true),
    Entry(
      member: .serviceVersion, meaning: "the version that it says", events: [.start],
      isOptional: true),
    Entry(
      member: .checksum, meaning: "the SHA-256 of the file that is run, if that is known",
      events: [.start], isOptional: true),
    Entry(
      member: .manifestChecksum, meaning: "and of the group's manifest", events: [.start],
      isOptional: true),
    Entry(
      member: .traceParent, meaning: "TRACEPARENT of W3C Trace Context, if it is set",
      events: [.start], isOptional: true),
    Entry(
      member: .traceState, meaning: "and TRACESTATE", events: [.start], isOptional: true),
    Entry(
      member: .readyTime, meaning: "how long it took, in milliseconds", events: [.ready]),
    Entry(
      member: .mainProcess, meaning: "the process number of the service", events: [.ready]),
    Entry(
      member: .restarts, meaning: "how often it was started again, if it was",
      events: closings.union([.restarted]), isOptional: true),
    Entry(
      member: .pause, meaning: "after how many milliseconds it is", events: [.restarted]),
    Entry(member: .endedBy, meaning: "stop, or idle", events: [.stopped]),

    Entry(
      member: .log, meaning: "the log that it is chained in; only with audit_chain", events: all,
      isOptional: true),
    Entry(member: .number, meaning: "its number there", events: all, isOptional: true),
    Entry(
      member: .previous, meaning: "the SHA-256 of the record before it, or null", events: all,
      isOptional: true),
  ]
}
