import Glibc
import TestSupport
import Testing

/// Where a captured extension runs: in a session of its own, with nothing to read.
@Suite struct CaptureSessionTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  @Test func standardInputIsEmpty() throws {
    try home.captureGroup(sh: "readlink /proc/self/fd/0; cat; echo end")
    let expected =
      #""outcome":"finished","exit_code":0,"duration_ms":MS,"#
      + #""stdout":["/dev/null","end"],"stderr":null"#
    let run = home.captured("--output=lines")
    try run.stdin(.text("some text\n")).capture(home).expect(expected)
    try run.stdin(.closed).capture(home).expect(expected)
    let terminal = try run.stdout(.capture).startOnTerminal()
    try CapturedRun(terminal.wait(), home).expect(expected)
  }

  /// In qli's session it would be stopped by SIGTTIN, and hang.
  @Test func thereIsNoTerminal() throws {
    try home.captureGroup(
      sh: "exec 2>&-; read line < /dev/tty || echo failed; test -t 0 || test -t 1 || echo none")
    for terminal in [true, false] {
      let run = home.captured("--output=lines").stdout(.capture)
      let outcome = try terminal ? run.startOnTerminal().wait() : run.run()
      #expect(try CapturedRun(outcome, home).object["stdout"] == ["failed", "none"])
    }
  }

  @Test func theExtensionLeadsASessionOfItsOwn() throws {
    try home.captureGroup(sh: "exec probe group")
    let terminal = try home.captured("--output=lines").stdout(.capture).startOnTerminal()
    let qli = terminal.process.pid
    let lines = try CapturedRun(terminal.wait(), home).object["stdout"]?.array ?? []
    let id = try #require(lines.first?.string?.dropFirst("pid=".count))
    #expect(
      lines == [
        .string("pid=\(id)"), .string("ppid=\(qli)"), .string("pgid=\(id)"), .string("sid=\(id)"),
        "tpgid=-1",
      ])
  }

  /// The signals that qli blocks and reads are as qli was started with.
  @Test func theExtensionsSignalsAreTheCallers() throws {
    try home.captureGroup(sh: "exec probe signals")
    let run = home.captured("--output=lines")
    #expect(try run.capture(home).object["stdout"] == ["blocked=", "ignored="])
    #expect(
      try run.ignoring(SIGHUP).blocking(SIGUSR2).capture(home).object["stdout"]
        == ["blocked=SIGUSR2", "ignored=SIGHUP"])
  }

  // MARK: - Signals

  @Test(arguments: [
    (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP"), (SIGQUIT, "SIGQUIT"), (SIGINT, "SIGINT"),
  ])
  func aSignalToQliReachesTheWholeGroup(_ signal: Int32, _ name: String) throws {
    // Its shell gets it, too: so that it stays, the extension takes the signals away from it.
    let (first, second) = (try home.fifo("first"), try home.fifo("second"))
    let trap = "probe trap \(name) --log '\(home.path("log"))' --ready"
    try home.captureGroup(
      "audit_log = '$XDG_STATE_HOME/log'",
      sh: """
        trap 'echo shell' \(name.dropFirst(3))
        \(trap) '\(first.path)' &
        \(trap) '\(second.path)' &
        wait $!; wait; wait; exit 7
        """)
    let running = try home.captured().start()
    try first.wait(for: running)
    try second.wait(for: running)
    try running.signal(signal)
    try CapturedRun(running.wait(), home).expect(
      "\"outcome\":\"interrupted\",\"exit_code\":7,\"signal\":\"\(name)\",\"duration_ms\":MS,"
        + #""stdout":"shell","stderr":null"#)
    // Each got it once.
    #expect(try home.read("log") == "\(name)\n\(name)\n")
    let record = try #require(home.auditLines("$STATE/log").last)
    #expect(record["event"] == "interrupted" && record["signal"] == .string(name))
  }

  /// The terminal's keys reach qli alone, which passes them on.
  @Test(arguments: [("C", "SIGINT"), ("\\", "SIGQUIT")])
  func keysReachTheWholeGroup(_ key: Character, _ name: String) throws {
    let ready = try home.fifo("ready")
    try home.captureGroup(
      sh: "exec probe trap INT QUIT --log '\(home.path("log"))' --ready '\(ready.path)' --exit 9")
    let terminal = try home.captured().stdout(.capture).startOnTerminal()
    try ready.wait(for: terminal.process)
    try terminal.control(key)
    try CapturedRun(terminal.wait(), home).expect(
      "\"outcome\":\"interrupted\",\"exit_code\":9,\"signal\":\"\(name)\",\"duration_ms\":MS,"
        + #""stdout":null,"stderr":null"#)
    #expect(try home.read("log") == "\(name)\n")
  }

  /// `while :; do qli run --json …; done` stops at Ctrl-C, for qli dies of it.
  @Test func anExtensionThatDiesOfCtrlC() throws {
    let ready = try home.fifo("ready")
    try home.captureGroup(sh: "echo > '\(ready.path)'; exec sleep 1000")
    let terminal = try home.captured().stdout(.capture).startOnTerminal()
    try ready.wait(for: terminal.process)
    try terminal.control("C")
    let run = try CapturedRun(terminal.wait(), home).expect(
      #""outcome":"interrupted","exit_code":130,"signal":"SIGINT","duration_ms":MS,"#
        + #""stdout":null,"stderr":null"#)
    #expect(run.outcome.ending == .signalled(SIGINT))
  }

  @Test func theTerminalHangsUp() throws {
    let ready = try home.fifo("ready")
    try home.captureGroup(
      "audit_log = '$XDG_STATE_HOME/log'",
      sh: "exec probe trap HUP --log '\(home.path("log"))' --ready '\(ready.path)' --exit 4")
    let terminal = try home.captured().stdout(.capture).startOnTerminal()
    try ready.wait(for: terminal.process)
    terminal.hangUp()
    let object = try CapturedRun(terminal.wait(), home).object
    #expect(object["outcome"] == "interrupted" && object["exit_code"] == 4)
    #expect(try home.read("log") == "SIGHUP\n")
  }

  /// What a descendant sends to qli isn't sent back to it, if it is there still when qli looks.
  @Test func aSignalFromADescendant() throws {
    try home.captureGroup(
      sh: """
        trap 'echo got it; exit 1' TERM
        qli=$PPID
        sh -c "kill -TERM $qli; echo > sent; probe wait-for seen"
        echo fine
        """)
    let running = try home.captured().start()
    try home.waitForFile("sent", toContain: "\n")
    try SignalState.waitUntilSettled(running.pid)
    try home.file("seen")
    let object = try CapturedRun(running.wait(), home).object
    #expect(object["stdout"] == "fine")
    #expect(object["outcome"] == "interrupted" && object["signal"] == "SIGTERM")
  }

  /// Ctrl-Z stops qli alone. The extension goes on, and qli too when it is continued.
  @Test(.requireTool("bash")) func ctrlZStopsTheWholeGroup() throws {
    let (ready, go) = (try home.fifo("ready"), try home.fifo("go"))
    try home.captureGroup(
      sh:
        "echo > '\(ready.path)'; read line < '\(go.path)'; echo done > '\(home.path("done"))'; echo out"
    )
    let terminal = try home.shell("bash").startOnTerminal()
    try terminal.waitFor(TestHome.prompt)
    try terminal.type("qli run --json g x > object\n")
    try ready.wait(for: terminal.process)
    try terminal.control("Z")
    try terminal.waitFor(TestHome.prompt)
    try go.release()
    try home.waitForFile("done")
    #expect(try home.read("object").isEmpty)
    try terminal.type("fg; echo ended $?\n")
    try terminal.waitFor("ended 0")
    #expect(try home.read("object").contains(#""outcome":"finished""#))
    #expect(try home.read("object").contains(#""stdout":"out""#))
    try terminal.type("exit\n")
    try terminal.wait()
  }

  /// qli doesn't stop with it, as no shell waits for a prompt: its time limit acts.
  @Test func anExtensionThatStopsItself() throws {
    try home.captureGroup(sh: "kill -STOP $$; echo went on")
    let outcome = try home.qli("run", "--json", "--timeout=200ms", "g", "x").run()
    #expect(outcome.ending == .exited(124))
    #expect(outcome.stdout.contains(#""outcome":"timed_out""#))
  }

  /// A SIGCONT to qli is passed on to it.
  @Test func anExtensionThatStopsItselfIsContinued() throws {
    try home.captureGroup(sh: "echo $$ > pid; kill -STOP $$; echo went on")
    let running = try home.captured().inProcessGroup().start()
    let pid = try home.waitForFile("pid", toContain: "\n").prefix { $0 != "\n" }
    try waitUntil("it has stopped") {
      let status = try home.read("/proc/\(pid)/status")
      return status.contains("State:\tT")
    }
    try running.signal(SIGCONT)
    try CapturedRun(running.wait(), home).expect(
      #""outcome":"finished","exit_code":0,"duration_ms":MS,"stdout":"went on","stderr":null"#)
  }
}
