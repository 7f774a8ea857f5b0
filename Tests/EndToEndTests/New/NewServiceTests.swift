import TestSupport
import Testing

/// `qli new --service`: an extension that goes on, and its table in the manifest.
@Suite struct NewServiceTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private let manifest = "$DATA/qli/extensions/mine/_manifest.toml"

  @Test(arguments: ["sh", "bash", "python", "node"])
  func fromNothingToARunningService(_ language: String) throws {
    try home.qli("new", "mine").run().expectCode(0)
    let before = try home.read(manifest)
    try home.qli("new", "--service", "mine", "web", "--shell", language).expect(
      stdout: """
        wrote $DATA/qli/extensions/mine/web
        wrote \(manifest)
        next: qli start mine web

        """)
    let after = try home.read(manifest)
    #expect(after.hasPrefix(before))
    let remark = "# Add keys below the table, or take the '#' away from those that are there."
    #expect(after.contains("\n\n\(remark)\n[extensions.web.service]\n# ready = "))
    // The sample that every manifest has is another one's: it may be switched on as well.
    #expect(!before.contains("extensions.web."))
    #expect(before.contains("\n# [extensions.tunnel.service]\n"))
    #expect((before + after).split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(try home.mode(manifest) == 0o644)
    let program = ["python": "python3"][language] ?? language
    guard Tools.path(program) != nil else { return }
    try home.qli("start", "mine", "web").run().expectCode(0)
    let logs = try home.qli("logs", "mine", "web").run().stdout
    #expect(logs == "up\n")
    try home.qli("stop", "mine", "web").run().expectCode(0)
    #expect(try home.qli("logs", "mine", "web").run().stdout == logs + "told to end\n")
    #expect(
      try JSON.parse(home.qli("status", "--json", "mine", "web").run().stdout)["services"]?
        .array?.first?["exit_code"]?.integer == 0)
  }

  /// A name that is no bare key of TOML, a manifest without a last newline, and one that is a link.
  @Test func manifestsOfAllKinds() throws {
    try home.file(
      "$ROOT/checkout/manifest", "schema_version = 1\ndescription = \"g\"", mode: 0o640)
    try home.directory("$DATA/qli/extensions/mine")
    try home.link(manifest, to: "$ROOT/checkout/manifest")
    try home.qli("new", "--service", "mine", "a.b+c").run().expectCode(0)
    let text = try home.read("$ROOT/checkout/manifest")
    #expect(
      text.hasPrefix("schema_version = 1\ndescription = \"g\"\n\n# Add keys"))
    #expect(text.contains("\n[extensions.\"a.b+c\".service]\n# ready"))
    #expect(try home.mode("$ROOT/checkout/manifest") == 0o640)
    #expect(try home.qli("which", "mine", "a.b+c").run().ending == .exited(0))
    // A table that is there already is left alone.
    try home.remove("$DATA/qli/extensions/mine/a.b+c")
    try home.qli("new", "--service", "mine", "a.b+c").expect(
      stdout: "wrote $DATA/qli/extensions/mine/a.b+c\nnext: qli start mine a.b+c\n")
    #expect(try home.read("$ROOT/checkout/manifest") == text)
  }

  /// Nothing is written at all.
  @Test func aTableThatCannotBeAdded() throws {
    try home.group("mine", "extensions = { web = { description = \"Serve\" } }")
    try home.qli("new", "--service", "mine", "web").expect(
      stderr: """
        error: the table of 'web' can't be added to '\(manifest)'
        help: add it where the manifest has its rules: [extensions.web.service]

        """, code: 125)
    #expect(!home.exists("$DATA/qli/extensions/mine/web"))
  }
}
