/// `qli audit`: the runs that are on record.
enum AuditCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "show the runs that are on record",
      operands: "[GROUP] [EXTENSION]",
      operandCounts: 0...Int.max,
      operandKinds: [.verbOrGroup, .extension],
      options: options + [.head, .collected],
      verbs: AuditAction.allCases.map { $0.verb },
      optionsWithoutVerb: options
    ) { line throws(UsageError) in
      if let action = AuditAction(line) { return try action.read(line) }
      try line.refuseOptions(but: options, of: BuiltIn.audit.rawValue)
      let asked = try Line(line)
      if let closing = asked.closing {
        return { AuditCloseCommand.run(closing, asked.group, asked.extension, $0) }
      }
      return { run(asked, $0) }
    }
  }

  /// Those of a line that shows runs.
  private static let options: [Option] = [
    .since, .until, .user, .failed, .last, .summary, .runID, .tree, .host, .follow, .log, .close,
    .reason, .json,
  ]

  /// Shows those that are asked for.
  static func run(_ line: Line, _ context: RunContext) -> ExitStatus {
    do throws(UsageError) {
      let filter = try filter(line, context)
      return show(line, filter, context)
    } catch {
      context.console.report(ErrorReport(error))
      return ExitStatus(error.exitCode)
    }
  }

  private static func filter(
    _ line: Line, _ context: RunContext
  ) throws(UsageError) -> TrailFilter {
    var filter = TrailFilter(
      group: line.group, extension: line.extension.map { ExtensionFile.name(of: $0) },
      host: line.host, user: line.user, onlyFailed: line.onlyFailed, runID: line.runID)
    // Nothing has ended behind a moment that is still to come.
    filter.until = line.until?.time.microseconds(at: context.clock.wallTime())
    if let since = line.since {
      guard let moment = since.time.microseconds(at: context.clock.wallTime()) else {
        throw UsageError(reason: .futureTime(since.text, option: "--since"), isRun: false)
      }
      filter.since = moment
    }
    return filter
  }

  private static func show(
    _ line: Line, _ filter: TrailFilter, _ context: RunContext
  ) -> ExitStatus {
    if !line.files.isEmpty { return print(TrailLogs(), filter, line, context) }
    let console = context.console
    let catalog = ExtensionCatalog(context.environment)
    let entries: [ExtensionCatalog.Entry]
    do throws(LookupError) {
      entries = try catalog.entries(named: line.group)
    } catch {
      console.report(ErrorReport(error, of: .audit, extension: line.extension?.text, near: catalog))
      return ExitStatus(Outcome(error))
    }
    let logs = TrailLogs(of: entries, ofAll: line.group == nil, catalog)
    for problem in logs.problems { console.warn(problem) }
    if logs.places.isEmpty {
      return logs.problems.isEmpty
        ? tellNoLogs(line, entries, context) : ExitStatus(.qliFailed)
    }
    // It would wait for what never comes.
    if line.follows, let error = missing(line, context), !isOnRecord(filter, logs) {
      console.report(ErrorReport(error, of: .audit, near: catalog))
      return ExitStatus(Outcome(error))
    }
    if line.follows { return follow(logs, filter, line, context) }
    return print(logs, filter, line, context)
  }

  private static func follow(
    _ logs: TrailLogs, _ filter: TrailFilter, _ line: Line, _ context: RunContext
  ) -> ExitStatus {
    do throws(Errno) {
      return try AuditFollower(logs, filter, line, context).run()
    } catch {
      return AuditFollower.cannotWait(error, context)
    }
  }

  private static func print(
    _ logs: TrailLogs, _ filter: TrailFilter, _ line: Line, _ context: RunContext
  ) -> ExitStatus {
    var isWhole = logs.problems.isEmpty
    var failures: [AuditError] = []
    let readers =
      line.files.isEmpty
      ? logs.open(since: filter.start) { failures.append($0) }
      : open(line.files) { failures.append($0) }
    let runs = ShownRuns(
      TrailMerge(readers, filter, isCollected: !line.files.isEmpty), line,
      isNested: !line.isJSON && !line.isSummary && context.console.output.columns != nil)
    let first = runs.next()
    var signal: Signal?
    let error = first.flatMap { print($0, andAllOf: { runs.next() }, line, context, &signal) }
    // Behind what a pager showed, where it stays to be seen.
    for error in failures + runs.takeFailures() {
      isWhole = false
      context.console.warn(ErrorReport(reading: error))
    }
    for reader in readers {
      for report in reader.takeProblems().flatMap({ ErrorReport.reports($0) }) {
        context.console.warn(report)
      }
    }
    if let doubles = runs.collected.flatMap({ ErrorReport($0) }) { context.console.warn(doubles) }
    if let signal { return ExitStatus(Outcome.interrupted(signal, end: nil)) }
    if let error { return ResultWriter.fail(error, context.console) }
    // What wasn't read may hold what was asked for.
    if !isWhole { return ExitStatus(.qliFailed) }
    if first != nil { return ExitStatus(.success) }
    return tellNoRuns(line, line.files.isEmpty ? logs.rotated : [], context)
  }

  /// Opens the files that are named; a file that two names lead to once.
  private static func open(
    _ files: [FilePath], _ failure: (AuditError) -> Void
  ) -> [TrailReader] {
    var readers: [TrailReader] = []
    for path in files {
      do throws(AuditError) {
        // What a run's records are in says nothing of it: they are one log.
        readers.add(try TrailReader(named: path, number: 0))
      } catch {
        failure(error)
      }
    }
    return readers
  }

  /// - Parameter signal: is set to what told qli to end while a person read.
  /// - Returns: why it didn't arrive.
  private static func print(
    _ first: ShownRun, andAllOf rest: () -> ShownRun?, _ line: Line,
    _ context: RunContext, _ signal: inout Signal?
  ) -> Errno? {
    let output = context.console.output
    if line.isSummary { return printSummary(of: first, andAllOf: rest, line, context, &signal) }
    var printer = RunPrinter(line, context, keeping: true)
    var next: ShownRun? = first
    if line.runID != nil, !line.isJSON, output.columns != nil {
      // A page of its own for the one that is meant; of several a line each, of which one is chosen.
      let kept = KeptRun(first.run)
      next = ShownRun(run: kept.run, depth: first.depth)
      let second = rest()
      if second == nil {
        return printPage(of: kept, context, &signal)
      }
      printer.write(ShownRun(run: kept.run, depth: first.depth))
      next = second
    }
    // What a screen has room for, with a prompt below it, needs no pager.
    let room = line.isJSON ? 0 : (output.rows ?? 1) - 1
    while printer.lineCount < room, let run = next {
      printer.write(run)
      next = rest()
    }
    guard next != nil || printer.lineCount > room, !line.isJSON, let pager = Pager.start(context)
    else {
      return printer.write(next, andAllOf: rest, to: output.descriptor)
    }
    let error = printer.write(next, andAllOf: rest, to: pager.input)
    if case .interrupted(let told) = pager.finish(context) { signal = told }
    return error
  }
}

