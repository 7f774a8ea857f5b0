/// Steps 5 and 8: what runs is on record before it runs, and how it ended after.
enum AuditStep {
  /// Writes the start record, if there is a log.
  ///
  /// - Returns: what the closing record needs. The run has its number also where it isn't recorded.
  static func start(
    _ policy: AuditPolicy?, _ request: RunRequest, _ passed: GuardSequence.Passed,
    service: ServiceBegin?, _ context: RunContext, _ loop: EventLoop
  ) throws(Outcome) -> AuditedRun {
    let time = context.clock.wallTime()
    let place = try converting({ Outcome.refused(.audit($0)) }) { () throws(AuditError) in
      try self.place(policy, context)
    }
    let audited = AuditedRun(
      runID: request.runID, group: request.group.name, extension: request.extension.name,
      recording: place.map { AuditedRun.Recording($0, context.environment) },
      redaction: passed.secrets.redaction, context: context)
    guard let recording = audited.recording else { return audited }
    let head = audited.head(time, recording.actor)
    let record = AuditRecord.start(
      RunBegin(
        path: request.extension.path, command: request.extension.commandWords,
        arguments: request.arguments, reason: passed.reason,
        secretNames: passed.secrets.secrets.map { $0.declaration.variable },
        redaction: passed.secrets.redaction, parent: request.parent,
        write: passed.met.scope.fence?.scope.shown,
        delegatedFrom: passed.met.scope.claim?.note.parent,
        trace: request.trace,
        digests: service == nil ? request.digests : nil, service: service),
      head)
    try converting({ Outcome($0) }) { () throws(AuditLog.Failure) in
      let line = try recording.place.log(at: time).append(record, loop, while: .starting)
      recording.copy?.start = CopiedRecord(.start, head, line)
    }
    return audited
  }

  /// A run that another process has recorded the start of, to be closed in its place.
  ///
  /// - Parameter process: the qli that it is the run of.
  static func begun(
    _ runID: RunID, _ policy: AuditPolicy?, _ group: ExtensionName, _ name: ExtensionName,
    by process: ProcessID, _ context: RunContext
  ) throws(AuditError) -> AuditedRun {
    let recording = try place(policy, context).map {
      AuditedRun.Recording($0, context.environment)
    }
    var run = AuditedRun(
      runID: runID, group: group, extension: name, recording: recording,
      redaction: Redaction(), context: context)
    run.process = process
    return run
  }

  /// Records that a guard refused the run, that what was to run isn't what somebody has looked at, or that it
  /// was interrupted before it began. If that fails there is a warning, and the outcome stands.
  static func record(
    refusal result: RunResult, in step: Step, _ request: RunRequest, _ context: RunContext,
    _ loop: EventLoop
  ) {
    let outcome = result.outcome
    switch outcome {
    // The log itself is what can't be written.
    case .refused(.audit): return
    case .refused, .interrupted(_, end: nil): break
    case .failed(.lookup(.untrusted(let error))):
      // Where the records are is the word of the manifest.
      if !error.hasTrustedManifest { return }
    case .finished, .signalled, .timedOut, .outputLimit, .left, .interrupted, .notFound, .failed:
      return
    }
    do throws(AuditError) {
      guard let place = try place(request.policy.audit, context) else { return }
      let time = context.clock.wallTime()
      let head = RecordHead(
        timestamp: time, runID: request.runID, group: request.group.name,
        extension: request.extension.name, actor: Actor(context.environment))
      let refusal = RunRefusal(
        path: request.extension.path, step: (outcome.step ?? step).rawValue,
        cause: (outcome.cause ?? .interrupted).rawValue, parent: request.parent,
        exitCode: ExitStatus(outcome).code,
        signal: outcome.signal,
        error: result.recordedError ?? "qli was told to stop, and nothing was run")
      let line = try place.log(at: time).appendLast(AuditRecord.refusal(refusal, head), loop)
      try place.copy?.sendLater(
        CopiedRecord(.refused, exitCode: refusal.exitCode, head, line), loop)
    } catch {
      context.console.signals.hold(loop.release)
      context.console.warn(ErrorReport(refusalRecordLost: error).hiding(result.redaction))
    }
  }

  /// Where `policy` has the records, or nil if there is none.
  static func place(
    _ policy: AuditPolicy?, _ context: RunContext
  ) throws(AuditError) -> AuditPlace? {
    guard let policy else { return nil }
    return try AuditPlace(policy, in: context.environment, context.safety)
  }
}

/// A run that may go on: it is on record, or its group keeps none.
struct AuditedRun {
  /// Where it is recorded, and by whom: looked up once.
  fileprivate struct Recording {
    let place: AuditPlace
    let actor: Actor
    let copy: AuditCopy?

    init(_ place: AuditPlace, _ environment: Environment) {
      self.place = place
      actor = Actor(environment)
      copy = place.copy
    }
  }

  let runID: RunID
  private let group: ExtensionName
  private let `extension`: ExtensionName
  /// Nil where its group keeps no log.
  fileprivate let recording: Recording?
  private let redaction: Redaction
  private let context: RunContext
  private let started: MonotonicTime
  /// The qli that it is the run of, also where another closes it in its place.
  var process = ProcessID.current
  /// Is told of a record that can't be written, beside standard error.
  var tellLoss: ((ErrorReport) -> Void)?
  /// Is told how far its closing is.
  var tellProgress: ((RecordProgress.Phase, RecordMark?) -> Void)?

