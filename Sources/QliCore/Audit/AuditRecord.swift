/// What every record of a run says.
struct RecordHead {
  let timestamp: Timestamp
  let runID: RunID
  let group: ExtensionName
  let `extension`: ExtensionName
}

/// One record: a JSON object on one line, see qli(1), AUDIT.
enum AuditRecord {
  case start(StartDetails, RecordHead)
  case closing(Outcome, duration: Int64, RecordHead)

  /// The names of the events.
  private enum Event: String {
    case start, finish, interrupted, failed
  }

  /// The record with its newline.
  var line: [UInt8] {
    var writer = JSONWriter(capacity: 1024)
    writer.object { writer in
      switch self {
      case .start(let details, let head):
        writer.member("event", Event.start.rawValue)
        details.write(head, to: &writer)
      case .closing(let outcome, let duration, let head):
        Self.write(outcome, duration, head, to: &writer)
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private static func write(
    _ outcome: Outcome, _ duration: Int64, _ head: RecordHead, to writer: inout JSONWriter
  ) {
    writer.member("event", event(of: outcome).rawValue)
    writer.member("timestamp", RFC3339.text(head.timestamp))
    writer.member("run_id", head.runID.text)
    writer.member("group", head.group.text)
    writer.member("extension", head.extension.text)
    if case .failed(let failure) = outcome {
      writer.member("step", failure.step?.rawValue)
      writer.member("error", ErrorReport(outcome)?.headline)
    }
    writer.member("exit_code", ExitStatus(outcome).code)
    switch outcome {
    case .signalled(let signal), .interrupted(let signal, _): writer.member("signal", signal.name)
    case .finished, .failed, .refused, .notFound: break
    }
    writer.member("duration_ms", duration)
  }

  private static func event(of outcome: Outcome) -> Event {
    switch outcome {
    case .finished, .signalled: .finish
    case .interrupted: .interrupted
    case .failed, .refused, .notFound: .failed
    }
  }
}
