import Glibc
import TestSupport
import Testing

/// `restart`: which ends are followed by a new life, and which by none.
@Suite struct ServiceRestartTests {
  /// Lives once for each line in the file, and ends as its first line says.
  private func scene(_ table: String, ends: String = "exit 7") throws -> ServiceScene {
    try ServiceScene(
      "ready = \"after:1ms\"\n\(table)",
      script: "echo life >> lives; probe wait-for go; rm go; \(ends)")
  }

  private func end(_ scene: ServiceScene, life: Int) throws {
    try waitUntil("it is ready") {
      try scene.state() == "ready" && scene.home.read("lives").split(separator: "\n").count == life
    }
    try scene.home.file("go")
  }

  @Test(arguments: [
    ("restart = \"no\"", "exit 7", 1, 7), ("", "kill -KILL $$", 1, 137),
    ("restart = \"on-failure\"", "exit 0", 1, 0),
    ("restart = \"on-failure\"\nmax_restarts = 1", "kill -KILL $$", 2, 137),
    ("restart = \"always\"\nmax_restarts = 1", "exit 0", 2, 0),
  ]) func afterWhichEnd(_ table: String, _ ends: String, _ lives: Int, _ code: Int) throws {
    let scene = try scene(table, ends: ends)
    try scene.home.qli("start", "g", "x").run().expectCode(0)
    for life in 1...lives { try end(scene, life: life) }
    try waitUntil("it has ended for good") { try scene.state() == "ended" }
    let status = try scene.status()
    #expect(status["exit_code"]?.integer == code)
    #expect(status["restarts"]?.integer == lives - 1)
    #expect(try scene.events().count { $0 == "restarted" } == lives - 1)
    #expect(try scene.closing()["event"] == "finish")
    #expect(try scene.home.read("lives").split(separator: "\n").count == lives)
    try scene.processes.waitUntilGone()
  }

  /// Those that are long ago aren't counted, and make no pause longer.
  @Test func theWindow() throws {
    let scene = try scene(
      "restart = \"always\"\nmax_restarts = 1\nrestart_window = \"1s\"")
    try scene.home.qli("start", "g", "x").run().expectCode(0)
    for life in 1...3 { try end(scene, life: life) }
    // A pause is as long as the window.
    try waitUntil("it lives again") {
      try scene.state() == "ready" && scene.home.read("lives").split(separator: "\n").count == 4
    }
    let pauses = try scene.records().compactMap { $0["pause_ms"]?.integer }
    #expect(pauses == [1000, 1000, 1000])
    try scene.stop()
    #expect(try scene.closing()["restarts"]?.integer == 3)
  }

  /// Nothing of it lives between its lives; it can be stopped all the same, and at once.
  @Test func stopInThePause() throws {
    let scene = try scene("restart = \"always\"")
    try scene.home.qli("start", "g", "x").run().expectCode(0)
    try end(scene, life: 1)
    try waitUntil("it is in the pause") { try scene.state() == "restarting" }
    #expect(try scene.status()["pid"] == nil)
    try scene.stop()
    #expect(try scene.home.read("lives") == "life\n")
    #expect(try scene.events() == ["start", "ready", "restarted", "stopped"])
  }

  /// The code is that of its main process, whatever it leaves behind; that ends, too.
  @Test func whatItLeavesBehind() throws {
    let scene = try ServiceScene(
      run: "grace = \"10ms\"",
      script: """
        (setsid probe trap TERM --count 1000 --ready left > /dev/null 2>&1 &)
        probe wait-for go; exit 5
        """)
    try scene.start()
    try scene.home.waitForFile("left", toContain: "\n")
    try scene.home.file("go")
    try waitUntil("it has ended") { try scene.state() == "ended" }
    #expect(try scene.status()["exit_code"]?.integer == 5)
    #expect(scene.processes.alive().isEmpty)
  }

  /// What forks away without a word of it in the manifest has ended: that is said, with what helps.
  @Test func oneThatForksAway() throws {
    let scene = try ServiceScene(
      "ready = \"file:/nonexistent/up\"", run: "grace = \"10ms\"",
      script: "(setsid probe trap TERM --count 1000 > /dev/null 2>&1 &); exit 0")
    let outcome = try scene.home.qli("start", "g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("ready = \"exit\""), "\(outcome.stderr)")
    #expect(scene.processes.alive().isEmpty)
  }

  @Test func oneThatCannotBeRun() throws {
    let scene = try ServiceScene()
    try scene.home.extension("g", "x", "#!/nonexistent/shell\n")
    let outcome = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(126), "\(outcome.stderr)")
    #expect(try JSON.parse(outcome.stdout)["step"] == "spawn")
    #expect(try scene.events() == ["start", "failed"])
    #expect(try scene.state() == "failed")
    #expect(scene.processes.alive().isEmpty)
  }
}
