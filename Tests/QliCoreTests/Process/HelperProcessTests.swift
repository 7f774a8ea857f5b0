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
      let op = OnePassword.read(
        "op://v/i", with: FilePath("\(folder)/op"), environment, loop)
      #expect(throws: HelperRun.Failure.self) { try HelperRun.finish([op], loop) }
      guard case .timedOut = op.failure else {
        Issue.record("it failed otherwise: \(String(describing: op.failure))")
        return
      }
      let process = try #require(Self.processID(in: folder))
      #expect(kill(process, 0) == -1 && errno == ESRCH)
    }
  }

  /// Its number may be another process's by then.
  @Test func oneThatWasReapedIsNotEndedAgain() throws {
    let readings = Readings()
    try withLoop(clock(readings)) { loop in
      let helper = helper("echo $$ > '\(folder)/pid'", loop)
      #expect(helper.advance() == .unfinished)
      while !hasExited { usleep(1000) }
      #expect(helper.advance() == .succeeded)
      // All that a number could be used for.
      helper.cancel()
      helper.kill()
      #expect(helper.advance() == .succeeded && helper.failure == nil)
      #expect(helper.deadline == nil && helper.interests.isEmpty)
    }
  }

  private func helper(_ script: String, limit: Int = 100, _ loop: EventLoop) -> HelperProcess {
    let launch = Launch(
      program: "/bin/sh", arguments: Arguments(["-c", ByteString(script)]),
      environment: ChildEnvironment(Environment(["PATH=/usr/bin:/bin"])),
      signalMask: loop.callerMask)
    return HelperProcess(launch, Limits(time: .seconds(60)), outputLimit: limit, loop)
  }

  /// Whether the helper is a zombie.
  private var hasExited: Bool {
    guard let processID = Self.processID(in: folder),
      let stat = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)
    else { return false }
    return stat.contains(") Z ")
  }
}
