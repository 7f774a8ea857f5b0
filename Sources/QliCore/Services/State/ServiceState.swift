/// What was last known of a service: what `state.json` holds, and what whoever starts it is told.
///
/// Whether it lives is never told by this, but by the locks; see `ServiceStatus`.
struct ServiceState: Equatable {
  /// How far it is.
  enum Phase: String {
    case starting, ready, stopping, restarting, ended, failed

    /// Whether nothing of it goes on.
    var isFinal: Bool { self == .ended || self == .failed }
  }

  var phase: Phase
  let runID: String
  /// The main process of the service, and the process that watches over it.
  var process: Int64?
  var supervisor: Int64?
  /// When it was started, was ready, and ended, as RFC 3339.
  let started: String
  var ready: String?
  var ended: String?
  /// From the start until it was ready.
  var readyMilliseconds: Int64?
  var endpoint: String?
  var version: String?
  /// The file that runs.
  let path: String
  var checksum: String?
  /// What is executed for a command, in front of the arguments; nil for a file.
  var command: [String]?
  /// What it may write to alone; nil for all that its user may.
  var write: [String]?
  /// The run that has handed that on to it.
  var delegatedFrom: String?
  /// What it was given; one with a secret is hidden.
  let arguments: [String]
  /// Whether these are its arguments, byte for byte.
  let hasExactArguments: Bool
  var parentRunID: String?
  var restarts: Int64 = 0
  /// How it ended: the event of its closing record.
  var event: String?
  var exitCode: Int64?
  var signal: String?
  /// Who or what has ended it.
  var endedBy: String?
  /// What couldn't be ended, such as a program that runs as another user.
  var survivors: [Int64] = []
  /// Where it failed, the word for why, why, and what to type next.
  var step: String?
  var cause: String?
  var error: String?
  var help: [String] = []
  let host: String
}

extension ServiceState {
  /// Nothing of it goes on since `time`. Numbers of processes that are gone are others' later.
  mutating func end(as phase: Phase, at time: String) {
    self.phase = phase
    ended = time
    (process, supervisor) = (nil, nil)
  }
}

// MARK: As JSON

extension ServiceState {
  /// The object on a line of its own.
  var line: [UInt8] {
    var writer = JSONWriter(capacity: 1024)
    writer.object { writer in
      writer.member("version", 1)
      writer.member("state", phase.rawValue)
      writeDetails(to: &writer)
    }
    return writer.endLine()
  }

  /// The members but how far it is, without those that mean nothing now.
  func writeDetails(to writer: inout JSONWriter) {
    writer.member("run_id", runID)
    writeOptional("parent_run_id", parentRunID, to: &writer)
    writeOptional("pid", process, to: &writer)
    writeOptional("supervisor", supervisor, to: &writer)
    writer.member("started", started)
    writeOptional("ready", ready, to: &writer)
    writeOptional("ready_ms", readyMilliseconds, to: &writer)
    writeOptional("ended", ended, to: &writer)
    writeOptional("endpoint", endpoint, to: &writer)
    writeOptional("service_version", version, to: &writer)
    writer.member("path", path)
    writeOptional("sha256", checksum, to: &writer)
    if let command { writer.member("command", command) }
    if let write { writer.member("write", write) }
    writeOptional("delegated_from", delegatedFrom, to: &writer)
    writer.member("args", arguments)
    writer.member("args_exact", hasExactArguments)
    writer.member("restarts", restarts)
    writeOptional("event", event, to: &writer)
    writeOptional("exit_code", exitCode, to: &writer)
    writeOptional("signal", signal, to: &writer)
    writeOptional("ended_by", endedBy, to: &writer)
    if !survivors.isEmpty {
      writer.name("survivors")
      writer.array { writer in
        for process in survivors { writer.number(process) }
      }
    }
    writeOptional("step", step, to: &writer)
    writeOptional("cause", cause, to: &writer)
    writeOptional("error", error, to: &writer)
    if !help.isEmpty { writer.member("help", help) }
    writer.member("host", host)
  }

  private func writeOptional(
    _ name: StaticString, _ value: String?, to writer: inout JSONWriter
  ) {
    if let value { writer.member(name, value) }
  }

  private func writeOptional(
    _ name: StaticString, _ value: Int64?, to writer: inout JSONWriter
  ) {
    if let value { writer.member(name, value) }
  }

  /// Reads the object, or returns nil if `bytes` aren't one that this qli understands.
  init?(_ bytes: [UInt8]) {
    guard let document = try? JSON.parse(bytes), case .object(let object) = document else {
      return nil
    }
    self.init(object)
  }

  private init?(_ object: JSONObject) {
    guard object.integer("version") == 1,
      let phase = object.text("state").flatMap({ Phase(rawValue: $0) }),
      let runID = object.text("run_id"), let started = object.text("started"),
      let path = object.text("path"), let arguments = object.texts("args"),
      let host = object.text("host"), case .boolean(let isExact) = object["args_exact"]
    else { return nil }
    self.phase = phase
    self.runID = runID
    self.started = started
    self.path = path
    self.arguments = arguments
    self.host = host
    hasExactArguments = isExact
    parentRunID = object.text("parent_run_id")
    process = object.integer("pid")
    supervisor = object.integer("supervisor")
    ready = object.text("ready")
    readyMilliseconds = object.integer("ready_ms")
    ended = object.text("ended")
    endpoint = object.text("endpoint")
    version = object.text("service_version")
    checksum = object.text("sha256")
    command = object.texts("command")
    write = object.texts("write")
    delegatedFrom = object.text("delegated_from")
    restarts = object.integer("restarts") ?? 0
    event = object.text("event")
    exitCode = object.integer("exit_code")
    signal = object.text("signal")
    endedBy = object.text("ended_by")
    if case .array(let values) = object["survivors"] {
      for case .number(let number) in values {
        if let process = number.int64 { survivors.append(process) }
      }
    }
    step = object.text("step")
    cause = object.text("cause")
    error = object.text("error")
    help = object.texts("help") ?? []
  }
}

// MARK: On disk

extension ServiceState {
  /// What is in `folder`; nil if nothing is, or it can't be understood.
  init?(reading folder: ServiceFolder) {
    guard let object = ServiceFolder.object(in: folder.state) else { return nil }
    self.init(object)
  }

  /// Why what is in `folder` can't be understood; nil where nothing is there.
  static func unreadable(in folder: ServiceFolder) -> ErrorReport? {
    let path = folder.state
    guard (try? FileStatus(notFollowing: path)) != nil else { return nil }
    let place = "'\(Visible.text(path))'"
    let state = "its state can't be used"
    guard KeptFile.reading(path) != nil else {
      return ErrorReport(
        "\(state): somebody else could have written \(place), or it can't be read",
        help: ["look at it: ls -l \(Wording.shellQuoted(path))"])
    }
    let version = ServiceFolder.object(in: path)?.integer("version")
    if let version, version > 1 {
      return ErrorReport("\(state): a newer qli has written \(place)", help: ["use that qli"])
    }
    return ErrorReport(
      "\(state): \(place) is damaged", help: ["it is written anew by the next start"])
  }

  /// Replaces what is in `folder`.
  func write(to folder: ServiceFolder) throws(Errno) {
    try FileReplacement.swap(line, to: folder.state, mode: 0o600)
  }
}
