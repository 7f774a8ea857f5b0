import Foundation
import Glibc
import TestSupport
import Testing

/// Records of root's, and of a user, that can't be reached or read: none is as none.
@Suite(.requireOtherUsers, .requireTool("unshare")) struct TrustRootFaultTests {
  private let root: TrustRootScene
  private var scene: OtherUserScene { root.scene }

  init() throws { root = try TrustRootScene() }

  private func expectUnreadable(
    _ path: String, _ reason: String, _ run: QliRun,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try run.run(sourceLocation: sourceLocation)
    #expect(
      outcome.stderr == "error: cannot look at '\(path)': \(reason)\n",
      sourceLocation: sourceLocation)
    #expect(outcome.stdout == "", sourceLocation: sourceLocation)
    #expect(outcome.ending == .exited(125), sourceLocation: sourceLocation)
  }

  // MARK: - Root's

  @Test func rootsFolderBehindALinkThatLeadsNowhere() throws {
    try root.trust()
    try scene.move("etc/qli", to: "roots/qli")
    try scene.makeLink("etc/qli", to: scene.path("roots/qli"), owner: 0)
    try root.qli("s", "x").expect(stdout: "one\n")
    try scene.move("roots/qli", to: "roots/away")
    for run in [
      root.qli("s", "x"), root.qli("explain", "s", "x"), root.qli("s", "x", asRoot: true),
    ] {
      try expectUnreadable("/etc/qli", "No such file or directory", run)
    }
    try expectUnreadable("/etc/qli/trust", "No such file or directory", root.qli("trust", "--list"))
  }

  /// Whose records they are can't be told.
  @Test func rootsFolderThatIsClosed() throws {
    try root.trust()
    for name in ["etc/qli/trust", "etc/qli"] {
      try scene.set(name, mode: 0o700)
      #expect(try root.qli("s", "x").run().ending == .exited(125))
      try expectUnreadable("/etc/qli/trust", "Permission denied", root.qli("trust", "--list"))
      try expectUnreadable(
        "/etc/qli/trust", "Permission denied", root.qli("trust", "--forget", "s"))
    }
  }

  /// The help of the refusal mends it.
  @Test func aRecordOfRootsThatNobodyElseCanRead() throws {
    try root.trust()
    let before = try scene.text("etc/qli/trust/s.toml")
    try scene.set("etc/qli/trust/s.toml", mode: 0o600)
    try root.qli("s", "x").expect(
      stderr: """
        error: cannot read the trust record '/etc/qli/trust/s.toml': Permission denied
        help: sudo chmod o+r /etc/qli/trust/s.toml
        help: or look at the group again: sudo qli trust s

        """, code: 125)
    try root.qli("trust", "s", asRoot: true).expect(stdout: "group 's' is as it was trusted\n")
    #expect(try scene.text("etc/qli/trust/s.toml") == before)
    try root.qli("s", "x").expect(stdout: "one\n")
  }

  /// Root can't look at it.
  @Test func aUsersOwnGroupOfThatName() throws {
    try root.trust()
    try root.makeOwnGroup()
    let folder = scene.path("a/data/qli/extensions")
    let help =
      "root has looked at another group of this name; give yours a new one: "
      + "mv \(folder)/s \(folder)/NAME"
    try root.qli("s", "x").expect(
      stderr: """
        error: '\(folder)/s/_manifest.toml' changed since it was trusted
        help: \(help)

        """, code: 125)
    try root.qli("trust", "--yes", "s").expect(
      stderr: """
        error: root has looked at group 's', for everyone: nobody else can change that
        help: \(help)

        """, code: 125)
    #expect(try root.qli("doctor").run().stdout.contains(help))
    try scene.move("a/data/qli/extensions/s", to: "a/data/qli/extensions/mine")
    try root.qli("mine", "x").expect(stdout: "own\n")
    try root.qli("s", "x").expect(stdout: "one\n")
  }

  // MARK: - A user's

  @Test func aFolderThatTheUserHasClosed() throws {
    try root.trustAsVictim()
    try root.script("echo two")
    for name in [".config/qli/trust", ".config/qli", ".config"] {
      try scene.set("a/home/\(name)", mode: 0)
      let outcome = try root.qli("s", "x").run()
      #expect(outcome.ending == .exited(125) && outcome.stdout == "", "\(name): \(outcome)")
      #expect(outcome.stderr.hasSuffix(": Permission denied\n"), "\(outcome.stderr)")
      try scene.set("a/home/\(name)", mode: 0o700)
    }
  }

  /// As sudo(8) and containers leave it.
  @Test func theClosedHomeOfSomebodyElse() throws {
    try scene.set("roots", mode: 0o700)
    let foreign = root.qli("s", "x").unset("XDG_CONFIG_HOME")
      .environment(["HOME": scene.path("roots")])
    try foreign.expect(stdout: "one\n")
  }

  /// Without a HOME the folder is where the system says.
  @Test func theHomeThatTheSystemKnows() throws {
    try root.trustAsVictim()
    try root.script("echo two")
    let bare = root.qli("s", "x").unset("XDG_CONFIG_HOME")
    for run in [
      bare.unset("HOME"), bare.environment(["HOME": ""]), bare.environment(["HOME": "relative"]),
      bare.unset("HOME").environment(["XDG_CONFIG_HOME": "relative"]),
    ] {
      let outcome = try run.run()
      #expect(outcome.ending == .exited(125) && outcome.stdout == "")
      #expect(outcome.stderr.contains("/x' changed since it was trusted\n"), "\(outcome.stderr)")
    }
    try root.qli("trust", "--forget", "s").unset("XDG_CONFIG_HOME", "HOME")
      .expect(stdout: "'s' isn't compared any more\n")
    try bare.unset("HOME").expect(stdout: "two\n")
    // Whom nobody knows has trusted nothing.
    try scene.makeFile("etc/passwd", "root:x:0:0::/:/bin/sh\n", owner: 0)
    try bare.unset("HOME").expect(stdout: "two\n")
  }

  /// Where a user's records are is the user's own say, and root's aren't moved by it.
  @Test func theEnvironmentMovesOnlyTheUsers() throws {
    try root.trustAsVictim()
    try root.script("echo two")
    let moved = root.qli("s", "x").environment(["XDG_CONFIG_HOME": "/nonexistent"])
    try moved.expect(stdout: "two\n")
    try root.trust()
    try root.script("echo three")
    #expect(try moved.run().ending == .exited(125))
    #expect(
      try root.qli("s", "x").unset("XDG_CONFIG_HOME").environment(["HOME": "/"]).run().ending
        == .exited(125))
  }
}