// MARK: - Other than line by line

extension AuditCommand {
  private static func printPage(
    of run: KeptRun, _ context: RunContext, _ signal: inout Signal?
  ) -> Errno? {
    let (style, columns) = context.console.output.look
    return show(RunPage.text(run.run, style, columns: columns), context, &signal)
  }

  private static func show(
    _ text: String, _ context: RunContext, _ signal: inout Signal?
  ) -> Errno? {
    let page = Array(text.utf8)
    switch ResultWriter.paged(page, context) {
    case .seen: return nil
    case .interrupted(let told):
      signal = told
      return nil
    case .failed, nil:
      return passing { () throws(Errno) in try context.console.output.writeResult(page) }
    }
  }

  private static func printSummary(
    of first: ShownRun, andAllOf rest: () -> ShownRun?, _ line: Line, _ context: RunContext,
    _ signal: inout Signal?
  ) -> Errno? {
    let output = context.console.output
    let rows = SummaryListing.summary(of: first, andAllOf: rest).sortedRows()
    if line.isJSON {
      let result = CommandResult(json: { SummaryListing.write(rows, to: &$0) })
      return passing { () throws(Errno) in try output.writeResult(result.output) }
    }
    let (style, columns) = output.look
    let text =
      columns == nil ? SummaryListing.columns(rows) : SummaryListing.table(rows, style)
    return show(text, context, &signal)
  }

