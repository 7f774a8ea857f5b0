import Glibc
import TestSupport
import Testing

/// Ctrl-Z, `fg`, and a child that stops alone, under shells with job control.
@Suite struct SignalJobControlTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  static let shells = ["bash", "dash", "zsh"].filter { Tools.path($0) != nil }

  /// What runs in the shell: the extension, and qli beside it.
  private struct Job {
    let scene: SignalScene
    let shell: PseudoTerminal
    let qli: pid_t
    let child: pid_t

    /// Types `fg`, and waits until the shell has read it: of a job that has ended by then it knows no
    /// code any more.
    func foreground() throws {
      try shell.type("fg\n")
      try waitUntil("qli is in the foreground") { try shell.foregroundGroup == qli }
    }

    /// Ends the extension, which is in the foreground, and sees that its code arrives.
    func finish() throws {
      try scene.release(qli, child)
      try shell.waitFor(TestHome.prompt)
      try shell.type("echo status=$?\n")
      try shell.waitFor("status=7")
      try shell.type("exit\n")
      try shell.wait()
    }
  }

  private func job(_ name: String, beginning: String = "exec probe") throws -> Job {
    let scene = try SignalScene(home, beginning: beginning)
    let shell = try home.shell(name).startOnTerminal()
    try shell.waitFor(TestHome.prompt)
    try shell.type("qli dev trap\n")
    let child = try scene.started(shell.process)
    let qli = try scene.qli()
    try SignalState.waitUntilSettled(qli)
    return Job(scene: scene, shell: shell, qli: qli, child: child)
  }

  @Test(arguments: shells) func controlZStopsBothAndFgContinuesBoth(_ name: String) throws {
    let job = try job(name)
    for _ in 1...2 {
      try job.shell.control("Z")
      try job.shell.waitFor(TestHome.prompt)
      try SignalState.waitUntilStopped(job.qli, job.child)
      try job.foreground()
      try SignalState.waitUntilContinued(job.qli, job.child)
      try SignalState.waitUntilSettled(job.qli)
    }
    // The keys are the job's again.
    try job.shell.control("C")
    try home.waitForFile("signals", toContain: "SIGINT\n")
    try job.finish()
    #expect(try job.scene.received().filter { $0 != "SIGCONT" } == ["SIGINT"])
    #expect(try job.scene.closings() == ["interrupted SIGINT 7"])
  }

  @Test(arguments: shells) func aChildThatStopsAloneGivesThePromptBack(_ name: String) throws {
    let job = try job(name)
    for number in [SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU] {
      #expect(kill(job.child, number) == 0)
      try job.shell.waitFor(TestHome.prompt)
      try SignalState.waitUntilStopped(job.qli, job.child)
      try job.foreground()
      try SignalState.waitUntilContinued(job.qli, job.child)
      try SignalState.waitUntilSettled(job.qli)
    }
    try job.finish()
    #expect(try job.scene.received().allSatisfy { $0 == "SIGCONT" })
    #expect(try job.scene.closings() == ["finish - 7"])
  }

  /// As ssh's `~^Z`.
  @Test(arguments: ["STOP", "TSTP"]) func aChildThatStopsItself(_ name: String) throws {
    try home.group("dev")
    let ready = try home.fifo("ready")
    try home.extension(
      "dev", "stop", sh: "echo $$ > \(ready.path); kill -\(name) $$; echo went-on; exit 7")
    let shell = try home.shell("bash").startOnTerminal()
    try shell.waitFor(TestHome.prompt)
    try shell.type("qli dev stop\n")
    let child = try pid_t(ready.wait(for: shell.process)) ?? 0
    try shell.waitFor(TestHome.prompt)
    try SignalState.waitUntilStopped(child)
    try shell.type("fg\n")
    try shell.waitFor("went-on")
    try shell.waitFor(TestHome.prompt)
    try shell.type("echo status=$?\n")
    try shell.waitFor("status=7")
  }

  /// A child in another group isn't continued by the shell: qli does it.
  @Test(arguments: shells) func aChildInAGroupOfItsOwnGoesOnWithQli(_ name: String) throws {
    let job = try job(name, beginning: "exec probe launch --group -- \"$(command -v probe)\"")
    #expect(kill(job.child, SIGSTOP) == 0)
    try job.shell.waitFor(TestHome.prompt)
    try SignalState.waitUntilStopped(job.qli, job.child)
    try job.foreground()
    try SignalState.waitUntilContinued(job.qli, job.child)
    try job.finish()
  }

  /// In the background both go on, and qli isn't stopped again by what was.
  @Test(arguments: shells) func bgContinuesBoth(_ name: String) throws {
    let job = try job(name)
    try job.shell.control("Z")
    try job.shell.waitFor(TestHome.prompt)
    try SignalState.waitUntilStopped(job.qli, job.child)
    try job.shell.type("bg\n")
    try SignalState.waitUntilContinued(job.qli, job.child)
    try SignalState.waitUntilSettled(job.qli)
    #expect(try job.shell.foregroundGroup != job.qli)
    try job.foreground()
    try job.finish()
  }

  /// Not only the shell: whoever continues qli alone continues its child.
  @Test(.requireTool("bash")) func continuingQliAloneContinuesTheChild() throws {
    let job = try job("bash")
    #expect(kill(job.child, SIGSTOP) == 0)
    try job.shell.waitFor(TestHome.prompt)
    try SignalState.waitUntilStopped(job.qli, job.child)
    #expect(kill(job.qli, SIGCONT) == 0)
    try SignalState.waitUntilContinued(job.qli, job.child)
    try job.foreground()
    try job.finish()
    #expect(try Set(job.scene.received()) == ["SIGCONT"])
  }

  /// Even if that is the child's own doing.
  @Test(.requireTool("bash")) func aGrandchildMayContinueQliAndSoTheChild() throws {
    let go = try home.fifo("go")
    let job = try job(
      "bash", beginning: "(read x < \(go.path); kill -CONT $PPID) & exec probe")
    #expect(kill(job.child, SIGSTOP) == 0)
    try job.shell.waitFor(TestHome.prompt)
    try SignalState.waitUntilStopped(job.qli, job.child)
    try go.release()
    try SignalState.waitUntilContinued(job.qli, job.child)
    try job.foreground()
    try job.finish()
  }

  @Test(.requireTool("bash")) func signalsWaitWhileBothAreStopped() throws {
    let job = try job("bash")
    #expect(kill(job.child, SIGSTOP) == 0)
    try job.shell.waitFor(TestHome.prompt)
    try SignalState.waitUntilStopped(job.qli, job.child)
    #expect(kill(job.qli, SIGTERM) == 0 && kill(job.qli, SIGCONT) == 0)
    try home.waitForFile("signals", toContain: "SIGTERM\n")
    try job.foreground()
    try job.finish()
    #expect(try Set(job.scene.received()) == ["SIGTERM", "SIGCONT"])
    #expect(try job.scene.closings() == ["interrupted SIGTERM 7"])
  }
}
