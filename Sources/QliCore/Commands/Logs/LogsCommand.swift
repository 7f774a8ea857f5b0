/// `qli logs GROUP EXTENSION`: what a service has written.
enum LogsCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "show what a service has written",
      operands: "GROUP EXTENSION",
      operandCounts: 2...2,
      operandKinds: [.group, .extension],
      options: [.follow, .lines, .since, .stream, .timestamps, .instance, .json]
    ) { line throws(UsageError) in
      let service = try ServiceChoice(line)
      let options = try Options(line)
      return { run(service, options, $0) }
    }
  }

  /// Shows the log of a service; also of one whose extension is there no more.
  static func run(
    _ service: ServiceChoice, _ options: Options, _ context: RunContext
  ) -> ExitStatus {
    if let problem = ServiceChoice.problem(in: context) {
      context.console.report(problem)
      return ExitStatus(.qliFailed)
    }
    do throws(LookupError) {
      // The line names one.
      guard let folder = try service.services(in: context).first else { return .code(1) }
      return run(
        folder: folder.path, options: options,
        isOver: { ServiceLock.holder(of: folder) == nil }, context)
    } catch {
      context.console.report(ErrorReport(error, of: .logs, extension: service.name, context))
      return ExitStatus(Outcome(error))
    }
  }

  /// Shows the log in `folder`, that of a service.
  ///
  /// - Parameter isOver: whether the service has ended for good, so that nothing is added any more.
  static func run(
    folder: FilePath, options: Options, isOver: @escaping () -> Bool, _ context: RunContext
  ) -> ExitStatus {
    var since: Timestamp?
    if let given = options.since {
      guard let moment = given.time.microseconds(at: context.clock.wallTime()) else {
        let error = UsageError(reason: .futureTime(given.text, option: "--since"), isRun: false)
        context.console.report(ErrorReport(error))
        return ExitStatus(error.exitCode)
      }
      // There was no qli before 1970.
      let past = max(0, moment)
      since = Timestamp(seconds: past / 1_000_000, nanoseconds: past % 1_000_000 * 1000)
    }
    do throws(Errno) {
      let reader = try ServiceLogReader(in: folder)
      try reader.begin(since: since, lines: options.lines) { options.wants($0) }
      let status = show(reader, in: folder, options, isOver: isOver, context)
      tellSkipped(reader.skipped, in: folder, context)
      return status
    } catch .noSuchFile {
      let name = [folder.parent, folder].map { Visible.text($0.lastComponent) }
      return tellNoLog(name.joined(separator: " "), context)
    } catch {
      return tellUnreadable(error, folder, context)
    }
  }

  private static func show(
    _ reader: ServiceLogReader, in folder: FilePath, _ options: Options,
    isOver: @escaping () -> Bool, _ context: RunContext
  ) -> ExitStatus {
    let console = context.console
    var printer = LogPrinter(
      options, output: console.output.descriptor, errors: console.errors.descriptor)
    var failure: Errno?
    do throws(Errno) {
      if options.follows {
        failure = try follow(reader, in: folder, &printer, isOver: isOver, context)
      } else {
        while !printer.hasFailed, let record = try reader.next() { printer.write(record) }
        failure = flush(&printer)
      }
    } catch {
      _ = flush(&printer)
      return tellUnreadable(error, folder, context)
    }
    // Whoever read has seen enough.
    if let failure, failure != .brokenPipe { return ResultWriter.fail(failure, console) }
    return ExitStatus(printer.hasLostErrors ? .qliFailed : .success)
  }

  /// Goes on until the service has ended for good, or nobody reads any more.
  ///
  /// - Throws: why the log can't be read.
  /// - Returns: why it didn't arrive.
  private static func follow(
    _ reader: ServiceLogReader, in folder: FilePath, _ printer: inout LogPrinter,
    isOver: () -> Bool, _ context: RunContext
  ) throws(Errno) -> Errno? {
    let output = context.console.output.descriptor
    let follower = ServiceLogFollower(
      in: folder, try EventLoop(withoutSignals: context.clock))
    while true {
      // Asked before it is read: what was written until then is there.
      let isLast = isOver()
      var hasChanged = false
      try reader.lookAgain()
      while let record = try reader.next() {
        printer.write(record)
        hasChanged = true
      }
      if let failure = flush(&printer) { return failure }
      if isLast { return nil }
      if try !follower.wait(output: output, hasChanged: hasChanged) { return nil }
    }
  }

  private static func flush(_ printer: inout LogPrinter) -> Errno? {
    do throws(Errno) { try printer.flush() } catch { return error }
    return nil
  }
}

// MARK: - What is said

extension LogsCommand {
  private static func tellNoLog(_ service: String, _ context: RunContext) -> ExitStatus {
    context.console.report(
      ErrorReport(
        "service '\(Visible.text(service))' has no log yet",
        help: ["start it: qli start \(Visible.text(service))"]))
    return .code(1)
  }

  private static func tellUnreadable(
    _ error: Errno, _ folder: FilePath, _ context: RunContext
  ) -> ExitStatus {
    let path = Visible.text(ServiceLogFiles(in: folder).current)
    context.console.report(ErrorReport("cannot read the log '\(path)': \(error)"))
    return ExitStatus(.qliFailed)
  }

  private static func tellSkipped(_ count: Int, in folder: FilePath, _ context: RunContext) {
    guard count > 0 else { return }
    let path = Visible.text(ServiceLogFiles(in: folder).current)
    let isOne = count == 1
    context.console.warn(
      ErrorReport(
        "\(Wording.count(count, "line")) of '\(path)' \(isOne ? "was" : "were") left out: "
          + "\(isOne ? "it is" : "they are") torn, or not of this log"))
  }
}
