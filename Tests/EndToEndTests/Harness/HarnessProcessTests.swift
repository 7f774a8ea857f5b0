import Glibc
import TestSupport
import Testing

/// The harness itself: signals, processes that go on, terminals.
@Suite struct HarnessProcessTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func sh(_ script: String) -> QliRun { home.program("/bin/sh", "-c", script) }

  @Test func signalsReachTheProcess() throws {
    let ready = try home.fifo("ready")
    let run = home.program(
      Products.probe, "trap", "INT", "TERM", "--ready", ready.path, "--log", home.path("log"),
      "--count", "2", "--exit", "9", "--senders")
    let running = try run.start()
    #expect(try ready.wait(for: running) == "\(running.pid)")
    try running.signal(SIGINT)
    try home.waitForFile("log", toContain: "SIGINT")
    try running.signalGroup(SIGTERM)
    try running.expect(code: 9)
    #expect(
      try home.read("log") == "SIGINT code=0 pid=\(getpid())\nSIGTERM code=0 pid=\(getpid())\n")
  }

  @Test func aTrapCanTakeItsTimeAndDie() throws {
    let ready = try home.fifo("ready")
    let running = try home.program(
      Products.probe, "trap", "SIGTERM", "--ready", ready.path, "--log", home.path("log"),
      "--until", home.path("go"), "--die"
    ).start()
    try ready.wait(for: running)
    try running.signal(SIGTERM)
    try home.waitForFile("log", toContain: "SIGTERM\n")
    #expect(!running.hasEnded)
    try home.file("go")
    try running.wait().expect(signal: SIGTERM)
  }

  @Test func probeSignalsOthers() throws {
    try sh("trap 'exit 5' USR1; probe signal-parent USR1; exit 1").expect(code: 5)
    try sh("trap 'exit 6' USR2; probe signal-pid $$ --queue USR2; exit 1").expect(code: 6)
    try sh("trap 'exit 7' HUP; (trap '' HUP; exec probe signal-group HUP); exit 1")
      .expect(code: 7)
    try sh("trap '' QUIT; probe kill-self QUIT").run().expect(stderr: "Quit\n", code: 131)
  }

  @Test func processesAreStoppedAndContinued() throws {
    let ready = try home.fifo("ready")
    let go = try home.fifo("go")
    let running = try sh("echo > \(ready.path); read x < \(go.path); exit 2")
      .inProcessGroup().start()
    try ready.wait(for: running)
    try running.signal(SIGTSTP)
    try SignalState.waitUntilStopped(running.pid)
    try running.signal(SIGCONT)
    try SignalState.waitUntilContinued(running.pid)
    try go.release()
    try running.expect(code: 2)
  }

  @Test func stdinCanBeFedWhileItRuns() throws {
    let running = try sh("while read x; do echo \"got $x\"; done").stdin(.pipe).start()
    running.write("one\n")
    try running.waitForOutput("got one\n")
    running.write("two\n")
    try running.waitForOutput("got two\n")
    running.closeInput()
    try running.expect(stdout: "got one\ngot two\n")
    #expect(throws: HarnessError.self) { try running.waitForOutput("three") }
  }

  @Test func aHelperThatHoldsThePipeIsNotWaitedFor() throws {
    let go = home.path("go")
    let outcome = try home.program(Products.probe, "hold-pipe", "value", "--until", go).run()
    outcome.expect(stdout: "value\n")
    // A reader to the end of file does have to wait for it.
    let reader = try sh("probe hold-pipe value --until '\(go)' | cat; echo end").start()
    try reader.waitForOutput("value\n")
    #expect(!reader.hasEnded)
    try home.file("go")
    try reader.expect(stdout: "value\nend\n")
  }

  @Test func theProbeHoldsALock() throws {
    let ready = try home.fifo("ready")
    let go = home.path("go")
    let holder = try home.program(
      Products.probe, "lock", home.path("f"), "--ready", ready.path, "--until", go
    ).start()
    try ready.wait(for: holder)
    try home.program(Products.probe, "wait-for", home.path("f")).expect()
    try home.file("go")
    try holder.expect()
  }

  @Test func theProbePassesTooManyArguments() throws {
    try home.program(Products.probe, "allocate-arguments", "1", "200000", "--", "/bin/true")
      .expect(stderr: "probe: exec: Argument list too long\n", code: 98)
    try home.program(Products.probe, "allocate-arguments", "3", "2", "--", "/bin/echo", "a")
      .expect(stdout: "a xx xx xx\n")
  }

  @Test func aTerminalIsTypedOn() throws {
    let terminal = try sh("test -t 0 -a -t 1 -a -t 2 && read x && echo \"<$x>\"; exit 3")
      .startOnTerminal()
    try terminal.type("y\n")
    try terminal.waitFor("<y>")
    let outcome = try terminal.wait()
    outcome.expect(terminal: "y\n<y>\n", code: 3)
    #expect(outcome.stdoutBytes.isEmpty)
  }

  @Test func streamsBesideTheTerminal() throws {
    let terminal = try sh("echo out; echo err >&2; echo tty > /dev/tty").stdout(.capture)
      .stdin(.null).startOnTerminal()
    let outcome = try terminal.wait().expect(stdout: "out\n")
    #expect(outcome.terminal == "err\ntty\n")
  }

  @Test func theTerminalTellsItsSettings() throws {
    let terminal = try sh("stty -echo; trap 'stty size' WINCH; echo ready; read x; read x")
      .startOnTerminal(columns: 100, rows: 30)
    try terminal.waitFor("ready")
    #expect(try !terminal.echoes)
    #expect(try terminal.foregroundGroup == terminal.process.pid)
    try terminal.resize(columns: 90, rows: 20)
    // The trap runs when `read` returns.
    try terminal.type("\n")
    try terminal.waitFor("20 90")
    try terminal.control("D")
    try terminal.wait()
  }

  @Test func controlCIsASignal() throws {
    let terminal = try home.program(
      Products.probe, "trap", "INT", "--ready", "/dev/stdout", "--log", "/dev/stdout",
      "--senders", "--exit", "4"
    ).startOnTerminal()
    try terminal.waitFor("\(terminal.process.pid)\r\n")
    try terminal.control("C")
    try terminal.waitFor("SIGINT code=128 pid=0")
    #expect(try terminal.wait().ending == .exited(4))
  }

  @Test func hangingUpSendsHUP() throws {
    let ready = try home.fifo("ready")
    let terminal = try home.program(
      Products.probe, "trap", "HUP", "--ready", ready.path, "--log", home.path("log"), "--exit", "5"
    ).startOnTerminal()
    try ready.wait(for: terminal.process)
    terminal.hangUp()
    #expect(try terminal.wait().ending == .exited(5))
    #expect(try home.read("log") == "SIGHUP\n")
    #expect(throws: HarnessError.self) { try terminal.type("x") }
  }

  @Test(.requireTool("bash")) func bashControlsJobs() throws { try stopAndContinueAJob("bash") }
  @Test(.requireTool("dash")) func dashControlsJobs() throws { try stopAndContinueAJob("dash") }
  @Test(.requireTool("zsh")) func zshControlsJobs() throws { try stopAndContinueAJob("zsh") }

  private func stopAndContinueAJob(_ name: String) throws {
    let shell = try home.shell(name).startOnTerminal()
    try shell.waitFor(TestHome.prompt)
    try shell.type("cat; echo status=$?\n")
    try waitUntil("cat is in the foreground") { try shell.foregroundGroup != shell.process.pid }
    try shell.type("first\n")
    try shell.waitFor("first\r\nfirst\r\n")
    try shell.control("Z")
    try shell.waitFor(TestHome.prompt)
    try shell.type("fg\n")
    try waitUntil("cat is in the foreground") { try shell.foregroundGroup != shell.process.pid }
    try shell.type("second\n")
    try shell.waitFor("second\r\nsecond\r\n")
    try shell.control("C")
    try shell.waitFor(TestHome.prompt)
    try shell.type("exit $((40 + 2))\n")
    #expect(try shell.wait().ending == .exited(42))
  }

  @Test(.requireTool("bash")) func controlCEndsALoopInBash() throws {
    let shell = try home.shell("bash").startOnTerminal()
    try shell.waitFor(TestHome.prompt)
    try shell.type("while :; do probe trap INT --ready /dev/stdout --die; done; echo no\n")
    try shell.waitFor("no\r\n")
    try shell.waitFor("\r\n")
    try shell.control("C")
    try shell.waitFor(TestHome.prompt)
    try shell.type("echo status=$?\n")
    try shell.waitFor("status=130")
    try shell.control("D")
    try shell.wait()
  }

  @Test(.requireTool("no-such-tool")) func aMissingToolSkips() {
    Issue.record("it ran")
  }

  /// Were a script still open for writing in another test's child, it would be "text file busy".
  @Test(arguments: 0..<40)
  func scriptsRunRightAfterTheyAreWritten(_ number: Int) throws {
    for _ in 0..<5 {
      let script = try home.pathExecutable("script", sh: "exit \(number)")
      try home.program(script).expect(code: Int32(number))
    }
  }

  @Test func leftOversAreKilled() throws {
    let ready = try home.fifo("ready")
    var child: pid_t = 0
    do {
      let running = try sh("sleep 100 & echo $! > \(ready.path); wait").start()
      child = pid_t(try ready.wait(for: running)) ?? 0
      #expect(kill(child, 0) == 0)
    }
    try waitUntil("the child is gone or a zombie") {
      guard let stat = try? home.read("/proc/\(child)/stat") else { return true }
      return stat.contains(") Z ")
    }
  }
}
