import Foundation
import Glibc
import TestSupport

@testable import QliCore

/// Runs `body` with a loop that reads `clock`, on a thread that blocks nothing else; then the
/// thread's mask is as it was, and no signal of the loop's is left that would strike.
func withLoop<Result>(
  _ clock: QliCore.Clock = .system, _ body: (EventLoop) throws -> Result
) throws -> Result {
  var before = SignalSet().block().value
  var nothing = SignalSet().value
  pthread_sigmask(SIG_SETMASK, &nothing, nil)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  let loop = try EventLoop(callerMask: SignalSet(), clock: clock)
  defer { while loop.nextSignal() != nil {} }
  let reminder = ChildReminder(pthread_self())
  defer { reminder.stop() }
  return try body(loop)
}

/// Has a thread look at its children again and again: the signal that tells of the end of one is sent to the
/// process, and so may be taken by the loop of another test.
private final class ChildReminder: Sendable {
  private let condition = NSCondition()
  private nonisolated(unsafe) var isOver = false

  init(_ thread: pthread_t) {
    Thread { [self] in
      condition.lock()
      while !isOver {
        pthread_kill(thread, SIGCHLD)
        _ = condition.wait(until: Date(timeIntervalSinceNow: 0.02))
      }
      condition.unlock()
    }.start()
  }

  /// From then on the thread is left alone.
  func stop() {
    condition.lock()
    isOver = true
    condition.signal()
    condition.unlock()
  }
}

/// A helper that does what a sh script says.
func shellHelper(
  _ script: String, limit: Int, timeLimit: Int = 60, _ loop: EventLoop
) -> HelperProcess {
  let launch = Launch(
    program: "/bin/sh", arguments: Arguments(["-c", ByteString(script)]),
    environment: ChildEnvironment(Environment(["PATH=/usr/bin:/bin"])),
    signalMask: loop.callerMask)
  return HelperProcess(
    launch, Limits(time: .seconds(Int64(timeLimit))), outputLimit: limit, loop)
}

/// Advances a task until it is over. Again and again: a signal that tells of a process's end may go
/// to any thread of the tests.
func finish(_ task: any HelperTask) throws -> HelperProgress {
  var progress = task.advance()
  try waitUntil("the task is over") {
    if !progress.isOver { progress = task.advance() }
    return progress.isOver
  }
  return progress
}

/// Advances a task, which goes on meanwhile, until the condition holds.
func advance(
  _ task: any HelperTask, until what: String, _ condition: () -> Bool
) throws {
  try waitUntil(what) {
    if condition() { return true }
    let progress = task.advance()
    guard progress == .unfinished else { throw HarnessError("\(progress) before \(what)") }
    return false
  }
}

/// Whether a process is gone, and was reaped.
func isGone(_ process: pid_t) -> Bool { kill(process, 0) == -1 && errno == ESRCH }
