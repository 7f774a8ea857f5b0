/// How a service is started, watched and stopped: what `[extensions.NAME.service]` says.
struct ServicePolicy: Sendable, Equatable {
  /// When it counts as ready.
  enum Readiness: Sendable, Equatable {
    /// When it has lived so long.
    case after(RunDuration)
    /// When one of its processes accepts connections at its endpoint.
    case endpoint
    /// When it has said so by `NOTIFY_SOCKET`.
    case notify
    /// When the file is there.
    case file(PathTemplate)
    /// When a line of its output matches the pattern.
    case line(String)
    /// When its main process has ended with 0.
    case exit
    /// When the program, with its arguments, exits with 0; there is at least the program.
    case command([String])
  }

  /// When it is started again, after it has ended by itself.
  enum Restart: String, Sendable, CaseIterable {
    case never = "no"
    /// If it ended with another code than 0, or by a signal.
    case onFailure = "on-failure"
    case always
  }

  var readiness = Readiness.after(.milliseconds(500))
  /// How long it may take to be ready.
  var readyTimeout = RunDuration.seconds(30)
  /// Where it accepts connections, or nil if nobody needs to know.
  var endpoint: EndpointTemplate?
  /// Whether a process that isn't the service's may listen there.
  var endpointMayBeForeign = false
  /// What asks it to end.
  var stopSignal = Signal.terminate
  /// Whether only its main process is asked to.
  var stopsMainAlone = false
  var restart = Restart.never
  /// How often it is started again within `restartWindow`.
  var maxRestarts = 5
  /// What may be written for that.
  static let restartCounts: ClosedRange<Int64> = 1...100
  var restartWindow = RunDuration.seconds(600)
  /// How large each of the two files with its output gets, in bytes.
  var logSize: Int64 = 4 << 20
  /// How long it may be without a connection, or nil for as long as it likes.
  var idleTimeout: RunDuration?
  /// The folder that the file which runs has to lie below, or nil for any.
  var programRoot: PathTemplate?
  /// What the SHA-256 of that file may be, in 64 small hexadecimal digits; none: anything.
  var checksums: [String] = []
  /// The arguments with which the extension prints its version; none: it isn't asked.
  var versionCommand: [String] = []
  /// The earliest version that may run.
  var minVersion: ServiceVersion?
  /// The versions that may run; none: any.
  var versions: [ServiceVersion] = []
}

extension ServicePolicy {
  /// The variables that it gets as a service, as far as its manifest says.
  var variables: [String] {
    var names = ["QLI_INSTANCE"]
    if endpoint != nil { names.append("QLI_ENDPOINT") }
    if !versionCommand.isEmpty { names.append("QLI_SERVICE_VERSION") }
    if case .notify = readiness { names.append("NOTIFY_SOCKET") }
    return names
  }
}
