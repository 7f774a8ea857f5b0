/// Step 7: qli stays beside the extension until it has ended.
enum WaitStep {
  /// Waits for `running`.
  static func wait(
    for running: RunningExtension, _ loop: EventLoop
  ) throws(Outcome) -> Outcome {
    let supervisor = running.supervisor
    var gone: Companion?
    do throws(Errno) {
      if let companions = running.companions {
        let watch = CompanionWatch(supervisor, endingWith: companions, loop.clock)
        try loop.watch(watch)
        gone = watch.gone
      } else {
        try loop.watch(supervisor)
      }
    } catch {
      throw .failed(.system(error, in: .wait))
    }
    if supervisor.hasDiedOfSignal || supervisor.cut != nil { running.settings?.restore() }
    withExtendedLifetime(running.lock) {}
    return Outcome(supervisor, leftBy: gone)
  }
}
