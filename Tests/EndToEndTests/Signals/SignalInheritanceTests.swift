import Glibc
import TestSupport
import Testing

/// What was ignored or blocked when qli started, and what the child gets of that.
@Suite struct SignalInheritanceTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("dev")
    try home.extension("dev", "signals", sh: "exec probe signals")
  }

  private var signals: QliRun { home.qli("dev", "signals") }

  @Test func theChildStartsAsIfThereWereNoQli() throws {
    try signals.expect(stdout: "blocked=\nignored=\n")
  }

  @Test func whatWasIgnoredStaysIgnored() throws {
    try signals.ignoring(SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGUSR1, SIGXFSZ, SIGCONT)
      .expect(
        stdout: "blocked=\nignored=SIGHUP,SIGINT,SIGQUIT,SIGUSR1,SIGPIPE,SIGTERM,SIGCONT,SIGXFSZ\n")
  }

  @Test func theChildGetsTheMaskThatQliWasStartedWith() throws {
    try signals.blocking(SIGINT, SIGUSR1, SIGPIPE, SIGTERM, SIGCHLD, SIGALRM, SIGXFSZ)
      .expect(
        stdout:
          "blocked=SIGINT,SIGUSR1,SIGPIPE,SIGALRM,SIGTERM,SIGCHLD,SIGXFSZ\nignored=\n")
  }

  /// The exception: ignored, it would cost the child's status.
  @Test func sigchldIsDefault() throws {
    try signals.ignoring(SIGCHLD).expect(stdout: "blocked=\nignored=\n")
  }

  @Test func theStatusArrivesWithSigchldIgnored() throws {
    try home.extension("dev", "code", sh: "exit $1")
    for code in Int32(1)...50 {
      try home.qli("dev", "code", "\(code)").ignoring(SIGCHLD).expect(code: code)
    }
  }

  @Test(.requireTool("nohup")) func nohupReachesTheChild() throws {
    try signals.wrapped("/usr/bin/nohup").expect(stdout: "blocked=\nignored=SIGHUP\n")
  }

  @Test(.requireTool("nohup")) func aHangUpPassesANohupBy() throws {
    let scene = try SignalScene(home)
    let terminal = try scene.run.wrapped("/usr/bin/nohup").stdout(.capture).startOnTerminal()
    let child = try scene.started(terminal.process)
    terminal.hangUp()
    try terminal.process.signal(SIGHUP)
    try scene.release(terminal.process.pid, child)
    #expect(try terminal.wait().ending == .exited(7))
    #expect(try scene.received().filter { $0 != "SIGCONT" }.isEmpty)
    #expect(try scene.closings() == ["finish - 7"])
  }

  /// A shell without job control ignores the keys' signals in what it puts in the background.
  @Test func signalsIgnoredInTheBackgroundOfAScript() throws {
    try home.program("/bin/sh", "-c", "\"$0\" dev signals & wait", Products.qli)
      .expect(stdout: "blocked=\nignored=SIGINT,SIGQUIT\n")
  }

  /// The child has taken a handler for it, so it would get the signal if qli handed it on.
  @Test(arguments: [
    (SIGHUP, SIGTERM, "SIGTERM"), (SIGINT, SIGTERM, "SIGTERM"), (SIGQUIT, SIGTERM, "SIGTERM"),
    (SIGTERM, SIGINT, "SIGINT"),
  ]) func aSignalThatIsIgnoredIsNotHandedOn(_ ignored: Int32, _ other: Int32, _ name: String) throws
  {
    let scene = try SignalScene(home)
    let running = try scene.run.ignoring(ignored).start()
    let child = try scene.started(running)
    try running.signal(ignored)
    try running.signal(other)
    try home.waitForFile("signals", toContain: "\(name)\n")
    try scene.release(running.pid, child)
    try running.expect(code: 7)
    #expect(try scene.received() == [name])
    #expect(try scene.closings() == ["interrupted \(name) 7"])
  }

  /// qli waits for it all the same: that it was blocked is about the child.
  @Test func aSignalThatWasBlockedIsHandedOn() throws {
    let scene = try SignalScene(home)
    let running = try scene.run.blocking(SIGTERM).start()
    let child = try scene.started(running)
    try running.signal(SIGTERM)
    try home.waitForFile("signals", toContain: "SIGTERM\n")
    try scene.release(running.pid, child)
    try running.expect(code: 7)
  }

  @Test func aBrokenPipeDoesNotKillQliButItsChild() throws {
    try home.group("dev", "banner = 'careful'")
    try home.extension("dev", "code", sh: "exit 5")
    try home.qli("dev", "code").stderr(.brokenPipe).expect(code: 5)
    try home.extension("dev", "die", sh: "kill -PIPE $$")
    try home.qli("dev", "die").expect(stderr: "careful\n", code: 128 + SIGPIPE)
    try home.copy("/bin/echo", to: "\(home.extensions())/dev/echo")
    try home.qli("dev", "echo", "text").stdout(.brokenPipe)
      .expect(stderr: "careful\n", code: 128 + SIGPIPE)
  }

  @Test func aFileSizeLimitDoesNotKillQli() throws {
    try home.group("dev", "banner = 'careful'")
    try home.extension("dev", "code", sh: "exit 5")
    try home.qli("dev", "code").stderr(.file("errors")).fileSizeLimit(0).expect(code: 5)
    #expect(try home.read("errors").isEmpty)
    try home.group("dev", "audit_log = '\(home.path("$STATE/audit"))'")
    let outcome = try home.qli("dev", "code").fileSizeLimit(0).run()
    #expect(outcome.ending == .exited(123))
    #expect(outcome.stderr.contains("File too large"))
    #expect(try home.auditLines("$STATE/audit").isEmpty)
  }
}
