import Glibc
import TestSupport
import Testing

/// Whoever is killed: nothing of a service is left that nobody knows of.
@Suite struct ServiceFaultTests {
  /// Leaves processes in sessions of their own, which ignore what asks them to end and close all.
  private static let tree = """
    (probe launch --session --ignore TERM -- /bin/sh -c 'exec probe wait-for never' &)
    (setsid sh -c 'trap "" TERM; exec 3<&- 4<&- 5<&- 6<&-; probe wait-for never' > /dev/null 2>&1 &)
    probe trap TERM --count 1000 &
    echo > started
    exec probe wait-for never
    """

  private func scene() throws -> ServiceScene {
    try ServiceScene(
      "ready = \"file:\(#"$XDG_STATE_HOME/../work/started"#)\"", run: "grace = \"50ms\"",
      script: Self.tree)
  }

  @Test func stopEndsAllOfIt() throws {
    let scene = try scene()
    try scene.start()
    try scene.stop()
    #expect(try scene.closing()["event"] == "stopped")
  }

  @Test func stopWithoutTime() throws {
    let scene = try ServiceScene(
      "ready = \"after:1ms\"", run: "grace = \"1h\"",
      script: "exec probe trap TERM --count 1000 --ready ready")
    try scene.start()
    try scene.home.waitForFile("ready", toContain: "\n")
    try scene.home.qli("stop", "--kill", "g", "x").run().expectCode(0)
    #expect(scene.processes.alive().isEmpty)
    #expect(try scene.closing()["signal"] == "SIGKILL")
  }

  @Test func theServiceIsKilled() throws {
    let scene = try scene()
    let (main, _) = try scene.start()
    #expect(kill(main, SIGKILL) == 0)
    try waitUntil("it has ended") { try scene.state() == "ended" }
    #expect(scene.processes.alive().isEmpty)
    #expect(try scene.closing()["event"] == "finish")
    #expect(try scene.closing()["exit_code"]?.integer == 137)
    try scene.start()
    try scene.stop()
  }

  @Test func theSupervisorIsKilled() throws {
    let scene = try scene()
    let (_, supervisor) = try scene.start()
    #expect(kill(supervisor, SIGKILL) == 0)
    try waitUntil("all has ended") { try scene.state() == "failed" }
    #expect(scene.processes.alive().isEmpty)
    let closing = try scene.closing()
    #expect(closing["event"] == "failed")
    #expect(closing["step"] == "supervisor")
    #expect(closing["pid"]?.integer == Int(supervisor))
    try scene.start()
    try scene.stop()
  }

  @Test func theWatcherIsKilled() throws {
    let scene = try scene()
    let (_, supervisor) = try scene.start()
    let watcher = try #require(SignalState(of: supervisor)?.parent)
    #expect(kill(watcher, SIGKILL) == 0)
    #expect(try scene.state() == "ready")
    try scene.stop()
    #expect(try scene.closing()["event"] == "stopped")
  }

  @Test func bothAreKilled() throws {
    let scene = try scene()
    let (_, supervisor) = try scene.start()
    let watcher = try #require(SignalState(of: supervisor)?.parent)
    #expect(kill(watcher, SIGKILL) == 0)
    #expect(kill(supervisor, SIGKILL) == 0)
    try waitUntil("nobody watches over it") { try scene.state() == "orphaned" }
    let refused = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(refused.ending == .exited(120))
    #expect(try JSON.parse(refused.stdout)["step"] == "exclusive")
    #expect(refused.stderr.contains("help: qli stop g x\n"))
    try scene.stop()
    #expect(try scene.events() == ["start", "ready", "stopped"])
    #expect(try scene.state() == "ended")
    try scene.start()
    try scene.stop()
  }

  /// The starter is killed while it asks: what it has reserved is gone with it.
  @Test func theStarterIsKilledWhileItAsks() throws {
    let scene = try ServiceScene()
    try scene.manifest("ready = \"after:1ms\"", more: "confirm = true")
    let terminal = try scene.home.qli("start", "g", "x").startOnTerminal()
    try terminal.waitFor("Run `")
    #expect(try scene.state() == "starting")
    #expect(kill(terminal.process.pid, SIGKILL) == 0)
    try waitUntil("it is gone") { try scene.state() == "never" }
    try scene.home.qli("start", "-y", "g", "x").run().expectCode(0)
    try scene.stop()
  }

  @Test func restarts() throws {
    let scene = try ServiceScene(
      "ready = \"after:1ms\"\nrestart = \"on-failure\"\nmax_restarts = 1",
      script: "echo life >> lives; probe wait-for \"go-$(wc -l < lives)\"; exit 7")
    try scene.start()
    try scene.home.file("go-1")
    try waitUntil("it is ready again") { try scene.events().count == 4 }
    try scene.home.file("go-2")
    try waitUntil("it has given up") { try scene.state() == "ended" }
    #expect(try scene.home.read("lives") == "life\nlife\n")
    #expect(try scene.events() == ["start", "ready", "restarted", "ready", "finish"])
    let records = try scene.records()
    try #require(records.count == 5)
    #expect(records[2]["exit_code"]?.integer == 7)
    #expect(records[2]["restarts"]?.integer == 1)
    #expect(records[4]["restarts"]?.integer == 1)
    #expect(records[4]["exit_code"]?.integer == 7)
  }

  @Test func aSignalThatNobodyAnnounced() throws {
    let scene = try ServiceScene()
    let (_, supervisor) = try scene.start()
    #expect(kill(supervisor, SIGTERM) == 0)
    try waitUntil("it has ended") { try scene.state() == "ended" }
    #expect(try scene.closing()["event"] == "interrupted")
    #expect(try scene.closing()["signal"] == "SIGTERM")
  }

  @Test func aStateFolderThatCannotBeWritten() throws {
    let scene = try ServiceScene()
    try scene.home.file("$STATE/qli", "in the way")
    let outcome = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(125), "\(outcome.stderr)")
    #expect(try JSON.parse(outcome.stdout)["step"] == "supervisor")
    #expect(try scene.records().isEmpty)
  }

  @Test func aLogThatCannotBeWritten() throws {
    let scene = try ServiceScene()
    try scene.home.directory("$STATE/log")
    let outcome = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(123), "\(outcome.stderr)")
    #expect(try JSON.parse(outcome.stdout)["step"] == "audit")
    #expect(scene.processes.alive().isEmpty)
  }

  @Test func stopOfWhatIsNotThere() throws {
    let scene = try ServiceScene()
    let never = try scene.home.qli("stop", "g", "x").run()
    #expect(never.ending == .exited(0))
    #expect(never.stderr == "g x isn't running\n")
    try scene.home.qli("stop", "g", "nope").run().expectCode(127)
    try scene.home.qli("stop", "nope").run().expectCode(127)
  }
}
