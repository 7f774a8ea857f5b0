/// What `qli audit` does with the chains of logs, instead of showing runs.
enum AuditAction: String, CaseIterable {
  case verify, head

  /// The one that a line asks for; behind `--` each word is a group.
  init?(_ line: CommandLine) {
    guard line.readsOptions, let word = line.operand(0) else { return nil }
    self.init(rawValue: word.lossyText)
  }

  /// Its operands, as usage lines show them.
  private var operands: String {
    switch self {
    case .verify: "[GROUP | --log FILE...]"
    case .head: "[GROUP]"
    }
  }

  private var options: [Option] {
    switch self {
    case .verify: [.log, .head, .collected, .json]
    case .head: []
    }
  }

  private var summary: String {
    switch self {
    case .verify: "check that the records are those that were written"
    case .head: "print the last record's number and digest, to be kept elsewhere"
    }
  }

  /// How a line begins that asks for it.
  private var line: String { "\(BuiltIn.audit.rawValue) \(rawValue)" }

  /// What help and completion say of it.
  var verb: CommandDescription.Verb {
    CommandDescription.Verb(
      name: rawValue, summary: summary, operands: operands, options: options,
      operandKinds: [.group])
  }

  /// Reads the rest of a line that asks for it.
  func read(_ line: CommandLine) throws(UsageError) -> Invocation.Action {
    try line.refuseOptions(but: options, of: self.line)
    switch self {
    case .verify:
      let asked = try AuditVerifyCommand.Line(line)
      return { context in
        noteGroup(context)
        return AuditVerifyCommand.run(asked, context)
      }
    case .head:
      try line.checkOperands(0...1, from: 1, of: .audit, missing: .missingOperands(.audit))
      let group = line.operand(1)
      return { context in
        noteGroup(context)
        return AuditHeadCommand.run(group, context)
      }
    }
  }

  /// Says how the runs of a group are seen that has this name, too.
  private func noteGroup(_ context: RunContext) {
    guard ExtensionCatalog.groupNames(context.environment).contains(where: { $0.text == rawValue })
    else { return }
    context.console.note(
      ErrorReport("'\(rawValue)' is a group, too", help: ["see its runs: qli audit -- \(rawValue)"])
    )
  }
}
