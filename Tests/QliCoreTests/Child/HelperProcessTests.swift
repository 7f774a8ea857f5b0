import Foundation
import Synchronization
import Testing

@testable import QliCore

/// A helper and its time limit, with a clock that only these tests turn.
@Suite struct HelperProcessTests {
  private let scratch: ScratchFolder
  private var folder: String { scratch.path }

  init() throws { scratch = try ScratchFolder() }

  /// Runs the body with a loop that reads this clock, then lets the thread's signals through
  /// again.
  private func withLoop(_ clock: QliCore.Clock, _ body: (EventLoop) throws -> Void) throws {
    var mask = SignalSet().block().value
    defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }
    try body(try EventLoop(callerMask: SignalSet(), clock: clock))
  }

  /// A clock whose first reading is zero. At each further one an hour has passed, which begins when
  /// the helper has written its number.
  private func clock(_ readings: Readings) -> QliCore.Clock {
    QliCore.Clock(wallTime: QliCore.Clock.system.wallTime) { [folder] in
      let count = readings.next()
      if count == 1 { while Self.processID(in: folder) == nil { usleep(1000) } }
      return MonotonicTime(nanoseconds: Int64(count) * 3_600_000_000_000)
    }
  }

  private final class Readings: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
      count.withLock { count in
        defer { count += 1 }
        return count
      }
    }
    var total: Int { count.withLock { $0 } }
  }

  /// The number that the script wrote as a line.
  private static func processID(in folder: String) -> pid_t? {
    guard let text = try? String(contentsOfFile: "\(folder)/pid", encoding: .utf8) else {
      return nil
    }
    return text.hasSuffix("\n") ? pid_t(text.dropLast()) : nil
  }

  private func writeOp(_ script: String) throws -> Environment {
    // By another process: were it open for writing here while another test starts a program, that
    // would hold it open too, and running it would fail with "text file busy".
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = [
      "-c", "printf '#!/bin/sh\\n%s\\n' \"$1\" > \"$2\" && chmod 755 \"$2\"", "sh", script,
      "\(folder)/op",
    ]
    try writer.run()
    writer.waitUntilExit()
    try #require(writer.terminationStatus == 0)
    return Environment([ByteString("PATH=\(folder):/usr/bin:/bin")])
  }

  /// Sixty seconds; then it is ended, also where it ignores SIGTERM, and reaped.
  @Test(arguments: ["", "trap '' TERM; "])
  func opIsEndedAtItsTimeLimit(_ trap: String) throws {
    #expect(OnePassword.timeLimit == 60)
    let environment = try writeOp("\(trap)echo $$ > '\(folder)/pid'; exec sleep 1000")
    let readings = Readings()
    try withLoop(clock(readings)) { loop in
      do throws(OnePassword.Failure) {
        _ = try OnePassword.read("op://v/i", environment: environment, loop)
        Issue.record("it answered")
      } catch {
        guard case .reason(.timedOut(seconds: 60)) = error else {
          Issue.record("it failed otherwise: \(error)")
          return
        }
      }
      let process = try #require(Self.processID(in: folder))
      #expect(kill(process, 0) == -1 && errno == ESRCH)
    }
  }

  /// Its number may be another process's by then.
  @Test func oneThatWasReapedIsNotEndedAgain() throws {
    let readings = Readings()
    try withLoop(clock(readings)) { loop in
      let script = ByteString("printf 'too much'; echo $$ > '\(folder)/pid'")
      let helper = try HelperProcess(
        "/bin/sh", arguments: Arguments(["-c", script]),
        environment: ChildEnvironment(Environment(["PATH=/usr/bin:/bin"])), outputLimit: 3,
        signalMask: SignalSet())
      while !hasExited { usleep(1000) }
      do throws(HelperProcess.Failure) {
        _ = try helper.finish(until: MonotonicTime(nanoseconds: .max), loop)
        Issue.record("it had a result")
      } catch {
        guard case .tooMuchOutput = error else {
          Issue.record("it failed otherwise: \(error)")
          return
        }
      }
      // It would have been given some time to end.
      #expect(readings.total == 0)
    }
  }

  /// Whether the helper is a zombie.
  private var hasExited: Bool {
    guard let processID = Self.processID(in: folder),
      let stat = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)
    else { return false }
    return stat.contains(") Z ")
  }
}
