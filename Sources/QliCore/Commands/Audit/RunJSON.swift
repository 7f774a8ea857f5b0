/// A run as one JSON object on a line: what its records say, each value as it stands there.
enum RunJSON {
  /// Writes the line.
  static func write(_ run: TrailRun, to writer: inout JSONWriter) {
    let hides = run.start?.hasHiddenCharacters ?? false || run.end?.hasHiddenCharacters ?? false
    writer.object { writer in
      writer.member("version", 1)
      if let runID = run[.runID] { writer.member(AuditMember.runID.name, scanned: runID, hides) }
      writer.member("event", (run.end ?? run.start)?.event.rawValue)
      if let time = run.start?[.timestamp] { writer.member("started", scanned: time, hides) }
      if let time = run.end?[.timestamp] { writer.member("ended", scanned: time, hides) }
      if run.isRunning { writer.member("running", true) }
      if run.isReady { writer.member("ready", true) }
      if run.isDoubtful { writer.member("doubtful", true) }
      if let end = run.end, end.event == .closed { write(closing: end, hides, to: &writer) }
      for member in AuditMember.allCases where !isLeftOut(member) {
        if let value = run[member] { writer.member(member.name, scanned: value, hides) }
      }
    }
    writer.separateLines()
  }

  /// Who has closed it, and why: the members of these names are those of its start.
  private static func write(
    closing end: TrailRecord, _ hides: Bool, to writer: inout JSONWriter
  ) {
    writer.name("closed")
    writer.object { writer in
      for member in [AuditMember.user, .uid, .sudoUser, .reason] {
        if let value = end[member] { writer.member(member.name, scanned: value, hides) }
      }
    }
  }

  /// Whether it has a place of its own, before all others, or none.
  private static func isLeftOut(_ member: AuditMember) -> Bool {
    switch member {
    case .event, .timestamp, .runID: true
    // They are of one record, and no run's.
    case .log, .number, .previous: true
    default: false
    }
  }
}
