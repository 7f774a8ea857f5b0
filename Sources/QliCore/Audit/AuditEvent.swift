/// What a record of the audit log tells.
enum AuditEvent: String, CaseIterable {
  case start, finish, interrupted, failed, refused
  case timedOut = "timed_out"
  case outputLimit = "output_limit"

  /// The event of the record that closes a run with `outcome`.
  init(closing outcome: Outcome) {
    switch outcome {
    case .finished, .signalled: self = .finish
    case .interrupted: self = .interrupted
    case .timedOut: self = .timedOut
    case .outputLimit: self = .outputLimit
    case .failed, .refused, .notFound: self = .failed
    }
  }
}
