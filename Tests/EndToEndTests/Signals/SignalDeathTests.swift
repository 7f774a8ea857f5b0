import Glibc
import TestSupport
import Testing

/// "It exits with the child's code, or 128+n if the child died of signal n. One exception": SIGINT.
@Suite struct SignalDeathTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func closing(_ script: String, code: Int32) throws -> JSON {
    try home.group("dev", "audit_log = \"\(home.path("$STATE/audit"))\"")
    try home.extension("dev", "die", sh: script)
    try home.qli("dev", "die").expect(code: code)
    return try #require(try home.auditLines("$STATE/audit").last)
  }

  @Test(arguments: [
    (SIGHUP, "SIGHUP"), (SIGQUIT, "SIGQUIT"), (SIGABRT, "SIGABRT"), (SIGKILL, "SIGKILL"),
    (SIGSEGV, "SIGSEGV"), (SIGPIPE, "SIGPIPE"), (SIGTERM, "SIGTERM"), (34, "SIGRTMIN+0"),
    (37, "SIGRTMIN+3"), (64, "SIGRTMIN+30"),
  ]) func theCodeTellsTheSignal(_ number: Int32, _ name: String) throws {
    let record = try closing("exec probe kill-self \(number)", code: 128 + number)
    #expect(record["event"] == "finish" && record["signal"]?.string == name)
    #expect(record["exit_code"]?.integer == Int(128 + number))
  }

  /// The code alone isn't a death: nothing says that a signal was there.
  @Test func aCodeOf130IsACode() throws {
    let record = try closing("exit 130", code: 130)
    #expect(record["event"] == "finish" && record["signal"] == nil)
  }

  @Test func aChildThatDiesOfSIGINTTakesQliWithIt() throws {
    try home.group("dev", "audit_log = \"\(home.path("$STATE/audit"))\"")
    try home.extension("dev", "die", sh: "exec probe kill-self INT")
    try home.qli("dev", "die").run().expect(signal: SIGINT)
    let record = try #require(try home.auditLines("$STATE/audit").last)
    #expect(record["event"] == "finish" && record["signal"] == "SIGINT")
    #expect(record["exit_code"] == 130)
    try home.program("/bin/sh", "-c", "\"$0\" dev die; echo $?", Products.qli)
      .expect(stdout: "130\n")
  }

  @Test func aChildThatDiesOfSIGINTSentThroughQliTakesQliWithIt() throws {
    let scene = try SignalScene(home, ending: "--die")
    let running = try scene.run.start()
    _ = try scene.started(running)
    try running.signal(SIGINT)
    try running.wait().expect(signal: SIGINT)
    #expect(try scene.closings() == ["interrupted SIGINT 130"])
  }

  /// Also where qli was started with SIGINT ignored or blocked.
  @Test func qliDiesOfSIGINTByItsDefault() throws {
    try home.group("dev")
    try home.extension("dev", "die", sh: "exec probe kill-self INT")
    try home.qli("dev", "die").ignoring(SIGINT).run().expect(signal: SIGINT)
    try home.qli("dev", "die").blocking(SIGINT).run().expect(signal: SIGINT)
  }

  /// The other signals that end the child come out as a code, whoever sent them.
  @Test func aChildThatDiesOfSIGTERM() throws {
    let scene = try SignalScene(home, ending: "--die")
    let running = try scene.run.start()
    _ = try scene.started(running)
    try running.signal(SIGTERM)
    try running.expect(code: 143)
    #expect(try scene.closings() == ["interrupted SIGTERM 143"])
  }

  @Test(.requireTool("bash")) func oneControlCEndsALoopInBash() throws { try endsLoop("bash") }
  @Test(.requireTool("dash")) func oneControlCEndsALoopInDash() throws { try endsLoop("dash") }
  @Test(.requireTool("zsh")) func oneControlCEndsALoopInZsh() throws { try endsLoop("zsh") }

  private func endsLoop(_ name: String) throws {
    let scene = try SignalScene(home, ending: "--die")
    let shell = try home.shell(name).startOnTerminal()
    try shell.waitFor(TestHome.prompt)
    try shell.type("while :; do qli dev trap; done\n")
    _ = try scene.started(shell.process)
    try shell.control("C")
    try shell.waitFor(TestHome.prompt)
    try shell.type("echo status=$?\n")
    try shell.waitFor("status=130")
    #expect(try scene.records("start").count == 1)
    #expect(try scene.closings() == ["interrupted SIGINT 130"])
    try shell.control("D")
    try shell.wait()
  }

  /// A shell without job control is in the same group: it gets the key itself, and looks how its
  /// program ended.
  @Test(.requireTool("bash")) func oneControlCEndsABashScript() throws {
    try endsScript("bash", closings: ["interrupted SIGINT 130"])
  }

  @Test(.requireTool("dash")) func oneControlCEndsADashScript() throws {
    try endsScript("dash", closings: ["interrupted SIGINT 130"])
  }

  /// zsh doesn't wait for its program: it dies at once, and because it leads the session, SIGHUP
  /// follows. If qli finds both, it can't tell which was first.
  @Test(.requireTool("zsh")) func oneControlCEndsAZshScript() throws {
    try endsScript("zsh", closings: ["interrupted SIGINT 130", "interrupted SIGHUP 130"])
  }

  private func endsScript(_ name: String, closings: Set<String>) throws {
    let scene = try SignalScene(home, ending: "--die")
    let path = try #require(Tools.path(name))
    let script = "while :; do '\(Products.qli)' dev trap; done"
    let shell = try home.program(path, "-c", script).startOnTerminal()
    _ = try scene.started(shell.process)
    let qli = try scene.qli()
    try shell.control("C")
    #expect(try shell.wait().ending == .signalled(SIGINT))
    try SignalState.waitUntilGone(qli)
    #expect(try scene.records("start").count == 1)
    let closing = try scene.closings()
    #expect(closing.count == 1 && closings.isSuperset(of: closing), "\(closing)")
  }

  /// A child that takes Ctrl-C as a key of its own, as an editor does, doesn't end the loop.
  @Test(.requireTool("bash")) func aChildThatTakesControlCDoesNotEndTheLoop() throws {
    let scene = try SignalScene(home, ending: "--exit 0")
    let script = "for i in 1 2; do '\(Products.qli)' dev trap; echo code=$?; done"
    let shell = try home.program("/bin/bash", "-c", script).startOnTerminal()
    for _ in 1...2 {
      _ = try scene.started(shell.process)
      try shell.control("C")
      try shell.waitFor("code=0")
    }
    #expect(try shell.wait().ending == .exited(0))
  }
}
