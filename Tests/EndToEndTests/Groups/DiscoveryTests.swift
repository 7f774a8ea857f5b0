import TestSupport
import Testing

/// Which root owns a group, and which file is its extension.
@Suite struct DiscoveryTests {
  let home: TestHome
  let lookups: Lookups

  init() throws {
    home = try TestHome()
    lookups = Lookups(home: home)
  }

  private let script = "echo \"$0\""

  @Test func theUsersRootComesFirst() throws {
    try home.group("dev", root: .system)
    try home.extension("dev", "where", sh: script, root: .system)
    try lookups.find("dev", "where", at: "$SYSTEM/qli/extensions/dev/where")
    try home.group("dev")
    try home.extension("dev", "where", sh: script)
    try lookups.find("dev", "where", at: "$DATA/qli/extensions/dev/where")
  }

  @Test func theSystemsRootsComeInTheirOrder() throws {
    for name in ["a", "b", "c"] {
      try home.file("$ROOT/\(name)/qli/extensions/dev/where", "#!/bin/sh\n\(script)\n", mode: 0o755)
    }
    let folders = "\(home.root)/c:\(home.root)/a/:relative::\(home.root)/b"
    let lookups = lookups.with { $0.environment(["XDG_DATA_DIRS": folders]) }
    try home.group("other")
    try lookups.failWithoutGroup("dev", "where")
    try home.file("$ROOT/b/qli/extensions/dev/_manifest.toml", TestHome.manifest())
    try lookups.find("dev", "where", at: "$ROOT/b/qli/extensions/dev/where")
    try home.file("$ROOT/a/qli/extensions/dev/_manifest.toml", TestHome.manifest())
    try lookups.find("dev", "where", at: "$ROOT/a/qli/extensions/dev/where")
    try home.file("$ROOT/c/qli/extensions/dev/_manifest.toml", TestHome.manifest())
    try lookups.find("dev", "where", at: "$ROOT/c/qli/extensions/dev/where")
  }

  @Test func anUnsetOrEmptyDataHomeIsBelowTheHome() throws {
    try home.file("$HOME/.local/share/qli/extensions/dev/_manifest.toml", TestHome.manifest())
    try home.file(
      "$HOME/.local/share/qli/extensions/dev/where", "#!/bin/sh\n\(script)\n", mode: 0o755)
    let path = "$HOME/.local/share/qli/extensions/dev/where"
    try lookups.with { $0.unset("XDG_DATA_HOME") }.find("dev", "where", at: path)
    try lookups.with { $0.environment(["XDG_DATA_HOME": ""]) }.find("dev", "where", at: path)
    try lookups.with { $0.environment(["XDG_DATA_HOME": "data"]).directory("$ROOT") }
      .find("dev", "where", at: path)
  }

  @Test func withoutAHomeTheSystemsRootsWork() throws {
    try home.group("dev", root: .system)
    try home.extension("dev", "where", sh: script, root: .system)
    let path = "$SYSTEM/qli/extensions/dev/where"
    try lookups.with { $0.unset("HOME", "XDG_DATA_HOME") }.find("dev", "where", at: path)
    try lookups.with { $0.unset("XDG_DATA_HOME").environment(["HOME": ""]) }
      .find("dev", "where", at: path)
    try lookups.with { $0.unset("XDG_DATA_HOME").environment(["HOME": "home"]).directory("$ROOT") }
      .find("dev", "where", at: path)
  }

  @Test func aGroupFurtherDownIsShadowedWhole() throws {
    try home.group("dev", root: .system)
    try home.extension("dev", "only-below", sh: script, root: .system)
    try home.group("dev")
    try home.extension("dev", "mine", sh: script)
    try lookups.find("dev", "mine", at: "$DATA/qli/extensions/dev/mine")
    try lookups.failWithoutExtension("dev", "only-below")
  }

  @Test func aFolderWithoutAManifestIsNoGroup() throws {
    try home.group("dev", root: .system)
    try home.extension("dev", "where", sh: script, root: .system)
    try home.extension("dev", "where", sh: script)
    try lookups.find("dev", "where", at: "$SYSTEM/qli/extensions/dev/where")
    try home.extension("loose", "where", sh: script)
    try lookups.failWithoutGroup("loose", "where", folder: "$DATA/qli/extensions/loose")
    try home.file("$DATA/qli/extensions/file", mode: 0o755)
    try lookups.failWithoutGroup("file", "where")
  }

