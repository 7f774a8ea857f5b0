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
    let verifier = ChainVerifier(
      environment: context.environment, mask: context.callerMask, clock: context.clock,
      wanted: line.heads)
    var results = Results()
    if line.files.isEmpty {
      do throws(LookupError) {
        let chained = try ChainedLogs(ofGroup: line.group, context)
        results.problems = chained.problems
        if chained.logs.isEmpty, chained.problems.isEmpty {
          return ChainedLogs.tellNone(line.group, context)
        }
        for log in chained.logs { results.add(verifier, log.files, needsHead: log.isDeclared) }
      } catch {
        context.console.report(ErrorReport(error, near: ExtensionCatalog(context.environment)))
        return ExitStatus(Outcome(error))
      }
    } else if line.isCollected {
      let files = results.open(line.files)
      results.reports = CollectedChains(files, context.environment, context.callerMask)
        .reports(wanted: line.heads)
    } else {
      results.add(verifier, line.files)
    }
    return show(results, line, context)
  }

  private static func show(_ results: Results, _ line: Line, _ context: RunContext) -> ExitStatus {
    let console = context.console
    let reports = results.reports.filter { !$0.isAbsent }
    var failures = results.problems
    failures += reports.flatMap { $0.failures.map { ErrorReport($0) } }
    let isBroken = reports.contains { $0.isBroken }
    let code: ExitCode =
      if isBroken { .doctorFoundErrors } else if !failures.isEmpty {
        .qliFailed
      } else if reports
        .allSatisfy({ $0.records == 0 })
      { .notFound } else { .success }
    for failure in failures { console.report(failure) }
    if code == .notFound {
      console.report(
        ErrorReport(
          reports.isEmpty ? "there is no audit log" : "no record is chained",
          help: ["let a group chain its records: set 'audit_chain = true'; see: qli help manifest"])
      )
    }
    let written =
      line.isJSON
      ? ResultWriter.write(
        CommandResult(json: { ChainListing.write(reports, code, to: &$0) }, code: code), console)
      : ResultWriter.write(
        CommandResult(ChainListing.text(reports, console.output.style), code: code), console)
    return written
  }

  /// What was found out.
  private struct Results {
    var reports: [ChainReport] = []
    var problems: [ErrorReport] = []

    mutating func add(_ verifier: ChainVerifier, _ files: ChainFiles, needsHead: Bool) {
      do throws(AuditError) {
        reports.append(try verifier.verify(files, needsHead: needsHead))
      } catch {
        problems.append(ErrorReport(reading: error))
      }
    }

    /// Verifies the logs that `files` are of, each once.
    mutating func add(_ verifier: ChainVerifier, _ files: [ByteString]) {
      var logs: [FilePath] = []
      for file in files {
        if file.equals("-") {
          reports.append(verifier.verifyStandardInput())
          continue
        }
        let path = KeptFile.place(of: FilePath(file).absolute)
        if ChainFiles.isHead(path) { continue }
        let log = ChainFiles.log(of: path)
        if logs.contains(log) { continue }
        logs.append(log)
      }
      // What a log was renamed to is a part of it.
      let parts = logs.filter { log in
        logs.contains { $0 != log && ChainFiles(of: $0).holds(log) }
      }
      for log in logs where !parts.contains(log) {
        add(verifier, ChainFiles(of: log), needsHead: false)
      }
    }

    /// Opens `files` as they are.
    mutating func open(_ files: [ByteString]) -> [ChainFile] {
      var opened: [ChainFile] = []
      for file in files {
        if file.equals("-") {
          opened.append(ChainFile())
          continue
        }
        do throws(AuditError) { opened.append(try ChainFile(FilePath(file).absolute)) } catch {
          problems.append(ErrorReport(reading: error))
        }
      }
      return opened
    }
  }
}

extension AuditVerifyCommand.Line {
  init(_ line: CommandLine) throws(UsageError) {
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
    var heads: [ChainPosition] = []
    for given in line.all(.head) {
      guard let position = ChainPosition(given.lossyText) else {
        throw line.error(.badPosition(given.lossyText, option: "--head"))
      }
      heads.append(position)
    }
    self.heads = heads
    isCollected = line.has(.collected)
    isJSON = line.has(.json)
  }
}

extension FilePath {
  /// The same from `/` on.
  fileprivate var absolute: FilePath {
    isAbsolute ? self : (Directory.current ?? "/").appending(string)
  }
}