  /// - Returns: why it didn't arrive; nil also where whoever reads has seen enough.
  private static func passing(_ write: () throws(Errno) -> Void) -> Errno? {
    do throws(Errno) { try write() } catch { return error == .brokenPipe ? nil : error }
    return nil
  }
}

// MARK: - Nothing to show

extension AuditCommand {
  private static func tellNoLogs(
    _ line: Line, _ entries: [ExtensionCatalog.Entry], _ context: RunContext
  ) -> ExitStatus {
    guard line.group != nil, let entry = entries.first else {
      context.console.note(
        ErrorReport(
          "no group keeps an audit log",
          help: entries.isEmpty
            ? ErrorReport.firstSteps
            : ["let a group keep one: set 'audit_log' in its manifest; see: qli help manifest"]))
      return ExitStatus(.success)
    }
    let path = Wording.shellQuoted(entry.directory.appending(Manifest.fileName))
    context.console.report(
      ErrorReport(
        "group '\(entry.name)' keeps no audit log",
        help: ["set 'audit_log' in \(path); see: qli help manifest"]))
    return ExitStatus(.qliFailed)
  }

  /// Whether there is any run that `filter` takes.
  private static func isOnRecord(_ filter: TrailFilter, _ logs: TrailLogs) -> Bool {
    var merge = TrailMerge(logs.open { _ in }, filter)
    return merge.nextOfAll() != nil
  }

  /// Why there can be no run of the extension that is asked for: there is none of that name.
  private static func missing(_ line: Line, _ context: RunContext) -> LookupError? {
    guard let group = line.group, let name = line.extension else { return nil }
    let finder = ExtensionFinder(context.environment)
    do throws(LookupError) {
      _ = try finder.extension(name.lossyText, of: finder.group(group.lossyText))
    } catch .extensionNotFound(let name, let group) {
      return .extensionNotFound(name, group: group)
    } catch {}
    return nil
  }

  /// - Parameter rotated: what the logs that were read were renamed to, which isn't read.
  private static func tellNoRuns(
    _ line: Line, _ rotated: [FilePath], _ context: RunContext
  ) -> ExitStatus {
    let place = rotated.isEmpty ? "" : " outside of rotated files, which aren't read"
    let reading = rotated.isEmpty ? [] : [readingLine(rotated)]
    if let runID = line.runID ?? line.tree {
      context.console.report(
        ErrorReport(
          "there is no run '\(runID.text)' on record\(place)",
          help: reading + (line.files.isEmpty ? ["see all runs: qli audit"] : [])))
      return ExitStatus(.notFound)
    }
    if line.files.isEmpty, let error = missing(line, context) {
      context.console.report(
        ErrorReport(error, of: .audit, extension: line.extension?.text, context))
      return ExitStatus(Outcome(error))
    }
    let name = [line.group, line.extension].compactMap { $0 }.map { Visible.text($0) }
    let ofWhat = name.isEmpty ? "" : " of '\(name.joined(separator: " "))'"
    if line.isChoice || !line.files.isEmpty {
      let kind = line.onlyFailed ? "failed run" : "run"
      let since = line.since.map { " since \(Visible.text($0.text))" } ?? ""
      let until = line.until.map { " until \(Visible.text($0.text))" } ?? ""
      let host = line.host.map { " on '\(Visible.text($0))'" } ?? ""
      let user = line.user.map { " by '\(Visible.text($0))'" } ?? ""
      context.console.note(
        ErrorReport(
          "no \(kind)\(ofWhat)\(user)\(since)\(until)\(host) is on record\(place)", help: reading))
    } else {
      let group = line.group.flatMap { ExtensionName($0.lossyText) }
      let command =
        (group.map { BuiltIn.line(for: $0) } ?? "qli GROUP")
        + " \(line.extension.map { Wording.shellQuoted($0) } ?? "EXTENSION")"
      context.console.note(
        rotated.isEmpty
          ? ErrorReport("no run\(ofWhat) is on record yet", help: ["make one: \(command)"])
          : ErrorReport("no run\(ofWhat) is on record\(place)", help: reading))
    }
    return ExitStatus(.success)
  }

  /// How `files` are read, whether they are compressed or not.
  private static func readingLine(_ files: [FilePath]) -> String {
    let names = files.map { Wording.shellQuoted($0) }.joined(separator: " ")
    return "read them: zcat -f \(names) | qli audit --log -"
  }
}
