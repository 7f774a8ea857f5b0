/// A record as those who get a copy of it are told of it.
struct CopiedRecord {
  /// How bad it is, by the numbers of syslog(3).
  enum Severity: UInt8 {
    case warning = 4
    case notice = 5
    case information = 6
  }

  let event: AuditEvent
  /// Where it has one.
  let exitCode: Int32?
  let head: RecordHead
  /// As it stands in the log, without its newline.
  let line: ArraySlice<UInt8>

  /// - Parameter line: with its newline.
  init(_ event: AuditEvent, exitCode: Int32? = nil, _ head: RecordHead, _ line: [UInt8]) {
    self.event = event
    self.exitCode = exitCode
    self.head = head
    self.line = line.dropLast()
  }

  var severity: Severity {
    switch event {
    case .start, .ready, .stopped: .information
    case .finish: exitCode == 0 ? .information : .warning
    case .interrupted, .restarted, .closed: .notice
    case .timedOut, .outputLimit, .failed, .refused: .warning
    }
  }
}
