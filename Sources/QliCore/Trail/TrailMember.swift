/// A member of a record, in the order in which qli writes them.
enum TrailMember: UInt8, CaseIterable {
  case event, timestamp, runID
  case parentRunID, user, uid, sudoUser, host, pid, cwd
  case group, `extension`, path
  case args, argsBase64, reason, variableNames
  case step, exitCode, signal, error
  case timeLimit, duration, survivors

  /// How many there are.
  static let count = allCases.count

  /// Its name in a record.
  var name: StaticString {
    switch self {
    case .event: "event"
    case .timestamp: "timestamp"
    case .runID: "run_id"
    case .parentRunID: "parent_run_id"
    case .user: "user"
    case .uid: "uid"
    case .sudoUser: "sudo_user"
    case .host: "host"
    case .pid: "pid"
    case .cwd: "cwd"
    case .group: "group"
    case .extension: "extension"
    case .path: "path"
    case .args: "args"
    case .argsBase64: "args_base64"
    case .reason: "reason"
    case .variableNames: "env_var_names"
    case .step: "step"
    case .exitCode: "exit_code"
    case .signal: "signal"
    case .error: "error"
    case .timeLimit: "timeout_ms"
    case .duration: "duration_ms"
    case .survivors: "survivors"
    }
  }

  /// What its value is.
  enum Kind {
    case text, textOrNull, number, list
  }

  var kind: Kind {
    switch self {
    case .event, .timestamp, .runID, .parentRunID, .sudoUser, .host, .group, .extension, .path,
      .reason, .signal:
      .text
    case .user, .cwd, .step, .error: .textOrNull
    case .uid, .pid, .exitCode, .timeLimit, .duration: .number
    case .args, .argsBase64, .variableNames, .survivors: .list
    }
  }

  /// The member called `name`, or nil. It is looked for from the one behind `last` on: there it is
  /// in what qli has written.
  @inline(__always)
  static func named(_ name: UnsafeBufferPointer<UInt8>, after last: TrailMember?) -> TrailMember? {
    let count = UInt8(truncatingIfNeeded: count)
    var candidate = last.map { $0.rawValue + 1 } ?? 0
    for _ in 0..<count {
      if candidate == count { candidate = 0 }
      guard let member = TrailMember(rawValue: candidate) else { return nil }
      if member.isCalled(name) { return member }
      candidate += 1
    }
    return nil
  }

  @inline(__always)
  private func isCalled(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let own = self.name
    guard own.utf8CodeUnitCount == name.count else { return false }
    for index in 0..<name.count where own.utf8Start[index] != name[index] { return false }
    return true
  }
}
