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

extension EventLoop {
  /// The loop of a run: from here on no signal is lost.
  static func starting(_ context: RunContext) throws(Outcome) -> EventLoop {
    do throws(Errno) {
      return try EventLoop(callerMask: context.callerMask, clock: context.clock)
    } catch {
      throw .failed(.system(error, in: .confirm))
    }
  }
}
