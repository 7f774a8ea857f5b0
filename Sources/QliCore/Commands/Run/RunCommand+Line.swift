extension RunCommand {
  /// A run as it was typed.
  struct Line: Equatable {
    let group: ByteString
    let `extension`: ByteString
    let arguments: Arguments
    var answers = GivenAnswers()
    /// In place of the manifest's time limit.
    var timeLimit: RunDuration?
    /// How long it waits while another run has it to itself: `--wait`.
    var lockPatience: RunDuration?
    /// Whether it is to end with its caller, whatever the manifest says: `--with-caller`.
    var endsWithCaller = false
    /// The only places that it may write to, within those of the manifest.
    var write: [WritePlace] = []
    /// The run that this one is a part of, in place of the one that the environment names.
    var parent: RunID?
    /// What the output is, where it is kept and reported as JSON; nil where it isn't.
    var shape: OutputShape?
    /// What it reads, where its output is kept.
    var input = Input.nothing
    /// Where a program wants to be told how the run ended.
    var status = StatusReport.Target()
    /// What was typed before the arguments; nothing where it comes from a request.
    var front = Arguments([])

    /// What a captured run reads.
    enum Input: Equatable {
      case nothing
      /// What qli has as its standard input.
      case own
      case text([UInt8])
    }

    /// The paths of `--write`, from the root on.
    var writablePaths: [FilePath] {
      write.compactMap { place in
        guard case .typed(let text) = place else { return nil }
        let path = FilePath(text)
        return path.isAbsolute ? path : (Directory.current ?? "/").appending(text)
      }
    }

    /// The shortest line that runs the same, with a word for its arguments in their place.
    var words: String {
      let group = group.lossyText
      let command = ExtensionName(group).map { BuiltIn.line(for: $0) } ?? "qli \(group)"
      return "\(command) \(`extension`.lossyText)" + (arguments.count > 0 ? " <arguments>" : "")
    }
  }

  /// What a line that is a run may ask for.
  enum Meaning: Equatable {
    case run(Line)
    /// A group without an extension; `isHelp` where `--help` stood with it.
    case group(ByteString, isHelp: Bool)
    /// What an extension says of itself: `--help` stood before its name.
    case extensionHelp(ByteString, of: ByteString)
    /// `qli run --help`.
    case help
    /// `qli run --json -`.
    case requests
  }

  /// Reads such a line.
  static func action(_ line: CommandLine) throws(UsageError) -> Invocation.Action {
    switch try Meaning(line) {
    case .run(let line): return { run(line, $0) }
    case .group(let name, let isHelp):
      let answers = try line.answers()
      let status = isHelp ? nil : line.last(.statusFile)?.value
      return {
        StatusReport.removeEarlier(status)
        return GroupCommand.run(name, isHelp: isHelp, answers, $0)
      }
    case .extensionHelp(let name, let group):
      return { ExtensionHelpCommand.run(group: group, extension: name, $0) }
    case .help: return { HelpCommand.run(.command(.run), $0) }
    case .requests: return RequestsCommand.run
    }
  }
}

extension RunCommand.Meaning {
  init(_ line: CommandLine) throws(UsageError) {
    guard let group = line.operand(0) else {
      guard line.command == .run else { throw line.error(.noCommand) }
      guard line.has(.help) else { throw line.error(.missingOperands(.run)) }
      self = .help
      return
    }
    try line.refuseOptions(but: RunCommand.description.options, of: BuiltIn.run.rawValue)
    if line.has(.help) {
      self = line.operand(1).map { .extensionHelp($0, of: group) } ?? .group(group, isHelp: true)
      return
    }
    // No group is called so.
    if line.command == .run, group.equals("-") {
      try RequestsCommand.check(line)
      self = .requests
      return
    }
    // The values first: where one is missing, the name that follows was taken for it.
    let limit = try line.duration(.timeout)
    let patience = try line.duration(.wait)
    let shape = try line.shape()
    guard let name = line.operand(1) else {
      self = .group(group, isHelp: false)
      return
    }
    self = .run(
      RunCommand.Line(
        group: group, extension: name, arguments: line.rest, answers: try line.answers(),
        timeLimit: limit, lockPatience: patience, endsWithCaller: line.has(.withCaller),
        write: try line.writePlaces(), parent: try line.parentRun(), shape: shape,
        input: try line.input(),
        status: try line.statusTarget(), front: line.front))
  }
}

extension RunCommand.Line {
  /// A run that is only explained, or a service that is started.
  ///
  /// - Parameter name: the extension's, where that isn't all of its word.
  init(
    explained line: CommandLine, extension name: ByteString? = nil,
    arguments: Arguments = Arguments([])
  ) throws(UsageError) {
    self.init(
      group: line.required(0), extension: name ?? line.required(1), arguments: arguments,
      answers: try line.answers(), timeLimit: try line.duration(.timeout),
      endsWithCaller: line.has(.withCaller), write: try line.writePlaces(),
      parent: try line.parentRun(), front: line.front)
  }
}

// MARK: - The values of a run's options

extension CommandLine {
  /// The answers that it gives in advance.
  func answers() throws(UsageError) -> GivenAnswers {
    var answers = GivenAnswers(
      isConfirmed: has(.yes), word: last(.confirm)?.value, forbidsAsking: has(.noInput))
    answers.reason = try reason()
    answers.patience = try duration(.askTimeout)
    return answers
  }

  /// The value of `--reason`.
  func reason() throws(UsageError) -> String? {
    guard let given = last(.reason), let value = given.value else { return nil }
    guard let reason = value.withBytes({ ReasonText.text($0) }) else {
      throw error(.badReason(option: given.spelling))
    }
    return reason
  }

  /// The value of an option that is a span of time.
  func duration(_ option: Option) throws(UsageError) -> RunDuration? {
    guard let given = last(option), let text = given.value?.lossyText else { return nil }
    do throws(RunDuration.SyntaxError) {
      return try RunDuration(text)
    } catch {
      throw self.error(.badDuration(text, option: given.spelling, error))
    }
  }

  /// The value of `--parent-run`.
  fileprivate func parentRun() throws(UsageError) -> RunID? {
    guard let given = last(.parentRun), let text = given.value?.lossyText else { return nil }
    guard let runID = RunID(text) else { throw error(.badParentRun(text, option: given.spelling)) }
    return runID
  }

  /// The values of `--write`.
  fileprivate func writePlaces() throws(UsageError) -> [WritePlace] {
    let paths = all(.write)
    if paths.contains(where: { $0.isEmpty }) { throw error(.emptyPath(option: "--write")) }
    return paths.map { .typed($0) }
  }

  fileprivate func input() throws(UsageError) -> RunCommand.Line.Input {
    guard has(.input) else { return .nothing }
    if !has(.json) { throw error(.needsOption("--stdin", needed: "--json")) }
    return .own
  }

  fileprivate func shape() throws(UsageError) -> OutputShape? {
    let shape = try choice(.output, OutputShape.self)
    if has(.json) { return shape ?? .text }
    if shape != nil { throw error(.needsOption("--output", needed: "--json")) }
    return nil
  }

  fileprivate func statusTarget() throws(UsageError) -> StatusReport.Target {
    var target = StatusReport.Target(file: last(.statusFile)?.value)
    if let given = last(.statusDescriptor), let text = given.value?.lossyText {
      guard let number = Int32(text), number > 2, !text.hasPrefix("+") else {
        throw error(.badDescriptor(text, option: given.spelling))
      }
      target.descriptor = number
    }
    return target
  }
}
