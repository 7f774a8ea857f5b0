import Foundation
import Glibc
import TestSupport
import Testing

/// Services that behave badly: each is ended with all that it has started.
@Suite struct ServiceHostileTests {
  /// Closes all that it was given, and says so.
  private static let closed = """
    import os, time
    os.closerange(0, 1024)
    open("up", "w").close()
    time.sleep(3600)
    """

  @Test(.requireTool("python3")) func itClosesAllDescriptors() throws {
    let scene = try ServiceScene(script: "exec python3 closed")
    try scene.home.file("closed", Self.closed)
    let (_, supervisor) = try scene.start()
    try scene.home.waitForFile("up")
    #expect(try scene.state() == "ready")
    // It holds no lock any more, and is found all the same when nobody watches over it.
    let watcher = try #require(try scene.watchers().last)
    #expect(kill(watcher, SIGKILL) == 0 && kill(supervisor, SIGKILL) == 0)
    try waitUntil("nobody watches over it") { try scene.state() == "orphaned" }
    try scene.home.qli("start", "g", "x").run().expectCode(120)
    try scene.stop()
    try scene.expectAnEndForEachStart()
  }

  /// Each leaves what the others don't: its parent, its session, its group, its descriptors.
  @Test(arguments: [
    "(probe launch --session --ignore TERM -- /bin/sh -c 'echo > up; exec probe wait-for never' &)",
    "(probe launch --group -- /bin/sh -c 'echo > up; exec probe wait-for never' &)",
    "(setsid sh -c '(setsid sh -c \"echo > up; exec probe wait-for never\" &)' &)",
    "(setsid sh -c 'exec 0<&- 1>&- 2>&- 3<&- 4<&- 5<&-; echo > up; exec probe wait-for never' &)",
    "probe trap TERM INT HUP QUIT --count 1000 --ready up &", "probe respawn --ready up &",
  ]) func itLeavesSomeoneBehind(_ other: String) throws {
    let scene = try ServiceScene(
      run: "grace = \"10ms\"", script: "\(other)\nexec probe wait-for never")
    for isKilled in [false, true] {
      let (main, _) = try scene.start()
      try scene.home.waitForFile("up")
      if isKilled {
        #expect(kill(main, SIGKILL) == 0)
        try waitUntil("it has ended") { try scene.state() == "ended" }
        #expect(scene.processes.alive().isEmpty)
      } else {
        try scene.stop()
      }
      try scene.home.remove("up")
    }
    try scene.expectAnEndForEachStart()
  }

  @Test func itIgnoresWhatAsksItToEnd() throws {
    let scene = try ServiceScene(
      run: "grace = \"10ms\"", script: "exec probe trap TERM --count 1000 --ready up")
    try scene.start()
    try scene.home.waitForFile("up", toContain: "\n")
    let outcome = try scene.home.qli("stop", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(0))
    let stopped = try JSON.parse(outcome.stdout)["services"]?[0]
    #expect(stopped?["killed"]?.bool == true)
    #expect(stopped?["signal"] == "SIGKILL")
    #expect(stopped?["was"] == "ready")
    #expect(scene.processes.alive().isEmpty)
  }

  // MARK: - What it writes

