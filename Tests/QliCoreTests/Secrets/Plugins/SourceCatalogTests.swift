import Testing

@testable import QliCore

@Suite struct SourceCatalogTests {
  let sources: SourceFolders

  init() throws { sources = try SourceFolders() }

  /// Why the plugin can't be used, or nil.
  private func refusal(_ name: String) -> String? {
    sources.failure({ () throws(SourceLookupError) in
      try sources.catalog.definition(named: name)
    }) { ErrorReport($0) }
  }

  private func version(_ name: String) throws -> String {
    try sources.catalog.definition(named: name).version
  }

  @Test func theRootsAreThoseOfExtensions() {
    #expect(
      sources.catalog.roots == [
        sources.folder["home/qli/sources"], sources.folder["system/qli/sources"],
      ])
    let home = Environment(["HOME=/h"])
    #expect(
      SourceCatalog(home).roots == [
        "/h/.local/share/qli/sources", "/usr/local/share/qli/sources", "/usr/share/qli/sources",
      ])
  }

  @Test func theFirstOfTwoPluginsWins() throws {
    try sources.plugin("a", root: "system")
    #expect(try version("a") == "system")
    try sources.plugin("a")
    #expect(try version("a") == "home")
    // Also where it is broken, or a link that leads nowhere.
    try sources.write("qli-source-a.toml", "x")
    #expect(refusal("a")?.hasPrefix("the sidecar has 1 problem") == true)
  }

  @Test func aProgramWithoutASidecarIsNone() throws {
    try sources.plugin("a", root: "system")
    try sources.write("qli-source-a", "", mode: 0o755)
    #expect(try version("a") == "system")
  }

  @Test func aLinkThatLeadsNowhereHasThePlugin() throws {
    try sources.plugin("a", root: "system")
    try sources.folder.link("home/qli/sources/qli-source-a.toml", to: "nowhere")
    #expect(
      refusal("a") == "cannot read the sidecar 'home/qli/sources/qli-source-a.toml': "
        + "No such file or directory")
  }

  @Test func aPluginThatIsNotFound() throws {
    try sources.plugin("vault")
    try sources.plugin("pass", root: "system")
    #expect(refusal("vualt") == "there is no source plugin 'vualt'; did you mean 'vault'?")
    #expect(refusal("pas") == "there is no source plugin 'pas'; did you mean 'pass'?")
    #expect(refusal("other") == "there is no source plugin 'other'")
    #expect(refusal("../vault") == "there is no source plugin '../vault'")
    #expect(refusal("") == "there is no source plugin ''")
    let report = ErrorReport(.notFound("flie", known: ["vault"]), or: ["env", "file"])
    #expect(report.headline == "there is no source plugin 'flie'; did you mean 'file'?")
  }

  @Test func noFoldersAtAll() {
    let catalog = SourceCatalog(Environment(["XDG_DATA_DIRS=/nowhere/at/all"]))
    #expect(catalog.all().isEmpty)
    #expect(catalog.names.isEmpty)
  }

  @Test func brokenSidecars() throws {
    try sources.sidecar("a", "colour = 1")
    #expect(
      refusal("a") == """
        the sidecar has 1 problem
        home/qli/sources/qli-source-a.toml:4:1: unknown key 'colour'
          4 | colour = 1
            | ^^^^^^
        """)
    try sources.folder.makeFolder("home/qli/sources/qli-source-b.toml")
    #expect(
      refusal("b") == "cannot read the sidecar 'home/qli/sources/qli-source-b.toml': "
        + "it is a folder, not a regular file")
    try sources.write("qli-source-c.toml", String(repeating: "#", count: 1 << 20))
    #expect(refusal("c")?.hasPrefix("the sidecar has 3 problems") == true)
    try sources.write("qli-source-c.toml", String(repeating: "#", count: 1 << 20 + 1))
    #expect(
      refusal("c") == "the sidecar 'home/qli/sources/qli-source-c.toml' is larger than 1 MiB")
  }

  @Test func whatAnyoneCanWriteIsRefused() throws {
    try sources.plugin("a", root: "system")
    try sources.plugin("b")
    let unsafe = "unsafe: anyone on this machine can write to"
    let change = "and so change what runs"

    try sources.folder.setMode("home/qli/sources/qli-source-b.toml", 0o646)
    #expect(refusal("b") == "\(unsafe) 'home/qli/sources/qli-source-b.toml', \(change)")
    #expect(refusal("a") == nil)
    try sources.folder.setMode("home/qli/sources/qli-source-b.toml", 0o644)

    // Also where the plugin isn't in it: anyone could put one there.
    try sources.folder.setMode("home/qli/sources", 0o757)
    #expect(refusal("b") == "\(unsafe) the folder 'home/qli/sources', \(change)")
    #expect(refusal("a") == "\(unsafe) the folder 'home/qli/sources', \(change)")
  }

  @Test func theListOfAll() throws {
    try sources.plugin("b", root: "system")
    try sources.plugin("b")
    try sources.plugin("a", root: "system")
    try sources.write("qli-source-c.toml", "x")
    for other in ["qli-source-.toml", "qli-source-a b.toml", "source-x.toml", "qli-source-x"] {
      try sources.write(other, "x")
    }
    let all = sources.catalog.all()
    #expect(all.map(\.name.text) == ["a", "b", "c"])
    #expect(
      all.map(\.sidecar) == [
        sources["qli-source-a.toml", "system"], sources["qli-source-b.toml"],
        sources["qli-source-c.toml"],
      ])
    #expect(all.map(\.shadowed) == [[], [sources["qli-source-b.toml", "system"]], []])
    #expect(all.map { try? $0.definition.get().version } == ["system", "home", nil])
    #expect(sources.catalog.names == ["a", "b", "c"])
  }
}
