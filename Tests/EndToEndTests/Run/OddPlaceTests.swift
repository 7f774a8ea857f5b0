import Foundation
import TestSupport
import Testing

/// Places and limits that a person meets by accident.
@Suite struct OddPlaceTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", sh: "echo ran")
  }

  /// A status that couldn't be written is said before anything runs.
  @Test func aStatusFileInADeletedFolder() throws {
    try home.extension("g", "x", sh: "echo > \(home.path("ran"))")
    let outcome = try home.qli("run", "--status-file", "s.json", "g", "x").deletedDirectory().run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("'s.json'") && outcome.stderr.contains("No such file"))
    #expect(!home.exists("ran"))
  }

  /// Without memory for what is captured nothing runs, and the object says so.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["QLI_TEST_EXECUTABLE"] != nil,
      "needs the installed file, which takes little memory"))
  func withoutMemoryForACapture() throws {
    let outcome = try home.program(
      "/bin/sh", "-c", "ulimit -v 16000; exec \"$0\" run --json g x", home.path("$QLI")
    ).run()
    let object = try JSON.parse(outcome.stdout)
    #expect(object["outcome"] == "failed" && object["step"] == "spawn")
    #expect(object["error"]?.string?.contains("Cannot allocate memory") == true)
    #expect(outcome.ending == .exited(125))
  }

  /// Not before somebody writes to a FIFO would the C library go on.
  @Test func aTimeZoneThatIsAFIFO() throws {
    let zone = try home.fifo("zone")
    try home.qli("g", "x").expect(stdout: "ran\n")
    for name in [zone.path, ":\(zone.path)"] {
      let terminal = try home.qli("audit").environment(["TZ": name, "TERM": "dumb"])
        .startOnTerminal()
      #expect(try terminal.wait().ending == .exited(0))
    }
    let since = home.qli("audit", "--since", "2020-01-01 10:00").environment(["TZ": zone.path])
    #expect(try since.run().ending == .exited(0))
  }

  /// Somebody's own options for less(1) let the colours through, too.
  @Test(.requireTool("less")) func coloursInLess() throws {
    for _ in 1...40 { try home.qli("g", "x").expect(stdout: "ran\n") }
    let terminal = try home.qli("audit").environment(["TERM": "xterm", "LESS": "-iMX"])
      .startOnTerminal(columns: 80, rows: 24)
    try terminal.waitFor("lines ")
    #expect(!terminal.output.contains("ESC["))
    try terminal.type("q")
    try terminal.wait()
  }

  /// logrotate(8) makes the new log as root, and gives it to the user a moment later.
  @Test(.requireTool("setpriv"), .requireOtherUsers) func aLogThatIsBeingMade() throws {
    let scene = try OtherUserScene()
    try scene.makeGroup("audit_log = '$XDG_STATE_HOME/log'")
    try scene.makeFile("a/state/log", "", owner: 0, mode: 0o600)
    let running = try scene.qli("g", "e").start()
    try SignalState.waitUntilSettled(running.pid)
    try scene.set("a/state/log", owner: OtherUserScene.victim)
    try running.expect(stdout: "ran as \(OtherUserScene.victim)\n")
    #expect(try scene.text("a/state/log").split(separator: "\n").count == 2)
  }

  /// One that isn't the user's is refused.
  @Test(.requireTool("setpriv"), .requireOtherUsers) func aLogOfSomebodyElse() throws {
    let scene = try OtherUserScene()
    try scene.makeGroup("audit_log = '$XDG_STATE_HOME/log'")
    try scene.makeFile("a/state/log", "", owner: 0, mode: 0o600)
    let outcome = try scene.qli("g", "e").run()
    #expect(outcome.ending == .exited(123) && outcome.stdout.isEmpty)
  }

  /// A file that may be executed but not read is no binary of another machine.
  @Test(.requireTool("setpriv"), .requireOtherUsers) func aScriptThatMayNotBeRead() throws {
    let scene = try OtherUserScene()
    try scene.makeFile("a/data/qli/extensions/g/e", "echo ran\n", mode: 0o111)
    let path = scene.path("a/data/qli/extensions/g/e")
    let outcome = try scene.qli("g", "e").run()
    #expect(outcome.ending == .exited(126))
    #expect(
      outcome.stderr == """
        error: cannot execute '\(path)': it is no binary of this system, and may not be read as a script
        help: chmod +r \(path)

        """)
    chmod(path, 0o555)
    try scene.qli("g", "e").expect(stdout: "ran\n")
  }

  @Test(arguments: [
    "\u{a0}", "\u{3164}", "\u{2800}", "\u{200c}", "\u{e0041}", "INC\u{2060}7", "a\u{3164}b",
    "\u{3000}",
  ])
  func aReasonThatCannotBeSeen(_ reason: String) throws {
    let outcome = try home.qli("--reason", reason, "g", "x").run()
    #expect(outcome.ending == .exited(125) && outcome.stdout.isEmpty, "\(outcome)")
  }

  @Test(arguments: ["a\u{a0}b", "é 日本\u{3000}語", "👩\u{200d}💻 ❤\u{fe0f}"])
  func aReasonThatCanBeSeen(_ reason: String) throws {
    try home.qli("--reason", reason, "g", "x").expect(stdout: "ran\n")
    #expect(try home.auditLines("$STATE/log")[0]["reason"]?.string == reason)
  }
}