  /// However much it is, no more is kept than two files hold.
  @Test func itWritesWithoutEnd() throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"\nlog_size = \"64KiB\"",
      script: """
        yes 'a line of what it has to say' | head -c 1000000; echo > "$XDG_STATE_HOME/up"
        exec yes 'and more'
        """)
    try scene.start()
    try waitUntil("both files are there") { scene.home.exists("\(scene.folder)/log.1") }
    for name in ["log", "log.1"] {
      // One is just renamed, and the other not there yet.
      let bytes = try? scene.home.readBytes("\(scene.folder)/\(name)")
      #expect(bytes?.count ?? 0 <= 64 << 10)
    }
    try waitUntil("what it writes last is there") {
      let tail = try scene.home.qli("logs", "-n", "3", "g", "x").run()
      return tail.stdout == "and more\nand more\nand more\n"
    }
    try scene.stop()
  }

  @Test func itWritesNothing() throws {
    let scene = try ServiceScene()
    try scene.start()
    let outcome = try scene.home.qli("logs", "g", "x").run()
    #expect(outcome.ending == .exited(0))
    #expect(outcome.stdout == "")
    #expect(try scene.status()["stdout"] == "")
    try scene.stop()
  }

  /// All bytes there are, and lines without an end.
  @Test(.requireTool("python3")) func itWritesBinary() throws {
    let scene = try ServiceScene(script: "exec python3 binary")
    try scene.home.file(
      "binary",
      """
      import os, time
      os.write(1, bytes(range(256)) * 300)
      open("up", "w").close()
      time.sleep(3600)
      """)
    try scene.start()
    try scene.home.waitForFile("up")
    try scene.stop()
    let outcome = try scene.home.qli("logs", "g", "x").run()
    let wanted = [[UInt8]](repeating: Array(0...255), count: 300).flatMap { $0 }
    // Its last line has no end, and gets one.
    #expect(outcome.stdoutBytes == wanted || outcome.stdoutBytes == wanted + [0x0A])
    let json = try scene.home.qli("logs", "--json", "g", "x").run()
    for line in json.stdoutBytes.split(separator: 0x0A) { _ = try JSON.parse(Array(line)) }
    _ = try scene.status()
  }

  // MARK: - What it takes away

  /// Its lock is gone with its folder: it isn't started twice for all that, and can be ended.
  @Test func itDeletesItsStateFolder() throws {
    let scene = try ServiceScene(
      "ready = \"after:1ms\"\nrestart = \"always\"",
      script: "probe wait-for go; rm -r \"$XDG_STATE_HOME/qli/services/g/x\"; echo > gone; "
        + "exec probe wait-for never")
    let (main, supervisor) = try scene.start()
    try scene.home.file("go")
    try scene.home.waitForFile("gone")
    #expect(try scene.state() == "orphaned")
    let refusal = try scene.home.qli("start", "g", "x").run()
    #expect(refusal.ending == .exited(120))
    #expect(refusal.stderr.contains("\(main)"), "\(refusal.stderr)")
    // An instance of its own was not touched by that.
    try scene.home.qli("start", "g", "x@other").run().expectCode(0)
    #expect(try scene.state() == "orphaned")
    try scene.home.qli("stop", "g", "x").run().expectCode(0)
    try SignalState.waitUntilGone(supervisor)
    #expect(!scene.processes.alive().contains(main))
    try scene.home.qli("stop", "g", "x@other").run().expectCode(0)
    try scene.processes.waitUntilGone()
    try scene.expectAnEndForEachStart()
    try scene.home.remove("go")
    try scene.start()
    try scene.stop()
  }

  /// It is ended with 0 by itself where its folder is gone.
  @Test func itEndsWithoutItsStateFolder() throws {
    let scene = try ServiceScene(
      script: "probe wait-for go; rm -r \"$XDG_STATE_HOME/qli/services/g/x\"; exit 3")
    let (_, supervisor) = try scene.start()
    try scene.home.file("go")
    try SignalState.waitUntilGone(supervisor)
    try scene.processes.waitUntilGone()
    #expect(try scene.state() == "never")
    try scene.expectAnEndForEachStart()
    #expect(try scene.closing()["exit_code"]?.integer == 3)
  }

  @Test(.requireTool("python3")) func itTakesItsSocketAway() throws {
    let scene = try ServiceScene("ready = \"endpoint\"\nendpoint = \"unix:$XDG_RUNTIME_DIR/s\"")
    try scene.home.extension("g", "x", ServiceServer.script)
    try scene.start()
    try scene.home.remove("$RUNTIME/s")
    #expect(try scene.state() == "ready")
    try scene.home.qli("start", "g", "x").run().expectCode(0)
    try scene.home.file("$RUNTIME/s", "somebody's")
    try scene.stop()
    // What is no socket isn't what it has left.
    #expect(try scene.home.read("$RUNTIME/s") == "somebody's")
  }

  // MARK: - Another user

  /// It is root by now, and who watches over it isn't: what can't be ended is named.
  @Test(.requireTool("setpriv"), .requireSetUserID) func aSetUserIDProgram() throws {
    let scene = try ServiceScene(
      run: "grace = \"1ms\"",
      script: """
        become-root --reuid 0 --regid 0 --clear-groups /bin/sh -c \
          'echo $$ > survivor; exec probe wait-for never' &
        exec probe wait-for never
        """)
    let home = scene.home
    let nobody: uid_t = 65534
    try home.copy("/usr/bin/setpriv", to: "$BIN/become-root", mode: 0o4755)
    try home.chmod("$ROOT", 0o755)
    for folder in ["$STATE", "$WORK"] { #expect(chown(home.path(folder), nobody, nobody) == 0) }
    let asNobody = { (run: QliRun) in
      run.environment(["XDG_RUNTIME_DIR": "/nowhere"]).wrapped(
        "/usr/bin/setpriv", "--reuid", "\(nobody)", "--regid", "\(nobody)", "--clear-groups")
    }
    try asNobody(home.qli("start", "g", "x")).run().expectCode(0)
    let survivor = try home.waitForFile("survivor", toContain: "\n").dropLast()
    let outcome = try asNobody(home.qli("stop", "--json", "g", "x")).run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("process \(survivor) (probe)"), "\(outcome.stderr)")
    #expect(scene.processes.alive().map { "\($0)" } == [String(survivor)])
    for process in scene.processes.alive() { kill(process, SIGKILL) }
    try scene.processes.waitUntilGone()
  }
}
