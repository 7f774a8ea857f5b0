import Foundation
import TestSupport
import Testing

@testable import QliCore

/// A helper and its time limit, with a clock that only these tests turn.
@Suite struct HelperProcessTests {
  private let scratch: ScratchFolder
  private var folder: String { scratch.path }

  init() throws { scratch = try ScratchFolder() }

  /// The clock of `hours`, whose first reading is zero. At each further one an hour has passed, which
  /// begins when the helper has written its number.
  private func clock(_ hours: TestClock) -> QliCore.Clock {
    QliCore.Clock(wallTime: hours.clock.wallTime) { [scratch] in
      let time = hours.clock.monotonicTime()
      // Without the number, the test fails at its next step.
      if time.nanoseconds > 0 { _ = try? scratch.waitForProcess("pid") }
      return time
    }
  }

  private func writeOp(_ script: String) throws -> Environment {
    try scratch.writeProgram("op", "#!/bin/sh\n\(script)\n")
    return Environment([ByteString("PATH=\(folder):/usr/bin:/bin")])
  }

  /// Sixty seconds; then it is ended, also where it ignores SIGTERM, and reaped.
  @Test(arguments: ["", "trap '' TERM; "])
  func opIsEndedAtItsTimeLimit(_ trap: String) throws {
    #expect(OnePassword.timeLimit == 60)
    let environment = try writeOp("\(trap)echo $$ > '\(folder)/pid'; exec sleep 1000")
    let hours = TestClock(step: 3600)
    try withLoop(clock(hours)) { loop in
      let op = OnePassword.read(
        "op://v/i", with: FilePath("\(folder)/op"), environment, loop)
      #expect(throws: HelperRun.Failure.self) { try HelperRun.finish([op], loop) }
      guard case .timedOut = op.failure else {
        Issue.record("it failed otherwise: \(String(describing: op.failure))")
        return
      }
      let process = try #require(scratch.process("pid"))
      #expect(isGone(process))
    }
  }

  /// Its number may be another process's by then.
  @Test func aHelperThatWasReapedIsNotEndedAgain() throws {
    let hours = TestClock(step: 3600)
    try withLoop(clock(hours)) { loop in
      let helper = shellHelper("echo $$ > '\(folder)/pid'", limit: 100, loop)
      #expect(helper.advance() == .unfinished)
      try waitUntil("the helper has exited") { hasExited }
      #expect(helper.advance() == .succeeded)
      // All that a number could be used for.
      helper.cancel()
      helper.kill()
      #expect(helper.advance() == .succeeded && helper.failure == nil)
      #expect(helper.deadline == nil && helper.interests.isEmpty)
    }
  }

  /// Whether the helper is a zombie.
  private var hasExited: Bool {
    scratch.process("pid").map { ProcessID(rawValue: $0).isZombie } ?? false
  }
}
