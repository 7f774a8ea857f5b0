import TestSupport
import Testing

/// What is kept from an extension can't be read from qli either.
@Suite(.requireTool("setpriv"), .requireOtherUsers)
struct OtherUserMemoryTests {
  private let scene: OtherUserScene

  init() throws {
    scene = try OtherUserScene()
    try scene.makeScript(
      "a/data/qli/extensions/g/e",
      "tr '\\0' '\\n' < /proc/$PPID/environ | grep -c '^KEY=' || cat /proc/$PPID/maps | wc -l")
  }

  private func output(_ lines: String) throws -> String {
    try scene.makeGroup(lines)
    return try scene.qli("g", "e", environment: ["KEY": "1", "S": "s"]).run().stdout
  }

  @Test func itsEnvironmentAndMemory() throws {
    // It can, where nothing is kept from it.
    #expect(try output("") == "1\n")
    #expect(try output("run.env = ['S']") == "0\n0\n")
    #expect(try output("secrets = [{ env = 'T', ref = 'S', provider = 'env' }]") == "0\n0\n")
  }

  /// Says how many credentials qli's environment shows.
  private func looking(_ more: String = "") -> String {
    "tr '\\0' '\\n' < /proc/$PPID/environ | grep -c '^OP_SERVICE_ACCOUNT_TOKEN=' "
      + "> \(scene.path("marks/seen"))\n\(more)"
  }

  private func expectNothingSeen(
    by words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let environment = ["OP_SERVICE_ACCOUNT_TOKEN": "1"]
    let run = scene.qli(environment: environment).arguments(words)
    for _ in 0..<50 {
      _ = try run.run(sourceLocation: sourceLocation)
      // A busy machine may take the time of a completion away.
      guard let seen = try? scene.text("marks/seen"), seen != "" else { continue }
      #expect(seen == "0\n", sourceLocation: sourceLocation)
      return
    }
    Issue.record("it never looked", sourceLocation: sourceLocation)
  }

  /// Whatever works for qli, and gets less than qli has.
  @Test func whatACheckedPluginSees() throws {
    try scene.makeFolder("a/data/qli/sources")
    try scene.makeScript("a/data/qli/sources/qli-source-v", looking("exit 1"))
    try scene.makeFile(
      "a/data/qli/sources/qli-source-v.toml",
      "name = 'v'\nversion = '1.0.0'\nexecutable = 'qli-source-v'\n")
    try expectNothingSeen(by: "sources", "check", "v")
  }

  @Test func whatACompletingExtensionSees() throws {
    try scene.makeScript(
      "a/data/qli/extensions/g/e", "# Do it.\n# qli: complete\n\(looking("echo a"))")
    try expectNothingSeen(by: "__complete", "fish", "g", "e", "")
  }

  @Test func whatTheVersionCommandOfAServiceSees() throws {
    try scene.makeGroup(
      "[extensions.e.service]\nversion_command = ['-v']\nmin_version = '9.0'")
    try scene.makeScript("a/data/qli/extensions/g/e", looking("echo 1.0"))
    try expectNothingSeen(by: "start", "g", "e")
  }
}
