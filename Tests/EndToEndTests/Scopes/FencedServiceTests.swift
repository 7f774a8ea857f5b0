import Foundation
import Glibc
import TestSupport
import Testing

/// Services in a fence, and what they claim.
@Suite(.requireLandlock) struct FencedServiceTests {
  /// A service that may write in `$HOME/in` and a folder of its own, and claims that.
  private func scene(_ table: String = "ready = \"after:1ms\"", script: String? = nil) throws
    -> ServiceScene
  {
    let scene = try ServiceScene(
      table, run: "write = [\"$HOME/in\", \"$TMPDIR\"]\nclaim = true",
      script: script ?? "\(Self.tries)\nexec probe wait-for never")
    for folder in ["in", "out"] { try scene.home.directory("$HOME/\(folder)") }
    try scene.home.directory("$ROOT/tmp")
    return scene
  }

  /// Says in `$HOME/in/tries` what it could write.
  private static let tries = """
    for path in "$HOME/in/file" "$HOME/out/file" "$TMPDIR/file"; do
      (echo > "$path") 2> /dev/null && echo "$path" >> "$HOME/in/tries"
    done
    """

  private func start(_ scene: ServiceScene, _ words: String...) -> QliRun {
    scene.home.qli("start").arguments(words).arguments("g", "x")
      .environment(["TMPDIR": scene.home.path("$ROOT/tmp")])
  }

