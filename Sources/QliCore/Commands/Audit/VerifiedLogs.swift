/// What `qli audit verify` has found out.
struct VerifiedLogs {
  private(set) var reports: [ChainReport] = []
  /// Why other logs, or files of no one log, aren't known.
  private(set) var problems: [ErrorReport] = []
  /// The records that have to be somewhere, and are nowhere.
  private(set) var missing: [ChainPosition] = []

  private let verifier: ChainVerifier

  init(_ verifier: ChainVerifier) { self.verifier = verifier }

  /// Verifies the logs of groups.
  mutating func add(_ chained: ChainedLogs) {
    problems = chained.problems
    for log in chained.logs {
      reports.append(verifier.verify(log.files, log.isDeclared ? .declared : .found))
    }
  }

  /// Verifies the logs that `files` are of, each once.
  mutating func add(_ files: [ByteString]) {
    var heads: [FilePath] = []
    var others: [(path: FilePath, failure: ChainFile.Failure)] = []
    var logs: [ChainFiles] = []
    var known: Set<ByteString> = []
    for file in files {
      if FilePath(file) == LogFile.standardInput {
        reports.append(verifier.verifyStandardInput())
        continue
      }
      let named = FilePath(file).absolute
      if let failure = Self.failure(ofNamed: named) {
        others.append((named, failure))
        continue
      }
      let path = KeptFile.place(of: named)
      if ChainFiles.isHead(path) {
        heads.append(path)
      } else if !logs.contains(where: { $0.holds(path) && $0.log != path }) {
        let log = ChainFiles.log(of: path)
        if known.insert(log.string).inserted { logs.append(ChainFiles(of: log)) }
      }
    }
    // What a log was renamed to is a part of it.
    let whole = logs.filter { log in
      !logs.contains { $0.log != log.log && $0.holds(log.log) }
    }
    for log in whole { reports.append(verifier.verify(log, .named)) }
    // A head is read with its log.
    others += heads.filter { head in !whole.contains { $0.headPath == head } }
      .map { ($0, .head($0)) }
    for other in others {
      var report = ChainReport(log: other.path)
      report.failures = [other.failure]
      reports.append(report)
    }
  }

  /// Why the file at `path` is no log: none is there, also under no other name, or it is something else.
  private static func failure(ofNamed path: FilePath) -> ChainFile.Failure? {
    do throws(Errno) {
      let kind = try FileStatus(following: path).kind
      return kind == .regular ? nil : .file(AuditError(path: path, reason: .notRegular(kind)))
    } catch {
      let files = ChainFiles(of: KeptFile.place(of: path))
      let isThere =
        (try? FileStatus(following: files.headPath)) != nil
        || (try? files.paths())?.isEmpty == false
      if error == .noSuchFile, isThere { return nil }
      return .file(AuditError(path: path, reason: .open(error)))
    }
  }

  /// Verifies what `files` hold, whatever logs that is of.
  mutating func addCollected(_ files: [ByteString]) {
    var opened: [ChainFile] = []
    var failures: [ChainFile.Failure] = []
    for file in files {
      if FilePath(file) == LogFile.standardInput {
        opened.append(ChainFile())
        continue
      }
      do throws(AuditError) { opened.append(try ChainFile(named: FilePath(file).absolute)) } catch {
        failures.append(.file(error))
      }
    }
    let chains = CollectedChains(opened, besides: failures, verifier.environment, verifier.mask)
    problems += chains.failures.map { ErrorReport($0) }
    if !opened.isEmpty { reports += chains.reports(wanted: verifier.wanted) }
    hasOnlyAbsences = opened.isEmpty && failures.allSatisfy { $0.isAbsence }
  }

  /// Whether nothing that was named is there.
  private var hasOnlyAbsences = false

  /// Notes which of the records that have to be somewhere weren't found.
  mutating func settle(_ heads: [ChainPosition]) {
    var found: Set<ChainPosition> = []
    for report in reports { found.formUnion(report.found) }
    for position in heads where found.insert(position).inserted {
      missing.append(position)
      // Of one log it is known where the record was.
      if reports.count == 1 { reports[0].add(unfound: position) }
    }
  }

  // MARK: - How it ends

  /// Whether all could be read.
  private var isComplete: Bool {
    problems.isEmpty && reports.allSatisfy { $0.failures.isEmpty && !$0.isIncomplete }
  }

  var code: ExitCode {
    // What is missing may be in what wasn't read.
    let isBroken = reports.contains { $0.state == .broken } || isComplete && !missing.isEmpty
    if isBroken { return .doctorFoundErrors }
    let hasRecords = reports.contains { $0.records > 0 }
    if isComplete { return hasRecords ? .success : .notFound }
    let isNothing =
      !hasRecords && (problems.isEmpty || hasOnlyAbsences)
      && reports.allSatisfy { $0.failures.allSatisfy { $0.isAbsence } && !$0.isIncomplete }
    return isNothing ? .notFound : .qliFailed
  }
}

extension FilePath {
  /// The same from `/` on.
  fileprivate var absolute: FilePath {
    isAbsolute ? self : (Directory.current ?? "/").appending(string)
  }
}
