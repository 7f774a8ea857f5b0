/// `with_qli`: from its record on a run is taken by a copy of qli, and the one that was started, which the
/// caller knows, stands in for it: passes on its signals, stops when it stops, ends as it ends. Whichever of
/// the two is killed, the other ends all that the run has started, and records that.
///
/// The copy is below the other, so that whatever is left behind comes to one of the two.
final class RunCopy {
  /// Which of the two this process is.
  enum Role {
    /// The run is its own: it is the copy, or there is none.
    case runs(RunCopy?)
    /// It stood in for the copy, which was killed, and has done what was left.
    case stoodIn(RunResult)
  }

  /// The qli that this one is the copy of.
  let original: WatchedProcess
  private let pipe: OwnedDescriptor

  /// Makes the copy if the run needs one. Returns in it; and in the other one, if the copy was killed.
  static func make(
    for request: RunRequest, _ passed: GuardSequence.Passed, _ context: RunContext
  ) throws(Outcome) -> Role {
    guard request.policy.run.endsWithQli else { return .runs(nil) }
    let standIn = StandIn(request, passed, context)
    return try converting({ Outcome.failed(.system($0, in: .spawn)) }) { () throws(Errno) in
      let pipe = try Pipe.nonBlocking()
      // Pinned before there are two, so that its number is no other's.
      let original = WatchedProcess.current()
      if let copy = try ProcessID.fork() {
        return .stoodIn(standIn.stay(beside: copy, pipe.intoReading()))
      }
      return .runs(RunCopy(of: original, pipe.intoWriting()))
    }
  }

  private init(of original: WatchedProcess, _ pipe: consuming OwnedDescriptor) {
    self.original = original
    self.pipe = pipe
  }

  /// Tells the other one how far the run's records are.
  func tell(_ phase: RecordProgress.Phase, _ end: RecordMark? = nil) {
    RecordProgress.tell(phase, end, to: pipe.number)
  }
}

/// The qli that was started, beside its copy.
private struct StandIn {
  let request: RunRequest
  let passed: GuardSequence.Passed
  let context: RunContext
  private let tree: RunTree
  private let settings = TerminalSettings()
  private let began: MonotonicTime

  init(_ request: RunRequest, _ passed: GuardSequence.Passed, _ context: RunContext) {
    self.request = request
    self.passed = passed
    self.context = context
    // Whatever the copy leaves behind comes to this process.
    tree = RunTree(context.environment)
    began = context.clock.monotonicTime()
  }

  /// Waits for the end of `copy`, and ends as it has; returns only where that was killed.
  func stay(beside copy: ProcessID, _ pipe: consuming OwnedDescriptor) -> RunResult {
    passed.secrets.wipe()
    // They belong to the copy from here on.
    passed.met.scope.claim?.release()
    request.capture?.closeWritingEnds()
    do throws(Errno) {
      let loop = try EventLoop(callerMask: context.callerMask, clock: context.clock)
      var ending = Ending.tree(grace: request.policy.run.grace)
      ending.isForWhatTheKilledLeave = true
      let supervisor = Supervisor(
        StartedProcess(process: copy, hasOwnSession: false, missed: nil), as: .guarded, .none,
        ending, tree: tree, loop)
      try loop.watch(supervisor)
      switch supervisor.end {
      case .exited(let code): ProcessEnd.exit(.code(code))
      case .signalled(.interrupt): ProcessEnd.exit(.diedOfInterrupt)
      case .signalled, nil:
        return close(copy, RecordProgress(from: pipe.number), supervisor.treeEnd, loop)
      }
    } catch {
      // The copy ends the run as soon as this process is gone.
      ProcessEnd.exit(ExitStatus(.qliFailed))
    }
  }

  /// Does what the copy can't do any more.
  private func close(
    _ copy: ProcessID, _ progress: RecordProgress, _ treeEnd: TreeEnd, _ loop: EventLoop
  ) -> RunResult {
    settings?.restore()
    passed.met.scope.leave()
    let audited = try? AuditStep.begun(
      request.runID, request.policy.audit, request.group.name, request.extension.name, by: copy,
      context)
    if audited?.isClosed(after: progress, loop) == true, let end = progress.end {
      context.console.signals.hold(loop.release)
      context.console.warn(
        ErrorReport("qli was killed when the run had ended: what it had to say may be missing"))
      ProcessEnd.exit(.code(end.exitCode))
    }
    let result = RunResult(
      outcome: .left(by: .qli, progress.hasStarted ? treeEnd : nil), duration: duration)
    if let audited, audited.needsEnd(after: progress) {
      audited.close(RunEnd(result), duration: duration, loop)
    }
    return result
  }

  private var duration: Int64 { context.clock.monotonicTime().milliseconds(since: began) }
}
