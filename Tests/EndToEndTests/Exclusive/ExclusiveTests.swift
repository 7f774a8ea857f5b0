import Foundation
import TestSupport
import Testing

/// `exclusive = true`: one run of an extension at a time.
@Suite struct ExclusiveTests {
  let home: TestHome
  let processes: HomeProcesses
  private let log = "$STATE/log"

  init() throws {
    home = try TestHome()
    processes = HomeProcesses(home)
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"\nrun = { exclusive = true }")
  }

  /// An extension that says who it is, and goes on until it is told to end.
  private func stayingExtension(_ name: String = "x", _ beginning: String = "") throws -> (
    ready: Rendezvous, go: Rendezvous
  ) {
    let ready = try home.fifo("ready-\(name)")
    let go = try home.fifo("go-\(name)")
    try home.extension(
      "g", name, sh: "\(beginning)\necho $$ $QLI_RUN_ID > \(ready.path); read x < \(go.path)")
    return (ready, go)
  }

  /// What is said of the run that has the lock.
  private func refusal(_ holder: RunningQli, _ runID: Substring) throws -> String {
    let note = try home.read("$STATE/qli/locks/g/x.lock").split(separator: " ")
    let since = try #require(note.dropFirst().first)
    #expect(since.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil)
    return "error: another run has this extension to itself: process \(holder.pid) "
      + "since \(since), run \(runID)\nhelp: to wait for it, put --wait 10m before the group's name\n"
  }

  @Test func aSecondRunIsRefused() throws {
    let (ready, go) = try stayingExtension()
    let first = try home.qli("g", "x").start()
    let runID = try #require(ready.wait(for: first).split(separator: " ").last)
    try home.qli("g", "x").expect(stderr: refusal(first, runID), code: 120)
    try home.qli("-y", "run", "g", "x", "a").expect(stderr: refusal(first, runID), code: 120)
    #expect(try home.auditLines(log).count == 1)
    try go.release()
    try first.expect()

    // The next one has it, whatever the file still says.
    try go.release()
    try home.qli("g", "x").expect()
  }

  /// It would wait for its own end.
  @Test(arguments: ["true", "\"machine\""]) func itStartsItself(_ kind: String) throws {
    try home.group("g", "run = { exclusive = \(kind) }")
    try home.extension("g", "x", sh: "exec \"$QLI\" --wait 1h g x")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(120))
    #expect(
      outcome.stderr.hasPrefix(
        "error: the run around this one has this extension to itself: process "),
      "\(outcome.stderr)")
    #expect(
      outcome.stderr.hasSuffix(
        "help: an exclusive extension can't start itself: it would wait for its own end\n"))
    #expect(!outcome.stderr.contains("waiting"))
  }

  /// Each extension of each group has a lock of its own.
  @Test func otherExtensionsMayRunMeanwhile() throws {
    let (ready, go) = try stayingExtension()
    try home.extension("g", "y", sh: "echo y")
    try home.group("h", "run = { exclusive = true }")
    try home.extension("h", "x", sh: "echo h")
    let first = try home.qli("g", "x").start()
    try ready.wait(for: first)
    try home.qli("g", "y").expect(stdout: "y\n")
    try home.qli("h", "x").expect(stdout: "h\n")
    try go.release()
    try first.expect()
  }

  /// All at once, where an earlier run has left its name: one runs, and all others name that one.
  @Test func oneOfManyRuns() throws {
    let (ready, go) = try stayingExtension()
    for _ in 1...3 {
      let starters = try (0..<32).map { _ in try home.qli("g", "x").start() }
      let words = try ready.wait().split(separator: " ")
      let runID = try #require(words.last)
      try waitUntil("all but one have ended") { starters.filter { !$0.hasEnded }.count == 1 }
      let winner = try #require(starters.first { !$0.hasEnded })
      let expected = try refusal(winner, runID)
      for loser in starters where loser !== winner { try loser.expect(stderr: expected, code: 120) }
      try go.release()
      try winner.expect()
    }
    let events = try home.auditLines(log).map { $0["event"] }
    #expect(events == ["start", "finish", "start", "finish", "start", "finish"])
  }

  /// A run that looks who has the lock waits until its holder has written that down.
  @Test func theHolderIsNeverStale() throws {
    try home.extension("g", "x", sh: "probe exit 0")
    let script = """
      i=0
      while [ $i -lt 25 ]; do "$0" g x 2>> errors; echo $? >> codes; i=$((i + 1)); done
      """
    let loops = try (0..<6).map { _ in
      try home.program("/bin/sh", "-c", script, home.path("$QLI")).start()
    }
    for loop in loops { try loop.expect() }
    let codes = try home.read("codes").split(separator: "\n")
    #expect(codes.count == 150 && codes.allSatisfy { $0 == "0" || $0 == "120" })
    let started = try home.auditLines(log).filter { $0["event"] == "start" }
      .map { "process \($0["pid"]?.integer ?? 0) run \($0["run_id"]?.string ?? "")" }
    #expect(started.count == codes.filter { $0 == "0" }.count)
    let named = try home.read("errors").split(separator: "\n").compactMap { line in
      line.firstMatch(of: /(process \d+) since [^,]+, (run .*)/).map { "\($0.1) \($0.2)" }
    }
    #expect(named.count == codes.filter { $0 == "120" }.count)
    #expect(Set(named).subtracting(started).isEmpty)
  }

  /// The lock is the extension's then, and never stale.
  @Test func qliIsKilledAndTheExtensionGoesOn() throws {
    let (ready, go) = try stayingExtension()
    let first = try home.qli("g", "x").start()
    let words = try ready.wait(for: first).split(separator: " ")
    let child = try #require(words.first.flatMap { pid_t($0) })
    let runID = try #require(words.last)
    try first.signal(SIGKILL)
    try first.wait().expect(signal: SIGKILL)
    let since = try #require(
      home.read("$STATE/qli/locks/g/x.lock").split(separator: " ").dropFirst().first)
    try home.qli("g", "x").expect(
      stderr: "error: another run has this extension to itself: process \(child) (x), "
        + "which run \(runID) of \(since) has left behind\n"
        + "help: wait until it has ended, or end it: kill \(child)\n", code: 120)
    try go.release()
    try SignalState.waitUntilGone(child)
    try go.release()
    try home.qli("g", "x").expect()
    #expect(first.hasEnded)
  }

  /// The line that is shown ends all that has the lock, and not the first alone.
  @Test(arguments: ["true", "\"machine\""]) func theLineEndsAllThatIsLeft(_ exclusive: String)
    throws
  {
    try home.group(
      "g", "audit_log = \"$XDG_STATE_HOME/log\"\nrun = { exclusive = \(exclusive) }")
    let ready = try home.fifo("ready")
    try home.extension(
      "g", "x",
      sh: "probe trap HUP --ready \(ready.path) & read line < '\(home.fifo("never").path)'")
    let first = try home.qli("g", "x").start()
    let child = try ready.wait(for: first)
    try first.signal(SIGKILL)
    try first.wait().expect(signal: SIGKILL)
    let refused = try home.qli("g", "x").run()
    let line = try #require(refused.stderr.firstMatch(of: /or end it: kill (.*)\n$/)).output.1
    let numbers = line.split(separator: " ").compactMap { pid_t($0) }
    #expect(numbers.count == 2 && numbers.contains { "\($0)" == child }, "\(refused)")
    let run = try #require(home.auditLines(log).first?["run_id"]?.string)
    #expect(refused.stderr.contains(", which run \(run)"), "\(refused)")
    let closing =
      "help: once you know what became of it: qli audit g --close \(run) --reason <text>\n"
    #expect(try home.qli("doctor").run().stdout.contains(closing))
    try home.program("/bin/sh", "-c", "kill \(line)").expect()
    for number in numbers { try SignalState.waitUntilGone(number) }
    try home.extension("g", "x", sh: "echo ran")
    try home.qli("g", "x").expect(stdout: "ran\n")
  }

  /// Until the last process of the run is gone.
  @Test func aProcessThatIsLeftBehindHoldsTheLock() throws {
    let ready = try home.fifo("ready")
    try home.extension("g", "x", sh: "(probe trap TERM --ready \(ready.path) &)")
    let first = try home.qli("g", "x").start()
    try first.expect()
    let left = try #require(pid_t(ready.wait()))
    let note = try home.read("$STATE/qli/locks/g/x.lock").split(whereSeparator: \.isWhitespace)
    // The one that has it now, and not the one that took it.
    let refusal =
      "error: another run has this extension to itself: process \(left) (probe), "
      + "which run \(note[2]) of \(note[1]) has left behind\n"
      + "help: wait until it has ended, or end it: kill \(left)\n"
    try home.qli("g", "x").expect(stderr: refusal, code: 120)
    // Also where somebody has removed the file meanwhile.
    try home.remove("$STATE/qli/locks/g/x.lock")
    try home.qli("g", "x").expect(stderr: refusal, code: 120)
    kill(left, SIGTERM)
    try SignalState.waitUntilGone(left)
    try home.qli("g", "x").expect()
    for process in processes.alive() { kill(process, SIGTERM) }
    try processes.waitUntilGone()
  }

  /// Somebody cleans up while a run goes on: it keeps its lock.
  @Test func theFileIsRemovedMeanwhile() throws {
    let (ready, go) = try stayingExtension()
    let first = try home.qli("g", "x").start()
    let runID = try #require(ready.wait(for: first).split(separator: " ").last)
    let expected = try refusal(first, runID)
    for _ in 1...2 {
      try home.remove("$STATE/qli")
      try home.qli("g", "x").expect(stderr: expected, code: 120)
    }
    #expect(try home.auditLines(log).count == 1)
    try go.release()
    try first.expect()
    try go.release()
    try home.qli("g", "x").expect()
  }

  /// As many programs do to what they inherit: qli has it, too, while it waits for them.
  @Test func anExtensionMayCloseTheDescriptor() throws {
    let (ready, go) = try stayingExtension(
      "x", "for n in 3 4 5 6 7 8 9; do eval \"exec $n>&-\"; done")
    let first = try home.qli("g", "x").start()
    let runID = try #require(ready.wait(for: first).split(separator: " ").last)
    try home.qli("g", "x").expect(stderr: refusal(first, runID), code: 120)
    try go.release()
    try first.expect()
  }

  @Test func theExtensionInheritsTheLockAndHelpersDoNot() throws {
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      secrets = [{ env = "S", ref = "op://v/i/f", provider = "one_password" }]
      run = { exclusive = true }
      """)
    try home.pathExecutable("op", sh: "probe descriptors --to of-op; echo secret")
    try home.extension("g", "x", sh: "exec probe descriptors --to of-x")
    try home.qli("g", "x").expect()
    let lock = home.path("$STATE/qli/locks/g/x.lock")
    let inherited = try home.read("of-x").split(separator: "\n").filter { $0.hasSuffix(lock) }
    #expect(inherited.count == 1)
    #expect(try home.read("of-x").split(separator: "\n").count == 4)
    #expect(try !home.read("of-op").contains("locks"))
  }

  /// What was held while qli asked is free after a no.
  @Test func theLockIsHeldWhileQliAsks() throws {
    try home.group("g", "confirm = true\nrun = { exclusive = true }")
    try home.extension("g", "x", sh: "echo ran")
    let first = try home.qli("g", "x").startOnTerminal()
    try first.waitFor("[y/N] ")
    let outcome = try home.qli("-y", "g", "x").run()
    #expect(outcome.ending == .exited(120))
    #expect(outcome.stderr.contains("process \(first.process.pid) since "))
    try first.type("n\n")
    #expect(try first.wait().ending == .exited(121))
    try home.qli("-y", "g", "x").expect(stdout: "ran\n")
  }

  @Test func aRunThatIsCutFreesTheLock() throws {
    try home.group("g", "run = { exclusive = true, timeout = \"10ms\", grace = \"50ms\" }")
    try home.extension("g", "x", sh: "probe wait-for never & exec probe wait-for never")
    for _ in 1...2 {
      let ending = try home.qli("-q", "g", "x").run().ending
      // What the shell forks in the moment of the SIGTERM misses it, and is killed.
      #expect([.exited(124), .exited(137)].contains(ending))
    }
  }
}
