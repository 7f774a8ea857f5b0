import TestSupport
import Testing

/// A service runs what somebody has looked at, each time that it is started.
@Suite struct TrustServiceTests {
  private func trust(_ scene: ServiceScene) throws {
    #expect(try scene.home.qli("trust", "--yes", "g").run().ending == .exited(0))
  }

  @Test func aServiceThatChanged() throws {
    let scene = try ServiceScene()
    try trust(scene)
    try scene.start()
    try scene.stop()
    try scene.home.extension("g", "x", sh: "echo > ran; exec probe wait-for never")
    try scene.home.qli("start", "g", "x").expect(
      stderr: """
        error: '$DATA/qli/extensions/g/x' changed since it was trusted
        help: look: qli trust g

        """, code: 125)
    #expect(!scene.home.exists("ran"))
  }

  /// A binary runs by its descriptor, also below those who watch over it, and its checksum is known.
  @Test func aBinary() throws {
    let scene = try ServiceScene("ready = \"after:1ms\"")
    try scene.home.remove("$DATA/qli/extensions/g/x")
    try scene.home.copy(Products.probe, to: "$DATA/qli/extensions/g/x")
    try trust(scene)
    let outcome = try scene.home.qli("start", "g", "x", "wait-for", "never").run()
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
    #expect(try scene.state() == "ready")
    try scene.stop()
    let start = try scene.home.auditLines("$STATE/log").first
    let sum = try scene.home.program(
      "/usr/bin/env", "sha256sum", scene.home.path("$DATA/qli/extensions/g/x")
    ).run().stdout
    #expect(start?["sha256"]?.string == String(sum.prefix(64)))
  }

  /// What was exchanged while it ran isn't what is started again.
  @Test func aRestart() throws {
    let scene = try ServiceScene(
      "ready = \"after:1ms\"\nrestart = \"always\"",
      script: "probe wait-for go-$(ls | grep -c life); exit 0")
    try trust(scene)
    try scene.start()
    try scene.home.extension("g", "x", sh: "echo > ran; exec probe wait-for never")
    try scene.home.file("go-0")
    try waitUntil("it has failed") { try scene.state() == "failed" }
    #expect(!scene.home.exists("ran"))
    let error = try scene.status()["error"]?.string ?? ""
    #expect(error.contains("changed since it was trusted"), "\(error)")
    #expect(try scene.events().last == "failed")
  }

  private static let always = "ready = \"after:1ms\"\nrestart = \"always\""

  /// A service that ends as soon as there is a file `go`.
  private func restarting() throws -> ServiceScene {
    try ServiceScene(Self.always, script: "probe wait-for go; exit 0")
  }

  /// Trusted as a whole, and with another manifest: it goes on, and its log says by which one.
  @Test func aRestartOfWhatWasTrustedAnew() throws {
    let scene = try restarting()
    try trust(scene)
    try scene.start()
    try scene.manifest(Self.always, more: "# changed")
    try scene.home.extension("g", "x", sh: "echo > second; exec probe wait-for never")
    try trust(scene)
    try scene.home.file("go")
    try scene.home.waitForFile("second")
    try waitUntil("it is ready") { try scene.state() == "ready" }
    let log = try scene.home.qli("logs", "--timestamps", "g", "x").run()
    #expect(
      log.stdout.contains(
        "it goes on by the manifest of its start, and another one was trusted since: "
          + "qli stop g x && qli start g x"), "\(log)")
    try scene.stop()
  }

  /// The file is as it was, and what somebody says of it isn't.
  @Test func aRestartOfWhatIsNotTrustedAnyMore() throws {
    let scene = try restarting()
    try trust(scene)
    try scene.start()
    let record = "$CONFIG/qli/trust/g.toml"
    let lines = try scene.home.read(record).split(separator: "\n", omittingEmptySubsequences: false)
    try scene.home.file(record, lines.filter { !$0.hasPrefix("\"x\"") }.joined(separator: "\n"))
    try scene.home.file("go")
    try waitUntil("it has failed") { try scene.state() == "failed" }
    let error = try scene.status()["error"]?.string ?? ""
    #expect(error.contains("wasn't there when group 'g' was trusted"), "\(error)")
  }

  /// Nobody had looked at it when it was started.
  @Test func aRestartByAManifestThatNobodyHasLookedAt() throws {
    let scene = try restarting()
    try scene.start()
    try scene.manifest(Self.always, more: "# changed")
    try trust(scene)
    try scene.home.file("go")
    try waitUntil("it has failed") { try scene.state() == "failed" }
    #expect(
      try scene.status()["error"]?.string
        == "'g x' was started by another manifest than the one that is trusted now")
    #expect(try scene.status()["step"] == "trust")
  }
}
