import Foundation
import Glibc
import TestSupport
import Testing

/// What root has looked at holds for everyone.
@Suite(.requireOtherUsers, .requireTool("unshare")) struct TrustRootTests {
  private let root: TrustRootScene
  private var scene: OtherUserScene { root.scene }
  private var group: String { root.group }

  init() throws { root = try TrustRootScene() }

  private func script(_ body: String) throws { try root.script(body) }

  private func qli(_ words: String..., asRoot: Bool = false) -> QliRun {
    root.qli(asRoot: asRoot).arguments(words)
  }

  private func trust() throws { try root.trust() }

  /// Everybody can read it, and nobody else write it.
  @Test func theRecordOfRootHoldsForEveryone() throws {
    try trust()
    for (path, mode) in [
      ("etc/qli", 0o755), ("etc/qli/trust", 0o755), ("etc/qli/trust/s.toml", 0o644),
    ] {
      var status = stat()
      try #require(stat(scene.path(path), &status) == 0)
      #expect(status.st_mode & 0o7777 == mode_t(mode) && status.st_uid == 0)
    }
    #expect(access(scene.path("roots/.config"), F_OK) != 0)
    try qli("s", "x").expect(stdout: "one\n")
    try script("echo two")
    for run in [qli("s", "x"), qli("explain", "s", "x")] {
      try run.expect(
        stderr: """
          error: '\(scene.path(group))/x' changed since it was trusted
          help: look: sudo qli trust s

          """, code: 125)
    }
    #expect(try qli("s", "x", asRoot: true).run().ending == .exited(125))
    #expect(
      try qli("doctor").run().stdout.contains("changed since it was trusted by root"))
    let list = try qli("trust", "--list").run().stdout
    #expect(list.hasPrefix("s\tchanged\troot\t"))
  }

  /// Neither by a record of their own, nor by forgetting, nor by a group of that name.
  @Test func aUserCannotLoosenIt() throws {
    // Before root looked.
    #expect(try qli("trust", "--yes", "s").run().ending == .exited(0))
    #expect(access(scene.path("a/home/.config/qli/trust/s.toml"), F_OK) == 0)
    try trust()
    try script("echo two")
    try qli("trust", "--yes", "s").expect(
      stderr: """
        error: root has looked at group 's', for everyone: nobody else can change that
        help: sudo qli trust s

        """, code: 125)
    try qli("trust", "--forget", "s").expect(
      stderr: """
        error: root has looked at group 's', for everyone: nobody else can change that
        help: sudo qli trust --forget s

        """, code: 125)
    #expect(try qli("s", "x").run().ending == .exited(125))
    try root.makeOwnGroup()
    #expect(try qli("s", "x").run().ending == .exited(125))
    // What was refused has left the user's own record as it was.
    #expect(access(scene.path("a/home/.config/qli/trust/s.toml"), F_OK) == 0)
    try qli("trust", "--forget", "s", asRoot: true).expect(stdout: "'s' isn't compared any more\n")
    #expect(try qli("s", "x").run().stderr.hasSuffix("help: look: qli trust s\n"))
    try qli("trust", "--forget", "s").expect(stdout: "'s' isn't compared any more\n")
    try qli("s", "x").expect(stdout: "own\n")
  }

  /// A group that root alone has is nobody else's matter.
  @Test func aGroupOfRootsOwn() throws {
    for name in [
      "roots/data", "roots/data/qli", "roots/data/qli/extensions", "roots/data/qli/extensions/g",
    ] {
      try scene.makeFolder(name, owner: 0)
    }
    try scene.makeFile(
      "roots/data/qli/extensions/g/_manifest.toml", "schema_version = 1\ndescription = 'g'\n",
      owner: 0)
    #expect(try qli("trust", "--yes", "g", asRoot: true).run().ending == .exited(0))
    #expect(access(scene.path("roots/.config/qli/trust/g.toml"), F_OK) == 0)
    #expect(access(scene.path("etc/qli"), F_OK) != 0)
    try qli("g", "e").expect(stdout: "ran as 71001\n")
  }

  /// Root's list of signers holds, and a user's own isn't asked.
  @Test(.requireTool("ssh-keygen")) func theSignersOfRoot() throws {
    try scene.makeFolder("etc/qli", owner: 0)
    try scene.makeFolder("a/home/.config")
    try scene.makeFolder("a/home/.config/qli")
    for name in ["ann", "bob"] {
      try shell("ssh-keygen -q -t ed25519 -N '' -f '\(scene.path(name))'")
    }
    let line = { (name: String) in try "\(name) \(scene.text("\(name).pub"))" }
    try scene.makeFile("a/home/.config/qli/allowed_signers", line("bob"))
    let sign = { (name: String) in
      try shell(
        "cd '\(scene.path(group))' && "
          + SignedScene.commands(for: "s")
          .replacing("~/.ssh/id_ed25519", with: scene.path(name)))
    }
    try sign("bob")
    #expect(try qli("trust", "s").run().stdout.hasSuffix(", signed by bob\n"))
    #expect(try qli("trust", "--forget", "s").run().ending == .exited(0))
    try scene.makeFile("etc/qli/allowed_signers", line("ann"), owner: 0)
    let refused = try qli("trust", "s").run()
    #expect(refused.ending == .exited(125))
    #expect(refused.stderr.contains("isn't in '/etc/qli/allowed_signers'"), "\(refused.stderr)")
    try sign("ann")
    #expect(try qli("trust", "s").run().stdout.hasSuffix(", signed by ann\n"))
    // What root has revoked is so for everyone, whoever's signers hold.
    try FileManager.default.removeItem(atPath: scene.path("etc/qli/allowed_signers"))
    try sign("bob")
    #expect(try qli("trust", "--forget", "s").run().ending == .exited(0))
    try scene.copy(scene.path("bob.pub"), to: "etc/qli/revoked_keys", mode: 0o644)
    let revoked = try qli("trust", "s").run()
    #expect(revoked.stderr.contains("was revoked, by '/etc/qli/revoked_keys'"), "\(revoked.stderr)")
    // Without an account, as in many a container, ssh-keygen says nothing of it.
    try scene.makeFile("etc/passwd", "root:x:0:0::/:/bin/sh\n", owner: 0)
    let unjudged = try qli("trust", "s").run()
    #expect(
      unjudged.stderr.hasPrefix(
        """
        error: group 's' isn't trusted: ssh-keygen can't judge its signature
          ssh-keygen: No user exists for uid 71001
        help: try it
        """), "\(unjudged.stderr)")
  }

  private func shell(_ script: String) throws {
    let outcome = try TestHome().program("/bin/sh", "-ec", script).run()
    try #require(outcome.ending == .exited(0), "\(outcome.stderr)")
  }
}