  private func left(_ scene: ServiceScene) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scene.home.path("$ROOT/tmp"))
  }

  private func claims(_ scene: ServiceScene) throws -> [JSON] {
    try JSON.parse(scene.home.qli("status", "--json").run().stdout)["claims"]?.array ?? []
  }

  @Test func aService() throws {
    let scene = try scene()
    try start(scene).run().expectCode(0)
    let own = try #require(left(scene).first)
    let tries = try scene.home.waitForFile("$HOME/in/tries", toContain: own)
    #expect(
      scene.home.collapse(tries) == "$HOME/in/file\n$ROOT/tmp/\(own)/file\n")
    let status = try scene.status()
    #expect(status["write"] == .array([.string(scene.home.path("$HOME/in")), "$TMPDIR"]))
    let claim = try #require(claims(scene).first)
    #expect(claim["pid"] == status["supervisor"] && claim["run_id"] == status["run_id"])
    #expect(try scene.records()[0]["write"] == status["write"])
    try scene.stop()
    #expect(try left(scene).isEmpty && claims(scene).isEmpty)
  }

  @Test func inTheForeground() throws {
    let scene = try scene()
    let run = try start(scene, "--foreground").start()
    try scene.home.waitForFile("$HOME/in/tries", toContain: "/tmp/")
    #expect(try claims(scene).count == 1)
    try scene.stop()
    _ = try run.wait()
    #expect(try left(scene).isEmpty && claims(scene).isEmpty)
  }

  /// All that a service runs is in the fence: what says its version, and what says that it is ready.
  @Test func itsHelpers() throws {
    let scene = try scene(
      """
      version_command = ["--version"]
      ready_command = ["is-ready"]
      """,
      script: """
        [ "$1" = --version ] && { echo > "$HOME/out/version"; echo 1.2.3; exit; }
        exec probe wait-for never
        """)
    try scene.home.pathExecutable(
      "is-ready",
      sh: "(echo > \"$HOME/out/ready\") 2> /dev/null && exit 1; echo > \"$HOME/in/ready\"")
    try start(scene).run().expectCode(0)
    #expect(!scene.home.exists("$HOME/out/version") && !scene.home.exists("$HOME/out/ready"))
    #expect(scene.home.exists("$HOME/in/ready"))
    try scene.stop()
  }

  /// In each of its lives, and its folder is the same.
  @Test func aSecondLife() throws {
    let scene = try scene(
      "ready = \"after:1ms\"\nrestart = \"always\"",
      script: """
        echo "$TMPDIR" >> "$HOME/in/lives"
        (echo > "$HOME/out/file") 2> /dev/null && echo escaped >> "$HOME/in/lives"
        [ -e "$HOME/in/second" ] && exec probe wait-for never
        echo > "$HOME/in/second"; exec probe wait-for "$HOME/in/go"
        """)
    try start(scene).run().expectCode(0)
    try scene.home.file("$HOME/in/go")
    try waitUntil("it lives again") {
      try scene.home.read("$HOME/in/lives").split(separator: "\n").count == 2
    }
    let lives = try scene.home.read("$HOME/in/lives").split(separator: "\n")
    #expect(lives[0] == lives[1])
    #expect(try claims(scene).count == 1)
    try scene.stop()
  }

  // MARK: - Refused

  @Test func whatItIsToMakeLiesOutside() throws {
    let scene = try scene("ready = \"endpoint\"\nendpoint = \"unix:$HOME/out/socket\"")
    let outcome = try start(scene).run()
    outcome.expectRefusal(120, "its socket '$HOME/out/socket' lies in nothing that it may write to")
    #expect(outcome.collapsedStderr.contains("help: add its folder to 'write': $HOME/out"))
    #expect(try scene.home.qli("explain", "g", "x").run().ending == .exited(120))
    #expect(try scene.home.qli("doctor").run().stdout.contains("lies in nothing that it may"))
    try scene.manifest(
      "ready = \"file:$HOME/out/ready\"", run: "write = [\"$HOME/in\"]")
    try start(scene).run().expectRefusal(
      120, "the file that says that it is ready, '$HOME/out/ready'")
    #expect(try claims(scene).isEmpty)
  }

  @Test(.requireTool("python3")) func aSocketThatQliChooses() throws {
    let scene = try scene(
      "ready = \"endpoint\"\nendpoint = \"unix:auto\"", script: ServiceServer.script)
    try scene.home.extension("g", "x", ServiceServer.script)
    // The path of a socket is short.
    let runtime = try TemporaryFolder()
    try start(scene).environment(["XDG_RUNTIME_DIR": runtime.path]).run().expectCode(0)
    try scene.stop()
  }

  @Test func otherPlacesThanItRunsWith() throws {
    let scene = try scene()
    try scene.home.directory("$HOME/in/part")
    try start(scene).run().expectCode(0)
    try start(scene).run().expectCode(0)
    try start(scene, "--write", scene.home.path("$HOME/in/part")).run().expectRefusal(
      120, "it runs already, with other places that it may write to")
    // What a run refuses isn't "it runs already".
    try start(scene, "--write", scene.home.path("$HOME/out")).run().expectRefusal(
      125, "would widen")
    try scene.stop()
  }

  @Test func twoThatClaimTheSame() throws {
    let scene = try scene()
    try scene.home.extension("g", "y", sh: "echo ran")
    try scene.manifest(
      "ready = \"after:1ms\"", run: "write = [\"$HOME/in\"]\nclaim = true",
      more: "[extensions.y.run]\nwrite = [\"$HOME/in\"]\nclaim = true")
    let (_, supervisor) = try scene.start()
    try scene.home.qli("g", "y").run().expectRefusal(
      120, "another run has claimed '$HOME/in': 'g x', process \(supervisor) since ")
    // A start that fails changes nothing.
    try start(scene, "--instance", "two").run().expectRefusal(120, "'g x', process \(supervisor)")
    #expect(try claims(scene).count == 1)
    try scene.stop()
    try scene.home.qli("g", "y").expect(stdout: "ran\n")
  }

  // MARK: - Killed

  /// What watches over it is killed: the watcher ends the rest, and nothing of it stays.
  @Test func itsSupervisorIsKilled() throws {
    let scene = try scene()
    try start(scene).run().expectCode(0)
    let supervisor = try #require(scene.status()["supervisor"]?.integer)
    kill(pid_t(supervisor), SIGKILL)
    try scene.processes.waitUntilGone()
    #expect(try left(scene).isEmpty && claims(scene).isEmpty)
  }

  /// Both are killed: what is left of the service holds its claim, as it can still write.
  @Test func bothOfItsWatchersAreKilled() throws {
    let scene = try scene()
    try scene.home.extension("g", "y", sh: "echo ran")
    try start(scene).run().expectCode(0)
    for process in try scene.watchers().reversed() { kill(process, SIGKILL) }
    try waitUntil("nobody watches over it") { try scene.state() == "orphaned" }
    #expect(try claims(scene).count == 1)
    try scene.stop()
    #expect(try claims(scene).isEmpty)
  }

  // MARK: - Handed on

  /// A service starts another one in a part of its own, which ends with it.
  @Test func aServiceInAService() throws {
    let scene = try scene(
      script: """
        if [ "$QLI_INSTANCE" = inner ]; then exec probe wait-for never; fi
        "$QLI" start --instance inner --write "$HOME/in/part" g x > "$HOME/in/started" 2>&1
        echo $? > "$HOME/in/code"
        exec probe wait-for never
        """)
    try scene.home.directory("$HOME/in/part")
    // What is started inside can record in qli's own folder alone.
    try scene.home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/qli/log"
      run = { write = ["$HOME/in"], claim = true }
      [extensions.x.service]
      """)
    try start(scene).run().expectCode(0)
    let code = try scene.home.waitForFile("$HOME/in/code", toContain: "\n")
    let said = try scene.home.read("$HOME/in/started")
    #expect(code == "0\n", "\(said)")
    let outer = try #require(claims(scene).first)
    let inner = try #require(outer["delegated"]?[0])
    #expect(inner["write"] == .array([.string(scene.home.path("$HOME/in/part"))]))
    #expect(try scene.status(of: "x@inner")["delegated_from"] == outer["run_id"])
    try scene.stop()
    #expect(try claims(scene).isEmpty)
  }
}
