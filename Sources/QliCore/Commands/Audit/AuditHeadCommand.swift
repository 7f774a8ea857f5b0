/// `qli audit head`: where the chain of each log ends. Kept elsewhere, that tells later whether all up to
/// there is what it was.
enum AuditHeadCommand {
  /// Prints a line for each log: its path, the number of its last record, and the digest of that.
  static func run(_ group: ByteString?, _ context: RunContext) -> ExitStatus {
    let console = context.console
    let chained: ChainedLogs
    do throws(LookupError) { chained = try ChainedLogs(ofGroup: group, context) } catch {
      console.report(ErrorReport(error, of: .audit, context))
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
        let end = try verifier.end(of: log.files)
        for failure in end.failures { console.report(ErrorReport(failure)) }
        if !end.failures.isEmpty { hasFailed = true }
        guard let position = end.position else { continue }
        warn(of: end.head, log.files, console)
        ends.append((log.files.log, position))
      } catch {
        hasFailed = true
        console.report(ErrorReport(reading: error))
      }
    }
    if ends.isEmpty, !hasFailed {
      console.report(noRecord)
      return ExitStatus(.notFound)
    }
    let columns = console.output.columns
    let status = ResultWriter.write(console) { buffer in
      for end in ends { buffer.append(line(end.log, end.position, columns)) }
    }
    return status == ExitStatus(.success) && hasFailed ? ExitStatus(.qliFailed) : status
  }

  /// A line each, whatever they are called; on a terminal that has no room for that, what is kept elsewhere
  /// stands below the path, in one piece.
  private static func line(
    _ log: FilePath, _ position: ChainPosition, _ columns: Int?
  ) -> String {
    let path = Visible.text(log)
    let head = "\(position.number) \(position.digest)"
    let width = DisplayWidth.columns(of: path) + 1 + head.utf8.count
    return columns.map { width > $0 } == true ? "\(path)\n  \(head)\n" : "\(path) \(head)\n"
  }

  /// Says that a digest is the last record's alone, where no head vouches for it.
  private static func warn(
    of head: ChainSnapshot.Head, _ files: ChainFiles, _ console: Console
  ) {
    let state: String
    switch head {
    case .present, .unreadable: return
    case .absent: state = "isn't there"
    case .empty, .damaged: state = "is damaged"
    }
    console.warn(
      ErrorReport(
        "the head '\(Visible.text(files.headPath))' \(state): nothing vouches for the last record",
        help: ["see whether the chain is whole: qli audit verify"]))
  }

  /// The words for logs without a chained record.
  static let noRecord = ErrorReport(
    "no record is chained yet",
    help: ["see what a run would record: qli explain GROUP EXTENSION"])
}
