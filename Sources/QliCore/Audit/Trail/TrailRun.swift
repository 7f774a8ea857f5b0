/// A run as the log has it: a start, an end, or both.
struct TrailRun {
  /// Nil where it isn't on record, and for a run that was refused.
  let start: TrailRecord?
  /// The closing record or the refusal, or nil if there is none.
  let end: TrailRecord?
  /// Whether a run without an end still goes on, as far as that can be seen from here.
  var isRunning = false
  /// Whether that is a service which is ready.
  var isReady = false
  /// Whether the end, or another of the same run, may not be qli's.
  var isDoubtful = false

  /// The value of a member, out of the record that has it.
  @inline(__always)
  subscript(member: AuditMember) -> UnsafeBufferPointer<UInt8>? {
    start?[member] ?? end?[member]
  }

  /// A string between its quotes, with its escapes.
  @inline(__always)
  func string(_ member: AuditMember) -> UnsafeBufferPointer<UInt8>? {
    start?.string(member) ?? end?.string(member)
  }

  /// Whether all went well, and that is qli's word: the exit code is 0, or a service was stopped as
  /// somebody wanted it.
  var hasSucceeded: Bool {
    if isDoubtful { return false }
    if end?.event == .stopped { return true }
    guard let code = end?[.exitCode] else { return false }
    return code.count == 1 && code[0] == .zero
  }

  var outcome: Outcome {
    guard let end else { return isReady ? .ready : isRunning ? .running : .unfinished }
    switch end.event {
    case .finish:
      if end.string(.signal) != nil { return .signalled }
      if hasSucceeded { return .succeeded }
      return isDoubtful && end[.exitCode]?.elementsEqual([.zero]) == true ? .doubtful : .exited
    case .interrupted: return .interrupted
    case .timedOut: return .timedOut
    case .outputLimit: return .outputLimit
    case .refused: return .refused
    case .stopped: return .stopped
    case .closed: return .closed
    case .failed, .start, .ready, .restarted: return .failed
    }
  }

  /// How it ended, as a line says it.
  enum Outcome {
    case succeeded, exited, signalled, interrupted, timedOut, outputLimit, failed, refused
    case stopped, running, ready, unfinished
    /// It has no end, and somebody has said so.
    case closed
    /// It says that all went well, and may not be qli's.
    case doubtful
  }
}