  fileprivate init(
    runID: RunID, group: ExtensionName, extension: ExtensionName, recording: Recording?,
    redaction: Redaction, context: RunContext
  ) {
    self.runID = runID
    self.group = group
    self.extension = `extension`
    self.recording = recording
    self.redaction = redaction
    self.context = context
    started = context.clock.monotonicTime()
  }

  /// What every record of this run begins with.
  fileprivate func head(_ time: Timestamp, _ actor: Actor) -> RecordHead {
    RecordHead(
      timestamp: time, runID: runID, group: group, extension: `extension`, actor: actor,
      process: process)
  }

  /// Gives a copy of the start record to whoever is to have one: where it isn't taken nothing runs.
  func copyStart(_ loop: EventLoop) throws(AuditLog.Failure) {
    try recording?.copy?.sendStart(loop)
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

  /// Whether the process that has told `progress`, and was killed, has recorded the end.
  func isClosed(after progress: RecordProgress, _ loop: EventLoop) -> Bool {
    if progress.phase == .over { return true }
    guard let end = progress.end, let recording, let line = recording.place.line(of: end) else {
      return false
    }
    let head = head(context.clock.wallTime(), recording.actor)
    if let copy = recording.copy, let event = AuditPlace.event(of: line) {
      // It may have been sent already: the same twice counts once.
      let record = CopiedRecord(event, exitCode: end.exitCode, head, line + [.lineFeed])
      warning(loop) { () throws(AuditError) in try copy.sendLater(record, loop) }
    }
    return true
  }

  /// Whether an end has to be recorded after `progress`, unless it is closed.
  func needsEnd(after progress: RecordProgress) -> Bool {
    switch progress.phase {
    case nil, .over: false
    // Where the log can't be read it may be there.
    case .begins: recording.map { $0.place.hasStart(of: runID) != false } ?? false
    case .runs, .ends: true
    }
  }

  /// How long it goes on, in milliseconds.
  var duration: Int64 { context.clock.monotonicTime().milliseconds(since: started) }

  /// Writes the closing record. If that fails there is a warning.
  ///
  /// - Parameter duration: in milliseconds.
  func close(_ end: RunEnd, duration: Int64, _ loop: EventLoop) {
    append(end.event, exitCode: end.exitCode, loop) { head in
      let record = AuditRecord.closing(end, duration: duration, head)
      tellProgress?(.ends, RecordMark(of: record, exitCode: end.exitCode))
      return record
    }
    tellProgress?(.over, nil)
  }

  /// Records what happens meanwhile. If that fails there is a warning.
  func record(_ event: ServiceEvent, _ loop: EventLoop) {
    append(event.auditEvent, exitCode: event.exitCode, loop) { AuditRecord.meanwhile(event, $0) }
  }

  private func append(
    _ event: AuditEvent, exitCode: Int32?, _ loop: EventLoop, _ record: (RecordHead) -> [UInt8]
  ) {
    guard let recording else { return }
    let time = context.clock.wallTime()
    let head = head(time, recording.actor)
    warning(loop) { () throws(AuditError) in
      let line = try recording.place.log(at: time).appendLast(record(head), loop)
      try recording.copy?.sendLater(CopiedRecord(event, exitCode: exitCode, head, line), loop)
    }
  }

  /// Warns of what `body` couldn't record.
  private func warning(_ loop: EventLoop, _ body: () throws(AuditError) -> Void) {
    do throws(AuditError) { try body() } catch {
      // Nothing depends on signals any more, and nobody may be there to read it.
      context.console.signals.hold(loop.release)
      let report = ErrorReport(closingRecordLost: error).hiding(redaction)
      context.console.warn(report)
      tellLoss?(report)
    }
  }
}

extension Outcome {
  /// The outcome of a run whose start couldn't be recorded or copied.
  init(_ failure: AuditLog.Failure) {
    switch failure {
    case .interrupted(let signal): self = .interrupted(signal, end: nil)
    case .audit(let error): self = .refused(.audit(error))
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
    case .failed, .refused:
      failure = Failure(step: outcome.step?.rawValue, error: result.recordedError)
    case .timedOut(let duration, let end): (limit, survivors) = (duration, end.survivors)
    case .outputLimit(let end), .left(_, let end?): survivors = end.survivors
    case .finished, .signalled, .left(_, nil), .interrupted, .notFound: break
    }
    self.init(
      event: AuditEvent(closing: outcome), cause: outcome.cause?.rawValue,
      exitCode: ExitStatus(outcome).code,
      signal: outcome.signal, failure: failure, timeLimit: limit, survivors: survivors)
  }
}

extension AuditEvent {
  /// The event of the record that closes a run with `outcome`.
  fileprivate init(closing outcome: Outcome) {
    switch outcome {
    case .finished, .signalled: self = .finish
    case .left, .interrupted: self = .interrupted
    case .timedOut: self = .timedOut
    case .outputLimit: self = .outputLimit
    case .failed, .refused, .notFound: self = .failed
    }
  }
}
