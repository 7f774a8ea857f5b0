import Glibc
import TestSupport
import Testing

/// What is promised of `start`, `status` and `stop`, and nothing else tests.
@Suite struct ServiceContractTests {
  // MARK: - Starting

  @Test func withoutWaiting() throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"\nready_timeout = \"300ms\"")
    let outcome = try scene.home.qli("start", "--no-wait", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(0))
    #expect(try JSON.parse(outcome.stdout)["outcome"] == "starting")
    // It is never ready: all of it is taken back, on record.
    try waitUntil("it has failed") { try scene.state() == "failed" }
    #expect(try scene.closing()["step"] == "ready")
    try scene.processes.waitUntilGone()
  }

  @Test func waitingForLess() throws {
    let scene = try ServiceScene("ready = \"after:1h\"\nready_timeout = \"2h\"")
    let outcome = try scene.home.qli("start", "--wait", "50ms", "g", "x").run()
    #expect(outcome.ending == .exited(124))
    #expect(outcome.stderr.contains("wasn't ready within 50ms"))
    #expect(scene.processes.alive().isEmpty)
  }

  /// It never listens: nothing is left of it.
  @Test(arguments: ["tcp:127.0.0.1:auto", "unix:$XDG_STATE_HOME/s"])
  func anEndpointThatNeverComes(_ endpoint: String) throws {
    let scene = try ServiceScene(
      "ready = \"endpoint\"\nendpoint = \"\(endpoint)\"\nready_timeout = \"200ms\"")
    let outcome = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(124))
    #expect(try JSON.parse(outcome.stdout)["outcome"] == "not_ready")
    #expect(scene.processes.alive().isEmpty)
    #expect(try scene.closing()["event"] == "failed")
  }

  /// What whoever starts it is told is looked at once more: it is gone by then.
  @Test func itEndsBeforeItsStarterIsTold() throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"",
      script: "probe wait-for go; echo > \"$XDG_STATE_HOME/up\"; exec probe wait-for never")
    let running = try scene.home.qli("start", "--json", "g", "x").start()
    try waitUntil("it runs") { try scene.status()["pid"] != nil }
    let main = try #require(try scene.status()["pid"]?.integer)
    try running.signal(SIGSTOP)
    try scene.home.file("go")
    try waitUntil("it is ready") { try scene.state() == "ready" }
    #expect(kill(pid_t(main), SIGKILL) == 0)
    try waitUntil("it has ended") { try scene.state() == "ended" }
    try running.signal(SIGCONT)
    let outcome = try running.wait()
    #expect(outcome.ending == .exited(137), "\(outcome.stderr)")
    #expect(try JSON.parse(outcome.stdout)["outcome"] == "signalled")
  }

  /// Who finds it running is asked nothing, and shown no banner.
  @Test func aSecondStartAsksNothing() throws {
    let scene = try ServiceScene()
    try scene.manifest(
      "ready = \"after:1ms\"", more: "confirm = true\nbanner = \"CAREFUL\"")
    let first = try scene.home.qli("start", "--yes", "g", "x").run()
    #expect(first.stderr.contains("CAREFUL"))
    let second = try scene.home.qli("start", "g", "x").run()
    #expect(second.ending == .exited(0))
    #expect(!second.stderr.contains("CAREFUL"))
    try scene.stop()
  }

  /// What a process has of its own passes, as to a run.
  @Test func itsMaskAndLimits() throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"",
      script: "umask > mask; ulimit -n >> mask; echo > \"$XDG_STATE_HOME/up\"; "
        + "exec probe wait-for never")
    try scene.home.qli("start", "g", "x")
      .wrapped("/bin/sh", "-c", "umask 027; ulimit -n 77; exec \"$@\"", "sh").run().expectCode(0)
    #expect(try scene.home.read("mask") == "0027\n77\n")
    try scene.stop()
  }

  // MARK: - Ready

  /// A program that asks whether it is ready has its environment, without its secrets.
  @Test func theEnvironmentOfAReadyCommand() throws {
    let scene = try ServiceScene()
    try scene.manifest(
      "ready_command = [\"ready-yet\"]\nendpoint = \"tcp:127.0.0.1:auto\"",
      more: "[[secrets]]\nenv = \"SECRET\"\nprovider = \"env\"\nref = \"SOURCE\"")
    try scene.home.pathExecutable("ready-yet", sh: "env > '\(scene.home.path("asked"))'")
    try scene.home.qli("start", "g", "x").environment(["SOURCE": "hidden-away"]).run()
      .expectCode(0)
    let lines = try scene.home.read("asked").split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("QLI_ENDPOINT=tcp:127.0.0.1:") })
    #expect(!lines.contains { $0.hasPrefix("SECRET=") })
    try scene.stop()
  }

  /// Somebody else says that it is ready: nobody listens to that.
  @Test(.requireTool("python3")) func aStrangerSaysSo() throws {
    let scene = try ServiceScene(
      "ready = \"notify\"\nready_timeout = \"2h\"",
      script: "echo \"$NOTIFY_SOCKET\" > address; probe wait-for go; exec python3 say")
    try scene.home.file("say", Self.say + "import time; time.sleep(3600)")
    let running = try scene.home.qli("start", "g", "x").start()
    let address = try scene.home.waitForFile("address", toContain: "\n").dropLast()
    // It goes on: of one that is gone nobody could tell whose it was.
    let stranger = try scene.home.program(
      "/usr/bin/env", "python3", "-c", Self.say + "print('said', flush=True); input()"
    ).environment(["NOTIFY_SOCKET": String(address)]).stdin(.pipe).start()
    try stranger.waitForOutput("said\n")
    #expect(try scene.state() == "starting")
    try scene.home.file("go")
    #expect(try running.wait().ending == .exited(0))
    stranger.closeInput()
    _ = try stranger.wait()
    try scene.stop()
  }

  private static let say = """
    import os, socket
    address = os.environ["NOTIFY_SOCKET"]
    if address[0] == "@": address = "\\0" + address[1:]
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"READY=1", address)

    """

  // MARK: - Stopping

  @Test(arguments: [("SIGINT", "INT"), ("SIGUSR1", "USR1")])
  func theSignalThatStopsIt(_ name: String, _ word: String) throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"\nstop_signal = \"\(name)\"",
      script: "exec probe trap \(word) TERM --ready \"$XDG_STATE_HOME/up\"")
    try scene.start()
    try scene.stop()
    #expect(try scene.closing()["exit_code"]?.integer == 0)
  }

  /// Its workers are left to its main process; what that leaves is killed.
  @Test func theMainProcessAlone() throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"\nstop_main = true",
      script: """
        (trap 'echo told > worker' TERM; probe wait-for never & wait; wait) &
        exec probe trap TERM --ready "$XDG_STATE_HOME/up"
        """)
    try scene.start()
    try scene.stop()
    #expect(!scene.home.exists("worker"))
    #expect(try scene.closing()["exit_code"]?.integer == 0)
  }

  /// Its group is gone by then, with its grace and its log.
  @Test func stopWithoutItsGroup() throws {
    let scene = try ServiceScene()
    try scene.start()
    try scene.home.remove("$DATA/qli/extensions/g")
    try scene.stop()
    #expect(try scene.closing()["event"] == "stopped")
    #expect(try scene.state() == "ended")
  }

  // MARK: - In the foreground

  @Test func interruptedInTheForeground() throws {
    let scene = try ServiceScene()
    let running = try scene.home.qli("start", "--foreground", "g", "x").start()
    try waitUntil("it is ready") { try scene.state() == "ready" }
    try running.signal(SIGINT)
    #expect(try running.wait().ending == .exited(143))
    #expect(try scene.closing()["event"] == "interrupted")
    #expect(try scene.closing()["signal"] == "SIGINT")
  }

  @Test func restartedInTheForeground() throws {
    let scene = try ServiceScene(
      "ready = \"after:1ms\"\nrestart = \"always\"\nmax_restarts = 1",
      script: "probe wait-for go; rm go; exit 5")
    let running = try scene.home.qli("start", "--foreground", "g", "x").start()
    for restarts in 0...1 {
      try waitUntil("it is ready") {
        let status = try scene.status()
        return status["state"] == "ready" && status["restarts"]?.integer == restarts
      }
      try scene.home.file("go")
    }
    #expect(try running.wait().ending == .exited(5))
    #expect(try scene.closing()["restarts"]?.integer == 1)
  }

  @Test func itRunsAlready() throws {
    let scene = try ServiceScene()
    let (main, _) = try scene.start()
    let outcome = try scene.home.qli("start", "--foreground", "g", "x").run()
    #expect(outcome.ending == .exited(0))
    #expect(outcome.stderr.contains("runs already") && outcome.stderr.contains("\(main)"))
    try scene.stop()
  }
}
