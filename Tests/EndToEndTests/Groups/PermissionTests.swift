import Glibc
import TestSupport
import Testing

/// Where anyone on the machine could change what runs, nothing runs.
@Suite struct PermissionTests {
  let home: TestHome
  let lookups: Lookups

  init() throws {
    home = try TestHome()
    lookups = Lookups(home: home)
    try home.group("dev")
    try home.extension("dev", "where", sh: "echo \"$0\"")
  }

  private let root = "$DATA/qli/extensions"

  /// Makes `path` writable by others, expects the refusal, which names `shown`, and takes it back.
  private func refused(
    _ path: String, as shown: String? = nil, isFolder: Bool, name: String = "where",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let shown = shown ?? path
    let mode = try home.mode(path)
    for bits in [mode_t(0o002), 0o022] {
      try home.chmod(path, mode | bits)
      try lookups.fail(
        "dev", name,
        stderr: """
          error: unsafe: anyone on this machine can write to \(isFolder ? "the folder " : "")\
          '\(shown)', and so change what runs
          help: chmod o-w \(shown)

          """, code: 125, sourceLocation: sourceLocation)
    }
    // What it says does mend it.
    try home.program("/bin/sh", "-c", "chmod o-w \(home.expand(shown))")
      .expect(sourceLocation: sourceLocation)
    try home.qli("which", "dev", name)
      .expect(stdout: found(name), sourceLocation: sourceLocation)
    try home.chmod(path, mode)
  }

  private func found(_ name: String) -> String {
    home.exists("\(root)/dev/\(name)") ? "\(root)/dev/\(name)\n" : "$BIN/qli-dev-\(name)\n"
  }

  @Test func aRootThatAnyoneMayWrite() throws { try refused(root, isFolder: true) }

  @Test func aGroupsFolderThatAnyoneMayWrite() throws { try refused("\(root)/dev", isFolder: true) }

  @Test func aManifestThatAnyoneMayWrite() throws {
    try refused("\(root)/dev/_manifest.toml", isFolder: false)
  }

  @Test func anExtensionThatAnyoneMayWrite() throws {
    try refused("\(root)/dev/where", isFolder: false)
  }

  @Test func aStickyFolder() throws {
    try home.chmod(root, 0o1777)
    try lookups.fail(
      "dev", "where",
      stderr: """
        error: unsafe: anyone on this machine can write to the folder '$DATA/qli/extensions', and \
        so change what runs
        help: chmod o-w $DATA/qli/extensions

        """, code: 125)
  }

  @Test func theTargetOfARootsLinkAndItsFolder() throws {
    try home.program("/bin/mv", home.path(root), home.path("$ROOT/far")).expect()
    try home.directory("$ROOT/near")
    try home.program("/bin/mv", home.path("$ROOT/far"), home.path("$ROOT/near/far")).expect()
    try home.link(root, to: "$ROOT/near/far")
    try lookups.find("dev", "where", at: "\(root)/dev/where")
    try refused("$ROOT/near/far", isFolder: true)
    try refused("$ROOT/near", isFolder: true)
  }

  @Test func theTargetOfAGroupsLinkAndItsFolder() throws {
    try home.directory("$ROOT/team")
    try home.program("/bin/mv", home.path("\(root)/dev"), home.path("$ROOT/team/checkout")).expect()
    try home.link("\(root)/dev", to: "$ROOT/team/checkout")
    try refused("$ROOT/team/checkout", isFolder: true)
    try refused("$ROOT/team", isFolder: true)
    try refused("$ROOT/team/checkout/_manifest.toml", isFolder: false)
    try refused("$ROOT/team/checkout/where", isFolder: false)
  }

  @Test func theTargetOfAManifestsLinkAndItsFolder() throws {
    try home.remove("\(root)/dev/_manifest.toml")
    try home.file("$ROOT/common/manifest", TestHome.manifest())
    try home.link("\(root)/dev/_manifest.toml", to: "$ROOT/common/manifest")
    try refused("$ROOT/common/manifest", isFolder: false)
    try refused("$ROOT/common", isFolder: true)
  }

  @Test func theTargetOfAnExtensionsLinkAndItsFolder() throws {
    try home.file("$ROOT/tools/real", "#!/bin/sh\necho \"$0\"\n", mode: 0o755)
    try home.link("\(root)/dev/linked", to: "$ROOT/tools/real")
    try refused("$ROOT/tools/real", isFolder: false, name: "linked")
    try refused("$ROOT/tools", isFolder: true, name: "linked")
  }

