/// A member of the audit log's records. They stand in the order in which qli writes them.
enum AuditMember: UInt8, CaseIterable {
  case event, timestamp, runID
  case parentRunID, user, uid, sudoUser, host, pid, cwd
  case group, `extension`, path, command
  case args, argsBase64, reason, variableNames, write, delegatedFrom, traceID, parentSpanID
  case step, cause, exitCode, signal, error
  case timeLimit, duration, survivors
  case service, instance, endpoint, serviceVersion, checksum, manifestChecksum, traceParent,
    traceState
  case readyTime, mainProcess, restarts, pause, endedBy
  case log, number, previous

  /// How many there are.
  static let count = allCases.count

  /// Its name in a record.
  @inline(__always)
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
    case .command: "command"
    case .args: "args"
    case .argsBase64: "args_base64"
    case .reason: "reason"
    case .variableNames: "env_var_names"
    case .write: "write"
    case .delegatedFrom: "delegated_from"
    case .traceID: "trace_id"
    case .parentSpanID: "parent_span_id"
    case .step: "step"
    case .cause: "cause"
    case .exitCode: "exit_code"
    case .signal: "signal"
    case .error: "error"
    case .timeLimit: "timeout_ms"
    case .duration: "duration_ms"
    case .survivors: "survivors"
    case .service: "service"
    case .instance: "instance"
    case .endpoint: "endpoint"
    case .serviceVersion: "service_version"
    case .checksum: "sha256"
    case .manifestChecksum: "manifest_sha256"
    case .traceParent: "traceparent"
    case .traceState: "tracestate"
    case .readyTime: "ready_ms"
    case .mainProcess: "main_pid"
    case .restarts: "restarts"
    case .pause: "pause_ms"
    case .endedBy: "ended_by"
    case .log: "log"
    case .number: "seq"
    case .previous: "prev"
    }
  }
}
