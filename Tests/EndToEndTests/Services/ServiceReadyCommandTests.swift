import Glibc
import TestSupport
import Testing

/// What `ready_command` starts is ended with each attempt, and nothing of the service's.
@Suite struct ServiceReadyCommandTests {
  private func scene(_ script: String, service: String, table: String = "") throws -> ServiceScene {
    let scene = try ServiceScene(
      "ready_command = [\"ready-yet\"]\n\(table)", run: "grace = \"10ms\"", script: service)
    try scene.home.pathExecutable("ready-yet", sh: script)
    return scene
  }

  /// A child, one in a session of its own, and one that ignores what asks it to end.
  private static let leaving = """
    probe wait-for never &
    (setsid probe wait-for never > /dev/null 2>&1 &)
    probe trap TERM --count 1000 --ready left > /dev/null &
    echo attempt >> attempts

    """

  @Test func whatEachAttemptLeavesBehind() throws {
    let scene = try scene(
      Self.leaving + "[ -e go ]",
      service: "(setsid probe wait-for never > /dev/null 2>&1 &); exec probe wait-for never")
    let running = try scene.home.qli("start", "g", "x").start()
    try waitUntil("it was asked a few times") {
      (try? scene.home.read("attempts").split(separator: "\n").count) ?? 0 >= 4
    }
    #expect(try scene.state() == "starting")
    try scene.home.file("go")
    #expect(try running.wait().ending == .exited(0))
    // The service itself, what it has put into the background, and the two that watch over it.
    let watchers = try scene.watchers()
    #expect(watchers.count == 2)
    try waitUntil("nothing else is there") {
      scene.processes.alive().count { !watchers.contains($0) } == 2
    }
    try scene.stop()
  }

  /// It is ended with all that it has started, also where it doesn't answer.
  @Test func oneThatNeverAnswers() throws {
    let scene = try scene(
      Self.leaving + "probe wait-for never", service: "exec probe wait-for never",
      table: "ready_timeout = \"300ms\"")
    // Where it takes more time than it has, it is killed.
    let ending = try scene.home.qli("start", "g", "x").run().ending
    #expect([.exited(124), .exited(137)].contains(ending))
    #expect(scene.processes.alive().isEmpty)
  }

  @Test func itIsStoppedMeanwhile() throws {
    let scene = try scene(
      Self.leaving + "echo > waits; probe wait-for never", service: "exec probe wait-for never")
    let running = try scene.home.qli("start", "g", "x").start()
    try scene.home.waitForFile("waits")
    try scene.home.qli("stop", "g", "x").run().expectCode(0)
    #expect(try running.wait().ending != .exited(0))
    #expect(scene.processes.alive().isEmpty)
    try scene.expectAnEndForEachStart()
  }

  /// A service that ends while it is asked.
  @Test func theServiceEndsFirst() throws {
    let scene = try scene(
      Self.leaving + "echo > waits; probe wait-for never",
      service: "probe wait-for waits; exit 7")
    #expect(try scene.home.qli("start", "g", "x").run().ending == .exited(7))
    #expect(scene.processes.alive().isEmpty)
  }

  /// Nobody watches over it any more: nothing of the attempt stays.
  @Test func whoWatchesOverItIsKilled() throws {
    let scene = try scene(
      Self.leaving + "echo > waits; probe wait-for never", service: "exec probe wait-for never")
    let running = try scene.home.qli("start", "g", "x").start()
    try scene.home.waitForFile("waits")
    let supervisor = try #require(try scene.status()["supervisor"]?.integer)
    #expect(kill(pid_t(supervisor), SIGKILL) == 0)
    #expect(try running.wait().ending != .exited(0))
    try scene.processes.waitUntilGone()
    try scene.expectAnEndForEachStart()
  }
}