  @Test func aFileOfPathAndItsFolder() throws {
    try home.pathExecutable("qli-dev-other", sh: "echo \"$0\"")
    try refused("$BIN/qli-dev-other", isFolder: false, name: "other")
    try refused("$BIN", isFolder: true, name: "other")
  }

  @Test func theTargetOfAPathsLinkAndItsFolder() throws {
    try home.file("$ROOT/tools/real", "#!/bin/sh\necho \"$0\"\n", mode: 0o755)
    try home.link("$BIN/qli-dev-other", to: "$ROOT/tools/real")
    try refused("$ROOT/tools/real", isFolder: false, name: "other")
    try refused("$ROOT/tools", isFolder: true, name: "other")
    try refused("$BIN", isFolder: true, name: "other")
  }

  @Test func aFolderOfPathThatHoldsNothingIsNotLookedAt() throws {
    try home.chmod("$BIN", 0o777)
    try lookups.find("dev", "where", at: "\(root)/dev/where")
  }

  @Test func anEarlierFolderOfPathWhereAnyoneCouldPutAnother() throws {
    try home.pathExecutable("qli-dev-other", sh: "echo \"$0\"")
    try home.directory("$ROOT/earlier", mode: 0o777)
    let path = "\(home.path("$ROOT/earlier")):\(home.path("$ROOT/none")):\(home.path("$BIN"))"
    let earlier = lookups.with { $0.environment(["PATH": path]) }
    try earlier.fail(
      "dev", "other",
      stderr: """
        error: unsafe: anyone on this machine can write to the folder '$ROOT/earlier', and \
        so change what runs
        help: chmod o-w $ROOT/earlier

        """, code: 125)
    try home.chmod("$ROOT/earlier", 0o755)
    try earlier.find("dev", "other", at: "$BIN/qli-dev-other")
  }

  @Test func aLaterFolderOfPathIsNothingToARun() throws {
    try home.pathExecutable("qli-dev-other", sh: "echo \"$0\"")
    try home.directory("$ROOT/later", mode: 0o777)
    // With a slash at its end, too, a folder is the one that the file was found in.
    for folder in [home.path("$BIN"), home.path("$BIN") + "/"] {
      let path = "\(folder):\(home.path("$ROOT/later"))"
      try lookups.with { $0.environment(["PATH": path]) }
        .find("dev", "other", at: "$BIN/qli-dev-other")
    }
  }

  @Test func anEarlierRootWhereAnyoneCouldPutTheGroup() throws {
    try home.group("late", root: .system)
    try home.extension("late", "where", sh: "echo \"$0\"", root: .system)
    try lookups.find("late", "where", at: "$SYSTEM/qli/extensions/late/where")
    try home.chmod(root, 0o777)
    try lookups.fail(
      "late", "where",
      stderr: """
        error: unsafe: anyone on this machine can write to the folder '$DATA/qli/extensions', and \
        so change what runs
        help: chmod o-w $DATA/qli/extensions

        """, code: 125)
  }

  @Test func anUnsafeManifestIsNotRead() throws {
    try home.group("dev", manifest: "= broken")
    try refusedManifest()
  }

  private func refusedManifest() throws {
    try home.chmod("\(root)/dev/_manifest.toml", 0o666)
    try lookups.fail(
      "dev", "where",
      stderr: """
        error: unsafe: anyone on this machine can write to '$DATA/qli/extensions/dev/_manifest.toml', \
        and so change what runs
        help: chmod o-w $DATA/qli/extensions/dev/_manifest.toml

        """, code: 125)
  }

  @Test func anUnsafeGroupDoesNotFallThrough() throws {
    try home.group("dev", root: .system)
    try home.extension("dev", "where", sh: "echo \"$0\"", root: .system)
    try refusedManifest()
  }

  @Test func theUnsafeGroupOfAnotherIsNothingToARun() throws {
    try home.group("other")
    try home.chmod("\(root)/other", 0o777)
    try home.chmod("\(root)/other/_manifest.toml", 0o666)
    try lookups.find("dev", "where", at: "\(root)/dev/where")
  }

  @Test func whatTheFilesGroupMayWriteIsForDoctor() throws {
    for path in [root, "\(root)/dev", "\(root)/dev/_manifest.toml", "\(root)/dev/where"] {
      try home.chmod(path, 0o775)
    }
    try lookups.find("dev", "where", at: "\(root)/dev/where")
  }
}
