/// The runs of several logs, in the order of their ends.
///
/// One pass over each log, always on with the record that is the oldest. Only the starts of runs
/// that haven't ended are kept meanwhile, and the runs that have ended last.
struct TrailMerge {
  private(set) var readers: [TrailReader]
  /// The numbers of the logs.
  private let logs: [Int]
  private let filter: TrailFilter
  private var open: [EndedRuns.Name: KeptRecord] = [:]
  private var ended = EndedRuns()
  /// Where records of many machines are read.
  private(set) var collected: CollectedRuns?
  /// The run that was given last: its records are in use.
  private var current: EndedRuns.Run?
  /// The start of one without an end, likewise.
  private var spent: KeptRecord?
  private var end = End.open
  /// Why a log couldn't be read to its end.
  private var failures: [AuditError] = []

  /// What comes behind the runs that have ended.
  private enum End {
    case open
    /// The last lines of the logs were taken.
    case closed
    case unfinished(ArraySlice<UnfinishedRun>)
  }

  /// - Parameter isCollected: whether records may come twice, and in any order.
  init(_ readers: [TrailReader], _ filter: TrailFilter, isCollected: Bool = false) {
    self.readers = readers
    self.filter = filter
    collected = isCollected ? CollectedRuns() : nil
    logs = Array(Set(readers.map { $0.log }))
    for reader in readers { advance(reader) }
  }

  /// The next run that has ended, or nil if there is none yet. To be used before the next call.
  mutating func next() -> TrailRun? { nextRead() ?? nextEnded(all: true) }

  /// The next one that needn't be held any longer, though there may be more to read.
  private mutating func nextRead() -> TrailRun? {
    while true {
      if let run = nextEnded(all: false) { return run }
      guard let reader = oldest(), let record = reader.record else { return nil }
      if filter.takes(record) { take(record, of: reader) }
      advance(reader)
    }
  }

  private mutating func nextEnded(all: Bool) -> TrailRun? {
    while let run = ended.popFirst(all: all) {
      current = run
      if filter.wants(run.run) { return run.run }
    }
    return nil
  }

  /// Whether the run of this number is still to come, unless it isn't asked for.
  func willGive(_ runID: UInt128) -> Bool {
    logs.contains { log in
      let name = EndedRuns.Name(runID: runID, log: log)
      return open[name] != nil || ended.isWaiting(name)
    }
  }

  /// Goes on behind the end with what these logs hold by now.
  mutating func goOn(with readers: [TrailReader]) {
    self.readers = readers
    for reader in readers where reader.record == nil {
      do throws(AuditError) { try reader.lookAgain() } catch { failures.append(error) }
      advance(reader)
    }
  }

  /// Why logs couldn't be read to their ends, since it was asked last.
  mutating func takeFailures() -> [AuditError] {
    defer { failures = [] }
    return failures
  }

  /// The next run of all, at last those without an end; nobody may go on with the logs. To be used
  /// before the next call.
  mutating func nextOfAll() -> TrailRun? {
    while true {
      switch end {
      case .open:
        if let run = nextRead() { return run }
        for reader in readers { reader.finish() }
        end = .closed
      case .closed:
        if collected?.isWaiting == true {
          // The last line of a file may be the start of one.
          if let run = nextRead() { return run }
          for (name, ends) in collected?.takeAll() ?? [] { join(name, nil, ends) }
        }
        if let run = next() { return run }
        end = .unfinished(unfinished()[...])
      case .unfinished(var rest):
        guard let run = rest.popFirst() else { return nil }
        end = .unfinished(rest)
        spent = run.start
        return run.run
      }
    }
  }

  /// The runs that have no end, by their starts.
  private func unfinished() -> [UnfinishedRun] {
    if open.isEmpty { return [] }
    let live = LiveRuns()
    return open.values
      .map { UnfinishedRun(start: $0, isRunning: live.contains($0.record)) }
      .filter { filter.wants($0.run) }
      .sorted {
        ($0.start.record.time, $0.start.record.runID) < (
          $1.start.record.time, $1.start.record.runID
        )
      }
  }

  private mutating func advance(_ reader: TrailReader) {
    while true {
      do throws(AuditError) { return try reader.advance() } catch { failures.append(error) }
      if reader.isAtEnd { return }
    }
  }

