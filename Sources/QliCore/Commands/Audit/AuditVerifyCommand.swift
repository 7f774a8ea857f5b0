/// `qli audit verify`: whether the records are those that were written.
enum AuditVerifyCommand {
  /// What is to be verified.
  struct Line: Equatable {
    /// The group that was typed; nil for all.
    let group: ByteString?
    /// Files in place of the groups' logs.
    let files: [ByteString]
    /// Records that have to be there.
    let heads: [ChainPosition]
    let isCollected: Bool
    let isJSON: Bool
  }

  static func run(_ line: Line, _ context: RunContext) -> ExitStatus {
    var logs = VerifiedLogs(
      ChainVerifier(
        environment: context.environment, mask: context.callerMask, clock: context.clock,
        wanted: Set(line.heads)))
    if line.files.isEmpty {
      do throws(LookupError) {
        let chained = try ChainedLogs(ofGroup: line.group, context)
        if chained.logs.isEmpty, chained.problems.isEmpty {
          return ChainedLogs.tellNone(line.group, context)
        }
        logs.add(chained)
      } catch {
        context.console.report(ErrorReport(error, of: .audit, context))
        return ExitStatus(Outcome(error))
      }
    } else if line.isCollected {
      logs.addCollected(line.files)
    } else {
      logs.add(line.files)
    }
    logs.settle(line.heads)
    return show(logs, line, context)
  }

  private static func show(
    _ logs: VerifiedLogs, _ line: Line, _ context: RunContext
  ) -> ExitStatus {
    let console = context.console
    let code = logs.code
    let problems = logs.problems + logs.reports.flatMap { $0.failures }.map { ErrorReport($0) }
    for problem in problems { console.report(problem) }
    if code == .notFound, problems.isEmpty {
      console.report(AuditHeadCommand.noRecord)
    }
    let (style, columns) = console.output.look
    let result =
      line.isJSON
      ? CommandResult(json: { ChainListing.write(logs, to: &$0) }, code: code)
      : CommandResult(ChainListing.text(logs, style, columns: columns), code: code)
    return ResultWriter.write(result, console)
  }
}

extension AuditVerifyCommand.Line {
  init(_ line: CommandLine) throws(UsageError) {
    // Before the operands: without its quotes a head's second half is one of them.
    var heads: [ChainPosition] = []
    for given in line.all(.head) {
      guard let position = ChainPosition(given.lossyText) else {
        throw line.error(.badPosition(given.lossyText, option: "--head"))
      }
      heads.append(position)
    }
    self.heads = heads
    let operands = line.operands(from: 1)
    let logs = line.all(.log)
    if logs.isEmpty {
      try line.checkOperands(0...1, from: 1, of: .audit, missing: .missingOperands(.audit))
      if line.has(.collected) {
        throw line.error(.needsOption("--collected", needed: "--log"))
      }
    }
    group = logs.isEmpty ? operands.first : nil
    // What a shell made of a pattern stands behind the first.
    files = logs.isEmpty ? [] : logs + operands
    isCollected = line.has(.collected)
    isJSON = line.has(.json)
  }
}
