/// Steps 5 and 8: what runs is on record before it runs, and how it ended after.
enum AuditStep {
  /// Writes the start record, if there is a log.
  ///
  /// - Returns: what the closing record needs. The run has its number also where it isn't recorded.
  static func start(
    _ template: PathTemplate?, _ request: RunRequest, _ passed: GuardSequence.Passed,
    service: ServiceBegin?, _ context: RunContext, _ loop: EventLoop
  ) throws(Outcome) -> AuditedRun {
    let time = context.clock.wallTime()
    let log = try converting({ Outcome.refused(.audit($0)) }) { () throws(AuditError) in
      try self.log(template, context)
    }
    let audited = AuditedRun(
      runID: request.runID, group: request.group.name, extension: request.extension.name, log: log,
      redaction: passed.secrets.redaction, context: context)
    guard let log else { return audited }
    let record = AuditRecord.start(
      RunBegin(
        path: request.extension.path, arguments: request.arguments, reason: passed.reason,
        secretNames: passed.secrets.secrets.map { $0.declaration.variable },
        redaction: passed.secrets.redaction, environment: context.environment,
        write: passed.met.scope.fence?.scope.shown,
        delegatedFrom: passed.met.scope.claim?.note.parent, service: service),
      audited.head(time))
    do throws(AuditLog.Failure) {
      try log.append(record, loop, while: .starting)
    } catch {
      switch error {
      case .interrupted(let signal): throw .interrupted(signal, end: nil)
      case .audit(let error): throw .refused(.audit(error))
      }
    }
    return audited
  }

  /// A run that another process has recorded the start of, to be closed in its place.
  ///
  /// - Parameter process: the qli that it is the run of.
  static func begun(
    _ runID: RunID, _ template: PathTemplate?, _ group: ExtensionName, _ name: ExtensionName,
    by process: ProcessID, _ context: RunContext
  ) throws(AuditError) -> AuditedRun {
    var run = AuditedRun(
      runID: runID, group: group, extension: name, log: try log(template, context),
      redaction: Redaction(), context: context)
    run.process = process
    return run
  }

  /// Records that a guard refused the run, or that it was interrupted before it began. If that fails
  /// there is a warning, and the outcome stands.
  static func record(
    refusal result: RunResult, in step: Step, _ request: RunRequest, _ context: RunContext,
    _ loop: EventLoop
  ) {
    let outcome = result.outcome
    switch outcome {
    // The log itself is what can't be written.
    case .refused(.audit): return
    case .refused, .interrupted(_, end: nil): break
    case .finished, .signalled, .timedOut, .outputLimit, .interrupted, .notFound, .failed: return
    }
    let head = RecordHead(
      timestamp: context.clock.wallTime(), runID: request.runID, group: request.group.name,
      extension: request.extension.name)
    let refusal = RunRefusal(
      path: request.extension.path, step: (outcome.step ?? step).rawValue,
      exitCode: ExitStatus(outcome).code, signal: outcome.signal,
      error: result.report?.headline ?? "qli was told to stop, and nothing was run")
    let line = AuditRecord.refusal(refusal, context.environment, head)
    do throws(AuditError) {
      guard let log = try log(request.policy.auditLog, context) else { return }
      try log.appendLast(line, loop)
    } catch {
      context.console.signals.hold(loop.release)
      context.console.warn(ErrorReport(refusalRecordLost: error).hiding(result.redaction))
    }
  }

  /// The log of `template`, or nil if there is none.
  static func log(
    _ template: PathTemplate?, _ context: RunContext
  ) throws(AuditError) -> AuditLog? {
    guard let template else { return nil }
    return try AuditLog(template, in: context.environment, context.safety)
  }
}

