/// `qli trust`: looks at what a group runs, and lets nothing else of it run from then on.
enum TrustCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "look at what a group runs; from then on nothing else of it does",
      operands: "[GROUP]",
      operandCounts: 0...1,
      operandKinds: [.group],
      options: [.forget, .list, .json, .yes, .noInput, .askTimeout]
    ) { line throws(UsageError) in
      let asked = try Line(line)
      return { run(asked, $0) }
    }
  }

  /// What is to be done.
  enum Line: Equatable {
    case list(isJSON: Bool)
    case forget(group: ByteString)
    case look(group: ByteString, GivenAnswers)

    init(_ line: CommandLine) throws(UsageError) {
      if line.has(.list), line.has(.forget) {
        throw line.error(.contradiction("--list", "--forget"))
      }
      if line.has(.list), let extra = line.operand(0) {
        throw line.error(.tooManyOperands(extra.lossyText, command: .trust))
      }
      guard let group = line.operand(0) else {
        if line.has(.forget) { throw line.error(.needsOption("--forget", needed: "GROUP")) }
        try line.refuseOptions(but: [.list, .json], of: "trust --list")
        self = .list(isJSON: line.has(.json))
        return
      }
      if line.has(.forget) {
        try line.refuseOptions(but: [.forget], of: "trust --forget")
        self = .forget(group: group)
      } else {
        try line.refuseOptions(but: [.yes, .noInput, .askTimeout], of: "trust GROUP")
        self = .look(group: group, try line.answers())
      }
    }
  }

  static func run(_ line: Line, _ context: RunContext) -> ExitStatus {
    switch line {
    case .list(let isJSON): return TrustListing.run(isJSON: isJSON, context)
    case .forget(let group):
      return report(context) { () throws(TrustError) in
        CommandResult(try forget(group, context))
      }
    case .look(let group, let answers):
      let look = TrustLook(answers, context)
      return report(context) { () throws(TrustError) in
        CommandResult(try look.run(group))
      }
    }
  }

  private static func report(
    _ context: RunContext, _ body: () throws(TrustError) -> CommandResult
  ) -> ExitStatus {
    do throws(TrustError) {
      return ResultWriter.write(try body(), context.console)
    } catch {
      if case .question(.interrupted(let signal)) = error {
        return ExitStatus(Outcome.interrupted(signal, end: nil))
      }
      var report = ErrorReport(error)
      if case .lookup(let error) = error {
        report = ErrorReport(error, of: .trust, context)
      }
      context.console.report(report)
      return error.status
    }
  }

  /// Also where the group isn't there any more.
  ///
  /// - Returns: what was done, for standard output.
  private static func forget(
    _ group: ByteString, _ context: RunContext
  ) throws(TrustError) -> String {
    guard let name = ExtensionName(group) else { throw .notRecorded(group.lossyText) }
    let environment = context.environment
    let hasRoots = try converting(TrustError.lookup) { () throws(LookupError) in
      try TrustRecord.groups(in: .root, environment).contains(name)
    }
    // Root's holds for everyone, and only root forgets it.
    if hasRoots, Host.effectiveUserID != 0 {
      throw .ofRoot(name, "sudo qli trust --forget \(name)")
    }
    let isRemoved = try converting(TrustError.record) { () throws(TrustRecord.Failure) in
      try TrustRecord.remove(from: hasRoots ? .root : .user, of: name, in: environment)
    }
    guard isRemoved else { throw .notRecorded(name.text) }
    return "'\(name)' isn't compared any more\n"
  }
}
