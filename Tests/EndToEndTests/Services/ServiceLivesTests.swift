import Glibc
import TestSupport
import Testing

/// The lives of a service behind its first one: each is looked at as the first was.
@Suite struct ServiceLivesTests {
  private func lives(_ scene: ServiceScene) throws -> Int {
    try scene.home.exists("lives") ? scene.home.read("lives").split(separator: "\n").count : 0
  }

  /// What was ready once is started again, also where a later life ends before it is ready.
  @Test func aLaterLifeThatIsNeverReady() throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"\nrestart = \"always\"\nmax_restarts = 2",
      script: """
        echo life >> lives
        [ "$(wc -l < lives)" = 2 ] && exit 3
        echo > "$XDG_STATE_HOME/up"; probe wait-for go; rm go; exit 4
        """)
    try scene.start()
    try scene.home.file("go")
    try waitUntil("it lives for the third time") {
      try lives(scene) == 3 && scene.state() == "ready"
    }
    #expect(try scene.records().compactMap { $0["exit_code"]?.integer } == [4, 3])
    try scene.home.file("go")
    try waitUntil("it has ended for good") { try scene.state() == "ended" }
    #expect(try scene.closing()["exit_code"]?.integer == 4)
    #expect(try scene.closing()["restarts"]?.integer == 2)
  }

  /// It wasn't ready in time, in its second life.
  @Test func aLaterLifeThatTakesTooLong() throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"\nready_timeout = \"200ms\"\nrestart = \"always\"\n"
        + "max_restarts = 1",
      script: """
        echo life >> lives
        [ "$(wc -l < lives)" = 1 ] || exec probe wait-for never
        echo > "$XDG_STATE_HOME/up"; probe wait-for go; exit 4
        """)
    try scene.start()
    try scene.home.file("go")
    try waitUntil("it has ended for good") { try scene.state() == "failed" }
    // The file of its first life says nothing of the second.
    #expect(try scene.events() == ["start", "ready", "restarted", "failed"])
    #expect(try scene.closing()["step"] == "ready")
  }

  /// A socket that it has left behind isn't in the way of its next life.
  @Test(.requireTool("python3"), arguments: ["unix:$XDG_RUNTIME_DIR/s", "unix:auto"])
  func aSocketThatIsLeft(_ endpoint: String) throws {
    // A socket's path may have 107 bytes, and that of a test's home is long already.
    let folder = try TemporaryFolder(in: "/tmp", prefix: "qli-")
    let scene = try ServiceScene(
      "ready = \"endpoint\"\nendpoint = \"\(endpoint)\"\nrestart = \"on-failure\"")
    try scene.home.extension("g", "x", ServiceServer.script)
    try scene.home.qli("start", "g", "x").environment(["XDG_RUNTIME_DIR": folder.path]).run()
      .expectCode(0)
    let main = try #require(try scene.status()["pid"]?.integer.map { pid_t($0) })
    #expect(kill(main, SIGKILL) == 0)
    try waitUntil("it lives again") {
      let status = try scene.status()
      return status["state"] == "ready" && status["restarts"]?.integer == 1
    }
    try scene.stop()
  }

  /// Its secrets are there for each life.
  @Test func itsSecretsInALaterLife() throws {
    let scene = try ServiceScene(
      script: "echo \"$SECRET\" >> seen; probe wait-for go; rm go; exit 4")
    try scene.manifest(
      "ready = \"after:1ms\"\nrestart = \"always\"",
      more: "[[secrets]]\nenv = \"SECRET\"\nprovider = \"env\"\nref = \"SOURCE\"")
    try scene.home.qli("start", "g", "x").environment(["SOURCE": "hidden-away"]).run()
      .expectCode(0)
    try scene.home.file("go")
    try waitUntil("it lives again") {
      try scene.home.read("seen") == "hidden-away\nhidden-away\n"
    }
    try scene.stop()
  }

  /// What takes its file's place isn't started unless the manifest lists it.
  @Test func anotherFileForItsNextLife() throws {
    let scene = try ServiceScene(script: "probe wait-for go; rm go; exit 4")
    let sum = try checksum(scene)
    try scene.manifest(
      "ready = \"after:1ms\"\nrestart = \"always\"\nsha256 = [\"\(sum)\"]")
    try scene.start()
    try scene.home.extension("g", "x", sh: "echo other > ran; exec probe wait-for never")
    try scene.home.file("go")
    try waitUntil("it has ended for good") { try scene.state() == "failed" }
    #expect(try scene.closing()["step"] == "checksum")
    #expect(try scene.status()["exit_code"]?.integer == 120)
    #expect(!scene.home.exists("ran"))
  }

  /// Nor for its first one, while somebody is asked.
  @Test(arguments: [true, false]) func anotherFileBehindTheQuestion(_ isListed: Bool) throws {
    let scene = try ServiceScene()
    let sum = try checksum(scene)
    try scene.manifest(
      "ready = \"after:1ms\"" + (isListed ? "\nsha256 = [\"\(sum)\"]" : ""), more: "confirm = true")
    let running = try scene.home.qli("start", "g", "x").startOnTerminal()
    try running.waitFor("[y/N]")
    try scene.home.extension("g", "x", sh: "echo other > ran; exec probe wait-for never")
    try running.type("y\n")
    if isListed {
      #expect(try running.wait().ending == .exited(120))
      #expect(!scene.home.exists("ran"))
      #expect(try scene.records().isEmpty)
    } else {
      #expect(try running.wait().ending == .exited(0))
      #expect(try scene.records()[0]["sha256"]?.string == checksum(scene))
      try scene.stop()
    }
  }

  private func checksum(_ scene: ServiceScene) throws -> String {
    let path = scene.home.path("$DATA/qli/extensions/g/x")
    let outcome = try scene.home.program("/usr/bin/sha256sum", path).run()
    return String(outcome.stdout.prefix(64))
  }
}
