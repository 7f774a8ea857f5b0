import Glibc
import TestSupport
import Testing

/// Signals, keys and job control while the question waits for its answer.
@Suite struct ConfirmSignalTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("prod", "confirm = true\naudit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("prod", "deploy", sh: "echo ran >> '\(home.path("ran"))'; echo deployed")
  }

  private static let question = "Run `qli prod deploy`? [y/N] "

  private var run: QliRun { home.qli("prod", "deploy").environment(["NO_COLOR": "1"]) }

  private func asked(_ run: QliRun? = nil) throws -> PseudoTerminal {
    let terminal = try (run ?? self.run).startOnTerminal()
    try terminal.waitFor(Self.question)
    return terminal
  }

  private func expectNothingRan(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(!home.exists("ran") && !home.exists("$STATE/log"), sourceLocation: sourceLocation)
  }

  /// The parts of a terminal's settings that a program might have changed.
  private func settings(_ terminal: PseudoTerminal) throws -> [tcflag_t] {
    let all = try terminal.attributes
    return [all.c_iflag, all.c_oflag, all.c_cflag, all.c_lflag]
  }

  /// Compares what appeared but for the echo of keys that are signals: the terminal shows it when it
  /// has sent the signal already, and so before or after what the program says to that.
  private func expectShown(
    _ outcome: Outcome, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let shown = outcome.terminal.replacing(/\^[C\\]/, with: "")
    #expect(shown == text, sourceLocation: sourceLocation)
  }

  @Test func controlCAtTheQuestion() throws {
    let terminal = try asked()
    let before = try settings(terminal)
    try terminal.control("C")
    let outcome = try terminal.wait()
    #expect(outcome.ending == .signalled(SIGINT))
    expectShown(outcome, "\(Self.question)\n")
    #expect(try settings(terminal) == before)
    expectNothingRan()
  }

  @Test func controlBackslashAtTheQuestion() throws {
    let terminal = try asked()
    try terminal.control("\\")
    let outcome = try terminal.wait()
    #expect(outcome.ending == .exited(131))
    expectShown(outcome, "\(Self.question)\n")
    expectNothingRan()
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2])
  func aSignalFromAProcessAtTheQuestion(_ signal: Int32) throws {
    let terminal = try asked()
    let before = try settings(terminal)
    // Half an answer is none.
    try terminal.type("y")
    try terminal.waitFor("y")
    try terminal.process.signal(signal)
    try terminal.wait().expect(terminal: "\(Self.question)y\n", code: 128 + signal)
    #expect(try settings(terminal) == before)
    expectNothingRan()
  }

  @Test func theTerminalIsHungUp() throws {
    for _ in 0..<20 {
      let terminal = try asked()
      terminal.hangUp()
      #expect(try terminal.wait().ending == .exited(129))
    }
    expectNothingRan()
  }

  /// Under nohup there is no signal to end by, but nobody left to ask either.
  @Test func theTerminalIsHungUpWhereThatIsIgnored() throws {
    let terminal = try asked(run.ignoring(SIGHUP))
    terminal.hangUp()
    #expect(try terminal.wait().ending == .exited(121))
    expectNothingRan()
  }

  @Test func otherSignalsAreNoAnswer() throws {
    let terminal = try asked()
    try terminal.resize(columns: 100, rows: 30)
    try terminal.process.signal(SIGCHLD)
    try terminal.type("y\n")
    try terminal.wait().expect(terminal: "\(Self.question)y\ndeployed\n")
  }

  /// Its end says nothing to qli, which is not the program that started it.
  @Test func aChildFromBeforeItWasQliEnds() throws {
    let go = try home.fifo("go")
    let terminal = try asked(
      run.wrapped(
        "/bin/sh", "-c", "{ read line; echo over; } < '\(go.path)' & exec \"$0\" \"$@\""))
    try go.release()
    try terminal.waitFor("over")
    try waitUntil("the child has ended") {
      try home.read("/proc/\(terminal.process.pid)/task/\(terminal.process.pid)/children")
        .split(separator: " ")
        .allSatisfy { try home.read("/proc/\($0)/stat").contains(") Z ") }
    }
    try terminal.type("y\n")
    try terminal.wait().expect(terminal: "\(Self.question)over\ny\ndeployed\n")
  }

  @Test func ignoredSignalsAreNoAnswer() throws {
    let terminal = try asked(run.ignoring(SIGINT, SIGHUP))
    try terminal.process.signal(SIGHUP)
    try terminal.control("C")
    try terminal.waitFor("^C")
    try terminal.type("y\n")
    #expect(try terminal.wait().ending == .exited(0))
    #expect(try home.read("ran") == "ran\n")
  }

  // MARK: - Job control

  private func bash() throws -> PseudoTerminal {
    let shell = try home.shell("bash").startOnTerminal()
    try shell.waitFor(TestHome.prompt)
    return shell
  }

  private func waitForForeground(_ shell: PseudoTerminal) throws {
    try waitUntil("the job is in the foreground") {
      try shell.foregroundGroup != shell.process.pid
    }
  }

  @Test(.requireTool("bash")) func askedAgainAfterControlZ() throws {
    let shell = try bash()
    try shell.type("qli prod deploy; echo status=$?\n")
    try shell.waitFor(Self.question)
    for _ in 0..<2 {
      // What was begun is gone; it isn't a part of the answer.
      try shell.type("no")
      try shell.waitFor("no")
      try shell.control("Z")
      try shell.waitFor("Stopped")
      try shell.waitFor(TestHome.prompt)
      try shell.type("fg\n")
      try shell.waitFor(Self.question)
    }
    try shell.type("y\n")
    try shell.waitFor("deployed")
    try shell.waitFor(TestHome.prompt)
    #expect(shell.output.components(of: Self.question) == 3)
    try leave(shell)
    #expect(try home.read("ran") == "ran\n")
  }

  @Test(.requireTool("bash")) func controlCAfterFg() throws {
    let shell = try bash()
    try shell.type("qli prod deploy\n")
    try shell.waitFor(Self.question)
    try shell.control("Z")
    try shell.waitFor("Stopped")
    try shell.waitFor(TestHome.prompt)
    try shell.type("fg\n")
    try shell.waitFor(Self.question)
    try shell.control("C")
    try shell.waitFor(TestHome.prompt)
    try shell.type("echo status=$?\n")
    try shell.waitFor("status=130")
    try leave(shell)
    expectNothingRan()
  }

  @Test(.requireTool("bash")) func controlCEndsALoopOfBash() throws {
    let shell = try bash()
    try shell.type("while :; do qli prod deploy; done; echo no$((1))\n")
    try shell.waitFor(Self.question)
    try shell.control("C")
    try shell.waitFor(TestHome.prompt)
    #expect(shell.output.components(of: Self.question) == 1)
    try leave(shell)
    expectNothingRan()
  }

  /// A job in the background stops before it asks, and asks once when it comes to the front.
  @Test(.requireTool("bash")) func aJobInTheBackgroundWaitsForFg() throws {
    let shell = try bash()
    try shell.type("qli prod deploy & echo $! > '\(home.path("job"))'\n")
    let job = try home.waitForFile("job", toContain: "\n").split(separator: "\n").joined()
    try waitUntil("it is stopped") { try home.read("/proc/\(job)/stat").contains(") T ") }
    // So that the shell knows it too.
    try shell.type("jobs\n")
    try shell.waitFor("Stopped")
    try shell.waitFor(TestHome.prompt)
    #expect(shell.output.components(of: Self.question) == 0)
    try shell.type("fg\n")
    try shell.waitFor(Self.question)
    try waitForForeground(shell)
    try shell.type("y\n")
    try shell.waitFor("deployed")
    try shell.waitFor(TestHome.prompt)
    #expect(shell.output.components(of: Self.question) == 1)
    try leave(shell)
  }

  private func leave(_ shell: PseudoTerminal) throws {
    try shell.type("exit\n")
    try shell.wait()
  }
}

extension String {
  /// How often the other text occurs.
  fileprivate func components(of other: String) -> Int { ranges(of: other).count }
}
