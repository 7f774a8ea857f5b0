import Foundation
import Glibc
import TestSupport
import Testing

/// Of a group that somebody has looked at nothing else runs.
@Suite struct TrustTests {
  let scene: TrustScene
  var home: TestHome { scene.home }

  init() throws { scene = try TrustScene() }

  private let changed = "'$DATA/qli/extensions/g/x' changed since it was trusted"

  // MARK: - What is compared

  @Test func withoutARecordAllRunsAsItIs() throws {
    try home.qli("g", "x").expect(stdout: "one\n")
    try home.extension("g", "x", sh: "echo two")
    try home.qli("g", "x").expect(stdout: "two\n")
    let doctor = try home.qli("doctor").run()
    #expect(
      doctor.stdout.contains(home.expand("ok       \(scene.folder): 1 extension, untrusted\n")))
    #expect(!home.exists("$CONFIG/qli"))
  }

  @Test func anExtensionThatChanged() throws {
    try scene.trust()
    try home.qli("g", "x").expect(stdout: "one\n")
    try home.extension("g", "x", sh: "echo two")
    try scene.expectRefusal(changed)
    try scene.trust()
    try home.qli("g", "x").expect(stdout: "two\n")
    // What was right once isn't again.
    try home.extension("g", "x", sh: "echo one")
    try scene.expectRefusal(changed)
  }

  /// By a byte, of the same length and with the old times.
  @Test(.requireTool("touch")) func aByteIsEnough() throws {
    try scene.trust()
    let path = home.path("\(scene.folder)/x")
    try home.program(
      "/bin/sh", "-ec",
      "touch -r '\(path)' ref; printf 'O' | dd of='\(path)' bs=1 seek=15 conv=notrunc 2>/dev/null; "
        + "touch -r ref '\(path)'"
    ).expect()
    #expect(try home.read(path) == "#!/bin/sh\necho One\n")
    try scene.expectRefusal(changed)
  }

  @Test func aManifestThatChanged() throws {
    try scene.trust()
    try home.group("g", "# A comment is enough.")
    try scene.expectRefusal("'$DATA/qli/extensions/g/_manifest.toml' changed since it was trusted")
  }

  @Test func anExtensionThatIsNew() throws {
    try scene.trust()
    try home.extension("g", "y", sh: "echo new")
    try scene.expectRefusal(
      of: "y", "'$DATA/qli/extensions/g/y' wasn't there when group 'g' was trusted")
    try home.qli("g", "x").expect(stdout: "one\n")
    try scene.trust()
    try home.qli("g", "y").expect(stdout: "new\n")
  }

  /// It stands for the group's own, where that is gone, and would run in its place.
  @Test func anExtensionOnPath() throws {
    try home.pathExecutable("qli-g-far", sh: "echo far")
    try scene.trust()
    try home.qli("g", "far").expect(stdout: "far\n")
    try home.pathExecutable("qli-g-other", sh: "echo other")
    try scene.expectRefusal(
      of: "other", "'$BIN/qli-g-other' wasn't there when group 'g' was trusted")
    try home.pathExecutable("qli-g-far", sh: "echo changed")
    try scene.expectRefusal(of: "far", "'$BIN/qli-g-far' changed since it was trusted")
    try home.remove("\(scene.folder)/x")
    try home.pathExecutable("qli-g-x", sh: "echo instead")
    try scene.expectRefusal("'$BIN/qli-g-x' changed since it was trusted")
  }

  /// What a link leads to is what runs.
  @Test func aLinkedExtension() throws {
    let target = try home.file("$HOME/far", "#!/bin/sh\necho far\n", mode: 0o755)
    try home.link("\(scene.folder)/l", to: "$HOME/far")
    try scene.trust()
    try home.qli("g", "l").expect(stdout: "far\n")
    try home.file(target, "#!/bin/sh\necho changed\n", mode: 0o755)
    try scene.expectRefusal(of: "l", "'$DATA/qli/extensions/g/l' changed since it was trusted")
    try home.file("$HOME/other", "#!/bin/sh\necho far\n", mode: 0o755)
    try home.remove("\(scene.folder)/l")
    try home.link("\(scene.folder)/l", to: "$HOME/other")
    // The same bytes, elsewhere.
    try home.qli("g", "l").expect(stdout: "far\n")
  }

  /// Names of every kind that an extension's may be of.
  @Test func oddNames() throws {
    for name in ["a.b", "toml", "x+y", "9", "A_-", "extensions", "since"] {
      try home.extension("g", name, sh: "echo '\(name)'")
    }
    try scene.trust()
    for name in ["a.b", "toml", "x+y", "9", "A_-", "extensions", "since"] {
      try home.qli("g", name).expect(stdout: "\(name)\n")
    }
    try home.extension("g", "a.b", sh: "echo changed")
    #expect(try home.qli("g", "a.b").run().ending == .exited(125))
    // A group whose name could be that of another's record.
    try home.group("g.toml")
    try home.extension("g.toml", "x", sh: "echo other")
    try scene.trust("g.toml")
    try home.qli("g.toml", "x").expect(stdout: "other\n")
    try home.qli("g", "x").expect(stdout: "one\n")
  }

  /// At Tab nothing runs that a run would refuse.
  @Test func completion() throws {
    let script = "# qli: complete\necho >> asked\necho word"
    try home.extension("g", "own", sh: script)
    try scene.trust()
    let run = home.qli("__complete", "fish", "g", "own", "")
    var outcome = try run.run()
    for _ in 0..<50 where outcome.stdout != "word\n" { outcome = try run.run() }
    outcome.expect(stdout: "word\n")
    try home.extension("g", "own", sh: script + "\n# changed")
    try home.remove("asked")
    try run.expect(stdout: "\tfiles\n")
    #expect(!home.exists("asked"))
  }

  /// A unit would run it.
  @Test func aUnit() throws {
    try scene.trust()
    #expect(try home.qli("unit", "g", "x").run().ending == .exited(0))
    try home.extension("g", "x", sh: "echo two")
    try home.qli("unit", "g", "x").expect(
      stderr: "error: \(changed)\nhelp: look: qli trust g\n", code: 125)
  }

  // MARK: - What was compared is what runs

  /// Its name is what it was before, for a script and for a binary.
  @Test func argumentZeroIsThePath() throws {
    try home.extension("g", "script", sh: "echo \"$0\"")
    try home.extension("g", "plain", "echo \"$0\"\n")
    try home.copy("/bin/cat", to: "\(scene.folder)/binary")
    for isTrusted in [false, true] {
      if isTrusted { try scene.trust() }
      try home.qli("g", "script").expect(stdout: "\(scene.folder)/script\n")
      try home.qli("g", "plain").expect(stdout: "\(scene.folder)/plain\n")
      let refusal = try home.qli("g", "binary", "--none").run().collapsedStderr
      #expect(refusal.hasPrefix("\(scene.folder)/binary: unrecognized option"), "\(refusal)")
    }
  }

  /// Somebody thinks about the answer, and meanwhile the script is exchanged.
  @Test func aScriptThatChangesBeforeTheStart() throws {
    try home.group("g", "confirm = true\naudit_log = \"$XDG_STATE_HOME/log\"")
    try scene.trust()
    let terminal = try home.qli("g", "x").environment(["NO_COLOR": "1"])
      .startOnTerminal(columns: 300)
    try terminal.waitFor("[y/N] ")
    try home.extension("g", "x", sh: "echo > ran")
    try terminal.type("y\n")
    let outcome = try terminal.wait()
    #expect(outcome.ending == .exited(125))
    #expect(
      home.collapse(outcome.terminal).contains(
        "error: '$DATA/qli/extensions/g/x' changed while it was being started\n"))
    #expect(!home.exists("ran"))
    let records = try home.auditLines("$STATE/log")
    #expect(records.map { $0["event"] } == ["start", "failed"])
    #expect(records.last?["step"] == "spawn")
  }

  /// A binary that was exchanged meanwhile isn't the one that runs.
  @Test func aBinaryThatChangesBeforeTheStart() throws {
    try home.group("g", "confirm = true")
    try home.remove("\(scene.folder)/x")
    try home.copy("/bin/echo", to: "\(scene.folder)/x")
    try scene.trust()
    let terminal = try home.qli("g", "x", "the old one").startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try home.extension("g", "x", sh: "echo > ran")
    try terminal.type("y\n")
    let outcome = try terminal.wait()
    #expect(outcome.ending == .exited(0), "\(outcome.terminal)")
    #expect(outcome.terminal.hasSuffix("the old one\n"))
    #expect(!home.exists("ran"))
  }

  /// The kernel's fence leaves the descriptor as it is.
  @Test(.requireLandlock) func aBinaryBehindAFence() throws {
    try home.group("g", "[run]\nwrite = [\"$TMPDIR\"]")
    try home.copy("/bin/echo", to: "\(scene.folder)/binary")
    try scene.trust()
    try home.qli("g", "binary", "it ran").expect(stdout: "it ran\n")
  }

  /// There it has no name by which to be executed.
  @Test(
    .requireTool("unshare"),
    .enabled(if: geteuid() == 0, "only root can mount something over /proc"))
  func aBinaryWithoutProc() throws {
    try home.copy("/bin/echo", to: "\(scene.folder)/binary")
    try scene.trust()
    let bare = home.qli("g", "binary", "it ran").wrapped(
      "/usr/bin/unshare", "--mount", "/bin/sh", "-c", "mount -t tmpfs none /proc && exec \"$@\"",
      "sh")
    try bare.expect(stdout: "it ran\n")
    try home.copy("/bin/cat", to: "\(scene.folder)/binary")
    #expect(try bare.run().ending == .exited(125))
  }

  /// One that is written to in place is refused.
  @Test func aBinaryThatIsWrittenTo() throws {
    try home.group("g", "confirm = true")
    try home.remove("\(scene.folder)/x")
    try home.copy("/bin/echo", to: "\(scene.folder)/x")
    try scene.trust()
    let terminal = try home.qli("g", "x", "it ran").startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try home.program(
      "/bin/sh", "-c", "printf x >> '\(home.path("\(scene.folder)/x"))'"
    ).expect()
    try terminal.type("y\n")
    let outcome = try terminal.wait()
    #expect(outcome.ending == .exited(125))
    #expect(!outcome.terminal.contains("it ran\n"))
  }
}
