/// What the start record of a service says beside that of a run.
struct ServiceBegin {
  /// Which of several; nil for the one without a name.
  let instance: ExtensionName?
  /// Where it is reached, if it is.
  let endpoint: String?
  let version: String?
  /// The SHA-256 of the file that runs, as 64 hexadecimal digits.
  let checksum: String?
  /// That of the manifest; nil where it isn't wanted.
  let manifestChecksum: String?

  /// Writes the members, in the order of `AuditMember`.
  func write(_ trace: TraceContext?, to writer: inout JSONWriter) {
    writer.member(.service, true)
    if let instance { writer.member(.instance, instance.text) }
    if let endpoint { writer.member(.endpoint, endpoint) }
    if let version { writer.member(.serviceVersion, version) }
    if let checksum { writer.member(.checksum, checksum) }
    if let manifestChecksum { writer.member(.manifestChecksum, manifestChecksum) }
    guard let trace else { return }
    writer.member(.traceParent, trace.parent)
    if let state = trace.state { writer.member(.traceState, state) }
  }
}

/// What happens to a service while it runs.
enum ServiceEvent {
  /// It is ready: so long after its start, in milliseconds, its main process, and where it is reached.
  case ready(milliseconds: Int64, ProcessID, endpoint: String?)
  /// It has ended so, and is started again after a pause in milliseconds, so many times by now.
  case restarted(ChildEnd, count: Int64, pause: Int64)

  var auditEvent: AuditEvent {
    switch self {
    case .ready: .ready
    case .restarted: .restarted
    }
  }

  /// The code that its record gives, where it does.
  var exitCode: Int32? {
    switch self {
    case .ready: nil
    case .restarted(let end, _, _): end.status.code
    }
  }

  /// Writes the members, in the order of `AuditMember`.
  func write(to writer: inout JSONWriter) {
    switch self {
    case .ready(let milliseconds, let process, let endpoint):
      if let endpoint { writer.member(.endpoint, endpoint) }
      writer.member(.readyTime, milliseconds)
      writer.member(.mainProcess, Int64(process.rawValue))
    case .restarted(let end, let count, let pause):
      if let exitCode { writer.member(.exitCode, Int64(exitCode)) }
      if case .signalled(let signal) = end { writer.member(.signal, signal.name) }
      writer.member(.restarts, count)
      writer.member(.pause, pause)
    }
  }
}

/// Who or what has ended a service.
enum EndedBy: Equatable {
  /// Nobody was connected to it for so long.
  case idle
  /// Somebody, by `qli stop`.
  case person(Person)

  /// Who that was.
  struct Person: Equatable {
    let user: String?
    let userID: Int64
    let sudoUser: String?
    let reason: String?

    /// Writes the members that say who, in the order of `AuditMember`.
    func write(to writer: inout JSONWriter) {
      writer.member(.user, user)
      writer.member(.uid, userID)
      if let sudoUser { writer.member(.sudoUser, sudoUser) }
    }
  }

  /// The word for it.
  var name: String {
    switch self {
    case .idle: "idle"
    case .person: "stop"
    }
  }
}
