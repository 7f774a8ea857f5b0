extension RunRequest {
  /// What `line` asks for.
  init(
    finding line: RunCommand.Line, runID: RunID, capture: OutputCapture?,
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
}
