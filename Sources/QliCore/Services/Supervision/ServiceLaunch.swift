/// A service that may be started: what was found out about it, and what the guards have made.
struct ServiceLaunch {
  var request: RunRequest
  let policy: ServicePolicy
  let folder: ServiceFolder
  /// Where it is reached, if it is.
  var endpoint: Endpoint?
  /// What it says of its version, where it was asked.
  let version: String?
  /// What is started, as it was looked at last.
  var file: ServiceFile
  /// How long it may take to be ready.
  let readyLimit: RunDuration
  /// The file that says that it is ready.
  let readyFile: FilePath?
  /// What somebody has said of the manifest that it goes on by.
  var manifestTrust = ManifestTrust.none
  let passed: GuardSequence.Passed
  let context: RunContext

  enum ManifestTrust {
    case none
    /// It was looked at when the service was started, and another one since.
    case former
    case current
  }

  var id: ServiceID { folder.id }

  /// What stays open in those who watch over it.
  var descriptors: [FileDescriptor] {
    passed.met.scope.descriptors + (request.pinned.map { [$0.descriptor] } ?? [])
  }

  /// Looks at its file again, which has to be what somebody has looked at, also where the file is as it was
  /// and the record isn't. Its manifest stays that of its start, and so does what was said of that.
  ///
  /// - Returns: whether the file was read.
  mutating func lookAgain() throws(LookupError) -> Bool {
    let isUnchanged = file.isUnchanged
    if let check = try TrustCheck(request.group, in: context.environment, PathSafety()) {
      manifestTrust = check.hasItsManifest ? .current : manifestTrust == .none ? .none : .former
      if manifestTrust == .none { throw check.refusal(.otherManifest(service: "\(id)")) }
      request.pinned = try check.pinned(
        request.extension, known: isUnchanged ? request.pinned : nil)
    } else if isUnchanged {
      return false
    } else if request.pinned != nil {
      request.pinned = try TrustCheck.pin(request.extension)
    }
    file = request.pinned.map { ServiceFile($0) } ?? ServiceFile(file.path)
    return !isUnchanged
  }

  /// What its log says where its manifest isn't the one any more that somebody has looked at.
  var olderManifestNote: String {
    "it goes on by the manifest of its start, and another one was trusted since: "
      + "qli stop \(id) && qli start \(id)"
  }

  /// The folder that it runs in; nil for qli's own.
  var directory: FilePath? { (try? SpawnStep.directory(request, context)) ?? nil }

  /// The environment of the service, but for its secrets.
  var environmentWithoutSecrets: ChildEnvironment {
    let environment = SpawnStep.environment(
      request, passed.reason,
      withholding: passed.secrets.secrets.withheldCredentials + Self.withheld,
      passed.met.scope.variables(context), context)
    addVariables(to: environment)
    return environment
  }

  /// What is started: its streams are the log's.
  ///
  /// - Parameter notify: where it says that it is ready, if it does.
  func launch(notify: ByteString?, _ loop: EventLoop) throws(Outcome) -> Launch {
    let launch = try SpawnStep.launch(
      request, passed, context, loop, withholding: Self.withheld)
    addVariables(to: launch.environment)
    if let notify { launch.environment.set("NOTIFY_SOCKET", notify) }
    return launch
  }

  /// What is meant for this qli, which is ready when its service is, and what belongs to a trace, which
  /// passes where it has the form of that.
  private static let withheld: [VariablePattern] = [.name("NOTIFY_SOCKET"), .name("TRACESTATE")]

  private func addVariables(to environment: ChildEnvironment) {
    environment.set("QLI_INSTANCE", ByteString(id.instanceName))
    if let endpoint { environment.set("QLI_ENDPOINT", endpoint.string) }
    if let version { environment.set("QLI_SERVICE_VERSION", ByteString(version)) }
  }

  /// What the start record says of it.
  var begin: ServiceBegin {
    ServiceBegin(
      instance: id.instance, endpoint: endpoint?.text, version: version, checksum: file.checksum,
      manifestChecksum: request.digests?.manifest)
  }

  /// What is known of it as it begins.
  var firstState: ServiceState {
    var arguments: [String] = []
    var isExact = true
    let hidden = passed.secrets.redaction.hidden(in: request.arguments)
    for index in 0..<request.arguments.count {
      let argument = request.arguments[index]
      let isHidden = hidden[index]
      isExact = isExact && !isHidden && argument.isUTF8
      arguments.append(isHidden ? Secret.redaction : argument.lossyText)
    }
    var state = ServiceState(
      phase: .starting, runID: request.runID.text,
      started: RFC3339.text(context.clock.wallTime()),
      path: request.extension.path.string.lossyText, arguments: arguments,
      hasExactArguments: isExact, host: Host.name.lossyText)
    state.supervisor = Int64(ProcessID.current.rawValue)
    state.endpoint = endpoint?.text
    state.version = version
    state.checksum = file.checksum
    state.command = request.extension.commandWords?.map {
      passed.secrets.redaction.whole($0).lossyText
    }
    state.write = passed.met.scope.fence?.scope.shown.map {
      passed.secrets.redaction.occurs(in: $0.string) ? Secret.redaction : $0.string.lossyText
    }
    state.delegatedFrom = passed.met.scope.claim?.note.parent
    state.parentRunID = request.parent?.text
    return state
  }
}
