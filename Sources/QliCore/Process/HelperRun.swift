/// Takes helper tasks to their end, beside each other.
///
/// The first failure ends the others, and so does a signal that ends qli; one that comes while they
/// end leaves them no more time.
final class HelperRun: Watched {
  /// Why not all have succeeded. None is left that isn't over.
  enum Failure: Error {
    /// The first that failed, by its place.
    case failed(Int)
    /// qli was told to stop.
    case interrupted(Signal)
    /// qli can't wait.
    case system(Errno)
  }

  private let group: HelperGroup
  private let loop: EventLoop
  private var stop: Signal?

  /// Runs `tasks` until all are over.
  static func finish(_ tasks: [any HelperTask], _ loop: EventLoop) throws(Failure) {
    let run = HelperRun(tasks, loop)
    do throws(Errno) {
      try loop.watch(run)
    } catch {
      run.group.kill()
      throw .system(error)
    }
    if let stop = run.stop { throw .interrupted(stop) }
    if let index = run.group.failed { throw .failed(index) }
  }

  private init(_ tasks: [any HelperTask], _ loop: EventLoop) {
    group = HelperGroup(tasks)
    self.loop = loop
  }

  var interests: [Poll.Interest] { group.interests }

  var deadline: MonotonicTime? { group.deadline }

  func receive(_ received: ReceivedSignal) {
    guard let signal = loop.end(on: received) else { return }
    if !group.isEnding {
      group.cancel()
    } else if signal.isStopRequest {
      group.kill()
    } else {
      return
    }
    stop = stop ?? signal
  }

  func advance() throws(Errno) -> Bool {
    let wasEnding = group.isEnding
    let isOver = group.advance().isOver
    // Ctrl-C ends both: then it is no failure of the program.
    if isOver || wasEnding != group.isEnding, let signal = loop.pendingEnd() {
      stop = stop ?? signal
    }
    return isOver
  }
}
