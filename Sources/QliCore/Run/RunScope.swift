/// What a run may write to, a part of step 2: its fence, and what of that it has claimed.
struct RunScope {
  /// Nil where its user's rights alone limit it.
  let fence: Fence?
  let claim: Claim?

  /// Puts up what the policy asks for, or refuses the run.
  static func make(
    _ request: RunRequest, _ context: RunContext, _ loop: EventLoop
  ) throws(Outcome) -> RunScope {
    let run = request.policy.run
    if run.write.isEmpty { return RunScope(fence: nil, claim: nil) }
    let fence = try converting({ Outcome.refused(.write($0)) }) { () throws(WriteRefusal) in
      try Fence(
        of: request.policy, takesStreams: request.capture == nil && !request.policy.isService,
        context)
    }
    guard let fence, run.isClaiming else { return RunScope(fence: fence, claim: nil) }
    do throws(ClaimRefusal) {
      let claim = try Claim(
        fence.scope.paths, for: request.claimant, context.environment, context.safety, loop)
      if claim.note.parent != nil { claim.letGoOfOthers() }
      return RunScope(fence: fence, claim: claim)
    } catch {
      if case .interrupted(let signal) = error { throw .interrupted(signal, end: nil) }
      throw .refused(.claim(error))
    }
  }

  /// Makes what is there as long as the run goes on.
  func open(_ request: RunRequest) throws(Outcome) {
    guard let fence else { return }
    try converting({ Outcome.refused(.write($0)) }) { () throws(WriteRefusal) in
      try fence.open("qli-\(request.group.name)-\(request.extension.name)")
    }
  }

  /// Removes that, and gives back what is claimed.
  func leave() {
    fence?.close()
    claim?.release()
  }

  /// Leaves both to the processes that this one has forked.
  func letGo() {
    fence?.letGo()
    claim?.release()
  }

  /// What its program inherits.
  var inherited: [FileDescriptor] { claim.map { [$0.descriptor] } ?? [] }

  /// What a process needs open to start its program.
  var descriptors: [FileDescriptor] {
    inherited + (fence.map { [$0.rules.descriptor] } ?? [])
  }

  /// What its program is told.
  func variables(in environment: Environment) -> ScopeVariables {
    var variables = ScopeVariables(around: environment)
    if let fence {
      variables.write = OuterFence.text(fence.pathsWithTemporary)
      variables.temporaryFolder = fence.temporary?.path.string
    }
    if let claim { variables.claim = claim.chain }
    return variables
  }
}

/// The variables that tell a program what it may write to.
struct ScopeVariables {
  var write: ByteString?
  var temporaryFolder: ByteString?
  var claim: ByteString?

  /// What holds for all that is started in the run that this qli is in, if it is in one.
  init(around environment: Environment) {
    guard RunDepth(environment).number > 1 else { return }
    write = OuterFence(environment)?.text
    claim = environment.nonEmpty("QLI_CLAIM")
  }

  /// What `run` would add to that.
  init(foreseeing run: RunPolicy, around environment: Environment) {
    self.init(around: environment)
    if !run.write.isEmpty { write = "" }
    if run.write.last?.contains(.ownTemporaryFolder) == true { temporaryFolder = "" }
    if run.isClaiming { claim = "" }
  }

  func add(to environment: ChildEnvironment) {
    if let write { environment.set("QLI_WRITE", write) }
    if let temporaryFolder { environment.set("TMPDIR", temporaryFolder) }
    if let claim { environment.set("QLI_CLAIM", claim) }
  }
}

extension Fence {
  /// The fence of `policy`, or nil if it has none.
  ///
  /// - Parameter takesStreams: whether its program gets qli's own standard streams.
  convenience init?(
    of policy: Policy, takesStreams: Bool, _ context: RunContext
  ) throws(WriteRefusal) {
    guard let scope = try WriteScope(policy.run, in: context.environment, context.safety) else {
      return nil
    }
    try self.init(scope, takesStreams: takesStreams, in: context.environment, context.safety)
  }
}

extension RunRequest {
  /// Who claims, where this run does.
  var claimant: Claim.Claimant {
    Claim.Claimant(runID: runID, group: group.name, extension: `extension`.name)
  }
}
