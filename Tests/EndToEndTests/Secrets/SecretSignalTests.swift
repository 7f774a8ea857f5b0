import Glibc
import TestSupport
import Testing

/// A stop signal while `op` runs ends `op` too, and then nothing runs.
@Suite struct SecretSignalTests {
  let home: TestHome
  let ready: Rendezvous

  init() throws {
    home = try TestHome()
    ready = try home.fifo("ready")
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      [[secrets]]
      env = "TOKEN"
      ref = "op://v/i"
      provider = "one_password"
      """)
    try home.extension("g", "x", sh: "echo ran")
  }

  /// An `op` that logs the signals it gets.
  private func op(trapping words: String) throws {
    try home.pathExecutable(
      "op",
      sh: "exec probe trap \(words) --ready '\(ready.path)' --log '\(home.path("log"))'")
  }

  private func expectNothingLeft(
    of op: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(!home.exists("/proc/\(op)"), sourceLocation: sourceLocation)
    #expect(!home.exists("$STATE/log"), sourceLocation: sourceLocation)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2])
  func aSignalFromAProcessWhileOpRuns(_ signal: Int32) throws {
    try op(trapping: "TERM HUP QUIT USR1 USR2 INT --exit 0")
    let running = try home.qli("g", "x").start()
    let op = try ready.wait(for: running)
    try running.signal(signal)
    try running.expect(code: 128 + signal)
    #expect(try home.read("log") == "SIGTERM\n")
    expectNothingLeft(of: op)
  }

  @Test func anInterruptFromAProcessWhileOpRuns() throws {
    try op(trapping: "TERM INT")
    let running = try home.qli("g", "x").start()
    let op = try ready.wait(for: running)
    try running.signal(SIGINT)
    try running.wait().expect(signal: SIGINT)
    #expect(try home.read("log") == "SIGTERM\n")
    expectNothingLeft(of: op)
  }

  @Test func controlCWhileOpRuns() throws {
    try op(trapping: "INT TERM --die")
    let terminal = try home.qli("g", "x").startOnTerminal()
    let op = try ready.wait(for: terminal.process)
    let before = try terminal.attributes
    try terminal.control("C")
    let outcome = try terminal.wait()
    #expect(outcome.ending == .signalled(SIGINT))
    // The echo of the key may come too late to be seen.
    #expect(["", "^C"].contains(outcome.terminal))
    #expect(try terminal.attributes.c_lflag == before.c_lflag)
    expectNothingLeft(of: op)
  }

  /// It has two seconds; a second signal leaves it none.
  @Test(arguments: [false, true])
  func anOpThatIgnoresTheSignalIsKilled(_ isTwice: Bool) throws {
    try op(trapping: "TERM INT --count 100")
    let running = try home.qli("g", "x").start()
    let op = try ready.wait(for: running)
    try running.signal(SIGTERM)
    if isTwice {
      try home.waitForFile("log", toContain: "SIGTERM\n")
      try running.signal(SIGTERM)
    }
    try running.expect(code: 143)
    #expect(try home.read("log") == "SIGTERM\n")
    expectNothingLeft(of: op)
  }

  /// It is continued, for only then can it act on SIGTERM.
  @Test func aStoppedOpIsEndedToo() throws {
    try op(trapping: "TERM --exit 0")
    let running = try home.qli("g", "x").start()
    let op = try ready.wait(for: running)
    try #require(kill(pid_t(op) ?? 0, SIGSTOP) == 0)
    try waitUntil("op is stopped") { try home.read("/proc/\(op)/stat").contains(") T ") }
    try running.signal(SIGTERM)
    try running.expect(code: 143)
    #expect(try home.read("log") == "SIGTERM\n")
    expectNothingLeft(of: op)
  }

  /// A resized window or a `fg` is no reason to end.
  @Test func otherSignalsEndNothing() throws {
    let go = try home.fifo("go")
    try home.pathExecutable(
      "op", sh: "echo $$ > '\(ready.path)'; read line < '\(go.path)'; echo value")
    let running = try home.qli("g", "x").start()
    try ready.wait(for: running)
    for signal in [SIGWINCH, SIGCONT, SIGCHLD] { try running.signal(signal) }
    try go.release()
    try running.expect(stdout: "ran\n")
  }

  @Test func ignoredSignalsEndNothing() throws {
    let go = try home.fifo("go")
    try home.pathExecutable(
      "op",
      sh: """
        probe signals --to '\(home.path("signals"))'
        echo $$ > '\(ready.path)'; read line < '\(go.path)'; echo value
        """)
    let running = try home.qli("g", "x").ignoring(SIGHUP, SIGTERM).start()
    try ready.wait(for: running)
    try running.signal(SIGHUP)
    try running.signal(SIGTERM)
    try go.release()
    try running.expect(stdout: "ran\n")
    #expect(try home.read("signals") == "blocked=\nignored=SIGHUP,SIGTERM\n")
  }

  /// A status would be lost if SIGCHLD stayed ignored.
  @Test func theStatusOfOpIsKnownWhereSIGCHLDIsIgnored() throws {
    try home.pathExecutable("op", sh: "exit 3")
    try home.qli("g", "x").ignoring(SIGCHLD).expect(
      stderr: """
        error: secret 'TOKEN' couldn't be resolved: 'op read' exited with 3
        help: op signin

        """, code: 122)
  }
}
