/// Verifies the chain of a log over all of its files.
struct ChainVerifier {
  /// From where it is known that there is such a log.
  enum Source {
    /// A manifest says that it is chained: there has to be a head.
    case declared
    /// A head lies beside it.
    case found
    /// Somebody has named it, whoever may have written it.
    case named
  }

  let environment: Environment
  /// The signals that are blocked in what is started.
  let mask: SignalSet
  let clock: Clock
  /// Records that have to be there.
  var wanted: Set<ChainPosition> = []

  /// How often it begins anew where a file was renamed before it was read.
  private static let mostAttempts = 100

  func verify(_ files: ChainFiles, _ source: Source) -> ChainReport {
    for _ in 0..<Self.mostAttempts {
      if let report = verifyOnce(files, source) { return report }
    }
    var report = ChainReport(log: files.log)
    report.failures = [.file(AuditError(path: files.log, reason: .replaced))]
    return report
  }

  /// Verifies what comes in, of which no head is known.
  func verifyStandardInput() -> ChainReport {
    let file = ChainFile()
    var report = ChainReport(log: file.path)
    report.files = [file.path]
    report.lacksHead = true
    var walk = ChainWalk(file: 0, wanted: wanted)
    var unread: Set<Int> = []
    do throws(ChainFile.Failure) { try read(file, upTo: nil, into: &walk) } catch {
      report.failures.append(error)
      unread.insert(0)
    }
    report.take(&walk)
    report.take(ChainJoin(walk.segments, end: nil, mayAlternate: false, unread: unread))
    report.noteIfUnchained()
    return report
  }

  /// - Returns: nil if a file isn't any more what it was when it was noted.
  private func verifyOnce(_ files: ChainFiles, _ source: Source) -> ChainReport? {
    let isNamed = source == .named
    guard let snapshot = ChainSnapshot(of: files, isNamed: isNamed, clock) else { return nil }
    var report = ChainReport(log: files.log)
    report.head = snapshot.end
    report.failures = snapshot.failures
    report.files = snapshot.files.map { $0.path }
    report.lacksHead = snapshot.head == .absent || snapshot.head == .empty
    var unread = snapshot.unread
    var segments: [ChainSegment] = []
    for (index, noted) in snapshot.files.enumerated() where !unread.contains(index) {
      var walk = ChainWalk(file: index, wanted: wanted, end: snapshot.end)
      do throws(ChainFile.Failure) {
        let file = try converting({ ChainFile.Failure.file($0) }) { () throws(AuditError) in
          try snapshot.open(noted, isNamed: isNamed)
        }
        try read(file, upTo: noted.status?.size, into: &walk)
      } catch {
        if case .file(let error) = error, error.isAbsence { return nil }
        report.failures.append(error)
        unread.insert(index)
      }
      report.take(&walk)
      segments += walk.segments
    }
    report.take(
      ChainJoin(segments, end: snapshot.end, mayAlternate: files.isDated, unread: unread))
    addHead(snapshot, source, to: &report)
    if isNamed { report.noteIfUnchained() }
    return report
  }

  private func read(
    _ file: ChainFile, upTo size: Int64?, into walk: inout ChainWalk
  ) throws(ChainFile.Failure) {
    defer { walk.finish() }
    try file.forEachPiece(upTo: size, environment, mask) { piece, number in
      walk.take(piece, number: number)
    }
  }

  /// Adds what doesn't agree with the head.
  private func addHead(
    _ snapshot: ChainSnapshot, _ source: Source, to report: inout ChainReport
  ) {
    let kind: ChainBreak.Kind? =
      switch snapshot.head {
      case .damaged: .headDamaged
      case .absent: source == .declared && report.last != nil ? .headMissing : nil
      case .empty: source == .declared && report.last != nil ? .headDamaged : nil
      case .present, .unreadable: nil
      }
    if let kind {
      let number = report.last?.number ?? 1
      report.breaks.append(ChainBreak(kind: kind, file: nil, line: nil, numbers: number...number))
    }
    if let end = snapshot.end, !report.found.contains(end) { report.add(unfound: end) }
  }
}

// MARK: - Where a chain ends

extension ChainVerifier {
  /// Where a chain ends, as qli would go on with it.
  struct End {
    /// Nil if there is no chain.
    let position: ChainPosition?
    let head: ChainSnapshot.Head
    /// Why it may be another one.
    let failures: [ChainFile.Failure]
  }

  /// - Throws: why that can't be found out.
  func end(of files: ChainFiles) throws(AuditError) -> End {
    for _ in 0..<Self.mostAttempts {
      guard let snapshot = ChainSnapshot(of: files, isNamed: false, clock) else { continue }
      let position =
        snapshot.head == .present
        ? snapshot.end : try ChainSearch(files, nil, of: 0).end()
      return End(position: position, head: snapshot.head, failures: snapshot.failures)
    }
    throw AuditError(path: files.log, reason: .replaced)
  }
}
