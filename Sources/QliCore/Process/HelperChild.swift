/// A process that qli has started for itself. It is reaped in any case: when this value goes, at the
/// latest.
final class HelperChild {
  private let process: ProcessID
  /// How it ended, or nil if it wasn't reaped. From then on its number may be another process's.
  private(set) var end: ChildEnd?

  init(_ process: ProcessID) { self.process = process }

  deinit { kill() }

  /// Reaps it if it has ended.
  ///
  /// - Returns: how it ended, or nil if it goes on.
  func endIfAny() throws(Errno) -> ChildEnd? {
    if let end { return end }
    switch try process.changedState() {
    case .exited(let code): end = .exited(code)
    case .signalled(let signal): end = .signalled(signal)
    case .stopped, .continued, nil: break
    }
    return end
  }

  /// Asks it to end, with SIGTERM.
  func terminate() {
    guard end == nil else { return }
    process.sendQuietly(.terminate)
    // A stopped process can't act on SIGTERM.
    process.sendQuietly(.resume)
  }

  /// Ends it at once, and reaps it.
  func kill() {
    guard end == nil else { return }
    process.sendQuietly(.kill)
    process.reap()
    end = .signalled(.kill)
  }
}
