/// What it takes to find the members in what was written.
extension AuditMember {
  /// What its value is.
  enum Kind {
    case text, textOrNull, number, list, flag
  }

  var kind: Kind {
    switch self {
    case .event, .timestamp, .runID, .parentRunID, .sudoUser, .host, .group, .extension, .path,
      .reason, .signal, .instance, .endpoint, .serviceVersion, .checksum, .manifestChecksum,
      .traceParent, .traceState, .endedBy, .delegatedFrom, .traceID, .parentSpanID, .log:
      .text
    case .user, .cwd, .step, .cause, .error, .previous: .textOrNull
    case .uid, .pid, .exitCode, .timeLimit, .duration, .readyTime, .mainProcess, .restarts, .pause,
      .number:
      .number
    case .service: .flag
    case .command, .args, .argsBase64, .variableNames, .survivors, .write: .list
    }
  }

  /// The member called `name`, or nil. It is looked for from the one behind `last` on: there it is
  /// in what qli has written.
  @inline(__always)
  static func named(_ name: UnsafeBufferPointer<UInt8>, after last: AuditMember?) -> AuditMember? {
    let count = UInt8(truncatingIfNeeded: count)
    var candidate = last.map { $0.rawValue + 1 } ?? 0
    for _ in 0..<count {
      if candidate == count { candidate = 0 }
      guard let member = AuditMember(rawValue: candidate) else { return nil }
      if member.isCalled(name) { return member }
      candidate += 1
    }
    return nil
  }

  /// The member that a name with escapes means, or nil: qli writes none.
  static func named(_ name: JSONStringToken) -> AuditMember? {
    allCases.first { name.equals($0.name) }
  }

  @inline(__always)
  private func isCalled(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let own = self.name
    guard own.utf8CodeUnitCount == name.count else { return false }
    for index in 0..<name.count where own.utf8Start[index] != name[index] { return false }
    return true
  }
}