  @Test func aBrokenManifestOwnsItsGroup() throws {
    try home.group("prod", root: .system)
    try home.extension("prod", "deploy", sh: script, root: .system)
    try home.pathExecutable("qli-prod-deploy", sh: script)
    try home.group("prod", manifest: "confirm = true\n")
    try home.extension("prod", "deploy", sh: script)
    try lookups.fail(
      "prod", "deploy",
      stderr: """
        error: the manifest has 2 problems
        $DATA/qli/extensions/prod/_manifest.toml:1:1: missing key 'schema_version'; write \
        'schema_version = 1'
          1 | confirm = true
            | ^
        $DATA/qli/extensions/prod/_manifest.toml:1:1: missing key 'description'; write \
        'description = "what the group is for"'
          1 | confirm = true
            | ^
        help: see the format: qli help manifest

        """, code: 125)
  }

  @Test func aLinkThatLeadsNowhereOwnsItsGroup() throws {
    try home.group("prod", root: .system)
    try home.extension("prod", "deploy", sh: script, root: .system)
    try home.link("$DATA/qli/extensions/prod", to: "$ROOT/unmounted/prod")
    try lookups.fail(
      "prod", "deploy",
      stderr: """
        error: the group's folder '$DATA/qli/extensions/prod' is a link that leads nowhere
        help: link it to where the folder is now: ln -sfn <folder> $DATA/qli/extensions/prod

        """, code: 125)
  }

  @Test func aGroupsFolderMayBeALink() throws {
    try home.file("$ROOT/checkout/team/_manifest.toml", TestHome.manifest())
    try home.file("$ROOT/checkout/team/where", "#!/bin/sh\n\(script)\n", mode: 0o755)
    try home.link("$DATA/qli/extensions/dev", to: "$ROOT/checkout/team")
    // It is found by its name, and executed where it is.
    try home.qli("dev", "where").expect(stdout: "$ROOT/checkout/team/where\n")
    try home.qli("which", "dev", "where").expect(stdout: "$DATA/qli/extensions/dev/where\n")
    try lookups.failWithoutGroup("team", "where")
  }

  @Test func anExtensionMayBeALink() throws {
    try home.group("dev")
    try home.file("$ROOT/tools/real", "#!/bin/sh\n\(script)\n", mode: 0o755)
    try home.link("$ROOT/tools/middle", to: "real")
    try home.link("$DATA/qli/extensions/dev/where", to: "$ROOT/tools/middle")
    try lookups.find("dev", "where", at: "$DATA/qli/extensions/dev/where")
  }

  @Test(arguments: ["nowhere", "_manifest.toml/x", "where", "/dev/null/x"])
  func aLinkToNoFileIsFound(_ target: String) throws {
    try home.group("dev")
    try home.link("$DATA/qli/extensions/dev/where", to: target)
    try home.pathExecutable("qli-dev-where", sh: script)
    try lookups.fail(
      "dev", "where",
      stderr: """
        error: cannot execute '$DATA/qli/extensions/dev/where': it is a link to a file that isn't \
        there

        """, code: 126)
  }

  @Test func aFileWithoutExecuteBitIsFound() throws {
    try home.group("dev")
    let path = try home.extension("dev", "where", sh: script, mode: 0o644)
    try home.pathExecutable("qli-dev-where", sh: script)
    try lookups.fail(
      "dev", "where",
      stderr: """
        error: cannot execute '\(path)': it has no execute bit
        help: chmod +x \(path)

        """, code: 126)
    // What it says does mend it.
    try home.program("/bin/sh", "-c", "chmod +x \(path)").expect()
    try lookups.find("dev", "where", at: path)
  }

  @Test func foldersAndOtherThingsAreNoExtensions() throws {
    try home.group("dev")
    try home.directory("$DATA/qli/extensions/dev/sub")
    try lookups.failWithoutExtension("dev", "sub")
    try home.program("/usr/bin/mkfifo", "-m", "755", home.path("$DATA/qli/extensions/dev/fifo"))
      .expect()
    try lookups.failWithoutExtension("dev", "fifo")
    // They hide nothing.
    try home.pathExecutable("qli-dev-sub", sh: script)
    try lookups.find("dev", "sub", at: "$BIN/qli-dev-sub")
  }

  @Test func whichTellsTheOriginInJSON() throws {
    try home.group("dev")
    try home.extension("dev", "own", sh: script)
    try home.pathExecutable("qli-dev-other", sh: script)
    try home.qli("which", "--json", "dev", "own").expect(
      stdout: """
        {"version":1,"group":"dev","extension":"own","origin":"group",\
        "path":"$DATA/qli/extensions/dev/own"}

        """)
    try home.qli("which", "dev", "other", "--json").expect(
      stdout: """
        {"version":1,"group":"dev","extension":"other","origin":"path","path":"$BIN/qli-dev-other"}

        """)
  }
}
