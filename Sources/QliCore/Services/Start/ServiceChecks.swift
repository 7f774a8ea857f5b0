/// What has to hold for a service to be started, beside what its group requires: all that is known of its
/// file and of its endpoint.
struct ServiceChecks {
  /// The most services that run at a time, for each user.
  static let mostServices = 16
  /// How long the version may take to be said.
  private static let versionLimit = RunDuration.seconds(10)

  let endpoint: Endpoint?
  let version: String?
  let checksum: String?

  /// Checks all of it, under the lock of the service. From then on it counts as one that runs.
  init(
    _ request: RunRequest, _ policy: ServicePolicy, _ folder: ServiceFolder, _ lock: ServiceLock,
    _ context: RunContext, _ loop: EventLoop
  ) throws(Outcome) {
    let path = request.extension.path
    try Self.checkRoot(path, policy, context)
    checksum = try Self.checksum(path, policy)
    if let checksum {
      let failures = StartFailures(reading: folder)
      let now = context.clock.wallTime()
      if let seconds = failures.wait(checksum, at: now) {
        throw Self.refused(
          .failedTooOften(
            count: failures.times.count, seconds: seconds, lastError: failures.lastError))
      }
    }
    version = try Self.version(request, policy, context, loop)
    endpoint = try ServiceGate.pass(context, loop) { () throws(Outcome) in
      let running = ServiceFolder.all(in: context.environment).count {
        guard $0.id != folder.id, let holder = ServiceLock.holder(of: $0) else { return false }
        // One that may be refused takes nobody's place.
        return holder.note?.isAsking != true
      }
      if running >= Self.mostServices { throw Self.refused(.tooMany(Self.mostServices)) }
      let orphans = ServiceOrphans.find(folder)
      if !orphans.isEmpty { throw Self.refused(.orphaned(orphans, service: "\(folder.id)")) }
      let endpoint = try EndpointChoice.endpoint(of: policy, folder, context)
      try converting({ Self.refused(.folder(folder.supervisor, $0)) }) { () throws(Errno) in
        try lock.stopAsking()
      }
      return endpoint
    }
  }

  private static func refused(_ refusal: ServiceRefusal) -> Outcome { .refused(.service(refusal)) }

  private static func checkRoot(
    _ path: FilePath, _ policy: ServicePolicy, _ context: RunContext
  ) throws(Outcome) {
    guard let template = policy.programRoot else { return }
    guard let root = try? template.expanded(in: context.environment),
      let place = try? path.resolved(), let resolved = try? root.resolved(),
      place.isInside(resolved)
    else {
      let root = try? template.expanded(in: context.environment)
      throw refused(.outsideRoot(path, root: root ?? FilePath("")))
    }
  }

  private static func checksum(
    _ path: FilePath, _ policy: ServicePolicy
  ) throws(Outcome) -> String? {
    var text: String?
    if let file = try? OwnedDescriptor(opening: path, for: .reading) {
      text = (try? SHA256.digest(of: file.number))?.description
    }
    if policy.checksums.isEmpty { return text }
    guard let text, policy.checksums.contains(text) else {
      throw refused(.otherChecksum(path, text ?? "it can't be read"))
    }
    return text
  }

  private static func version(
    _ request: RunRequest, _ policy: ServicePolicy, _ context: RunContext, _ loop: EventLoop
  ) throws(Outcome) -> String? {
    guard !policy.versionCommand.isEmpty else { return nil }
    let path = request.extension.path
    let environment = SpawnStep.environment(
      request, nil, withholding: OnePassword.credentials, context)
    let launch = Launch(
      program: path, arguments: Arguments(policy.versionCommand.map { ByteString($0) }),
      environment: environment, directory: try SpawnStep.directory(request, context),
      signalMask: loop.callerMask, mayBePlainScript: true)
    let probe = HelperProcess(
      launch, Limits(time: versionLimit), outputLimit: ServiceVersion.outputLimit, loop)
    do throws(HelperRun.Failure) {
      try HelperRemains.ending(context.environment, loop) { () throws(HelperRun.Failure) in
        try HelperRun.finish([probe], loop)
      }
    } catch {
      switch error {
      case .interrupted(let signal): throw .interrupted(signal, end: nil)
      case .system(let error): throw .failed(.system(error, in: .version))
      case .failed: throw refused(.noVersion(path, probe.failure?.words ?? "it failed"))
      }
    }
    let found: ServiceVersion
    switch ServiceVersion.first(in: Array(probe.output.bytes)) {
    case .version(let version): found = version
    case .other(let word): throw refused(.noVersion(path, "it says '\(Visible.text(word))'"))
    case .nothing: throw refused(.noVersion(path, "it says none"))
    }
    if let least = policy.minVersion, found < least {
      throw refused(.otherVersion(path, found: "\(found)", wanted: "\(least) or later"))
    }
    if !policy.versions.isEmpty, !policy.versions.contains(found) {
      let wanted = Wording.list(policy.versions.map { "\($0)" })
      throw refused(.otherVersion(path, found: "\(found)", wanted: wanted))
    }
    return "\(found)"
  }
}

extension HelperProcess.Failure {
  /// The failure behind the name of the program.
  var words: String {
    switch self {
    case .start(let failure): ErrorReport(failure).headline
    case .unsuccessful(let end, _): "it \(end.words)"
    case .timedOut: "it took too long"
    case .tooMuchOutput: "it wrote too much"
    case .system(let error): "\(error)"
    case .cancelled: "it was told to end"
    }
  }
}
