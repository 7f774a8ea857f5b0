import Foundation
import SeededNumbers
import TestSupport
import Testing

/// Signals that come at random moments of many runs: whenever that is, no run is lost.
@Suite struct SignalChanceTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("dev", "audit_log = \"\(home.path("$STATE/log/audit"))\"")
    // Some milliseconds in one process, so that some of the signals come while it runs.
    try home.extension(
      "dev", "work", sh: "i=0; while [ $i -lt 5000 ]; do i=$((i + 1)); done; exit 3")
  }

  /// - Returns: how each run ended.
  private func runs(_ count: Int, _ number: Int32, seed: UInt64) throws -> [Ending] {
    var random = SeededNumbers(seed: seed)
    return try (0..<count).map { _ in
      let running = try home.qli("dev", "work").start()
      // The moment of the signal is what is tested: nothing is waited for here.
      usleep(UInt32.random(in: 0...30_000, using: &random))
      try running.signal(number)
      let outcome = try running.wait()
      #expect(outcome.stdout.isEmpty && outcome.stderr.isEmpty)
      #expect(try running.leftOvers().isEmpty)
      return outcome.ending
    }
  }

  /// Each run that was recorded has its end, once, and behind its start.
  private func checkRecords(_ endings: [Ending], _ number: Int32, _ name: String) throws {
    var open: [String: Int] = [:]
    let records = try home.auditLines("$STATE/log/audit")
    for record in records {
      let run = try #require(record["run_id"]?.string)
      switch record["event"] {
      case "start": #expect(open.updateValue(1, forKey: run) == nil)
      case "interrupted":
        #expect(record["signal"]?.string == name)
        #expect([3, 128 + Int(number)].contains(record["exit_code"]?.integer))
        #expect(open.updateValue(0, forKey: run) == 1)
      case "finish":
        #expect(record["signal"] == nil && record["exit_code"] == 3)
        #expect(open.updateValue(0, forKey: run) == 1)
      default: Issue.record("\(record)")
      }
    }
    #expect(open.values.allSatisfy { $0 == 0 })
    // A run without a record ended before its start was written.
    #expect(open.count <= endings.count)
  }

  @Test func sigtermAtAnyMoment() throws {
    let endings = try runs(200, SIGTERM, seed: 1)
    // Before step 3 the signal has its default effect.
    let right: [Ending] = [.exited(3), .exited(128 + SIGTERM), .signalled(SIGTERM)]
    #expect(endings.allSatisfy { right.contains($0) }, "\(endings)")
    try checkRecords(endings, SIGTERM, "SIGTERM")
  }

  @Test func sigintAtAnyMoment() throws {
    let endings = try runs(100, SIGINT, seed: 2)
    let right: [Ending] = [.exited(3), .signalled(SIGINT)]
    #expect(endings.allSatisfy { right.contains($0) }, "\(endings)")
    try checkRecords(endings, SIGINT, "SIGINT")
  }

  /// A key at the terminal, from before qli has begun to long after the spawn: it is never lost. A
  /// child that got it, or that qli handed it on to, doesn't come to its end, which would take a
  /// minute.
  @Test func controlCAtAnyMoment() throws {
    try home.extension("dev", "stay", sh: "exec sleep 60")
    var random = SeededNumbers(seed: 3)
    let endings = try (0..<50).map { _ in
      let terminal = try home.qli("dev", "stay").startOnTerminal()
      usleep(UInt32.random(in: 0...15_000, using: &random))
      try terminal.control("C")
      #expect(try terminal.wait().ending == .signalled(SIGINT))
      #expect(try terminal.process.leftOvers().isEmpty)
      return try terminal.wait().ending
    }
    try checkRecords(endings, SIGINT, "SIGINT")
  }

  /// A key that stops the job, also between the fork and the execution of the program: both stop, and
  /// both go on.
  @Test func aStopAtAnyMomentOfTheStart() throws {
    var random = SeededNumbers(seed: 5)
    let endings = try (0..<80).map { _ in
      let running = try home.qli("dev", "work").inProcessGroup().start()
      usleep(UInt32.random(in: 0...6_000, using: &random))
      kill(-running.pid, SIGTSTP)
      try waitUntil("qli has stopped, or ended") {
        running.state.map { ["T", "Z"].contains($0) } ?? true
      }
      kill(-running.pid, SIGCONT)
      return try running.wait().ending
    }
    #expect(endings.allSatisfy { $0 == .exited(3) }, "\(endings)")
    try checkRecords(endings, SIGTSTP, "none")
  }

  /// When the end is on record, the run ends as it says: the status and the code are the same, however
  /// many signals come.
  @Test func sigtermJustAfterTheEnd() throws {
    let log = home.path("$STATE/log/audit")
    for number in 1...40 {
      let status = home.path("$ROOT/status")
      let running = try home.qli("--status-file", status, "dev", "work").start()
      try waitUntil("the end is on record") {
        (try? String(contentsOfFile: log, encoding: .utf8))?
          .split(separator: "\n").count(where: { $0.contains("\"event\":\"finish\"") }) == number
      }
      try running.signal(SIGTERM)
      #expect(try running.wait().ending == .exited(3))
      let told = try JSON.parse(try home.read("$ROOT/status"))
      #expect(told["exit_code"] == 3)
      try home.remove("$ROOT/status")
    }
  }

  /// Nothing can be recorded then; but what is in the log stays a log.
  @Test func sigkillLeavesTheLogWellFormed() throws {
    var random = SeededNumbers(seed: 4)
    for _ in 0..<50 {
      let running = try home.qli("dev", "work").start()
      usleep(UInt32.random(in: 0...20_000, using: &random))
      try running.signal(SIGKILL)
      let ending = try running.wait().ending
      #expect(ending == .signalled(SIGKILL) || ending == .exited(3))
    }
    // Each line is checked when it is read.
    let runs = try home.auditLines("$STATE/log/audit").compactMap { $0["run_id"]?.string }
    try home.qli("dev", "work").expect(code: 3)
    let records = try home.auditLines("$STATE/log/audit")
    #expect(records.count == runs.count + 2)
    #expect(records.suffix(2).map { $0["event"] } == ["start", "finish"])
  }

  /// The child isn't qli's to end then, and goes on.
  @Test func sigkillInMidRun() throws {
    let scene = try SignalScene(home)
    let running = try scene.run.start()
    let child = try scene.started(running)
    try running.signal(SIGKILL)
    #expect(try running.wait().ending == .signalled(SIGKILL))
    #expect(try scene.records("start").count == 1)
    #expect(try scene.closings().isEmpty)
    #expect(kill(child, SIGTERM) == 0)
    try home.waitForFile("signals", toContain: "SIGTERM\n")
    try home.file("go")
    try SignalState.waitUntilGone(child)
  }
}
