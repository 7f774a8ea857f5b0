/// What a service says of its version, which has to be one that its manifest takes.
enum VersionProbe {
  /// How long it may take to be said.
  private static let limit = RunDuration.seconds(10)

  /// Asks it, where the manifest wants that, and refuses what isn't wanted: behind the guards, as it is
  /// the extension that runs.
  static func ask(
    _ request: RunRequest, _ policy: ServicePolicy, _ passed: GuardSequence.Passed,
    _ context: RunContext, _ loop: EventLoop
  ) throws(Outcome) -> String? {
    guard !policy.versionCommand.isEmpty else { return nil }
    let path = request.extension.path
    let environment = SpawnStep.environment(
      request, passed.reason,
      withholding: passed.secrets.secrets.withheldCredentials + OnePassword.credentials,
      passed.met.scope.variables(context), context)
    let launch = Launch(
      program: request.program, name: request.pinned?.path, shownAs: request.pinned?.path,
      arguments: request.programArguments(
        Arguments(policy.versionCommand.map { ByteString($0) })),
      environment: environment, directory: try SpawnStep.directory(request, context),
      rules: passed.met.scope.fence?.rules,
      signalMask: loop.callerMask, mayBePlainScript: true)
    try request.checkUnchanged()
    let probe = HelperProcess(
      launch, Limits(time: limit), outputLimit: ServiceVersion.outputLimit, loop)
    do throws(HelperRun.Failure) {
      try HelperRemains.ending(context.environment, loop) { () throws(HelperRun.Failure) in
        try HelperRun.finish([probe], loop)
      }
    } catch {
      switch error {
      case .interrupted(let signal): throw .interrupted(signal, end: nil)
      case .system(let error): throw .failed(.system(error, in: .version))
      case .failed:
        // The first of much is enough.
        guard case .tooMuchOutput? = probe.failure else {
          throw .refused(
            .service(.noVersion(path, probe.failure?.words ?? "it failed")))
        }
      }
    }
    return try converting({ Outcome.refused(.service($0)) }) { () throws(ServiceRefusal) in
      try accepted(said(probe), of: path, policy)
    }
  }

  /// Some say it on standard error alone.
  private static func said(_ probe: HelperProcess) -> ServiceVersion.Finding {
    let first = probe.output.bytes.prefix(ServiceVersion.outputLimit)
    let said = ServiceVersion.first(in: Array(first))
    if case .nothing = said { return ServiceVersion.first(in: probe.errors.bytes) }
    return said
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
