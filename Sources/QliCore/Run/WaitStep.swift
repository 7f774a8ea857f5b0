/// Step 7: qli stays beside the extension until it has ended.
enum WaitStep {
  /// Waits for `child`.
  static func wait(
    for child: RunningChild, _ loop: EventLoop
  ) throws(Outcome) -> Outcome {
    do throws(Errno) {
      return Outcome(try ChildSupervisor(child, loop).wait())
    } catch {
      throw .failed(.system(error, in: .wait))
    }
  }
}
