/// What an extension offers for its own arguments.
///
/// It is run for that only if its comment says `qli: complete`, and if a run would take it: the same
/// file, with the same permissions checked. It gets the words so far, the environment and the folder
/// of a run, `QLI_COMPLETE=1`, no secrets and nothing to read, in a session of its own. What it has
/// started is ended with it.
enum ExtensionCompletion {
  /// How long it may take, in milliseconds.
  static let timeLimit: Int64 = 500
  /// How long what can't be ended at once is tried to, in milliseconds.
  private static let killLimit: Int64 = 250
  /// The most bytes that it may write.
  static let outputLimit = 64 << 10
  /// The most candidates that it may offer.
  static let mostCandidates = 1000

  /// What fits in the place of the last of `words`; file names unless the extension knows better.
  static func reply(
    group: ByteString, extension name: ByteString, _ words: Arguments, _ context: RunContext
  ) -> CompletionReply {
    let finder = ExtensionFinder(context.environment)
    guard let group = try? finder.group(group.lossyText),
      let found = try? finder.extension(name.lossyText, of: group),
      CommentBlock(readingFrom: found.path)?.completes == true,
      let launch = launch(found, in: group, words, context)
    else { return .fileNames }
    switch run(launch, context) {
    case .output(let output): return candidates(output).map { .candidates($0) } ?? .fileNames
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
      return Candidate(word: String(parts[0]), description: parts.count > 1 ? "\(parts[1])" : nil)
    }
    return candidates.isEmpty ? nil : candidates
  }

  /// How the extension is run for it, or nil if that isn't known.
  private static func launch(
    _ found: Extension, in group: Group, _ words: Arguments, _ context: RunContext
  ) -> ExtensionLaunch? {
    let policy = group.manifest.policy(for: found.name)
    guard let environment = environment(of: found, in: group, policy, context),
      let capture = try? OutputCapture(limit: outputLimit)
    else { return nil }
    var directory: FilePath?
    if let template = policy.run.directory {
      directory = try? template.expanded(in: context.environment)
      if directory == nil { return nil }
    }
    return ExtensionLaunch(
      path: found.path, arguments: words, environment: environment, directory: directory, lock: nil,
      capture: capture, signalMask: context.callerMask)
  }

  private enum End {
    /// It has ended well, and wrote this to standard output.
    case output([UInt8])
    /// qli was told to stop.
    case interrupted
    case failed
  }

  private static func run(_ launch: ExtensionLaunch, _ context: RunContext) -> End {
    guard let capture = launch.capture,
      let loop = try? EventLoop(callerMask: context.callerMask, clock: context.clock)
    else { return .failed }
    let tree = RunTree()
    let deadline = context.clock.monotonicTime().advanced(byMilliseconds: timeLimit)
    guard let process = try? launch.start() else { return .failed }
    let end = (try? wait(for: process, capture, loop, until: deadline)) ?? .failed
    // Also what it left behind: nobody would know what that belongs to.
    if (try? tree.isGone(until: deadline, loop.clock)) != true {
      _ = try? TreeEnding(process, tree, loop, capture).end(grace: nil, killingFor: killLimit)
    }
    return end
  }

  /// Waits until it has ended, or its time or its room is used up.
  private static func wait(
    for process: ProcessID, _ capture: OutputCapture, _ loop: EventLoop,
    until deadline: MonotonicTime
  ) throws(Errno) -> End {
    while loop.clock.monotonicTime() < deadline, !capture.output.isOverLimit {
      let state = try process.changedState()
      // What it wrote before its end is in the pipes by now.
      try capture.drain()
      switch state {
      case .exited(0) where !capture.output.isOverLimit:
        return .output(Array(capture.output.bytes))
      case .exited, .signalled: return .failed
      case .stopped, .continued, nil: break
      }
      if case .signal(let received) = try loop.wait(for: capture.interests, until: deadline),
        SignalPolicy.endsWithoutChild(received.signal)
      {
        return .interrupted
      }
    }
    return .failed
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
      droppingReason: true)
    environment.setNames(of: found, in: group)
    environment.set("QLI_COMPLETE", "1")
    return environment
  }
}
