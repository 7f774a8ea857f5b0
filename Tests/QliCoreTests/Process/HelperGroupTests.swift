import Foundation
import Testing

@testable import QliCore

/// Helpers beside each other. They are advanced again and again here: signals, which tell a loop of
/// a process's end, go to any thread of the tests.
@Suite struct HelperGroupTests {
  private let scratch: ScratchFolder
  private var folder: String { scratch.path }

  init() throws { scratch = try ScratchFolder() }

  /// A program that leaves its number in the file `name`.
  private func helper(
    _ name: String, _ script: String, limit: Int = 1000, timeLimit: Int = 60, _ loop: EventLoop
  ) -> HelperProcess {
    shellHelper(
      "echo $$ > '\(folder)/\(name)'; \(script)", limit: limit, timeLimit: timeLimit, loop)
  }

  private func text(_ helper: HelperProcess) -> String {
    String(decoding: helper.output.bytes, as: UTF8.self)
  }

  @Test func allHelpersSucceed() throws {
    try withLoop { loop throws in
      let helpers = (0..<5).map { helper("\($0)", "printf \($0)", loop) }
      let group = HelperGroup(helpers)
      #expect(try finish(group) == .succeeded)
      #expect(group.failed == nil && !group.isEnding)
      #expect(helpers.map(text) == ["0", "1", "2", "3", "4"])
      #expect(group.interests.isEmpty && group.deadline == nil)
      // Over, it stays as it is.
      group.cancel()
      #expect(helpers.allSatisfy { $0.failure == nil })
    }
  }

  @Test func aGroupWithNothingToDoIsOver() { #expect(HelperGroup([]).advance() == .succeeded) }

  @Test func theFirstFailureIsKnownAndEndsTheRest() throws {
    try withLoop { loop throws in
      let helpers = [
        helper("a", "exec sleep 1000", loop), helper("b", "echo why >&2; exit 4", loop),
        helper("c", "exec sleep 1000", loop),
      ]
      let group = HelperGroup(helpers)
      #expect(try finish(group) == .failed)
      #expect(group.failed == 1 && group.isEnding)
      guard case .unsuccessful(.exited(4), let errors) = helpers[1].failure,
        errors.bytes.elementsEqual("why\n".utf8)
      else {
        Issue.record("it failed otherwise: \(String(describing: helpers[1].failure))")
        return
      }
      for index in [0, 2] {
        guard case .cancelled = helpers[index].failure else {
          Issue.record("it wasn't told to end: \(String(describing: helpers[index].failure))")
          continue
        }
      }
      for name in ["a", "b", "c"] {
        if let process = scratch.process(name) { #expect(isGone(process)) }
      }
    }
  }

  @Test func theFirstRunsAloneWhereThatIsAsked() throws {
    try withLoop { loop throws in
      let go = "\(folder)/go"
      let first = helper("first", "while ! [ -e '\(go)' ]; do sleep 0.01; done", loop)
      let others = (0..<3).map { helper("\($0)", ":", loop) }
      let group = HelperGroup([first] + others, firstAlone: true)
      _ = group.advance()
      try scratch.waitForProcess("first")
      for _ in 0..<10 { #expect(group.advance() == .unfinished) }
      // A helper's two pipes.
      #expect(group.interests.count == 2)
      #expect((0..<3).allSatisfy { scratch.process("\($0)") == nil })
      try Data().write(to: URL(fileURLWithPath: go))
      #expect(try finish(group) == .succeeded)
      #expect((0..<3).allSatisfy { scratch.process("\($0)") != nil })
    }
  }

  @Test func noMoreThanSixtyFourAtOnce() throws {
    try withLoop { loop throws in
      let waiting = (0..<70).map { helper("w\($0)", "exec sleep 1000", loop) }
      let group = HelperGroup(waiting)
      #expect(group.advance() == .unfinished)
      #expect(group.interests.count == 2 * HelperGroup.mostAtOnce)
      group.kill()
      #expect(group.advance() == .failed)
      #expect(waiting.allSatisfy { $0.deadline == nil && $0.interests.isEmpty })
    }
  }

  @Test func aHelperCancelledBeforeItBeganNeverBegins() throws {
    try withLoop { loop throws in
      let helper = helper("a", ":", loop)
      let group = HelperGroup([helper])
      group.cancel()
      #expect(group.advance() == .failed)
      #expect(group.failed == nil && helper.deadline == nil)
      #expect(scratch.process("a") == nil)
    }
  }

  /// SIGKILL, and reaped when it returns.
  @Test func killingWaitsForNothing() throws {
    try withLoop { loop throws in
      let group = HelperGroup(
        ["a", "b"].map { helper($0, "trap '' TERM; exec sleep 1000", loop) })
      _ = group.advance()
      let processes = try ["a", "b"].map { try scratch.waitForProcess($0) }
      group.cancel()
      #expect(group.advance() == .unfinished)
      #expect(processes.allSatisfy { kill($0, 0) == 0 })
      group.kill()
      #expect(processes.allSatisfy(isGone))
      #expect(group.advance() == .failed)
    }
  }

  @Test func nobodyIsLeftWhenItGoes() throws {
    try withLoop { loop throws in
      var group: HelperGroup? = HelperGroup([helper("a", "exec sleep 1000", loop)])
      _ = group?.advance()
      let process = try scratch.waitForProcess("a")
      #expect(kill(process, 0) == 0)
      group = nil
      #expect(isGone(process))
    }
  }

  @Test func theNearestDeadline() throws {
    let clock = TestClock()
    clock.advance(seconds: 7)
    try withLoop(clock.clock) { loop throws in
      let group = HelperGroup([
        helper("a", "exec sleep 1000", timeLimit: 60, loop),
        helper("b", "exec sleep 1000", timeLimit: 20, loop),
      ])
      #expect(group.deadline == nil)
      _ = group.advance()
      #expect(group.deadline == MonotonicTime(nanoseconds: 27_000_000_000))
      group.kill()
    }
  }

  /// Its end is what matters, however much it writes.
  @Test func theEndOfWhatIsWrittenToStandardErrorIsKept() throws {
    try withLoop { loop throws in
      let helper = helper(
        "a", "i=0; while [ $i -lt 5000 ]; do echo \"line $i\"; i=$((i+1)); done >&2; exit 1", loop)
      #expect(try finish(helper) == .failed)
      guard case .unsuccessful(.exited(1), let errors) = helper.failure else {
        Issue.record("it failed otherwise: \(String(describing: helper.failure))")
        return
      }
      let text = String(decoding: errors.bytes, as: UTF8.self)
      #expect(errors.isCut && text.utf8.count == 4096 && text.hasSuffix("\nline 4998\nline 4999\n"))
    }
  }

  /// It mustn't keep qli from seeing signals and the time.
  @Test func whoeverWritesErrorsWithoutEndIsNotReadWithoutEnd() throws {
    try withLoop { loop throws in
      let helper = helper("a", "exec yes >&2", loop)
      for _ in 0..<100 { #expect(helper.advance() == .unfinished) }
      helper.kill()
      #expect(helper.advance() == .failed)
    }
  }

  @Test func moreOutputThanIsAllowed() throws {
    try withLoop { loop throws in
      let helper = helper("a", "printf 'too much'; exec sleep 1000", limit: 3, loop)
      #expect(try finish(helper) == .failed)
      guard case .tooMuchOutput = helper.failure else {
        Issue.record("it failed otherwise: \(String(describing: helper.failure))")
        return
      }
      #expect(try isGone(scratch.waitForProcess("a")))
    }
  }
}
