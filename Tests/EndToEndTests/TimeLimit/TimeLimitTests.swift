import Foundation
import SeededNumbers
import TestSupport
import Testing

/// How a run with a time limit ends: codes, messages, records, and signals that come meanwhile.
@Suite struct TimeLimitTests {
  let run: TimedRun
  private var home: TestHome { run.home }

  init() throws { run = try TimedRun() }

  @Test func aRunThatEndsInTime() throws {
    try run.group(timeout: "1h")
    try home.extension("g", "x", sh: "echo out; echo err >&2; exit 3")
    try home.qli("g", "x").expect(stdout: "out\n", stderr: "err\n", code: 3)
    #expect(
      try home.shownLog("$STATE/log").split(separator: "\n").last == """
        {"event":"finish","timestamp":"TIME","run_id":"ID",\(Machine.identity),\
        "pid":PID,"group":"g","extension":"x",\
        "exit_code":3,"duration_ms":MS}
        """)
    try home.extension("g", "x", sh: "kill -KILL $$")
    try home.qli("g", "x").expect(code: 137)
    #expect(try run.closing()["event"] == "finish")
    #expect(try run.closing()["signal"] == "SIGKILL")
  }

  @Test func theRecordAndTheMessageOfSigterm() throws {
    try run.group(timeout: "20ms")
    try home.extension("g", "x", sh: "exec probe wait-for never")
    try home.qli("g", "x").expect(stderr: TimedRun.message("SIGTERM", 20), code: 124)
    #expect(
      try home.shownLog("$STATE/log").split(separator: "\n").last == """
        {"event":"timed_out","timestamp":"TIME","run_id":"ID",\(Machine.identity),\
        "pid":PID,"group":"g","extension":"x",\
        "cause":"time_limit","exit_code":124,"signal":"SIGTERM","timeout_ms":20,"duration_ms":MS}
        """)
    #expect(try run.closing()["duration_ms"]?.integer ?? 0 >= 20)
  }

  @Test func theRecordAndTheMessageOfSigkill() throws {
    let outcome = try run.cut(
      "exec probe trap TERM --count 9 --ready ready", ready: 1, grace: "1ms")
    let milliseconds = try #require(run.closing()["timeout_ms"]?.integer)
    outcome.expect(stderr: TimedRun.message("SIGKILL", milliseconds), code: 137)
    #expect(
      try home.shownLog("$STATE/log").split(separator: "\n").last == """
        {"event":"timed_out","timestamp":"TIME","run_id":"ID",\(Machine.identity),\
        "pid":PID,"group":"g","extension":"x",\
        "cause":"time_limit","exit_code":137,"signal":"SIGKILL","timeout_ms":\(milliseconds),"duration_ms":MS}
        """)
  }

  /// The code says that the time was over, whatever the extension makes of SIGTERM.
  @Test func anExtensionThatCleansUp() throws {
    let outcome = try run.cut(
      "exec probe trap TERM --ready ready --log cleaned --exit 5", ready: 1)
    #expect(outcome.ending == .exited(124))
    #expect(try home.read("cleaned") == "SIGTERM\n")
    #expect(try run.closing()["signal"] == "SIGTERM")
  }

  @Test func whatIsLeftRunningInTimeIsLeftAlone() throws {
    try run.group(timeout: "1h")
    try home.extension(
      "g", "x",
      sh: """
        probe trap TERM --ready "$1" --log got &
        (probe launch --session -- "$(command -v probe)" trap TERM --ready "$1" --log got &)
        read a < "$1"; read b < "$1"
        echo $a > pids; echo $b >> pids
        exit 3
        """)
    let ready = try home.fifo("ready")
    let running = try home.qli("g", "x", ready.path).start()
    try running.expect(code: 3)
    let left = try home.read("pids").split(separator: "\n").compactMap { pid_t($0) }
    #expect(left.count == 2)
    #expect(run.processes.alive().sorted() == left.sorted())
    #expect(!home.exists("got"))
    for process in left { kill(process, SIGTERM) }
    try run.processes.waitUntilGone()
    #expect(running.hasEnded)
  }

  /// As without a limit: the signal is the extension's, and so is the code.
  @Test(arguments: [
    (SIGTERM, "SIGTERM"), (SIGINT, "SIGINT"), (SIGHUP, "SIGHUP"), (SIGQUIT, "SIGQUIT"),
  ])
  func aSignalWhileTheClockRuns(_ number: Int32, _ name: String) throws {
    try run.group(timeout: "1h")
    let ready = try home.fifo("ready")
    try home.extension(
      "g", "x",
      sh: """
        exec probe trap TERM INT HUP QUIT --ready \(ready.path) --log got --exit 6 --senders
        """)
    let running = try home.qli("g", "x").start()
    try ready.wait(for: running)
    try running.signal(number)
    try running.expect(code: 6)
    #expect(try home.read("got") == "\(name) code=0 pid=\(running.pid)\n")
    #expect(run.processes.alive().isEmpty)
    let closing = try run.closing()
    #expect(closing["event"] == "interrupted")
    #expect(closing["signal"]?.string == name && closing["exit_code"] == 6)
  }

  @Test func anExtensionThatDiesOfSigint() throws {
    try run.group(timeout: "1h")
    let ready = try home.fifo("ready")
    try home.extension("g", "x", sh: "exec probe trap INT --die --ready \(ready.path)")
    let running = try home.qli("g", "x").start()
    try ready.wait(for: running)
    try running.signal(SIGINT)
    try running.wait().expect(signal: SIGINT)
    #expect(run.processes.alive().isEmpty)
  }

  /// Whoever is told to end during the grace doesn't wait for its end.
  @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGQUIT])
  func aSignalDuringTheGrace(_ number: Int32) throws {
    let trap = "probe trap TERM --count 1000 --ready ready --log got"
    let running = try run.startUntilGrace("(\(trap) &); exec \(trap)", ready: 2)
    try running.signal(number)
    #expect(try running.wait().ending == .exited(137))
    #expect(run.processes.alive().isEmpty)
    #expect(try run.closing()["event"] == "timed_out")
    #expect(try run.closing()["signal"] == "SIGKILL")
  }

  /// Whether SIGTERM or the end of its time comes first, and when: the code is one of the two right
  /// ones, the record says the same, and nothing is left.
  @Test func aLimitAtTheTimeOfTheEnd() throws {
    // Some milliseconds in one process, behind one that starts and ends.
    try home.extension(
      "g", "x", sh: "(:); i=0; while [ $i -lt 3000 ]; do i=$((i + 1)); done; exit 3")
    var random = SeededNumbers(seed: 1)
    for _ in 1...200 {
      try run.group(timeout: "\(Int.random(in: 1...40, using: &random))ms")
      let code = try home.qli("-q", "g", "x").run().ending
      #expect(run.processes.alive().isEmpty)
      let closing = try run.closing()
      switch code {
      case .exited(3): #expect(closing["event"] == "finish" && closing["exit_code"] == 3)
      case .exited(124): #expect(closing["event"] == "timed_out" && closing["exit_code"] == 124)
      default: Issue.record("\(code)")
      }
    }
    #expect(try home.auditLines("$STATE/log").count == 400)
  }
}
