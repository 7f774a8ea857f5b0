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
}
