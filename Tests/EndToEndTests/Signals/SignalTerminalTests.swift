import Glibc
import TestSupport
import Testing

/// Signals that the kernel makes for keys, hang-ups and resizes of a terminal: "nothing: the child
/// got it too", where it did.
@Suite struct SignalTerminalTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  /// The child traps it, takes its time to clean up, and picks its own exit code.
  @Test(arguments: [("C", "SIGINT"), ("\\", "SIGQUIT")])
  func aKeyReachesTheChildOnce(_ key: Character, _ name: String) throws {
    let scene = try SignalScene(home)
    let terminal = try scene.run.startOnTerminal()
    let child = try scene.started(terminal.process)
    try terminal.control(key)
    try home.waitForFile("signals", toContain: "\(name)\n")
    try scene.release(terminal.process.pid, child)
    try terminal.wait().expect(terminal: "^\(key)", code: 7)
    #expect(try scene.received() == [name])
    #expect(try scene.closings() == ["interrupted \(name) 7"])
  }

  @Test func eachKeyIsOneSignal() throws {
    let scene = try SignalScene(home)
    let terminal = try scene.run.startOnTerminal()
    let child = try scene.started(terminal.process)
    for count in 1...3 {
      try terminal.control("C")
      try waitUntil("signal \(count) has come") { try scene.received().count >= count }
      try SignalState.waitUntilSettled(terminal.process.pid)
    }
    try scene.release(terminal.process.pid, child)
    #expect(try terminal.wait().ending == .exited(7))
    #expect(try scene.received() == ["SIGINT", "SIGINT", "SIGINT"])
  }

  @Test func aResizeReachesTheChildOnce() throws {
    let scene = try SignalScene(home)
    let terminal = try scene.run.startOnTerminal()
    let child = try scene.started(terminal.process)
    try terminal.resize(columns: 90, rows: 20)
    try home.waitForFile("signals", toContain: "SIGWINCH\n")
    try scene.release(terminal.process.pid, child)
    try terminal.wait().expect(terminal: "", code: 7)
    #expect(try scene.received() == ["SIGWINCH"])
    #expect(try scene.closings() == ["finish - 7"])
  }

  /// The keys don't reach it there, so qli hands them on, and once.
  @Test(arguments: ["--group", "--session"])
  func aChildThatLeftTheGroupGetsTheKeysFromQli(_ where: String) throws {
    let scene = try SignalScene(
      home, beginning: "exec probe launch \(`where`) -- \"$(command -v probe)\"")
    let terminal = try scene.run.startOnTerminal()
    let child = try scene.started(terminal.process)
    try terminal.control("C")
    try home.waitForFile("signals", toContain: "SIGINT\n")
    try terminal.control("\\")
    try home.waitForFile("signals", toContain: "SIGQUIT\n")
    try terminal.resize(columns: 90, rows: 20)
    try home.waitForFile("signals", toContain: "SIGWINCH\n")
    try scene.release(terminal.process.pid, child)
    try terminal.wait().expect(terminal: "^C^\\", code: 7)
    #expect(try scene.received() == ["SIGINT", "SIGQUIT", "SIGWINCH"])
  }

  /// As with `ssh -t host qli …`: the shell there becomes qli, which so leads the session. A window
  /// that is closed is told to the leader alone.
  @Test func aHangUpReachesTheChildOfASessionsLeaderOnce() throws {
    let scene = try SignalScene(home)
    let terminal = try scene.run.startOnTerminal()
    let child = try scene.started(terminal.process)
    terminal.hangUp()
    try home.waitForFile("signals", toContain: "SIGHUP\n")
    try scene.release(terminal.process.pid, child)
    #expect(try terminal.wait().ending == .exited(7))
    #expect(try scene.received().filter { $0 == "SIGHUP" } == ["SIGHUP"])
    #expect(try scene.closings() == ["interrupted SIGHUP 7"])
  }

  /// The leader, a shell, dies of it; then the kernel tells the whole foreground group.
  @Test func aHangUpReachesTheChildOfAShellsQliOnce() throws {
    let scene = try SignalScene(home)
    let shell = try home.program("/bin/sh", "-c", "\"$@\"; :", "sh", Products.qli, "dev", "trap")
      .startOnTerminal()
    let child = try scene.started(shell.process)
    let qli = try scene.qli()
    shell.hangUp()
    try home.waitForFile("signals", toContain: "SIGHUP\n")
    try scene.release(qli, child)
    try SignalState.waitUntilGone(qli)
    #expect(try shell.wait().ending == .signalled(SIGHUP))
    #expect(try scene.received().filter { $0 == "SIGHUP" } == ["SIGHUP"])
    #expect(try scene.closings() == ["interrupted SIGHUP 7"])
  }
}
