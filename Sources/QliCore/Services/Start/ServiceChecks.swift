/// What has to hold for a service to be started, beside what its group requires: all that is known of its
/// file and of its endpoint. What doesn't hold is said at once, with all else that doesn't.
struct ServiceChecks {
  /// The most services that run at a time, for each user.
  static let mostServices = 16

  let endpoint: Endpoint?
  let readyFile: FilePath?
  let file: ServiceFile

  /// Checks all of it, under the lock of the service. From then on it counts as one that runs.
  init(
    _ request: RunRequest, _ policy: ServicePolicy, _ folder: ServiceFolder, _ lock: ServiceLock,
    _ context: RunContext, _ loop: EventLoop
  ) throws(Outcome) {
    var refusals = ServiceRefusals()
    var signal: Signal?
    file = Self.file(
      request.extension.path, pinned: request.pinned, policy, folder, context, &refusals
    ) {
      signal = loop.pendingEnd()
      return signal == nil
    }
    if let signal { throw .interrupted(signal, end: nil) }
    let directory = try SpawnStep.directory(request, context)
    readyFile = Self.places(policy, in: directory, folder, context, context.safety, &refusals)
    // What is wrong with it otherwise was said before.
    let scope = try? WriteScope(request.policy.run, in: context.environment, context.safety)
    Self.require(readyFile, in: scope, context, context.safety, &refusals)
    endpoint = try ServiceGate.pass(context, loop) { () throws(Outcome) in
      Self.company(folder, context, &refusals)
      let endpoint = refusals.collect { () throws(ServiceRefusal) in
        try EndpointChoice.endpoint(of: policy, folder, context)
      }
      Self.require(endpoint ?? nil, in: scope, context, context.safety, &refusals)
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

  /// All that can be known of one that isn't started: nothing is started, removed or locked for it.
  ///
  /// - Parameter run: how it would run.
  /// - Parameter directory: the folder that it would run in, or nil for qli's own.
  /// - Parameter safety: judges the program that says whether it is ready.
  /// - Returns: its endpoint, where that isn't chosen only then.
  static func forecast(
    _ path: FilePath, _ policy: ServicePolicy, _ run: RunPolicy, in directory: FilePath?,
    _ folder: ServiceFolder, _ context: RunContext, _ safety: PathSafety,
    _ refusals: inout ServiceRefusals
  ) -> Endpoint? {
    _ = file(path, policy, folder, context, &refusals)
    let readyFile = places(policy, in: directory, folder, context, safety, &refusals)
    let endpoint = refusals.collect { () throws(ServiceRefusal) in
      try EndpointChoice.forecast(of: policy, folder, context)
    }
    let scope = try? WriteScope(run, in: context.environment, safety)
    require(readyFile, in: scope, context, safety, &refusals)
    require(endpoint ?? nil, in: scope, context, safety, &refusals)
    return endpoint ?? nil
  }

  /// The file that says that it is ready has to lie where it may write.
  private static func require(
    _ readyFile: FilePath?, in scope: WriteScope?, _ context: RunContext, _ safety: PathSafety,
    _ refusals: inout ServiceRefusals
  ) {
    guard let readyFile else { return }
    require(
      readyFile, "the file that says that it is ready,", in: scope, context, safety, &refusals)
  }

  /// So does its socket.
  private static func require(
    _ endpoint: Endpoint?, in scope: WriteScope?, _ context: RunContext, _ safety: PathSafety,
    _ refusals: inout ServiceRefusals
  ) {
    guard case .local(let path) = endpoint else { return }
    require(path, "its socket", in: scope, context, safety, &refusals)
  }

  private static func require(
    _ path: FilePath, _ what: String, in scope: WriteScope?, _ context: RunContext,
    _ safety: PathSafety, _ refusals: inout ServiceRefusals
  ) {
    guard let scope, !Fence.allows(path, scope, in: context.environment, safety) else { return }
    refusals.add(.write(.outside(path, what: what)))
  }

  /// What is known of the file, as it lies there.
  ///
  /// - Parameter pinned: the same file, where it was read already.
  /// - Parameter goesOn: whether it is read on.
  private static func file(
    _ path: FilePath, pinned: PinnedProgram? = nil, _ policy: ServicePolicy,
    _ folder: ServiceFolder, _ context: RunContext,
    _ refusals: inout ServiceRefusals, while goesOn: () -> Bool = { true }
  ) -> ServiceFile {
    refusals.collect { () throws(ServiceRefusal) in try checkRoot(path, policy, context) }
    let file = pinned.map { ServiceFile($0) } ?? ServiceFile(path, while: goesOn)
    refusals.collect { () throws(ServiceRefusal) in try file.require(policy) }
    refusals.collect { () throws(ServiceRefusal) in
      let failures = StartFailures(reading: folder)
      guard let checksum = file.checksum,
        let seconds = failures.wait(checksum, at: context.clock.wallTime())
      else { return }
      throw .failedTooOften(
        count: failures.times.count, seconds: seconds, lastError: failures.lastError)
    }
    return file
  }

  /// Where its state is kept, and what says that it is ready.
  ///
  /// - Returns: the file that says that it is ready.
  private static func places(
    _ policy: ServicePolicy, in directory: FilePath?, _ folder: ServiceFolder,
    _ context: RunContext, _ safety: PathSafety, _ refusals: inout ServiceRefusals
  ) -> FilePath? {
    for path in [folder.supervisor, folder.alive, folder.log, folder.state] {
      guard let danger = KeptFile.danger(at: path, context.safety) else { continue }
      refusals.add(.unsafeFolder(path, danger))
      break
    }
    refusals.collect { () throws(ServiceRefusal) in
      try ReadyCommand.check(policy, in: directory, context.environment, safety)
    }
    let path = refusals.collect { () throws(ServiceRefusal) in
      try ReadyFile.path(policy, folder, context)
    }
    guard let path = path ?? nil else { return nil }
    refusals.collect { () throws(ServiceRefusal) in try ReadyFile.check(path, context.safety) }
    return path
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
}
