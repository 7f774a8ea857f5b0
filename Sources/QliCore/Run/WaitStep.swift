/// Step 7: qli stays beside the extension until it has ended.
enum WaitStep {
  /// Waits for `running`.
  static func wait(
    for running: RunningExtension, _ loop: EventLoop
  ) throws(Outcome) -> Outcome {
    let supervisor = running.supervisor
    do throws(Errno) { try loop.watch(supervisor) } catch {
      throw .failed(.system(error, in: .wait))
    }
    if supervisor.hasDiedOfSignal || supervisor.cut != nil { running.settings?.restore() }
    withExtendedLifetime(running.lock) {}
    return Outcome(supervisor)
  }
}
