/// What has to hold for a service to be started, beside what its group requires: all that is known of its
/// file and of its endpoint. What doesn't hold is said at once, with all else that doesn't.
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
    var refusals = ServiceRefusals()
    checksum = Self.file(request.extension.path, policy, folder, context, &refusals)
    let directory = try SpawnStep.directory(request, context)
    refusals.collect { () throws(ServiceRefusal) in
      try ReadyCommand.check(policy, in: directory, context.environment, context.safety)
    }
    // What isn't as it has to be isn't asked.
    version =
      refusals.isEmpty ? try Self.version(request, policy, context, &refusals, loop) : nil
    endpoint = try ServiceGate.pass(context, loop) { () throws(Outcome) in
      Self.company(folder, context, &refusals)
      let endpoint = refusals.collect { () throws(ServiceRefusal) in
        try EndpointChoice.endpoint(of: policy, folder, context)
      }
      if refusals.isEmpty {
        try converting({ Outcome.refused(.service(.folder(folder.supervisor, $0))) }) {
          () throws(Errno) in
          try lock.stopAsking()
        }
      }
      return endpoint ?? nil
    }
    if let refusal = refusals.all { throw .refused(.service(refusal)) }
  }

  /// What is known of the file, as it lies there.
  ///
  /// - Returns: its checksum.
  static func file(
    _ path: FilePath, _ policy: ServicePolicy, _ folder: ServiceFolder, _ context: RunContext,
    _ refusals: inout ServiceRefusals
  ) -> String? {
    refusals.collect { () throws(ServiceRefusal) in try checkRoot(path, policy, context) }
    let checksum = refusals.collect { () throws(ServiceRefusal) in
      try Self.checksum(path, policy)
    }
    guard let checksum = checksum ?? nil else { return nil }
    refusals.collect { () throws(ServiceRefusal) in
      let failures = StartFailures(reading: folder)
      guard let seconds = failures.wait(checksum, at: context.clock.wallTime()) else { return }
      throw .failedTooOften(
        count: failures.times.count, seconds: seconds, lastError: failures.lastError)
    }
    return checksum
  }

  /// What else runs.
  static func company(
    _ folder: ServiceFolder, _ context: RunContext, _ refusals: inout ServiceRefusals
  ) {
    refusals.collect { () throws(ServiceRefusal) in
      let running = ServiceFolder.all(in: context.environment).count {
        guard $0.id != folder.id, let holder = ServiceLock.holder(of: $0) else { return false }
        // One that may be refused takes nobody's place.
        return holder.note?.isAsking != true
      }
      if running >= mostServices { throw .tooMany(mostServices) }
    }
    refusals.collect { () throws(ServiceRefusal) in
      let orphans = ServiceOrphans.find(folder)
      if !orphans.isEmpty { throw .orphaned(orphans, service: "\(folder.id)") }
    }
  }

  private static func checkRoot(
    _ path: FilePath, _ policy: ServicePolicy, _ context: RunContext
  ) throws(ServiceRefusal) {
    guard let template = policy.programRoot else { return }
    guard let root = try? template.expanded(in: context.environment),
      let place = try? path.resolved(), let resolved = try? root.resolved(),
      place.isInside(resolved)
    else {
      let root = try? template.expanded(in: context.environment)
      throw .outsideRoot(path, root: root ?? FilePath(""))
    }
  }

  private static func checksum(
    _ path: FilePath, _ policy: ServicePolicy
  ) throws(ServiceRefusal) -> String? {
    var text: String?
    if let file = try? OwnedDescriptor(opening: path, for: .reading) {
      text = (try? SHA256.digest(of: file.number))?.description
    }
    if policy.checksums.isEmpty { return text }
    guard let text, policy.checksums.contains(text) else {
      throw .otherChecksum(path, text ?? "it can't be read")
    }
    return text
  }

  private static func version(
    _ request: RunRequest, _ policy: ServicePolicy, _ context: RunContext,
    _ refusals: inout ServiceRefusals, _ loop: EventLoop
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
      case .failed:
        refusals.add(.noVersion(path, probe.failure?.words ?? "it failed"))
        return nil
      }
    }
    return refusals.collect { () throws(ServiceRefusal) in
      try Self.accepted(ServiceVersion.first(in: Array(probe.output.bytes)), of: path, policy)
    }
  }

  private static func accepted(
    _ said: ServiceVersion.Finding, of path: FilePath, _ policy: ServicePolicy
  ) throws(ServiceRefusal) -> String {
    let found: ServiceVersion
    switch said {
    case .version(let version): found = version
    case .other(let word): throw .noVersion(path, "it says '\(Visible.text(word))'")
    case .nothing: throw .noVersion(path, "it says none")
    }
    if let least = policy.minVersion, found < least {
      throw .otherVersion(path, found: "\(found)", wanted: "\(least) or later")
    }
    if !policy.versions.isEmpty, !policy.versions.contains(found) {
      let wanted = Wording.list(policy.versions.map { "\($0)" })
      throw .otherVersion(path, found: "\(found)", wanted: wanted)
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
