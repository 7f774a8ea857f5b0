/// The runs of several logs, in the order of their ends.
///
/// One pass over each log, always on with the record that is the oldest. Only the starts of runs
/// that haven't ended are kept meanwhile.
struct TrailMerge {
  private(set) var readers: [TrailReader]
  private let filter: TrailFilter
  private var open: [OpenRun: KeptRecord] = [:]
  private var ended = EndedRuns()
  /// The reader whose record was used, and isn't needed after the run that it ended.
  private var used: TrailReader?
  /// The start of that run.
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

  init(_ readers: [TrailReader], _ filter: TrailFilter) {
    self.readers = readers
    self.filter = filter
    for reader in readers { advance(reader) }
  }

  /// The next run that has ended, or nil if there is none yet. To be used before the next call.
  mutating func next() -> TrailRun? {
    spent = nil
    if let used {
      self.used = nil
      advance(used)
    }
    while let reader = oldest(), let record = reader.record {
      if filter.takes(record), let run = take(record, of: reader), filter.wants(run) {
        used = reader
        return run
      }
      advance(reader)
    }
    return nil
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
      if let run = next() { return run }
      switch end {
      case .open:
        for reader in readers { reader.finish() }
        end = .closed
      case .closed:
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
    do throws(AuditError) {
      try reader.advance()
    } catch {
      failures.append(error)
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

  /// - Returns: the run that the record ends.
  @inline(__always)
  private mutating func take(_ record: TrailRecord, of reader: TrailReader) -> TrailRun? {
    let name = OpenRun(runID: record.runID, log: reader.log)
    switch record.event {
    case .start:
      if let first = open.updateValue(KeptRecord(record), forKey: name) {
        open[name] = first
        reader.reject(because: .repeatedStart)
      }
      return nil
    case .refused: return TrailRun(start: nil, end: record)
    // The run goes on behind them.
    case .ready, .restarted: return nil
    case .finish, .interrupted, .failed, .timedOut, .outputLimit, .stopped:
      if let start = open[name]?.record, record.isForeign(to: start) {
        // Shown as what it is, and the run goes on to its own end.
        reader.reject(because: .foreignEnd)
        return TrailRun(start: nil, end: record)
      }
      spent = open.removeValue(forKey: name)
      if spent == nil, ended.contains(name) { reader.reject(because: .repeatedEnd) }
      ended.insert(name)
      return TrailRun(start: spent?.record, end: record)
    }
  }
}

/// A run by what names it: a log that others can write to says nothing of the runs in another.
private struct OpenRun: Hashable {
  let runID: UInt128
  let log: Int
}

/// The runs that have ended last. Somebody else's end of a run comes while that goes on, or soon after.
private struct EndedRuns {
  /// How many are known, so that memory doesn't grow with the log.
  private static let limit = 1 << 16

  private var runs: Set<OpenRun> = []
  private var order: [OpenRun] = []
  /// Where the oldest stands, once there are as many as are known.
  private var next = 0

  func contains(_ run: OpenRun) -> Bool { runs.contains(run) }

  mutating func insert(_ run: OpenRun) {
    guard runs.insert(run).inserted else { return }
    if order.count < Self.limit {
      order.append(run)
    } else {
      runs.remove(order[next])
      order[next] = run
      next = (next + 1) % Self.limit
    }
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
  var run: TrailRun { TrailRun(start: start.record, end: nil, isRunning: isRunning) }
}
