/// `qli audit --follow`: the last runs, and then each one as it ends.
struct AuditFollower {
  /// How many runs are shown that have ended already, unless that is said, as tail(1) does.
  private static let lastCount = 10

  private let follower: LogFollower
  private let filter: TrailFilter
  private let line: AuditCommand.Line
  private let context: RunContext

  init(
    _ logs: TrailLogs, _ filter: TrailFilter, _ line: AuditCommand.Line, _ context: RunContext
  ) throws(Errno) {
    follower = LogFollower(
      logs.places, since: filter.start, try EventLoop(withoutSignals: context.clock))
    self.filter = filter
    self.line = line
    self.context = context
  }

  /// Goes on until it is interrupted, or nobody reads any more.
  func run() -> ExitStatus {
    var printer = RunPrinter(line, context)
    var merge = TrailMerge([], filter)
    do throws(Errno) {
      try showLast(&merge, &printer)
      tellProblems(of: merge)
      while true {
        update(&merge)
        while let run = merge.next() { printer.write(run) }
        try printer.flush()
        tellProblems(of: merge)
        if let status = wait() { return status }
      }
    } catch .brokenPipe {
      return ExitStatus(.success)
    } catch {
      return ResultWriter.fail(error, context.console)
    }
  }

  /// Waits until a log may have changed.
  ///
  /// - Returns: how qli ends, if nobody is left to be told or it can't wait; else nil.
  private func wait() -> ExitStatus? {
    do throws(Errno) {
      let isRead = try follower.wait(output: context.console.output.descriptor)
      return isRead ? nil : ExitStatus(.success)
    } catch {
      return Self.cannotWait(error, context)
    }
  }

  /// Reports that nothing can be followed.
  static func cannotWait(_ error: Errno, _ context: RunContext) -> ExitStatus {
    context.console.report(ErrorReport("cannot wait for the audit logs to change: \(error)"))
    return ExitStatus(.qliFailed)
  }

  /// Shows what has ended so far: all since a moment that was given, else the last ones.
  private func showLast(
    _ merge: inout TrailMerge, _ printer: inout RunPrinter
  ) throws(Errno) {
    update(&merge)
    var last: [KeptRun] = []
    while let run = merge.next() {
      if filter.since != nil, line.last == nil {
        printer.write(run)
      } else {
        last.append(KeptRun(run))
        if last.count > line.last ?? Self.lastCount { last.removeFirst() }
      }
    }
    for run in last { printer.write(run.run) }
    try printer.flush()
  }

  /// Reads what was added to the logs, and begins those that have come.
  private func update(_ merge: inout TrailMerge) {
    let readers = follower.readers { context.console.warn(ErrorReport(reading: $0)) }
    merge.goOn(with: readers)
    for failure in merge.takeFailures() { context.console.warn(ErrorReport(reading: failure)) }
  }

  /// Names the lines that are no records, as soon as they are met.
  private func tellProblems(of merge: TrailMerge) {
    for reader in merge.readers {
      for report in reader.takeProblems().flatMap({ ErrorReport.reports($0) }) {
        context.console.warn(report)
      }
    }
  }
}
