/// What a run needs to know, all of it found and checked.
struct RunRequest {
  let runID: RunID
  let group: Group
  let `extension`: Extension
  /// The group's rules and the extension's own, merged.
  let policy: Policy
  /// What is handed to the extension, byte for byte.
  let arguments: Arguments
  /// What the command line says in advance.
  let answers: GivenAnswers
  /// Where the extension's output is kept, while it runs in a session of its own with nothing to
  /// read; or nil, and it has qli's own streams and the terminal.
  let capture: OutputCapture?
}

extension RunRequest {
  /// What `line` asks for.
  init(
    finding line: Invocation.RunLine, runID: RunID, capture: OutputCapture?,
    in environment: Environment
  ) throws(LookupError) {
    let finder = ExtensionFinder(environment)
    let group = try finder.group(line.group.lossyText)
    let found = try finder.extension(line.extension.lossyText, of: group)
    var policy = group.manifest.policy(for: found.name)
    if let limit = line.timeLimit { policy.run.timeLimit = limit }
    self.init(
      runID: runID, group: group, extension: found, policy: policy, arguments: line.arguments,
      answers: line.answers, capture: capture)
  }

  /// The line that asks for this run, without its arguments.
  var line: String { "\(BuiltIn.line(for: group.name)) \(`extension`.name)" }
}

/// The answers that a command line gives to the questions of a run.
struct GivenAnswers: Equatable {
  /// `--yes`.
  var isConfirmed = false
  /// The word of `--confirm`.
  var word: ByteString?
  /// The text of `--reason`.
  var reason: String?
  /// Nothing may be asked: `--no-input`.
  var forbidsAsking = false
}

/// How a run ended.
struct RunResult {
  let outcome: Outcome
  /// From the start record to the end, in milliseconds; zero if nothing was started.
  let duration: Int64
}

/// What a run takes from outside.
struct RunContext {
  let environment: Environment
  let console: Console
  let clock: Clock
  /// The signals that were blocked when qli started.
  let callerMask: SignalSet
}
