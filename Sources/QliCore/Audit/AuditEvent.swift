/// What a record of the audit log tells.
enum AuditEvent: String, CaseIterable {
  case start, finish, interrupted
  case timedOut = "timed_out"
  case outputLimit = "output_limit"
  case failed, refused
  case ready, restarted, stopped
  case closed

  /// Whether a run goes on behind it.
  var isMeanwhile: Bool { self == .ready || self == .restarted }

  /// Whether a record of it is none without the code that qli ended with.
  var hasExitCode: Bool {
    switch self {
    case .start, .ready, .restarted, .closed: false
    case .finish, .interrupted, .timedOut, .outputLimit, .failed, .refused, .stopped: true
    }
  }

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
    case .ready: "a service is ready"
    case .restarted: "a service has ended, and was started again"
    case .stopped: "a service was stopped, as somebody wanted it"
    case .closed: "somebody has acknowledged that there is no end of it"
    }
  }
}
