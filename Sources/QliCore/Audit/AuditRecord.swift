/// What every record of a run says.
struct RecordHead {
  let timestamp: Timestamp
  let runID: RunID
  let group: ExtensionName
  let `extension`: ExtensionName
}

/// One record: a JSON object on one line, see qli-audit(5).
enum AuditRecord {
  /// The record of a run that is about to begin, with its newline.
  static func start(_ details: StartDetails, _ head: RecordHead) -> [UInt8] {
    line { writer in
      write(.start, head, to: &writer)
      details.write(head, to: &writer)
    }
  }

  /// The record of a run that has ended, with its newline.
  ///
  /// - Parameter duration: in milliseconds.
  static func closing(_ outcome: Outcome, duration: Int64, _ head: RecordHead) -> [UInt8] {
    line { writer in
      write(AuditEvent(closing: outcome), head, to: &writer)
      write(outcome, duration, head, to: &writer)
    }
  }

  /// The record of a run that was refused in `step`, with its newline.
  ///
  /// Without arguments, folder and reason: no secret is known yet that could be left out of them.
  static func refusal(
    _ outcome: Outcome, in step: Step, path: FilePath, environment: Environment, _ head: RecordHead
  ) -> [UInt8] {
    line { writer in
      write(.refused, head, to: &writer)
      Actor.write(environment, to: &writer)
      writer.member(.group, head.group.text)
      writer.member(.extension, head.extension.text)
      writer.member(.path, path.string)
      writer.member(.step, (outcome.step ?? step).rawValue)
      writer.member(.exitCode, Int64(ExitStatus(outcome).code))
      if let signal = outcome.signal { writer.member(.signal, signal.name) }
      writer.member(
        .error, ErrorReport(outcome)?.headline ?? "qli was told to stop, and nothing was run")
    }
  }

  private static func line(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter(capacity: 1024)
    writer.object(members)
    return writer.endLine()
  }

  private static func write(_ event: AuditEvent, _ head: RecordHead, to writer: inout JSONWriter) {
    writer.member(.event, event.rawValue)
    writer.member(.timestamp, RFC3339.text(head.timestamp))
    writer.member(.runID, head.runID.text)
  }

  private static func write(
    _ outcome: Outcome, _ duration: Int64, _ head: RecordHead, to writer: inout JSONWriter
  ) {
    writer.member(.group, head.group.text)
    writer.member(.extension, head.extension.text)
    if case .failed(let failure) = outcome { writer.member(.step, failure.step?.rawValue) }
    writer.member(.exitCode, Int64(ExitStatus(outcome).code))
    if let signal = outcome.signal { writer.member(.signal, signal.name) }
    if case .failed = outcome { writer.member(.error, ErrorReport(outcome)?.headline) }
    if case .timedOut(let limit, _) = outcome {
      writer.member(.timeLimit, limit.milliseconds)
    }
    writer.member(.duration, duration)
    switch outcome {
    case .timedOut(_, let end), .outputLimit(let end): write(end.survivors, to: &writer)
    default: break
    }
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
