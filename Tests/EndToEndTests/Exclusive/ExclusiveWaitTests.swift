import Foundation
import Glibc
import TestSupport
import Testing

/// `--wait`: a run waits while another one has its extension to itself, on this machine or as one user.
@Suite struct ExclusiveWaitTests {
  let home: TestHome
  let processes: HomeProcesses
  private let log = "$STATE/log"

  init() throws {
    home = try TestHome()
    processes = HomeProcesses(home)
  }

  private func makeGroup(_ exclusive: String) throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"\nrun = { exclusive = \(exclusive) }")
  }

  /// An extension that goes on until it is told to end.
  private func stayingExtension() throws -> (ready: Rendezvous, go: Rendezvous) {
    let ready = try home.fifo("ready")
    let go = try home.fifo("go")
    try home.extension("g", "x", sh: "echo $$ > \(ready.path); read x < \(go.path); echo ran")
    return (ready, go)
  }

  private func prefix(_ holder: RunningQli) -> String {
    "another run has this extension to itself: process \(holder.pid) "
  }

  @Test(arguments: ["true", "'machine'"]) func itHasItsTurn(_ exclusive: String) throws {
    try makeGroup(exclusive)
    let (ready, go) = try stayingExtension()
    let first = try home.qli("g", "x").start()
    try ready.wait(for: first)
    #expect(try home.qli("g", "x").run().stderr.hasPrefix("error: \(prefix(first))"))
    let second = try home.qli("--wait", "1h", "g", "x").start()
    try second.waitForErrors("qli: waiting up to 1h: \(prefix(first))")
    #expect(try home.auditLines(log).count == 1)
    try go.release(2)
    try first.expect(stdout: "ran\n")
    try ready.wait(for: second)
    let outcome = try second.wait()
    #expect(outcome.ending == .exited(0) && outcome.stdout == "ran\n")
    #expect(outcome.stderr.split(separator: "\n").count == 1)
    #expect(
      try home.auditLines(log).map { $0["event"] } == ["start", "finish", "start", "finish"])
  }

  /// The refusal is the one that there is without it; nothing is said where nothing may be.
  @Test(arguments: ["true", "'machine'"]) func theTimeIsOver(_ exclusive: String) throws {
    try makeGroup(exclusive)
    let (ready, go) = try stayingExtension()
    let first = try home.qli("g", "x").start()
    try ready.wait(for: first)
    let refused = try home.qli("g", "x").run()
    let late = try home.qli("--wait", "30ms", "g", "x").run()
    #expect(refused.ending == .exited(120) && late.ending == .exited(120))
    #expect(late.stderr.hasSuffix("\n\(refused.stderr)"), "\(late.stderr)")
    #expect(late.stderr.hasPrefix("qli: waiting up to 30ms: \(prefix(first))"))
    let quiet = try home.qli("-q", "--wait=1ms", "g", "x").run()
    #expect(quiet.ending == .exited(120) && quiet.stderr.split(separator: "\n").count == 1)
    try go.release()
    try first.wait()
  }

  @Test(arguments: ["true", "'machine'"]) func aSignalEndsTheWait(_ exclusive: String) throws {
    try makeGroup(exclusive)
    let (ready, go) = try stayingExtension()
    let first = try home.qli("g", "x").start()
    try ready.wait(for: first)
    for (signal, code) in [(SIGTERM, Int32(143)), (SIGHUP, 129)] {
      let second = try home.qli("--wait", "1h", "g", "x").start()
      try second.waitForErrors("waiting up to 1h")
      try second.signal(signal)
      #expect(try second.wait().ending == .exited(code))
    }
    #expect(try home.auditLines(log).count == 1)
    // The record says what it waited for.
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      audit_refusals = true
      run = { exclusive = \(exclusive) }
      """)
    let last = try home.qli("--wait", "1h", "g", "x").start()
    try last.waitForErrors("waiting up to 1h")
    try last.signal(SIGTERM)
    try last.wait()
    let record = try #require(home.auditLines(log).last)
    #expect(record["event"] == "refused" && record["step"] == "exclusive", "\(record)")
    try go.release()
    try first.wait()
  }

  /// Many at once have their turns, and each is told of the wait at most once.
  @Test(arguments: ["true", "'machine'"]) func manyWait(_ exclusive: String) throws {
    try makeGroup(exclusive)
    try home.extension(
      "g", "x", sh: "mkdir inside || exit 9; probe descriptors >/dev/null; rmdir inside")
    let runs = try (0..<10).map { _ in try home.qli("--wait", "10m", "g", "x").start() }
    for run in runs {
      let outcome = try run.wait()
      #expect(outcome.ending == .exited(0), "\(outcome)")
      #expect(outcome.stderr.split(separator: "\n").count <= 1)
    }
  }

  /// What isn't exclusive doesn't wait, and no line says how long for nothing.
  @Test func otherLines() throws {
    try home.group("g")
    try home.extension("g", "x", sh: "echo ran")
    try home.qli("--wait", "1h", "g", "x").expect(stdout: "ran\n")
    for (line, code) in [
      (["--wait", "soon", "g", "x"], Int32(125)), (["--wait", "0s", "g", "x"], 125),
      (["list", "--wait", "1s"], 2),
    ] {
      #expect(try home.qli().arguments(line).run().ending == .exited(code), "\(line)")
    }
  }

  // MARK: - One on the machine

  /// It needs no state folder, and leaves nothing anywhere.
  @Test func theMachinesLockIsNowhere() throws {
    try home.group("g", "run.exclusive = 'machine'")
    try home.extension("g", "x", sh: "echo ran")
    let folder = home.path("$DATA/qli/extensions/g")
    let before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    try home.qli("g", "x").unset("HOME", "XDG_STATE_HOME").expect(stdout: "ran\n")
    #expect(!home.exists("$STATE/qli"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == before)
    let explained = try home.qli("explain", "g", "x").run()
    #expect(explained.ending == .exited(0) && explained.stdout.hasPrefix("It would run.\n"))
  }

  /// Holds flock(2) of the group's folder, until its input is closed.
  private func lookingAtTheFolder() throws -> RunningQli {
    try home.group("g", "run.exclusive = 'machine'")
    try home.extension("g", "x", sh: "echo ran")
    let holder = try home.program(
      "/bin/sh", "-c",
      "exec 9<'\(home.path("$DATA/qli/extensions/g"))'; flock 9; echo held; read x"
    ).stdin(.pipe)
      .start()
    try holder.waitForOutput("held")
    return holder
  }

  /// Nobody who has said how long waits longer, whatever it is for.
  @Test func aLookThatTakesLongerThanWasSaid() throws {
    let holder = try lookingAtTheFolder()
    let folder = home.path("$DATA/qli/extensions/g")
    try home.qli("--wait", "1ms", "g", "x").expect(
      stderr: """
        error: cannot take the lock '\(folder)': another process has held it for 1ms
        help: find who holds it: fuser -v \(folder)

        """, code: 120)
    holder.closeInput()
    try holder.wait()
  }

  /// Whoever looks at the same folder meanwhile may hold flock(2) of it for a moment, and only that.
  @Test func flockOfTheFolderIsWaitedFor() throws {
    let holder = try lookingAtTheFolder()
    let run = try home.qli("g", "x").start()
    try run.waitUntilItPolls()
    #expect(run.output.isEmpty)
    holder.closeInput()
    try holder.wait()
    try run.expect(stdout: "ran\n")
  }
}
