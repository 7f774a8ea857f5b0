/// The variables that tell a program what it may write to.
struct ScopeVariables {
  var write: ByteString?
  var temporaryFolder: ByteString?
  var claim: ByteString?

  /// What holds for all that is started in the run that this qli is in, if it is in one.
  init(_ context: RunContext) {
    guard context.depth.number > 1 else { return }
    let environment = context.environment
    write = OuterFence(environment).map { OuterFence.text($0.paths) }
    let around = Claim.around(environment)
    if !around.isEmpty { claim = Claim.chain(around) }
  }

  /// What `run` would add to that.
  init(foreseeing run: RunPolicy, _ context: RunContext) {
    self.init(context)
    if !run.write.isEmpty { write = "" }
    let scope = try? WriteScope(run, in: context.environment, context.safety)
    if scope?.hasTemporaryFolder == true { temporaryFolder = "" }
    if run.isClaiming { claim = "" }
  }

  func add(to environment: ChildEnvironment) {
    if let write { environment.set("QLI_WRITE", write) }
    if let temporaryFolder { environment.set("TMPDIR", temporaryFolder) }
    if let claim { environment.set("QLI_CLAIM", claim) }
  }
}