/// A run that may go on: it is on record, or its group keeps none.
struct AuditedRun {
  let runID: RunID
  private let group: ExtensionName
  private let `extension`: ExtensionName
  private let log: AuditLog?
  private let redaction: Redaction
  private let context: RunContext
  private let started: MonotonicTime
  /// The qli that it is the run of, also where another closes it in its place.
  var process = ProcessID.current
  /// Is told of a record that can't be written, beside standard error.
  var tellLoss: ((ErrorReport) -> Void)?

  fileprivate init(
    runID: RunID, group: ExtensionName, extension: ExtensionName, log: AuditLog?,
    redaction: Redaction, context: RunContext
  ) {
    self.runID = runID
    self.group = group
    self.extension = `extension`
    self.log = log
    self.redaction = redaction
    self.context = context
    started = context.clock.monotonicTime()
  }

  /// What every record of this run begins with.
  fileprivate func head(_ time: Timestamp) -> RecordHead {
    RecordHead(
      timestamp: time, runID: runID, group: group, extension: `extension`, process: process)
  }

  /// Does what is left of the run, and writes the closing record. If that fails there is a warning,
  /// and the outcome stands.
  func finish(
    _ loop: EventLoop, after rest: () throws(Outcome) -> Outcome
  ) -> RunResult {
    let outcome: Outcome
    do throws(Outcome) { outcome = try rest() } catch { outcome = error }
    let result = RunResult(outcome: outcome, duration: duration, redaction: redaction)
    close(RunEnd(result), duration: result.duration, loop)
    return result
  }

  /// Whether no end of it is on record, see `AuditLog`.
  func lacksEnd(hasStart: Bool) -> Bool? {
    log.flatMap { $0.lacksEnd(of: runID, hasStart: hasStart) }
  }

  /// How long it goes on, in milliseconds.
  var duration: Int64 { context.clock.monotonicTime().milliseconds(since: started) }

  /// Writes the closing record. If that fails there is a warning.
  ///
  /// - Parameter duration: in milliseconds.
  func close(_ end: RunEnd, duration: Int64, _ loop: EventLoop) {
    append(AuditRecord.closing(end, duration: duration, head(context.clock.wallTime())), loop)
  }

  /// Records what happens meanwhile. If that fails there is a warning.
  func record(_ event: ServiceEvent, _ loop: EventLoop) {
    append(AuditRecord.meanwhile(event, head(context.clock.wallTime())), loop)
  }

  private func append(_ record: [UInt8], _ loop: EventLoop) {
    guard let log else { return }
    do throws(AuditError) {
      try log.appendLast(record, loop)
    } catch {
      // Nothing depends on signals any more, and nobody may be there to read it.
      context.console.signals.hold(loop.release)
      let report = ErrorReport(closingRecordLost: error).hiding(redaction)
      context.console.warn(report)
      tellLoss?(report)
    }
  }
}

extension RunEnd {
  /// What is recorded of `result`.
  init(_ result: RunResult) {
    let outcome = result.outcome
    var failure: Failure?
    var limit: RunDuration?
    var survivors: [TreeEnd.Survivor] = []
    switch outcome {
    case .failed:
      failure = Failure(step: outcome.step?.rawValue, error: result.report?.headline)
    case .timedOut(let duration, let end): (limit, survivors) = (duration, end.survivors)
    case .outputLimit(let end): survivors = end.survivors
    case .finished, .signalled, .interrupted, .refused, .notFound: break
    }
    self.init(
      event: AuditEvent(closing: outcome), exitCode: ExitStatus(outcome).code,
      signal: outcome.signal, failure: failure, timeLimit: limit, survivors: survivors)
  }
}

extension AuditEvent {
  /// The event of the record that closes a run with `outcome`.
  fileprivate init(closing outcome: Outcome) {
    switch outcome {
    case .finished, .signalled: self = .finish
    case .interrupted: self = .interrupted
    case .timedOut: self = .timedOut
    case .outputLimit: self = .outputLimit
    case .failed, .refused, .notFound: self = .failed
    }
  }
}
