/// Takes helper tasks to their end.
enum HelperTasks {
  /// Why not all have succeeded. None is left that isn't over.
  enum Failure: Error {
    /// The first that failed, by its place.
    case failed(Int)
    /// qli was told to stop.
    case interrupted(Signal)
    /// qli can't wait.
    case system(Errno)
  }

  /// Runs `tasks` beside each other until all are over. The first failure ends the others, and so
  /// does a signal that ends qli; one that comes while they end leaves them no more time.
  static func finish(_ tasks: [any HelperTask], _ loop: EventLoop) throws(Failure) {
    let group = HelperGroup(tasks)
    var stop: Signal?
    do throws(Errno) {
      while true {
        let wasEnding = group.isEnding
        let progress = group.advance()
        if progress.isOver || wasEnding != group.isEnding {
          // Ctrl-C ends both: then it is no failure of the program.
          if let signal = loop.pendingEnd() { stop = stop ?? signal }
        }
        if progress.isOver { break }
        guard
          case .signal(let received) = try loop.wait(for: group.interests, until: group.deadline)
        else { continue }
        if !group.isEnding {
          guard SignalPolicy.endsWithoutChild(received.signal) else { continue }
          group.cancel()
        } else {
          guard received.signal.isStopRequest else { continue }
          group.kill()
        }
        stop = stop ?? received.signal
      }
    } catch {
      group.kill()
      throw .system(error)
    }
    if let stop { throw .interrupted(stop) }
    if let index = group.failed { throw .failed(index) }
  }
}
