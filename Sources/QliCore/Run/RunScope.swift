/// What a run may write to, a part of step 2: its fence, and what of that it has claimed.
struct RunScope {
  /// Nil where its user's rights alone limit it.
  let fence: Fence?
  let claim: Claim?

  /// Puts up what the policy asks for, or refuses the run.
  init(
    _ request: RunRequest, _ context: RunContext, _ loop: EventLoop
  ) throws(Outcome) {
    let policy = request.policy
    fence = try converting({ Outcome.refused(.write($0)) }) { () throws(WriteRefusal) in
      try Fence(
        of: policy, takesStreams: request.capture == nil && !policy.isService, context)
    }
    guard let fence, policy.run.isClaiming else {
      claim = nil
      return
    }
    do throws(ClaimRefusal) {
      let claim = try Claim(
        request.claim(of: fence.scope), context.environment, context.safety, loop)
      if claim.note.parent != nil { claim.letGoOfOthers() }
      self.claim = claim
    } catch {
      if case .lock(.interrupted(let signal)) = error { throw .interrupted(signal, end: nil) }
      throw .refused(.claim(error))
    }
  }

  /// That of an extension that completes a line, and claims nothing.
  init(completing policy: Policy, _ context: RunContext) throws(WriteRefusal) {
    fence = try Fence(of: policy, takesStreams: false, context)
    claim = nil
  }

  /// Makes what is there as long as the run goes on.
  func open(_ group: ExtensionName, _ name: ExtensionName) throws(WriteRefusal) {
    try fence?.open("qli-\(group)-\(name)")
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
  var inherited: [FileDescriptor] { [claim?.descriptor].compactMap { $0 } }

  /// What a process needs open to start its program.
  var descriptors: [FileDescriptor] {
    [claim?.descriptor, fence?.rules.descriptor].compactMap { $0 }
  }

  /// What its program is told.
  func variables(_ context: RunContext) -> ScopeVariables {
    var variables = ScopeVariables(context)
    if let fence {
      let temporary = fence.temporary?.path
      variables.write = OuterFence.text(fence.scope.paths + [temporary].compactMap { $0 })
      variables.temporaryFolder = temporary?.string
    }
    if let note = claim?.note { variables.claim = Claim.chain(note.ancestors + [note.runID]) }
    return variables
  }
}

extension RunScope {
  /// Makes what is there as long as `request` goes on.
  func open(for request: RunRequest) throws(Outcome) {
    try converting({ Outcome.refused(.write($0)) }) { () throws(WriteRefusal) in
      try open(request.group.name, request.extension.name)
    }
  }
}

extension Fence {
  /// The fence of `policy`, or nil if it has none.
  ///
  /// - Parameter takesStreams: whether its program gets qli's own standard streams.
  convenience init?(
    of policy: Policy, takesStreams: Bool, _ context: RunContext
  ) throws(WriteRefusal) {
    // Mostly there is none.
    guard policy.run.limitsWriting,
      let scope = try WriteScope(policy.run, in: context.environment, context.safety)
    else {
      return nil
    }
    try self.init(scope, takesStreams: takesStreams, in: context.environment, context.safety)
  }
}

extension RunRequest {
  /// What it claims of `scope`, where it does.
  func claim(of scope: WriteScope) -> Claim.Request {
    Claim.Request(
      runID: runID, group: group.name, extension: `extension`.name, asked: scope.asked,
      paths: scope.paths)
  }
}
