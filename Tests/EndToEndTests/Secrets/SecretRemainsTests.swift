import Glibc
import TestSupport
import Testing

/// What asks for a secret leaves nothing behind, however it ends.
@Suite struct SecretRemainsTests {
  let home: TestHome
  let processes: HomeProcesses

  init() throws {
    home = try TestHome()
    processes = HomeProcesses(home)
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      secrets = [{ env = "S", ref = "op://v/i/f", provider = "one_password" }]
      """)
    try home.extension("g", "x", sh: "echo ran")
  }

  /// A child, a daemon in a session of its own, and a program that ignores what asks it to end.
  private static let leaving = """
    probe wait-for never &
    (setsid probe wait-for never > /dev/null 2>&1 &)
    setsid sh -c 'trap "" TERM HUP; echo > left; probe wait-for never' > /dev/null 2>&1 < /dev/null &
    probe wait-for left

    """

  @Test(
    arguments: [("echo value", 0), ("exit 1", 122), ("kill -KILL $$", 122)] as [(String, Int32)])
  func whereItEndsByItself(_ end: String, _ code: Int32) throws {
    try home.pathExecutable("op", sh: Self.leaving + end)
    #expect(try home.qli("g", "x").run().ending == .exited(code))
    #expect(processes.alive().isEmpty)
  }

  @Test(arguments: [SIGINT, SIGTERM]) func whereQliIsToldToEnd(_ signal: Int32) throws {
    try home.pathExecutable("op", sh: Self.leaving + "echo > waits; probe wait-for never")
    let running = try home.qli("g", "x").start()
    try home.waitForFile("waits")
    try running.signal(signal)
    let ending = try running.wait().ending
    #expect(ending == (signal == SIGINT ? .signalled(SIGINT) : .exited(128 + signal)))
    #expect(processes.alive().isEmpty)
    #expect(!home.exists("$STATE/log"))
  }

  /// A shell that becomes qli may have started programs before: they stay, and nothing else does.
  @Test func whereQliHadChildrenBefore() throws {
    try home.pathExecutable("op", sh: Self.leaving + "echo value")
    // Whoever drops it ends its group.
    let running = try home.program(
      "/bin/sh", "-c",
      "probe trap TERM --ready bystander & probe wait-for bystander; "
        + "exec '\(home.path("$QLI"))' g x"
    ).start()
    #expect(try running.wait().ending == .exited(0))
    let bystander = try #require(pid_t(home.read("bystander").dropLast()))
    #expect(processes.alive() == [bystander])
    #expect(running.hasEnded)
  }

  /// What the extension leaves behind is its own matter.
  @Test func anExtensionMayLeaveSomething() throws {
    try home.pathExecutable("op", sh: "echo value")
    try home.extension("g", "x", sh: "probe wait-for never > /dev/null 2>&1 & echo $! > left")
    try home.qli("g", "x").expect()
    let left = try #require(pid_t(home.read("left").dropLast()))
    #expect(kill(left, SIGTERM) == 0)
    try SignalState.waitUntilGone(left)
  }
}
