/// A run as the log has it: a start, an end, or both.
struct TrailRun {
  /// Nil where it isn't on record, and for a run that was refused.
  let start: TrailRecord?
  /// The closing record or the refusal, or nil if there is none.
  let end: TrailRecord?
  /// Whether a run without an end still goes on, as far as that can be seen from here.
  var isRunning = false

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

  /// Whether all went well: the exit code is 0.
  var hasSucceeded: Bool {
    guard let code = end?[.exitCode] else { return false }
    return code.count == 1 && code[0] == .zero
  }

  var outcome: Outcome {
    guard let end else { return isRunning ? .running : .unfinished }
    switch end.event {
    case .finish:
      if end.string(.signal) != nil { return .signalled }
      return hasSucceeded ? .succeeded : .exited
    case .interrupted: return .interrupted
    case .timedOut: return .timedOut
    case .outputLimit: return .outputLimit
    case .refused: return .refused
    case .failed, .start: return .failed
    }
  }

  /// How it ended, as a line says it.
  enum Outcome {
    case succeeded, exited, signalled, interrupted, timedOut, outputLimit, failed, refused
    case running, unfinished
  }

  /// The process of a start record, if that runs on this machine: whether it is there still, and
  /// is the one of then and not another that got its number.
  static func isRunning(_ start: TrailRecord, on host: ByteString) -> Bool {
    guard let name = start.string(.host),
      JSONStringToken(bytes: name, hasEscapes: true).equals(bytes: host),
      let digits = start[.pid], let number = Int32(String(decoding: digits, as: UTF8.self)),
      number > 0
    else { return false }
    let process = ProcessID(rawValue: number)
    // The system counts in ticks since its own start, which it knows to the second.
    guard let begin = process.startTime, !process.isZombie else { return false }
    return begin * 1_000_000 <= start.time + 2_000_000
  }
}
