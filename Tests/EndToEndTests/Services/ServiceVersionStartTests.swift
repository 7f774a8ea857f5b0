import Glibc
import TestSupport
import Testing

/// What a service says of its version, and what the manifest takes of that.
@Suite struct ServiceVersionStartTests {
  private func scene(_ table: String, says: String, more: String = "") throws -> ServiceScene {
    let scene = try ServiceScene()
    try scene.manifest(
      "ready = \"after:1ms\"\nversion_command = [\"--version\"]\n\(table)", more: more)
    try scene.home.extension(
      "g", "x",
      sh: """
        [ "$1" = --version ] && { env > asked; \(says); exit; }
        echo "$QLI_SERVICE_VERSION" > version; exec probe wait-for never
        """)
    return scene
  }

  @Test(arguments: [
    ("min_version = \"1.9.9\"", "echo x 1.10.0", "1.10.0"),
    ("versions = [\"1.0\", \"2.0\"]", "echo 2.0", "2.0"),
    // As nginx does.
    ("min_version = \"1.0\"", "echo nginx version: nginx/1.22.1 >&2", "1.22.1"),
    // However much follows.
    ("min_version = \"1.0\"", "echo y 1.2.3; seq 100000", "1.2.3"),
  ]) func oneThatIsTaken(_ table: String, _ says: String, _ version: String) throws {
    let scene = try scene(table, says: says)
    try scene.start()
    try waitUntil("it has it") {
      try scene.home.exists("version") && scene.home.read("version") != ""
    }
    #expect(try scene.home.read("version") == "\(version)\n")
    #expect(try scene.records()[0]["service_version"]?.string == version)
    #expect(try scene.status()["service_version"]?.string == version)
    try scene.stop()
  }

  @Test(arguments: [
    (
      "min_version = \"1.10.0\"", "echo 1.9.9",
      "is version 1.9.9, and the manifest wants 1.10.0 or later"
    ),
    ("versions = [\"1.0\"]", "echo 1.0.1", "is version 1.0.1, and the manifest wants 1.0"),
    ("min_version = \"1.0\"", "echo v1", "it says 'v1'"),
    ("min_version = \"1.0\"", "true", "it says none"),
    ("min_version = \"1.0\"", "exit 3", "it exited with code 3"),
  ]) func oneThatIsRefused(_ table: String, _ says: String, _ words: String) throws {
    let scene = try scene(table, says: says)
    let outcome = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(120))
    #expect(outcome.stderr.contains(words), "\(outcome.stderr)")
    #expect(try JSON.parse(outcome.stdout)["step"] == "version")
    #expect(try scene.records().isEmpty)
    #expect(try scene.state() == "never")
  }

  /// It is the extension that runs: not before all guards have passed, and with no secret.
  @Test func itIsAskedBehindTheGuards() throws {
    let scene = try scene(
      "min_version = \"1.0\"", says: "echo 1.0",
      more: """
        confirm = true
        [[secrets]]
        env = "SECRET"
        provider = "env"
        ref = "SOURCE"
        """)
    try scene.home.qli("start", "g", "x").environment(["SOURCE": "hidden away"]).run()
      .expectCode(121)
    #expect(!scene.home.exists("asked"))
    try scene.home.qli("start", "--yes", "g", "x").environment(["SOURCE": "hidden away"]).run()
      .expectCode(0)
    #expect(try !scene.home.read("asked").contains("SECRET="))
    try scene.stop()
  }
}
