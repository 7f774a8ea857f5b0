/// How a service ended for good: the source of its closing record, its last state, and of the code that
/// whoever starts it is given.
enum ServiceEnd {
  /// By itself.
  case ended(ChildEnd)
  /// By itself, before it was ready.
  case endedUnready(ChildEnd)
  /// Somebody stopped it.
  case stopped(StopRequest, ChildEnd?)
  /// Nobody was connected to it for so long.
  case idle(RunDuration, ChildEnd?)
  /// This signal told qli to stop, and nobody had said so before.
  case interrupted(Signal, ChildEnd?)
  /// It had lived for as long as it may.
  case timedOut(RunDuration, TreeEnd)
  /// It wasn't ready in time; with what may help.
  case notReady(RunDuration, TreeEnd, hint: String?)
  /// It couldn't be started, or not be watched.
  case failed(RunFailure)
  /// What is there by now isn't what may be started, or it can't be watched over.
  case refused(ServiceRefusal)
  /// Whoever is to have a copy of its start hasn't taken that.
  case notCopied(AuditError)
  /// What watched over it was killed.
  case unwatched(TreeEnd)

  /// The event of the closing record.
  var event: AuditEvent {
    switch self {
    case .ended: .finish
    case .endedUnready(.exited(0)): .failed
    case .endedUnready: .finish
    case .stopped, .idle: .stopped
    case .interrupted: .interrupted
    case .timedOut: .timedOut
    case .notReady, .failed, .refused, .notCopied, .unwatched: .failed
    }
  }

  /// The code that stands for it: of the service itself where it has one.
  var status: ExitStatus {
    switch self {
    case .ended(let end): end.status
    // It was wanted to stay, and that it ended well is no success.
    case .endedUnready(.exited(0)): ExitStatus(.qliFailed)
    case .endedUnready(let end): end.status
    case .stopped(_, let end), .idle(_, let end): end?.status ?? ExitStatus(.success)
    case .interrupted(let signal, let end):
      end?.status ?? .code(128 + signal.rawValue)
    case .timedOut(let limit, let end): ExitStatus(Outcome.timedOut(limit, end))
    case .notReady(let limit, let end, _): ExitStatus(Outcome.timedOut(limit, end))
    case .failed(let failure): ExitStatus(Outcome.failed(failure))
    case .refused(let refusal): ExitStatus(Outcome.refused(.service(refusal)))
    case .notCopied(let error): ExitStatus(Outcome.refused(.audit(error)))
    case .unwatched: ExitStatus(.qliFailed)
    }
  }

  /// What killed it, ended it or told qli to stop.
  var signal: Signal? {
    switch self {
    case .ended(.signalled(let signal)), .endedUnready(.signalled(let signal)): signal
    case .ended, .endedUnready, .failed, .refused, .notCopied: nil
    case .stopped(_, .signalled(let signal)?), .idle(_, .signalled(let signal)?): signal
    case .stopped, .idle: nil
    case .interrupted(let signal, _): signal
    case .timedOut(_, let end), .notReady(_, let end, _), .unwatched(let end): end.signal
    }
  }

  /// Where it failed.
  var step: Step? {
    switch self {
    case .ended, .stopped, .idle, .interrupted, .timedOut: nil
    case .endedUnready(.exited(0)): .ready
    case .endedUnready: nil
    case .notReady: .ready
    case .failed(let failure): failure.step
    case .refused(let refusal): refusal.step
    case .notCopied: .audit
    case .unwatched: .supervisor
    }
  }

  /// The word for why there is no service; nil where it has ended as it was wanted, or qli was told to stop.
  var cause: Cause? {
    switch self {
    case .ended, .stopped, .idle, .interrupted: nil
    case .endedUnready: .endedUnready
    case .timedOut: .timeLimit
    case .notReady: .notReady
    case .failed(let failure): Outcome.failed(failure).cause
    case .refused(let refusal): Cause(refusal)
    case .notCopied(let error): Cause(error)
    case .unwatched: .supervisorKilled
    }
  }

  /// Why there is no service, in words; nil where it has ended as it was wanted.
  var report: ErrorReport? {
    switch self {
    case .ended, .stopped, .idle: nil
    case .endedUnready(let end):
      ErrorReport(
        "the service ended before it was ready: it \(end.words)",
        help: end == .exited(0) ? [Self.forking] : [])
    case .interrupted(let signal, _): ErrorReport("qli was told to stop by \(signal)")
    case .timedOut(let limit, let end): ErrorReport(Outcome.timedOut(limit, end))
    case .notReady(let limit, let end, let hint):
      ErrorReport(
        "the service wasn't ready within \(limit), and was ended by \(end.signal)",
        help: hint.map { [$0] } ?? [])
    case .failed(let failure): ErrorReport(Outcome.failed(failure))
    case .refused(let refusal): ErrorReport(refusal)
    case .notCopied(let error): ErrorReport(error)
    case .unwatched:
      ErrorReport("the process that watched over the service was killed, and the service ended")
    }
  }

  /// The same as the last line of its log.
  var note: String {
    switch self {
    case .ended(let end), .endedUnready(let end): "ended: it \(end.words)"
    case .stopped(let request, let end):
      "stopped by \(request.name)\(end.map { ": it \($0.words)" } ?? "")"
    case .idle(let limit, _): "stopped: nobody was connected for \(limit)"
    case .interrupted, .timedOut, .notReady, .failed, .refused, .notCopied, .unwatched:
      "ended: \(report?.headline ?? "")"
    }
  }

  /// What helps one that has put itself into the background.
  private static let forking =
    "if it goes on in the background: its option to stay in the foreground, or ready = \"exit\""

  /// What the closing record says.
  ///
  /// - Parameter survivors: what couldn't be ended.
  func record(
    restarts: Int64, survivors: [TreeEnd.Survivor] = [], hiding redaction: Redaction
  ) -> RunEnd {
    var failure: RunEnd.Failure?
    if event == .failed {
      failure = RunEnd.Failure(
        step: step?.rawValue, error: report?.hiding(redaction).headline)
    }
    var limit: RunDuration?
    if case .timedOut(let duration, _) = self { limit = duration }
    var end = RunEnd(
      event: event, cause: cause?.rawValue, exitCode: status.code, signal: signal, failure: failure,
      timeLimit: limit,
      survivors: survivors)
    if restarts > 0 { end.restarts = restarts }
    switch self {
    case .stopped(let request, _): end.endedBy = request.endedBy(hiding: redaction)
    case .idle: end.endedBy = .idle
    default: break
    }
    return end
  }
}

extension ChildEnd {
  /// The code that a shell would give it.
  var status: ExitStatus {
    switch self {
    case .exited(let code): .code(code)
    case .signalled(let signal): .code(128 + signal.rawValue)
    }
  }

  /// What it did, behind "it".
  var words: String {
    switch self {
    case .exited(let code): "exited with code \(code)"
    case .signalled(let signal): "was killed by \(signal)"
    }
  }
}
