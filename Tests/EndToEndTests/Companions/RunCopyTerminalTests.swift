import Glibc
import TestSupport
import Testing

/// A run of two processes of qli takes nothing from the terminal: keys, jobs and pipelines work.
@Suite struct RunCopyTerminalTests {
  let scene: CompanionScene

  init() throws {
    scene = try CompanionScene(
      run: "with_qli = true",
      script: "echo $$ > child; while read line; do echo \"<$line>\"; done; exit 4")
  }

  static let shells = ["bash", "dash", "zsh"].filter { Tools.path($0) != nil }

  private func shell(_ name: String) throws -> PseudoTerminal {
    let shell = try scene.home.shell(name).startOnTerminal()
    try shell.waitFor(TestHome.prompt)
    return shell
  }

  private func stopAndContinue(_ shell: PseudoTerminal) throws {
    let child = try #require(
      pid_t(scene.home.waitForFile("child", toContain: "\n").dropLast()))
    try shell.control("Z")
    try shell.waitFor(TestHome.prompt)
    try SignalState.waitUntilStopped(child)
    try shell.type("fg\n")
    try waitUntil("qli is in the foreground") { try shell.foregroundGroup != shell.process.pid }
  }

  private func expectEnd(_ shell: PseudoTerminal) throws {
    try shell.control("D")
    try shell.waitFor(TestHome.prompt)
    try shell.type("echo status=$?\n")
    try shell.waitFor("status=4\r\n")
    try shell.waitFor(TestHome.prompt)
    try shell.type("exit\n")
    try shell.wait()
    #expect(try scene.closings() == ["finish - 4"])
  }

  @Test(arguments: shells) func stopsAndGoesOn(_ name: String) throws {
    let shell = try shell(name)
    try shell.type("qli g x\n")
    for number in 1...15 {
      try shell.type("\(number)\n")
      try shell.waitFor("<\(number)>\r\n")
      try stopAndContinue(shell)
    }
    try expectEnd(shell)
  }

  @Test(arguments: shells) func controlC(_ name: String) throws {
    try scene.home.extension(
      "g", "x", sh: "exec probe trap INT --ready ready --log got --die --senders")
    let shell = try shell(name)
    try shell.type("qli g x\n")
    try scene.waitUntilReady(1)
    try SignalState.waitUntilSettled(scene.recorder())
    try shell.control("C")
    try shell.waitFor(TestHome.prompt)
    try shell.type("echo status=$?\n")
    try shell.waitFor("status=130\r\n")
    #expect(try scene.home.read("got") == "SIGINT code=128 pid=0\n")
    #expect(try scene.closings() == ["interrupted SIGINT 130"])
  }

  /// Whoever leads its session isn't stopped, as nobody would continue it; nor is its copy.
  @Test func aStopWhereNobodyLooksAfterIt() throws {
    let terminal = try scene.home.qli("g", "x").startOnTerminal()
    let child = try #require(pid_t(scene.home.waitForFile("child", toContain: "\n").dropLast()))
    #expect(kill(child, SIGSTOP) == 0)
    try SignalState.waitUntilStopped(child)
    try SignalState.waitUntilSettled(scene.recorder())
    #expect(kill(child, SIGCONT) == 0)
    try terminal.type("on\n")
    try terminal.waitFor("<on>")
    try terminal.control("D")
    #expect(try terminal.wait().ending == .exited(4))
  }

  @Test func aTerminalThatHangsUp() throws {
    try scene.home.extension("g", "x", sh: "echo up > ready; exec probe wait-for never")
    let terminal = try scene.home.qli("g", "x").startOnTerminal()
    try scene.waitUntilReady(1)
    terminal.hangUp()
    try scene.processes.waitUntilGone()
    #expect(try scene.closings() == ["interrupted SIGHUP 129"])
  }

  /// The settings are put back, whichever of the two was killed.
  @Test(arguments: [false, true]) func theTerminalsSettings(_ isCopy: Bool) throws {
    try scene.home.extension(
      "g", "x", sh: "stty -echo; echo up > ready; exec probe wait-for never")
    let shell = try shell("bash")
    try shell.type("qli g x\n")
    try scene.waitUntilReady(1)
    #expect(try !shell.echoes)
    let copy = try scene.recorder()
    let standIn = try #require(HomeProcesses.parent(of: copy))
    #expect(kill(isCopy ? copy : standIn, SIGKILL) == 0)
    try waitUntil("the end is on record") { try scene.closings() == ["interrupted SIGKILL 137"] }
    if isCopy { try waitUntil("it echoes") { try shell.echoes } }
    try shell.type("exit\n")
    try shell.wait()
  }
}
