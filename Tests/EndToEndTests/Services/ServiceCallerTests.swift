import Glibc
import TestSupport
import Testing

/// Who starts a service, and from where: what of it ends with whoever that is, and what doesn't.
@Suite struct ServiceCallerTests {
  /// A service that is ready when it has done `report`.
  private func saying(_ report: String) throws -> ServiceScene {
    try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"",
      script: "\(report); echo > \"$XDG_STATE_HOME/up\"; exec probe wait-for never")
  }

  /// A window that is closed takes what is in its session with it; the service isn't.
  @Test(.requireTool("bash")) func theTerminalIsClosed() throws {
    let scene = try saying("probe group --to group")
    let terminal = try scene.home.shell("bash").startOnTerminal()
    try terminal.waitFor(TestHome.prompt)
    try terminal.type("probe wait-for never &\n")
    try terminal.waitFor(TestHome.prompt)
    try terminal.type("qli start g x; echo code$?\n")
    try terminal.waitFor("code0")
    terminal.hangUp()
    // The shell and its job are gone by then, and the service and those who watch over it are left.
    try waitUntil("the session has ended") { scene.processes.alive().count == 3 }
    #expect(try scene.state() == "ready")
    #expect(try scene.home.read("group").contains("tpgid=-1\n"))
    try scene.stop()
  }

  /// What nohup(1) has ignored is none of the service's: it could be ended by nothing else.
  @Test(.requireTool("nohup")) func nohup() throws {
    let scene = try saying("probe signals --to signals")
    try scene.home.qli("start", "g", "x").wrapped("/usr/bin/nohup").run().expectCode(0)
    #expect(try scene.home.read("signals") == "blocked=\nignored=\n")
    try scene.stop()
  }

  /// As cron(8) starts it, with next to no environment.
  @Test func withoutAHome() throws {
    let scene = try ServiceScene()
    let run = scene.home.qli("start", "g", "x").unset("HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME")
    let refused = try run.run()
    #expect(refused.ending == .exited(125))
    #expect(
      refused.stderr.hasPrefix(
        "error: the state of a service has no place: neither XDG_STATE_HOME nor HOME is set"))
    #expect(refused.stderr.contains("help: \(TestHome.settingHome)\n"))
    #expect(scene.processes.alive().isEmpty)
    // All it takes is a place for its state.
    let state = scene.home.path("$STATE")
    try scene.home.program(
      "/usr/bin/env", "-i", "PATH=/usr/bin:/bin:\(scene.home.path("$BIN"))",
      "XDG_STATE_HOME=\(state)", "XDG_DATA_HOME=\(scene.home.path("$DATA"))", Products.qli, "start",
      "g", "x"
    ).run().expectCode(0)
    // Found from any other place that has the same.
    #expect(try scene.state() == "ready")
    try scene.stop()
  }

  /// One that is ignored when it is closed would be held in vain: none of them is.
  @Test func leakedDescriptors() throws {
    let scene = try saying("probe descriptors --to descriptors")
    let kept = try scene.home.file("kept")
    try scene.home.qli("start", "g", "x").descriptor(3, file: kept).descriptor(7, file: kept).run()
      .expectCode(0)
    let lines = try scene.home.read("descriptors").split(separator: "\n")
    #expect(lines.count == 4, "\(lines)")
    #expect(lines[0] == "0 /dev/null")
    #expect(lines[1].hasPrefix("1 pipe:") && lines[2].hasPrefix("2 pipe:"))
    #expect(lines[3].hasSuffix("/alive"))
    for process in try scene.watchers() {
      let folder = "/proc/\(process)/fd"
      let targets = try scene.home.program("/bin/ls", "-l", folder).run().stdout
      #expect(!targets.contains(kept))
    }
    try scene.stop()
  }

  /// It ends with the run, as all that was started in it, and in its own way.
  @Test func insideARunWithATimeLimit() throws {
    let scene = try ServiceScene(script: "exec probe trap TERM --log log --ready up --exit 5")
    try scene.home.extension("job", "y", sh: "\"$QLI\" start g x && exec probe wait-for never")
    // So long that it is ready by then, on any machine.
    var seconds = 1
    repeat {
      try scene.home.group("job", "run.timeout = \"\(seconds)s\"")
      let outcome = try scene.home.qli("job", "y").run()
      #expect(outcome.ending == .exited(124), "\(outcome.stderr)")
      #expect(scene.processes.alive().isEmpty)
      seconds *= 2
    } while !scene.home.exists("up") && seconds < 60
    #expect(try scene.events().suffix(3) == ["start", "ready", "interrupted"])
    #expect(try scene.home.read("log") == "SIGTERM\n")
    #expect(try scene.state() == "ended")
    #expect(try scene.status()["exit_code"]?.integer == 5)
  }

  /// It outlives a run that has no limit.
  @Test func insideARun() throws {
    let scene = try ServiceScene()
    try scene.home.group("job")
    try scene.home.extension("job", "y", sh: "exec \"$QLI\" start g x")
    try scene.home.qli("job", "y").run().expectCode(0)
    #expect(try scene.state() == "ready")
    #expect(try scene.status()["parent_run_id"]?.string?.isEmpty == false)
    try scene.stop()
  }

  /// The inner one ends with the outer one, whose process it is.
  @Test func byAnotherService() throws {
    let scene = try ServiceScene()
    try scene.home.group(
      "outer",
      "audit_log = \"$XDG_STATE_HOME/outer\"\n[extensions.o.service]\nready = \"file:$WORKED\"")
    try scene.home.extension(
      "outer", "o", sh: "\"$QLI\" start g x && echo > \"$WORKED\"; exec probe wait-for never")
    let run = scene.home.qli("start", "outer", "o")
      .environment(["WORKED": scene.home.path("worked")])
    try run.run().expectCode(0)
    #expect(try scene.state() == "ready")
    try scene.home.qli("stop", "outer", "o").run().expectCode(0)
    try scene.processes.waitUntilGone()
    #expect(try scene.state() == "ended")
    #expect(try scene.events() == ["start", "ready", "interrupted"])
    #expect(try scene.home.auditLines("$STATE/outer").last?["event"] == "stopped")
  }

  /// Stopped by itself, the inner one leaves the outer one alone.
  @Test func theInnerOneAlone() throws {
    let scene = try ServiceScene()
    try scene.home.group("outer", "[extensions.o.service]\nready = \"file:$WORKED\"")
    try scene.home.extension(
      "outer", "o", sh: "\"$QLI\" start g x && echo > \"$WORKED\"; exec probe wait-for never")
    try scene.home.qli("start", "outer", "o")
      .environment(["WORKED": scene.home.path("worked")]).run().expectCode(0)
    try scene.home.qli("stop", "g", "x").run().expectCode(0)
    #expect(try scene.state() == "ended")
    let outer = try scene.services().first { $0["group"] == "outer" }
    #expect(outer?["state"] == "ready")
    try scene.home.qli("stop", "outer").run().expectCode(0)
    try scene.processes.waitUntilGone()
  }

  /// All that is known of a job is killed, as runners do: that it is gone is said, and no more.
  @Test func allOfAJobIsKilled() throws {
    let scene = try ServiceScene()
    try scene.start()
    var rounds = 0
    while case let left = scene.processes.alive(), !left.isEmpty, rounds < 1000 {
      for process in left { kill(process, SIGKILL) }
      rounds += 1
    }
    #expect(["lost", "failed"].contains(try scene.state()))
    try scene.start()
    try scene.stop()
  }

  /// In a unit: what qli is told there it hands on, in both directions.
  @Test(.requireTool("python3")) func fromAUnit() throws {
    let scene = try saying("probe environment --to entries")
    let manager = try scene.home.program(
      "/usr/bin/env", "python3", "-c",
      """
      import socket, sys
      messages = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      messages.bind(sys.argv[1])
      print("bound", flush=True)
      while True: print(messages.recv(4096).decode(), flush=True)
      """, scene.home.path("$RUNTIME/n")
    ).start()
    try manager.waitForOutput("bound\n")
    let running = try scene.home.qli("start", "--foreground", "g", "x")
      .environment(["NOTIFY_SOCKET": scene.home.path("$RUNTIME/n")]).start()
    try manager.waitForOutput("READY=1\nMAINPID=\(running.pid)\n")
    // That socket is meant for this qli alone.
    let entries = try scene.home.read("entries")
    #expect(!entries.contains("NOTIFY_SOCKET="))
    #expect(try scene.status()["supervisor"]?.integer == Int(running.pid))
    try running.signal(SIGTERM)
    try manager.waitForOutput("STOPPING=1\n")
    try running.wait().expectCode(143)
    #expect(scene.processes.alive() == [manager.pid])
  }
}
