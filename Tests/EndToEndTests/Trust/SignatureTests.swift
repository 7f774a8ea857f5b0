import Foundation
import Glibc
import TestSupport
import Testing

/// Where there are signers, the signature of a group decides, and the real ssh-keygen(1) what one is worth.
@Suite(.requireTool("ssh-keygen")) struct SignatureTests {
  let scene: SignedScene
  var home: TestHome { scene.home }

  init() throws { scene = try SignedScene() }

  // MARK: - What is taken

  /// Nobody is asked, so that a fleet takes by cron what comes by git.
  @Test func aSignedGroupIsTakenWithoutAQuestion() throws {
    try scene.expectTaken()
    #expect(try home.read(scene.record).contains("signer = \"ann@example.com\"\n"))
    try home.qli("g", "x").expect(stdout: "one\n")
    try home.qli("trust", "--no-input", "g").expect(stdout: "group 'g' is as it was trusted\n")

    // A signed change, of an extension.
    try home.extension("g", "x", sh: "echo two")
    #expect(try home.qli("g", "x").run().ending == .exited(125))
    try scene.sign()
    try scene.expectTaken()
    try home.qli("g", "x").expect(stdout: "two\n")
  }

  /// Files of every name, in folders and behind links, and what git keeps beside them.
  @Test func oddFiles() throws {
    for name in ["a\nb", "back\\slash", "c\rr", " blank ", "-x", "_checksums.old", "_x.toml"] {
      try home.file("\(scene.folder)/lib/\(name)", name)
    }
    try home.file("\(scene.folder)/lib/_checksums", "one further down counts")
    try home.file("$HOME/far", "#!/bin/sh\necho far\n", mode: 0o755)
    try home.link("\(scene.folder)/linked", to: "$HOME/far")
    try home.directory("\(scene.folder)/empty")
    try home.file("\(scene.folder)/.git/objects/1", "not signed")
    try home.file("\(scene.folder)/.hidden", "signed")
    try home.file("\(scene.folder)/lib/raw", "raw")
    try scene.shell(
      "mv '\(home.path("\(scene.folder)/lib/raw"))' \"$(printf '\(home.path("\(scene.folder)/lib"))/r\\377w')\""
    )
    try scene.sign()
    try scene.expectTaken()
    try home.qli("g", "linked").expect(stdout: "far\n")
    try home.file("\(scene.folder)/.git/objects/2", "another")
    try home.qli("trust", "g").expect(stdout: "group 'g' is as it was trusted\n")
    try home.file("\(scene.folder)/lib/back\\slash", "changed")
    try scene.expectRefusal("1 file of it isn't what was signed")
    try home.file("\(scene.folder)/lib/back\\slash", "back\\slash")
    try home.file("$HOME/far", "#!/bin/sh\necho changed\n", mode: 0o755)
    try scene.expectRefusal("1 file of it isn't what was signed")
  }

  /// Nobody has signed what lies on PATH: it doesn't run.
  @Test func anExtensionOnPath() throws {
    try home.pathExecutable("qli-g-far", sh: "echo far")
    try scene.expectTaken()
    let outcome = try home.qli("g", "far").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("wasn't there when group 'g' was trusted"))
    // The group is as it was, for all that.
    #expect(try home.qli("trust", "--list").run().stdout.hasPrefix("g\ttrusted\tuser\t"))
    let doctor = try home.qli("doctor").run()
    #expect(!doctor.stdout.contains("changed since it was trusted"), "\(doctor.stdout)")
  }

  /// Several keys may be of one identity, and one key of several.
  @Test func keysAndIdentities() throws {
    try scene.allow("ops@example.com KEY(ann)", "ops@example.com KEY(bob)")
    try scene.expectTaken(by: "ops@example.com")
    try home.extension("g", "x", sh: "echo two")
    try scene.sign(as: "bob")
    try scene.expectTaken(by: "ops@example.com")
    try home.extension("g", "x", sh: "echo three")
    try scene.allow("new@example.com,ops@example.com KEY(ann)")
    try scene.sign()
    try scene.expectTaken(by: "ops@example.com")
  }

  /// Where one key has several lines, that counts by which it may sign groups.
  @Test func oneKeyOnSeveralLines() throws {
    try scene.allow(
      "git-ann namespaces=\"git\" KEY(ann)", "", "# hers",
      "old-ann valid-before=\"20200101\" KEY(ann)", "bob@example.com KEY(bob)",
      "ann@example.com namespaces=\"qli-group\" KEY(ann)", "later@example.com KEY(ann)")
    try scene.expectTaken()
    // The identity that it was trusted by may be on any of them.
    try home.extension("g", "x", sh: "echo two")
    try scene.sign()
    try scene.allow("later@example.com KEY(ann)", "ann@example.com KEY(ann)")
    try scene.expectTaken()
    try home.extension("g", "x", sh: "echo three")
    try scene.sign()
    try scene.allow("later@example.com KEY(ann)", "ann@example.com namespaces=\"git\" KEY(ann)")
    try scene.expectRefusal(
      "'later@example.com' has signed it, and it was 'ann@example.com' before")
  }

  // MARK: - What is refused

  /// What was signed as one group is none other; without its name it is any.
  @Test func anotherGroup() throws {
    let list = "\(scene.folder)/_checksums"
    #expect(try home.read(list).hasPrefix("# qli-group g\n"))
    #expect(
      try home.program("/usr/bin/env", "sha256sum", "--check", "--strict", "--quiet", "_checksums")
        .directory(home.path(scene.folder)).run().ending == .exited(0))
    try scene.sign { $0.replacing("# qli-group g", with: "# qli-group other") }
    try scene.expectRefusal("what was signed is group 'other', by '\(list)'")
    try scene.sign { $0.replacing("echo '# qli-group g'", with: "true") }
    try scene.expectTaken()
  }

  @Test func tampered() throws {
    try home.extension("g", "x", sh: "echo two")
    // The list says what is there, and isn't what was signed.
    try scene.sign { $0.components(separatedBy: "ssh-keygen")[0] }
    try scene.expectRefusal("'\(scene.folder)/_checksums' isn't what was signed")
  }

  @Test func otherNamespace() throws {
    try scene.sign { $0.replacing("-n qli-group", with: "-n git") }
    try scene.expectRefusal(
      "'\(scene.folder)/_checksums.sig' is a signature for something else than groups of qli")
  }

  @Test func aKeyThatMaySignOtherThings() throws {
    try scene.allow("ann@example.com namespaces=\"git\" KEY(ann)")
    try scene.expectRefusal("the key that has signed it may not sign groups, by '\(scene.signers)'")
  }

  @Test func otherKey() throws {
    try scene.sign(as: "bob")
    try scene.expectRefusal("the key that has signed it isn't in '\(scene.signers)'")
  }

  /// Another signer's signature doesn't take over a group.
  @Test func otherIdentity() throws {
    try scene.allow("ann@example.com KEY(ann)", "bob@example.com KEY(bob)")
    try scene.expectTaken()
    try home.extension("g", "x", sh: "echo two")
    try scene.sign(as: "bob")
    try scene.expectRefusal("'bob@example.com' has signed it, and it was 'ann@example.com' before")
    try home.qli("trust", "--forget", "g").run().expectCode(0)
    try scene.expectTaken(by: "bob@example.com")
  }

  @Test(arguments: [true, false]) func revoked(_ isList: Bool) throws {
    try scene.expectTaken()
    try home.extension("g", "x", sh: "echo two")
    try scene.sign()
    let revoked = home.path("$CONFIG/qli/revoked_keys")
    let key = home.path("$WORK/../ann.pub")
    try scene.shell(
      isList ? "ssh-keygen -q -k -f '\(revoked)' '\(key)'" : "cp '\(key)' '\(revoked)'")
    try scene.expectRefusal("the key that has signed it was revoked, by '$CONFIG/qli/revoked_keys'")
  }

  /// What can't be read says nothing of the key.
  @Test(arguments: ["garbage", "folder", "none"]) func revokedKeysThatAreNone(_ kind: String) throws
  {
    let path = "$CONFIG/qli/revoked_keys"
    switch kind {
    case "garbage": try home.file(path, "garbage\n")
    case "folder": try home.directory(path)
    default: try home.file(path)
    }
    if kind == "none" { return try scene.expectTaken() }
    let reason = kind == "garbage" ? "invalid format" : "Is a directory"
    try scene.expectRefusal(
      "'\(path)' can't be read\n"
        + "  ssh-keygen: debug3: sig_verify: sshkey_check_revoked: \(reason)", isWhole: true)
  }

  @Test(arguments: ["valid-before=\"20200101\"", "valid-after=\"20990101\""])
  func expired(_ option: String) throws {
    try scene.allow("ann@example.com \(option) KEY(ann)")
    try scene.expectRefusal(
      "the key that has signed it doesn't hold now, by '\(scene.signers)'")
  }

  @Test func signersMissing() throws {
    try home.remove(scene.signers)
    try scene.expectRefusal(
      "it is signed, and nobody is known who may sign it: '\(scene.folder)/_checksums.sig'")
  }

  @Test func signersThatAreNone() throws {
    try scene.allow("nonsense")
    try scene.expectRefusal("'\(scene.signers)' can't be read")
    try scene.allow("# nobody")
    try scene.expectRefusal("the key that has signed it isn't in '\(scene.signers)'")
  }

  @Test func fileMissing() throws {
    try home.remove("\(scene.folder)/lib/_words")
    try scene.expectRefusal("a file that was signed isn't there")
  }

  @Test func fileExtra() throws {
    try home.file("\(scene.folder)/lib/more")
    try scene.expectRefusal("a file is there that wasn't signed")
    try home.file("\(scene.folder)/lib/even more")
    let outcome = try home.qli("trust", "g").run()
    #expect(
      outcome.stderr.hasPrefix(
        """
        error: group 'g' isn't trusted: 2 files are there that weren't signed
          lib/even more
          lib/more
        help: let a signer look

        """.dropLast(1)))
  }

  @Test func fileChanged() throws {
    try home.file("\(scene.folder)/lib/_words", "echo two\n")
    try scene.expectRefusal("1 file of it isn't what was signed")
    try home.file("\(scene.folder)/lib/_words", "echo one\n")
    try home.group("g", "# changed")
    try scene.expectRefusal("1 file of it isn't what was signed")
  }

  /// Where there are signers, nobody's look is enough.
  @Test func unsigned() throws {
    try home.remove("\(scene.folder)/_checksums.sig")
    try scene.expectRefusal(
      "it has no _checksums.sig, and by '\(scene.signers)' it needs one")
    try home.remove("\(scene.folder)/_checksums")
    try scene.expectRefusal(
      "it has no _checksums.sig, and by '\(scene.signers)' it needs one")
  }

  @Test func aSignatureOfNothing() throws {
    try home.remove("\(scene.folder)/_checksums")
    try scene.expectRefusal(
      "it has a signature, and not what was signed: '\(scene.folder)/_checksums'")
  }

  /// In ssh-keygen's words, a line each.
  @Test func whatIsNoSignature() throws {
    try home.file("\(scene.folder)/_checksums.sig", "nonsense")
    try scene.expectRefusal(
      """
      '\(scene.folder)/_checksums.sig' is no signature
        ssh-keygen: Couldn't parse signature: missing header
        ssh-keygen: sig_verify: sshsig_armor: incomplete message
      """, isWhole: true)
    try scene.sign()
    let path = "\(scene.folder)/_checksums.sig"
    let text = try home.read(path)
    for broken in [text.replacing("U1NI", with: "U1NJ"), text.replacing("\nU1NI", with: "\n!!!!")] {
      try home.file(path, broken)
      try scene.expectRefusal("'\(path)' is no signature")
    }
  }

  @Test(arguments: [
    ("nonsense", "it is no line of sha256sum(1)"), ("\n", "it is no line of sha256sum(1)"),
    ("\(sum)  ../../x", "its file isn't in the group's folder"),
    ("\(sum)  /etc/passwd", "its file isn't in the group's folder"),
    ("\(sum)  README", "its file is named twice"),
    ("\\\(sum)  x\\y", "it is no line of sha256sum(1)"),
    ("SHA256 (x) = \(sum)", "it is no line of sha256sum(1)"),
    ("# qli-group g", "it is no line of sha256sum(1)"),
  ]) func aListThatIsNone(_ line: String, _ reason: String) throws {
    try scene.sign { commands in
      commands.replacing("ssh-keygen", with: "printf '%s\\n' '\(line)' >> _checksums\nssh-keygen")
    }
    let list = try home.read("\(scene.folder)/_checksums")
    let number = list.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    try scene.expectRefusal(
      "'\(scene.folder)/_checksums' can't be read: line \(line == "\n" ? number - 1 : number): \(reason)"
    )
  }

  private static let sum = String(repeating: "0", count: 64)

  /// Whoever can write what decides it would decide.
  @Test func filesThatOthersCouldChange() throws {
    for path in [
      scene.signers, "\(scene.folder)/_checksums", "\(scene.folder)/_checksums.sig",
      "\(scene.folder)/lib/_words",
    ] {
      try home.chmod(path, 0o646)
      try scene.expectRefusal(
        "unsafe: anyone on this machine can write to '\(path)', and so change what runs")
      try home.chmod(path, 0o644)
    }
    try scene.expectTaken()
  }

  /// Whoever calls qli doesn't choose who is asked.
  @Test func sshKeygenOnPath() throws {
    try scene.sign(as: "bob")
    try home.pathExecutable("ssh-keygen", sh: "echo ann@example.com")
    try scene.expectRefusal("the key that has signed it isn't in '\(scene.signers)'")
    try scene.allow("ann@example.com KEY(bob)")
    let outcome = try home.qli("trust", "g").environment(["PATH": home.path("$BIN")]).run()
    #expect(outcome.stdout.hasSuffix(", signed by ann@example.com\n"), "\(outcome.stderr)")
  }

  /// The list and its signature are no extensions, whatever their modes are.
  @Test func theListIsNoExtension() throws {
    for name in ["_checksums", "_checksums.sig"] {
      try home.chmod("\(scene.folder)/\(name)", 0o755)
    }
    #expect(try home.qli("list", "g").run().stdout.contains("_checksums") == false)
    #expect(try home.qli("doctor").run().stdout.contains("_checksums") == false)
    try scene.expectTaken()
  }
}