  private func oldest() -> TrailReader? {
    var oldest: TrailReader?
    var time = Int64.max
    for reader in readers {
      if let record = reader.record, oldest == nil || record.time < time {
        (oldest, time) = (reader, record.time)
      }
    }
    return oldest
  }

  @inline(__always)
  private mutating func take(_ record: TrailRecord, of reader: TrailReader) {
    let name = EndedRuns.Name(runID: record.runID, log: reader.log)
    if collected?.insert(record, of: reader) == false { return }
    switch record.event {
    case .start:
      if let ends = collected?.ends(of: name), !ends.isEmpty { return join(name, record, ends) }
      if let first = open.updateValue(KeptRecord(record), forKey: name) {
        open[name] = first
        reader.reject(because: .repeatedStart)
      }
    case .refused: ended.add(run(endedBy: record, of: reader), of: nil)
    // The run goes on behind them.
    case .ready, .restarted:
      if let start = open[name], !record.isForeign(to: start.record) {
        start.isReady = record.event == .ready
      }
    case .finish, .interrupted, .failed, .timedOut, .outputLimit, .stopped, .closed:
      end(name, record, reader)
    }
  }

  @inline(__always)
  private mutating func end(
    _ name: EndedRuns.Name, _ record: TrailRecord, _ reader: TrailReader
  ) {
    var run = run(endedBy: record, of: reader)
    let before = ended.last(name)
    let start = open[name] ?? before?.start
    if let start, record.isForeign(to: start.record) {
      // Shown as what it is, and the run goes on to its own end.
      reader.reject(because: .foreignEnd)
      run.isDoubtful = true
      return ended.add(run, of: nil)
    }
    if start == nil, collected != nil, !ended.contains(name) {
      collected?.wait(run, for: name)
      return
    }
    if open.removeValue(forKey: name) == nil, ended.contains(name) {
      if record.event == .closed {
        // It says that there is no end, which there is.
        return reader.reject(
          because: .repeatedEnd(of: before?.file == run.file ? before?.line : nil))
      }
      if before?.end.record.event == .closed {
        // It went on where nobody could see it.
        ended.removeLast(name)
        run.start = start
        return ended.add(run, of: name)
      }
      // qli's comes last, unless what the extension left behind writes one: nobody can tell.
      let isSameFile = before?.file == run.file
      reader.reject(because: .repeatedEnd(of: isSameFile ? before?.line : nil))
      ended.doubtLast(name)
      run.isDoubtful = true
    }
    run.start = start
    ended.add(run, of: name)
  }

  /// A run of which an end, or several, have come before its start, or without one: its last one is the
  /// run's, and where there are others of the same process, nobody can tell.
  private mutating func join(
    _ name: EndedRuns.Name, _ start: TrailRecord?, _ ends: [EndedRuns.Run]
  ) {
    var own = ends.filter { end in start.map { !end.end.record.isForeign(to: $0) } ?? true }
    // What was acknowledged has no end, unless there is one.
    let real = own.filter { $0.end.record.event != .closed }
    if !real.isEmpty { own = real }
    for var other in ends
    where other.end.record.event != .closed
      && (other.line != own.last?.line || other.file != own.last?.file)
    {
      other.isDoubtful = true
      ended.add(other, of: nil)
    }
    let start = start.map { KeptRecord($0) }
    guard var run = own.last else {
      open[name] = start
      return
    }
    run.start = start
    run.isDoubtful = own.count > 1
    ended.add(run, of: name)
  }

  private func run(endedBy record: TrailRecord, of reader: TrailReader) -> EndedRuns.Run {
    EndedRuns.Run(
      start: nil, end: KeptRecord(record), line: reader.number, file: reader.status.inode)
  }
}

extension TrailRecord {
  /// Whether this end was written by another process than the one that has written the `start` of the
  /// same run. The ends of older logs don't say by whom.
  fileprivate func isForeign(to start: TrailRecord) -> Bool {
    guard let writer = self[.pid], let starter = start[.pid] else { return false }
    return !writer.elementsEqual(starter)
  }
}

/// A run that has no end on record.
private struct UnfinishedRun {
  let start: KeptRecord
  let isRunning: Bool

  /// To be used no longer than this value.
  var run: TrailRun {
    TrailRun(
      start: start.record, end: nil, isRunning: isRunning, isReady: isRunning && start.isReady)
  }
}
