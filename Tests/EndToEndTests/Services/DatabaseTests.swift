import Foundation
import Glibc
import TestSupport
import Testing

/// postgres as a service: two ways of being ready, and what a client sees of each way to stop it.
@Suite(
  .requireTool("setpriv"),
  .requireProgram(RealProgramScene.databasePrograms.map { "\($0)/postgres" }, "postgres"))
struct DatabaseTests {
  private static let script = """
    exec postgres -D "$PWD/db" -c listen_addresses= -c unix_socket_directories="$XDG_RUNTIME_DIR"
    """
  private static let endpoint =
    "ready = \"endpoint\"\nendpoint = \"unix:$XDG_RUNTIME_DIR/.s.PGSQL.5432\"\n"

  /// One database for all of it: it takes the longest to make one.
  @Test func postgres() throws {
    let scene = try RealProgramScene("ready = \"notify\"", script: Self.script)
    let programs = try #require(RealProgramScene.databasePrograms)
    let made = try scene.program(
      "\(programs)/initdb",
      ["-D", scene.path("work/db"), "-N", "-A", "trust", "-U", "me", "--locale=C", "-E", "UTF8"]
    ).run()
    try #require(made.ending == .exited(0), "\(made.stderr)")
    let client = Client(scene: scene, program: "\(programs)/psql")

    // It says that it is ready, and is.
    try scene.start()
    #expect(try client.answer("select 6 * 7") == "42\n")
    try scene.stop()

    // All of it is told to end: clients are cut off, and it ends well.
    try scene.write(Self.endpoint, script: Self.script)
    try scene.start()
    let cutOff = try client.stay()
    try scene.stop()
    #expect(try cutOff.wait().stderr.contains("terminating connection"))

    // The main process alone, with a signal at which it does the same.
    try scene.write(
      Self.endpoint + "stop_main = true\nstop_signal = \"SIGINT\"", script: Self.script)
    try scene.start()
    let told = try client.stay()
    try scene.stop()
    #expect(try told.wait().stderr.contains("terminating connection"))

    // And with one at which it waits until the clients have gone.
    try scene.write(
      Self.endpoint + "stop_main = true", run: "grace = \"1h\"", script: Self.script)
    try scene.start()
    let kept = try client.stay()
    // The log has those of before as well.
    let requests = {
      try scene.qli("logs", "g", "x").run().stderr
        .ranges(of: "received smart shutdown request").count
    }
    let before = try requests()
    let stop = try scene.qli("stop", "g", "x").start()
    try waitUntil("it is told to end") { try requests() > before }
    #expect(try scene.state() == "stopping")
    try kept.signal(SIGINT)
    #expect(try kept.wait().stderr.contains("canceling statement due to user request"))
    try stop.wait().expectCode(0)
    try scene.expectStopped(code: 0)
  }

  /// Somebody who asks it things.
  private struct Client {
    let scene: RealProgramScene
    let program: String

    private func asking(_ question: String) -> QliRun {
      scene.program(program, ["-h", scene.path("run"), "-U", "me", "-AXtc", question, "postgres"])
    }

    func answer(_ question: String) throws -> String { try asking(question).run().stdout }

    /// One who asks for something that takes longer than any test, and is served.
    func stay() throws -> RunningQli {
      // The socket accepts connections a moment before the database takes questions.
      try waitUntil("it answers") { try answer("select 6 * 7") == "42\n" }
      let client = try asking("select pg_sleep(100000)").start()
      try waitUntil("the client is served") {
        let count = "select count(*) from pg_stat_activity where query like 'select pg_sleep%'"
        return try answer(count) == "1\n"
      }
      return client
    }
  }
}
