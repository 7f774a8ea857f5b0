/// `qli audit head`: where the chain of each log ends. Kept elsewhere, that tells later whether all up to
/// there is what it was.
enum AuditHeadCommand {
  /// Prints a line for each log: its path, the number of its last record, and the digest of that.
  static func run(_ group: ByteString?, _ context: RunContext) -> ExitStatus {
    let console = context.console
    let chained: ChainedLogs
    do throws(LookupError) { chained = try ChainedLogs(ofGroup: group, context) } catch {
      console.report(ErrorReport(error, near: ExtensionCatalog(context.environment)))
      return ExitStatus(Outcome(error))
    }
    for problem in chained.problems { console.warn(problem) }
    if chained.logs.isEmpty {
      return chained.problems.isEmpty
        ? ChainedLogs.tellNone(group, context) : ExitStatus(.qliFailed)
    }
    let verifier = ChainVerifier(
      environment: context.environment, mask: context.callerMask, clock: context.clock)
    var ends: [(log: FilePath, position: ChainPosition)] = []
    var hasFailed = !chained.problems.isEmpty
    for log in chained.logs {
      do throws(AuditError) {
        if let end = try verifier.end(of: log.files) { ends.append((log.files.log, end)) }
      } catch {
        hasFailed = true
        console.report(ErrorReport(reading: error))
      }
    }
    if ends.isEmpty, !hasFailed {
      console.report(
        ErrorReport(
          "no record is chained yet",
          help: ["see what a run would record: qli explain GROUP EXTENSION"]))
      return ExitStatus(.notFound)
    }
    let status = ResultWriter.write(console) { buffer in
      for end in ends {
        buffer.append(end.log.string)
        buffer.append(" \(end.position.number) \(end.position.digest)\n")
      }
    }
    return status == ExitStatus(.success) && hasFailed ? ExitStatus(.qliFailed) : status
  }
}
