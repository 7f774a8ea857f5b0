import Glibc
import TestSupport
import Testing

/// An extension that was stopped, where no shell would take the prompt, or where a limit has to hold.
@Suite struct StoppedExtensionTests {
  let run: TimedRun
  private var home: TestHome { run.home }

  init() throws {
    run = try TimedRun()
    try home.link("$BIN/qli", to: "$QLI")
  }

  /// As timeout(1) does, which would end with 124 here.
  @Test func aLimitHoldsForAStoppedExtension() throws {
    try run.group(timeout: "300ms")
    try home.extension("g", "x", sh: "kill -STOP $$; echo on")
    try home.qli("-q", "g", "x").expect(
      stderr:
        "error: the extension was ended by SIGTERM: it had run for 300ms, which is its time limit\n",
      code: 124)
    #expect(try run.closing()["event"] == "timed_out")
  }

  /// Without a terminal there is nobody who would continue qli.
  @Test func withoutATerminalQliGoesOn() throws {
    try home.group("g")
    try home.extension("g", "x", sh: "echo $$ > child; kill -STOP $$; exit 3")
    let running = try home.qli("g", "x").start()
    let child = try #require(pid_t(home.waitForFile("child", toContain: "\n").dropLast()))
    try SignalState.waitUntilStopped(child)
    // It has heard of it by now.
    try SignalState.waitUntilSettled(running.pid)
    #expect(running.state != "T")
    kill(child, SIGCONT)
    try running.expect(code: 3)
  }

  /// Captured, it has a session of its own, which a signal to qli alone stops and continues with it.
  @Test(arguments: [true, false]) func stoppedAndContinued(_ isCaptured: Bool) throws {
    try home.group("g")
    // No shell that is just making a process: it couldn't stop before that is done.
    try home.extension("g", "x", sh: "echo $$ > child; exec probe wait-for go")
    let run = isCaptured ? home.qli("run", "--json", "g", "x") : home.qli("g", "x")
    let running = try run.inProcessGroup().start()
    let child = try #require(pid_t(home.waitForFile("child", toContain: "\n").dropLast()))
    for _ in 1...3 {
      try SignalState.waitUntilSettled(running.pid)
      try SignalState.waitUntilSettled(child)
      try running.signal(SIGTSTP)
      try SignalState.waitUntilStopped(running.pid, child)
      try running.signal(SIGCONT)
      try SignalState.waitUntilContinued(running.pid, child)
    }
    try home.file("go")
    #expect(try running.wait().ending == .exited(0))
  }

  /// In a process group that no shell looks after SIGTSTP does nothing to qli, and so nothing to the
  /// extension.
  @Test func whereQliCannotBeStopped() throws {
    try home.group("g")
    // No shell that is just making a process: it couldn't stop before that is done.
    try home.extension("g", "x", sh: "echo $$ > child; exec probe wait-for go")
    let running = try home.program(
      "/usr/bin/setsid", "-w", home.path("$QLI"), "run", "--json", "g", "x"
    ).start()
    let child = try #require(pid_t(home.waitForFile("child", toContain: "\n").dropLast()))
    let qli = try #require(SignalState(of: child)?.parent)
    try SignalState.waitUntilSettled(qli)
    #expect(kill(qli, SIGTSTP) == 0)
    try SignalState.waitUntilSettled(qli)
    try SignalState.waitUntilContinued(qli, child)
    try home.file("go")
    #expect(try running.wait().ending == .exited(0))
  }

  /// Ctrl-Z is the user's wish; a stop by itself, or as a background job, is none.
  @Test(
    .requireTool("bash"),
    arguments: [
      "kill -STOP $$", "kill -TTIN $$; read line",
    ])
  func aLimitHoldsAtATerminal(_ script: String) throws {
    try run.group(timeout: "300ms")
    try home.extension("g", "x", sh: script)
    let shell = try home.shell("bash").startOnTerminal()
    try shell.waitFor(TestHome.prompt)
    try shell.type("qli -q g x; echo status=$?\n")
    try shell.waitFor("status=124\r\n")
    try shell.waitFor(TestHome.prompt)
    try shell.type("qli -q g x & wait $!; echo status=$?\n")
    try shell.waitFor("status=124\r\n")
    try shell.waitFor(TestHome.prompt)
    try shell.type("exit\n")
    try shell.wait()
  }
}
