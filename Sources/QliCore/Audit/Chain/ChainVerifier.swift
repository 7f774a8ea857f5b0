/// Verifies the chain of a log over all of its files.
struct ChainVerifier {
  let environment: Environment
  /// The signals that are blocked in what is started.
  let mask: SignalSet
  let clock: Clock
  /// Records that have to be there.
  var wanted: [ChainPosition] = []

  /// How long the lock of the head is waited for, in seconds.
  private static let lockLimit = 10

  /// The files of a log, and where its chain ends: as they were in one moment.
  private struct Snapshot {
    var files: [ChainFile] = []
    var end: ChainPosition?
    /// Whether the head is there, and isn't what qli writes.
    var isHeadDamaged = false
    var hasHead = false
    var failures: [ChainFile.Failure] = []
  }

  /// - Parameter needsHead: whether the log is known to be chained, so that there has to be a head.
  func verify(_ files: ChainFiles, needsHead: Bool) throws(AuditError) -> ChainReport {
    let snapshot = try snapshot(of: files)
    var report = ChainReport(log: files.log)
    report.head = snapshot.end
    report.failures = snapshot.failures
    report.files = snapshot.files.map { $0.path }
    var segments: [ChainSegment] = []
    var found: [ChainPosition] = []
    for (index, file) in snapshot.files.enumerated() {
      var walk = ChainWalk(
        file: index, wanted: wanted, end: snapshot.hasHead ? snapshot.end : nil)
      read(file, into: &walk, &report)
      segments += walk.segments
      found += walk.found
    }
    report.take(ChainJoin(segments, end: snapshot.end, mayAlternate: files.isDated))
    addHead(snapshot, needsHead: needsHead, found, to: &report)
    for position in wanted where !found.contains(position) { report.add(unfound: position) }
    return report
  }

  /// Verifies what comes in, of which no head is known.
  func verifyStandardInput() -> ChainReport {
    let file = ChainFile()
    var report = ChainReport(log: file.path)
    report.files = [file.path]
    var walk = ChainWalk(file: 0, wanted: wanted)
    read(file, into: &walk, &report)
    report.take(ChainJoin(walk.segments, end: nil, mayAlternate: false))
    for position in wanted where !walk.found.contains(position) { report.add(unfound: position) }
    return report
  }

  /// The end of the chain, as qli would go on with it; nil if there is no chain.
  func end(of files: ChainFiles) throws(AuditError) -> ChainPosition? {
    let snapshot = try snapshot(of: files)
    if snapshot.hasHead { return snapshot.end }
    return try ChainSearch(files, nil, of: 0).end()
  }

  private func read(_ file: ChainFile, into walk: inout ChainWalk, _ report: inout ChainReport) {
    do throws(ChainFile.Failure) {
      try file.forEachLine(environment, mask) { line, number in
        if let line { walk.take(line, number: number) } else { walk.takeOther() }
      }
    } catch {
      report.failures.append(error)
    }
    walk.finish()
    report.records += walk.records
    report.others += walk.others
  }

  /// Opens all files while nobody adds a record.
  private func snapshot(of files: ChainFiles) throws(AuditError) -> Snapshot {
    var snapshot = Snapshot()
    let head = try openHead(files)
    let paths: [FilePath]
    do throws(Errno) { paths = try files.paths() } catch {
      if error == .noSuchFile { return snapshot }
      throw AuditError(path: files.log.parent, reason: .open(error))
    }
    for path in paths {
      do throws(AuditError) { snapshot.files.append(try ChainFile(path)) } catch {
        if !error.isAbsence { snapshot.failures.append(.file(error)) }
      }
    }
    guard let head else { return snapshot }
    let failure = { AuditError(path: files.headPath, reason: .open($0)).ofHead }
    let text = try converting(failure) { () throws(Errno) in
      try head.number.readStart(ChainHead.size)
    }
    guard let parsed = ChainHead(text) else {
      // Made, and not written yet.
      snapshot.isHeadDamaged = !text.isEmpty
      return snapshot
    }
    snapshot.hasHead = true
    snapshot.end = try parsed.end(of: files)
    return snapshot
  }

  /// The head, locked; nil if there is none.
  private func openHead(_ files: ChainFiles) throws(AuditError) -> LogFile? {
    let head: LogFile
    do throws(AuditError) { head = try LogFile(files.headPath) } catch {
      if error.isAbsence { return nil }
      throw error.ofHead
    }
    let end = clock.monotonicTime().advanced(bySeconds: Double(Self.lockLimit))
    let result = try converting({ AuditError(path: head.path, reason: .open($0)).ofHead }) {
      () throws(Errno) in
      try LockWait.take(head.number, until: end, EventLoop(withoutSignals: clock))
    }
    if result != .taken {
      throw AuditError(path: head.path, reason: .locked(seconds: Self.lockLimit)).ofHead
    }
    return head
  }

  /// Adds what doesn't agree with the head.
  private func addHead(
    _ snapshot: Snapshot, needsHead: Bool, _ found: [ChainPosition], to report: inout ChainReport
  ) {
    if snapshot.isHeadDamaged || !snapshot.hasHead && needsHead && report.last != nil {
      let number = report.last?.number ?? 1
      report.breaks.append(
        ChainBreak(
          kind: snapshot.isHeadDamaged ? .changed : .fileMissing, file: nil, line: nil,
          numbers: number...number))
    }
    guard snapshot.hasHead, let end = snapshot.end, !found.contains(end) else { return }
    report.add(unfound: end)
  }
}
