/// What a record of the audit log tells.
enum AuditEvent: String, CaseIterable {
  case start, finish, interrupted
  case timedOut = "timed_out"
  case outputLimit = "output_limit"
  case failed, refused

  /// What happened, for `qli help audit`.
  var meaning: String {
    switch self {
    case .start: "the run begins"
    case .finish: "the extension has ended"
    case .interrupted: "qli was told to stop meanwhile"
    case .timedOut: "the extension was ended at its time limit"
    case .outputLimit: "the output of a captured run was too long"
    case .failed: "the extension couldn't be started, or not be waited for"
    case .refused: "a guard refused the run; only with audit_refusals"
    }
  }
}
