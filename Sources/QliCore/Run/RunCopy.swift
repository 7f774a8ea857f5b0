/// `with_qli`: from its record on a run is taken by a copy of qli, and the one that was started, which the
/// caller knows, stands in for it: passes on its signals, stops when it stops, ends as it ends. Whichever of
/// the two is killed, the other ends all that the run has started, and records that.
///
/// The copy is below the other, so that whatever is left behind comes to one of the two.
final class RunCopy {
  /// The qli that this one is the copy of.
  let original: ProcessID
  private let news: OwnedDescriptor

  /// Makes the copy, and returns in it alone. Nil if the run needs none.
  static func make(
    for request: RunRequest, _ passed: GuardSequence.Passed, _ context: RunContext
  ) throws(Outcome) -> RunCopy? {
    guard request.policy.run.endsWithQli else { return nil }
    return try RunCopy(of: request, passed, context)
  }

  private init(
    of request: RunRequest, _ passed: GuardSequence.Passed, _ context: RunContext
  ) throws(Outcome) {
    original = .current
    let standIn = StandIn(request, passed, context)
    do throws(Errno) {
      let pipe = try Pipe.nonBlocking()
      if let copy = try ProcessID.fork() { standIn.stay(beside: copy, pipe.intoReading()) }
      news = pipe.intoWriting()
    } catch {
      throw .failed(.system(error, in: .spawn))
    }
  }

  /// Tells the other one that the run's start is on record.
  func tellStart() { try? news.number.writeAll([1]) }
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

  /// Waits for the end of `copy`, and ends as it has.
  func stay(beside copy: ProcessID, _ news: consuming OwnedDescriptor) -> Never {
    passed.secrets.wipe()
    // It belongs to the copy from here on, and so does all that is open: pipes, locks.
    passed.met.scope.claim?.release()
    FileDescriptor.closeAll(but: [news.number])
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
        let hasStarted = Poll.isReady(.reading(news.number)) && hasByte(news.number)
        close(copy, hasStarted ? supervisor.treeEnd : nil, loop)
      }
    } catch {
      // The copy ends the run as soon as this process is gone.
      ProcessEnd.exit(ExitStatus(.qliFailed))
    }
  }

  private func hasByte(_ news: FileDescriptor) -> Bool {
    var byte: [UInt8] = [0]
    return (try? news.read(into: &byte)) == 1
  }

  /// Does what the copy can't do any more.
  ///
  /// - Parameter treeEnd: nil if it was killed before the extension was to be started.
  private func close(_ copy: ProcessID, _ treeEnd: TreeEnd?, _ loop: EventLoop) -> Never {
    settings?.restore()
    passed.met.scope.leave()
    let result = RunResult(outcome: .left(by: .qli, treeEnd), duration: duration)
    let audited = try? AuditStep.begun(
      request.runID, request.policy.audit, request.group.name, request.extension.name, by: copy,
      context)
    // It may have been killed beside a record: only the log tells whether that was written.
    if let audited, audited.lacksEnd(hasStart: treeEnd != nil) != false {
      audited.close(RunEnd(result), duration: duration, loop)
    }
    context.console.signals.hold(loop.release)
    if let report = result.report { context.console.report(report) }
    ProcessEnd.exit(ExitStatus(result.outcome))
  }

  private var duration: Int64 { context.clock.monotonicTime().milliseconds(since: began) }
}
