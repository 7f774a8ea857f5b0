import Glibc
import TestSupport
import Testing

/// The start record says what exactly ran.
@Suite struct DigestRecordTests {
  private static let log = "audit_log = \"$XDG_STATE_HOME/log\"\n"
  private let folder = "$DATA/qli/extensions/g"

  /// What the start records say, of the file and of the manifest.
  private func digests(_ home: TestHome) throws -> [[String?]] {
    try home.auditLines("$STATE/log").filter { $0["event"] == "start" }
      .map { [$0["sha256"]?.string, $0["manifest_sha256"]?.string] }
  }

  private func expected(_ scene: TrustScene, _ name: String = "x") throws -> [String?] {
    [try scene.checksum("\(folder)/\(name)"), try scene.checksum("\(folder)/_manifest.toml")]
  }

  @Test func onlyOfATrustedGroup() throws {
    let scene = try TrustScene(Self.log)
    try scene.home.qli("g", "x").expect(stdout: "one\n")
    try scene.trust()
    try scene.home.qli("g", "x").expect(stdout: "one\n")
    #expect(try digests(scene.home) == [[nil, nil], expected(scene)])
  }

  @Test func orWhereTheManifestWantsIt() throws {
    let scene = try TrustScene(Self.log + "audit_digest = true")
    try scene.home.copy("/bin/echo", to: "\(folder)/binary")
    try scene.home.qli("g", "x").expect(stdout: "one\n")
    try scene.home.qli("g", "binary", "two").expect(stdout: "two\n")
    #expect(try digests(scene.home) == [expected(scene), expected(scene, "binary")])
    // What it is now, without a question.
    try scene.home.extension("g", "x", sh: "echo three")
    try scene.home.qli("g", "x").expect(stdout: "three\n")
    #expect(try digests(scene.home).last == expected(scene))
  }

  /// The bytes that were read, and no others that are there by then.
  @Test func whatIsRecordedIsWhatRuns() throws {
    let scene = try TrustScene(Self.log + "audit_digest = true\nconfirm = true")
    let home = scene.home
    let manifest = try scene.checksum("\(folder)/_manifest.toml")
    let terminal = try home.qli("g", "x").startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try home.extension("g", "x", sh: "echo > ran")
    try home.group("g", "# changed")
    try terminal.type("y\n")
    #expect(try terminal.wait().ending == .exited(125))
    #expect(!home.exists("ran"))
    #expect(try digests(home).last?.last == manifest)
  }

  @Test func anExtensionCannotTurnItOff() throws {
    let home = try TestHome()
    try home.group("g", Self.log + "audit_digest = true\n[extensions.x]\naudit_digest = false")
    try home.extension("g", "x", sh: "true")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("'audit_digest' would weaken the group's 'audit_digest'"))
    try home.group("g", Self.log + "[extensions.x]\naudit_digest = true")
    try home.qli("g", "x").expect()
    #expect(try digests(home).first?.first != .some(nil))
    try home.group("g", "audit_digest = true")
    #expect(
      try home.qli("g", "x").run().stderr
        .contains("'audit_digest' needs an 'audit_log' to write to"))
  }

  /// A file that can be executed and not read: nobody could say what ran.
  @Test(.requireOtherUsers) func aFileThatCannotBeRead() throws {
    let scene = try OtherUserScene()
    try scene.makeGroup("audit_log = '\(scene.path("a/state"))/log'\naudit_digest = true")
    try scene.copy("/bin/true", to: "a/data/qli/extensions/g/b", mode: 0o711)
    let outcome = try scene.qli("g", "b").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.hasPrefix("error: cannot look at '"), "\(outcome.stderr)")
  }
}
