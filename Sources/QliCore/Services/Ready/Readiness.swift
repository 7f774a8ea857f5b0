/// Finds out when a service is ready, as its manifest says what that is.
final class Readiness {
  /// What is looked at.
  private enum Sign {
    /// It has lived until then.
    case after(MonotonicTime)
    /// It accepts connections there.
    case endpoint(EndpointProbe)
    /// It has said so.
    case notify(ReadyMessages)
    /// The file is there.
    case file(FilePath)
    /// A line of its output matches.
    case line(ServiceLog)
    /// Its main process has ended, and left others.
    case exit
    /// A program says so.
    case command(ReadyCommand)
  }

  private let sign: Sign
  private let clock: Clock
  private var pause = Backoff()

  /// - Parameter log: already looks for the line, if that is the sign.
  /// - Parameter messages: where the service says it, if that is the sign.
  init(
    _ service: ServiceLaunch, log: ServiceLog, messages: ReadyMessages?, _ loop: EventLoop
  ) {
    clock = loop.clock
    let now = clock.monotonicTime()
    switch service.policy.readiness {
    case .after(let time): sign = .after(now.advanced(byMilliseconds: time.milliseconds))
    case .endpoint:
      // The manifest has one where this is the sign.
      sign =
        service.endpoint.map {
          .endpoint(EndpointProbe($0, mayBeForeign: service.policy.endpointMayBeForeign))
        } ?? .exit
    case .notify: sign = messages.map { .notify($0) } ?? .exit
    case .file: sign = service.readyFile.map { .file($0) } ?? .exit
    case .line: sign = .line(log)
    case .exit: sign = .exit
    case .command(let words): sign = .command(ReadyCommand(words, service, loop))
    }
  }

  /// Where the service goes on to say something that somebody has to take from it, ready or not: it would
  /// wait for room, or for its message to be taken.
  var lastingInterests: [Poll.Interest] {
    if case .notify(let messages) = sign { [.reading(messages.readiness)] } else { [] }
  }

  /// Takes what it says when nobody asks any more whether it is ready.
  func discardMessages() {
    if case .notify(let messages) = sign { messages.discard() }
  }

  /// The descriptors that it waits for.
  var interests: [Poll.Interest] {
    switch sign {
    case .endpoint(let probe): probe.interests
    case .notify: lastingInterests
    case .after, .file, .line, .exit, .command: []
    }
  }

  /// When it has to be asked again at the latest.
  var deadline: MonotonicTime? {
    switch sign {
    case .after(let time): time
    case .command(let command): command.isAsked ? nil : pause.next
    case .endpoint, .file: pause.next
    case .notify, .line, .exit: nil
    }
  }

  /// Whether the service that `supervisor` watches over is ready. Nothing is waited for.
  func isReady(_ supervisor: Supervisor) throws(Errno) -> Bool {
    switch sign {
    case .after(let time): return clock.monotonicTime() >= time
    case .notify(let messages): return messages.haveReady(from: supervisor)
    case .line(let log): return log.hasMatched
    case .exit: return supervisor.end == .exited(0)
    case .endpoint(let probe): return pause.isDue(clock, probe.isPending) && probe.look(supervisor)
    case .file(let path):
      return pause.isDue(clock) && ReadyFile.isThere(path)
    case .command(let command): return command.look(pause: &pause, supervisor)
    }
  }

  /// A process has ended that the service has left to qli, or that was started to find this out.
  func reaped(_ process: ProcessID, _ status: WaitStatus) {
    if case .command(let command) = sign { command.reaped(process, status) }
  }

  /// Ends what was started to find this out.
  func stop() {
    if case .command(let command) = sign { command.stop() }
  }

  /// What may help where it was never ready.
  func hint(_ log: ServiceLog) -> String? {
    switch sign {
    case .endpoint(let probe): probe.hint
    case .line:
      log.count == 0
        ? "it has written nothing: a program may hold back what it writes to a pipe; "
          + "try PYTHONUNBUFFERED=1, or stdbuf -oL" : nil
    case .exit:
      "with ready = \"exit\" its main process has to end with code 0, and leave others running"
    case .notify: "it has to send READY=1 to the socket in NOTIFY_SOCKET, see sd_notify(3)"
    case .after, .file, .command: nil
    }
  }
}

/// The pauses between looks at something that nothing tells of: short at first, so that a quick start
/// isn't felt, then longer.
struct Backoff {
  private static let first: Int64 = 500_000
  private static let longest: Int64 = 100_000_000

  private(set) var next: MonotonicTime?
  private var pause = Backoff.first

  /// Whether it is time for a look; the next one is due after a longer pause.
  mutating func isDue(_ clock: Clock, _ isAlways: Bool = false) -> Bool {
    let now = clock.monotonicTime()
    if isAlways { return true }
    if let next, now < next { return false }
    next = MonotonicTime(nanoseconds: now.nanoseconds + pause)
    pause = min(pause * 2, Self.longest)
    return true
  }
}
