/// What an extension offers for its own arguments.
///
/// It is run for that only if its comment says `qli: complete`, or the manifest says by which library, and if a
/// run would take it: the same file, with the same permissions checked. It gets the words so far, the environment and the folder
/// of a run, `QLI_COMPLETE=1`, no secrets and nothing to read, in a session of its own, and may write
/// where a run may. What it has started is ended with it.
enum ExtensionCompletion {
  /// How long it may take.
  static let timeLimit = RunDuration.milliseconds(500)
  /// How long what can't be ended at once is tried to, in milliseconds.
  private static let killLimit: Int64 = 250
  /// The most bytes that it may write.
  static let outputLimit = 64 << 10
  /// The most candidates that it may offer.
  static let mostCandidates = 1000

  /// What fits in the place of the last of `words`; file names unless the extension knows better.
  ///
  /// - Parameter places: the values of `--write`.
  static func reply(
    group: ByteString, extension name: ByteString, _ words: Arguments,
    writingTo places: [ByteString], _ context: RunContext
  ) -> CompletionReply {
    // One that asks qli for its own candidates would do so for ever.
    if context.depth.isTooDeep { return .fileNames }
    let finder = ExtensionFinder(context.environment, context.safety)
    guard let group = try? finder.group(group.lossyText),
      let found = try? finder.extension(name.lossyText, of: group)
    else { return .fileNames }
    let library = group.manifest.rule(for: found.name)?.completion
    if library == nil, found.comment?.completes != true {
      return .fileNames
    }
    let pinned: PinnedProgram?
    do throws(LookupError) {
      pinned = try TrustCheck.pinned(found, of: group, in: context.environment, context.safety)
    } catch {
      return .fileNames
    }
    var policy = group.manifest.policy(for: found.name)
    if !places.isEmpty { policy.run.write.append(places.map { .typed($0) }) }
    guard let scope = try? RunScope(completing: policy, context),
      // From here on signals wait: what is made for it is to be removed again.
      let loop = try? EventLoop(callerMask: context.callerMask, clock: context.clock),
      (try? scope.open(group.name, found.name)) != nil
    else { return .fileNames }
    defer { scope.leave() }
    guard let launch = launch(found, pinned, in: group, policy, library, words, scope, context),
      (try? TrustCheck.requireUnchanged(pinned, of: group.name)) != nil
    else { return .fileNames }
    defer { withExtendedLifetime(pinned) {} }
    switch run(launch, answeringAt: library?.answerNumber ?? .standardOutput, loop, context) {
    case .output(let output):
      let found = library.map { $0.candidates(output) } ?? candidates(output)
      return found.map { .candidates($0) } ?? .fileNames
    case .interrupted: return .none
    case .failed: return .fileNames
    }
  }

  /// The candidates in what an extension wrote: a line each, with a tab before what it is for. A line
  /// that isn't UTF-8, or whose candidate is empty or has a control character, is none.
  ///
  /// - Returns: nil if there is no candidate, or there are too many: then some would be missing.
  static func candidates(_ output: some Sequence<UInt8>) -> [Candidate]? {
    let lines = Array(output).split(separator: UInt8(ascii: "\n"))
    guard lines.count <= mostCandidates else { return nil }
    let candidates = lines.compactMap { line -> Candidate? in
      guard let line = String(validating: line, as: UTF8.self) else { return nil }
      let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      guard !parts[0].isEmpty, Visible.text(parts[0]) == parts[0] else { return nil }
      let description = parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil
      return Candidate(word: String(parts[0]), description: description)
    }
    return candidates.isEmpty ? nil : candidates
  }

  /// How the extension is run for it, or nil if that isn't known.
  private static func launch(
    _ found: Extension, _ pinned: PinnedProgram?, in group: Group, _ policy: Policy,
    _ library: CompletionProtocol?, _ words: Arguments, _ scope: RunScope,
    _ context: RunContext
  ) -> Launch? {
    guard let environment = environment(of: found, in: group, policy, context) else { return nil }
    scope.variables(context).add(to: environment)
    for variable in library?.variables(found.path, words) ?? [] {
      environment.set(variable.name, variable.value)
    }
    var directory: FilePath?
    if let template = policy.run.directory {
      directory = try? template.expanded(in: context.environment)
      if directory == nil { return nil }
    }
    do throws(LookupError) {
      try InterpreterSafety.require(
        found.path, in: directory, context.environment, context.safety)
    } catch {
      return nil
    }
    return Launch(
      program: pinned?.program ?? found.program, name: pinned?.path,
      arguments: library == nil ? words : Arguments(found.firstArguments),
      environment: environment, directory: directory,
      hasOwnSession: true, rules: scope.fence?.rules, signalMask: context.callerMask,
      mayBePlainScript: true)
  }

  private enum End {
    /// It has ended well, and wrote this to standard output.
    case output([UInt8])
    /// qli was told to stop.
    case interrupted
    case failed
  }

  private static func run(
    _ launch: Launch, answeringAt number: FileDescriptor, _ loop: EventLoop, _ context: RunContext
  ) -> End {
    // Also what it leaves behind is ended: nobody would know what that belongs to.
    var ending = Ending.tree(grace: nil, killingFor: killLimit)
    ending.isForWhatIsLeft = true
    var launch = launch
    let output = HelperOutput(limit: outputLimit)
    guard (try? output.connect(to: &launch, answeringAt: number)) != nil else { return .failed }
    let tree = RunTree(context.environment, isOfHelpers: true)
    guard let started = try? launch.start() else { return .failed }
    output.closeWritingEnds()
    let supervisor = Supervisor(
      started, as: .helper, Limits(time: timeLimit), ending, tree: tree, output: output, loop)
    guard (try? loop.watch(supervisor)) != nil else { return .failed }
    if supervisor.stopRequest != nil { return .interrupted }
    guard supervisor.cut == nil, supervisor.end == .exited(0) else { return .failed }
    return .output(Array(output.output.bytes))
  }

  /// The environment of a run, without secrets: neither the variables that they would be in, nor those
  /// that they would be fetched with.
  ///
  /// - Returns: nil if it isn't known which those are.
  private static func environment(
    of found: Extension, in group: Group, _ policy: Policy, _ context: RunContext
  ) -> ChildEnvironment? {
    // A run around the shell isn't the one that this is asked for.
    var withheld = OnePassword.credentials + [.name("QLI_RUN_ID")]
    for secret in policy.secrets {
      withheld.append(.name(secret.variable.text))
      switch secret.provider {
      case .environment: withheld.append(.name(secret.reference))
      case .source(let name):
        guard let plugin = try? SourceCatalog(context.environment).definition(named: name.text)
        else { return nil }
        withheld += plugin.credentialVariables
      case .onePassword, .file: break
      }
    }
    let environment = ChildEnvironment(
      context.environment, keeping: policy.run.environment, removing: withheld,
      isOfExtension: true)
    environment.setNames(of: found, in: group)
    environment.set("QLI_COMPLETE", "1")
    environment.set("QLI_DEPTH", ByteString("\(context.depth.number)"))
    return environment
  }
}
