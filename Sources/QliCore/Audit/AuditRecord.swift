/// What every record of a run says.
struct RecordHead {
  let timestamp: Timestamp
  let runID: RunID
  let group: ExtensionName
  let `extension`: ExtensionName
  let actor: Actor
  /// The qli that it is the run of.
  var process = ProcessID.current
}

/// One record: a JSON object on one line, see qli-audit(5).
enum AuditRecord {
  /// The record of a run that is about to begin, with its newline.
  static func start(_ begin: RunBegin, _ head: RecordHead) -> [UInt8] {
    line { writer in
      write(.start, head, parent: begin.parent, to: &writer)
      writer.member(.cwd, Directory.current.map { begin.redaction.whole($0.string) })
      writeNames(head, to: &writer)
      begin.write(to: &writer)
    }
  }

  /// The record of a run that has ended, with its newline.
  ///
  /// - Parameter duration: in milliseconds.
  static func closing(_ end: RunEnd, duration: Int64, _ head: RecordHead) -> [UInt8] {
    var person: EndedBy.Person?
    if case .person(let other)? = end.endedBy { person = other }
    return line { writer in
      write(end.event, head, by: person, to: &writer)
      writeNames(head, to: &writer)
      if let reason = person?.reason { writer.member(.reason, reason) }
      if let failure = end.failure { writer.member(.step, failure.step) }
      if let cause = end.cause { writer.member(.cause, cause) }
      writer.member(.exitCode, Int64(end.exitCode))
      if let signal = end.signal { writer.member(.signal, signal.name) }
      if let failure = end.failure { writer.member(.error, failure.error) }
      if let limit = end.timeLimit { writer.member(.timeLimit, limit.milliseconds) }
      writer.member(.duration, duration)
      write(end.survivors, to: &writer)
      if let restarts = end.restarts { writer.member(.restarts, restarts) }
      if let by = end.endedBy { writer.member(.endedBy, by.name) }
    }
  }

  /// The record of a run that somebody has acknowledged the missing end of, with its newline.
  static func acknowledgement(_ reason: String, _ head: RecordHead) -> [UInt8] {
    line { writer in
      write(.closed, head, to: &writer)
      writeNames(head, to: &writer)
      writer.member(.reason, reason)
    }
  }

  /// The record of what happens to a service while it runs, with its newline.
  static func meanwhile(_ event: ServiceEvent, _ head: RecordHead) -> [UInt8] {
    line { writer in
      write(event.auditEvent, head, to: &writer)
      writeNames(head, to: &writer)
      event.write(to: &writer)
    }
  }

  /// The record of a run that a guard refused, with its newline.
  ///
  /// Without arguments, folder and reason: not every secret is known yet that could stand in them.
  static func refusal(_ refusal: RunRefusal, _ head: RecordHead) -> [UInt8] {
    line { writer in
      write(.refused, head, parent: refusal.parent, to: &writer)
      writeNames(head, to: &writer)
      writer.member(.path, refusal.path.string)
      writer.member(.step, refusal.step)
      writer.member(.cause, refusal.cause)
      writer.member(.exitCode, Int64(refusal.exitCode))
      if let signal = refusal.signal { writer.member(.signal, signal.name) }
      writer.member(.error, refusal.error)
    }
  }

  private static func line(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter(capacity: 1024)
    writer.object(members)
    return writer.endLine()
  }

  private static func write(
    _ event: AuditEvent, _ head: RecordHead, parent: RunID? = nil, by person: EndedBy.Person? = nil,
    to writer: inout JSONWriter
  ) {
    writer.member(.event, event.rawValue)
    writer.member(.timestamp, RFC3339.text(head.timestamp))
    writer.member(.runID, head.runID.text)
    if let parent { writer.member(.parentRunID, parent.text) }
    head.actor.write(head.process, insteadOf: person, to: &writer)
  }

  private static func writeNames(_ head: RecordHead, to writer: inout JSONWriter) {
    writer.member(.group, head.group.text)
    writer.member(.extension, head.extension.text)
  }

  private static func write(_ survivors: [TreeEnd.Survivor], to writer: inout JSONWriter) {
    guard !survivors.isEmpty else { return }
    writer.name(.survivors)
    writer.array { writer in
      for survivor in survivors {
        writer.object { writer in
          writer.member("pid", Int64(survivor.process.rawValue))
          writer.member("program", survivor.program)
        }
      }
    }
  }
}
