import Foundation
import Glibc
import Testing

@testable import QliCore

/// The wait for a lock that somebody else holds, at a clock of its own.
@Suite struct AuditLogTests {
  /// With a character in it that no message may show as it is.
  private var path: String { "\(scratch.path)/log\t" }
  private let scratch: ScratchFolder
  private let line = Array("{}\n".utf8)

  init() throws {
    scratch = try ScratchFolder()
    try Data("{\"before\":1}\n".utf8).write(to: URL(fileURLWithPath: path))
  }

  /// What came of an attempt to write while another descriptor holds the lock.
  private struct Attempt: Sendable {
    var failure: String
    /// What can be done about it, by the words for a run that was refused.
    var help: [String] = []
    /// How long it took at its own clock, in seconds.
    var seconds: Double
  }

  /// Tries to write in a thread of its own, whose blocked signals end with it.
  private func attempt(
    while phase: AuditLog.Phase, signal: Int32? = nil, step: Double = 0.05
  ) throws -> Attempt {
    let holder = open(path, O_RDWR | O_CLOEXEC)
    try #require(holder >= 0 && flock(holder, LOCK_EX) == 0)
    defer { close(holder) }
    let (path, line) = (path, line)
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var result: Attempt?
    Thread {
      result = Self.attempt(path, line, phase, signal, TestClock(step: step))
      done.signal()
    }.start()
    done.wait()
    return try #require(result)
  }

  private static func attempt(
    _ path: String, _ line: [UInt8], _ phase: AuditLog.Phase, _ signal: Int32?,
    _ clock: TestClock
  ) -> Attempt {
    do throws(Errno) {
      let loop = try EventLoop(callerMask: SignalSet(), clock: clock.clock)
      // Blocked by now, so it waits to be read.
      if let signal { pthread_kill(pthread_self(), signal) }
      do throws(AuditLog.Failure) {
        try AuditLog(path: FilePath(path)).append(line, loop, while: phase)
        return Attempt(failure: "none", seconds: clock.seconds)
      } catch {
        return Attempt(failure: text(error), help: help(error), seconds: clock.seconds)
      }
    } catch {
      return Attempt(failure: "no loop: \(error)", seconds: clock.seconds)
    }
  }

  private static func text(_ failure: AuditLog.Failure) -> String {
    switch failure {
    case .interrupted(let signal): "interrupted by \(signal)"
    case .audit(let error): ErrorReport(closingRecordLost: error).headline
    }
  }

  private static func help(_ failure: AuditLog.Failure) -> [String] {
    if case .audit(let error) = failure { ErrorReport(error).help } else { [] }
  }

  private var shownPath: String { path.replacingOccurrences(of: "\t", with: "\\t") }

  private func locked(_ seconds: String) -> String {
    "the end of this run isn't on record: cannot write the audit log '\(shownPath)': "
      + "another process has held its lock for \(seconds)"
  }

  private func expectUntouched(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text == "{\"before\":1}\n", sourceLocation: sourceLocation)
  }

  @Test(arguments: [AuditLog.Phase.starting, .finishing])
  func theLockIsGivenUpAfterTenSeconds(_ phase: AuditLog.Phase) throws {
    let attempt = try attempt(while: phase)
    #expect(attempt.failure == locked("10 seconds"))
    // The file's name has to be exact.
    #expect(attempt.help == ["find who holds it: fuser -v $'\(shownPath)'"])
    #expect(attempt.seconds >= 10 && attempt.seconds < 11)
    try expectUntouched()
  }

  /// None that a shell may have made the tests ignore, such as SIGINT.
  @Test(arguments: [SIGTERM, SIGUSR1, SIGUSR2])
  func aSignalEndsTheWaitBeforeTheExtensionRuns(_ signal: Int32) throws {
    let attempt = try attempt(while: .starting, signal: signal)
    #expect(attempt.failure == "interrupted by \(Signal(rawValue: signal))")
    #expect(attempt.seconds < 1)
    try expectUntouched()
  }

  @Test(arguments: [SIGTERM, SIGUSR1])
  func aSignalLeavesTheWaitOneSecondAfterTheExtensionRan(_ signal: Int32) throws {
    let attempt = try attempt(while: .finishing, signal: signal)
    #expect(
      attempt.failure.contains("cannot write the audit log '\(shownPath)': another process h"))
    #expect(attempt.seconds >= 1 && attempt.seconds < 2)
    try expectUntouched()
  }

  @Test(arguments: [SIGWINCH, SIGCONT, SIGCHLD])
  func otherSignalsDoNotEndTheWait(_ signal: Int32) throws {
    for phase in [AuditLog.Phase.starting, .finishing] {
      #expect(try attempt(while: phase, signal: signal).failure == locked("10 seconds"))
    }
    try expectUntouched()
  }

  @Test func aFreeLockIsTaken() throws {
    let (path, line) = (path, line)
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var result: Attempt?
    Thread {
      result = Self.attempt(path, line, .starting, nil, TestClock(step: 0.001))
      done.signal()
    }.start()
    done.wait()
    #expect(result?.failure == "none")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "{\"before\":1}\n{}\n")
  }
}
