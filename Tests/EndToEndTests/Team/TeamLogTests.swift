import Foundation
import Glibc
import TestSupport
import Testing

/// `audit_log_mode = "0660"`: one log for a group of users, and what isn't taken for theirs.
@Suite(.requireTeam) struct TeamLogTests {
  private let scene: TeamScene
  private let log = "log/qli-ops/ops.jsonl"

  init() throws { scene = try TeamScene() }

  private func deploy(_ user: String, _ code: Int32 = 0, mask: mode_t = 0o077) throws -> Outcome {
    let outcome = try scene.user(user, "qli ops deploy v42").umask(mask).run()
    #expect(outcome.ending == .exited(code), "\(outcome)")
    #expect(outcome.stdout == (code == 0 ? "deployed v42 by \(user)\n" : ""))
    return outcome
  }

  private func expectChain(_ user: String = "bob") throws {
    let verified = try scene.user(user, "qli audit verify ops").run()
    #expect(verified.ending == .exited(0), "\(verified)")
  }

  @Test func allWriteToIt() throws {
    try scene.makeGroup(scene.manifest())
    for user in ["alice", "bob", "alice"] { _ = try deploy(user) }
    for name in [log, "\(log).head"] { #expect(try scene.owner(name) == "660 alice:ops") }
    let records = try scene.records()
    #expect(
      records.compactMap { $0["user"]?.string } == [
        "alice", "alice", "bob", "bob", "alice", "alice",
      ])
    try expectChain()
    // Each sees the runs of all, and is warned of nothing.
    #expect(try scene.user("bob", "qli audit ops").run().stdout.split(separator: "\n").count == 3)
    for user in ["alice", "bob"] {
      let doctor = try scene.user(user, "qli doctor").run()
      #expect(doctor.ending == .exited(0), "\(doctor)")
      #expect(!doctor.stdout.contains("/var/log/qli-ops"), "\(doctor.stdout)")
      #expect(try scene.user(user, "qli explain ops deploy").run().ending == .exited(0))
    }
    // root may as well, who isn't in the group; who isn't in it otherwise may not.
    try scene.root("qli ops deploy v42").expect(stdout: "deployed v42 by root\n")
    let stranger = try deploy("carol", 123)
    #expect(
      stranger.stderr.hasSuffix(
        """
        unsafe: the group 'ops' shares the folder '/var/log/qli-ops', and you aren't in it; \
        nothing was run
        help: join it, and log in again: sudo usermod -a -G ops carol

        """), "\(stranger.stderr)")
    try scene.expect(scene.root("usermod -a -G ops carol"))
    _ = try deploy("carol")
    try expectChain()
  }

  /// Without the key it is as before: the first user's alone.
  @Test func withoutTheKeyItIsItsMakers() throws {
    try scene.makeGroup(scene.manifest().replacing("audit_log_mode = \"0660\"\n", with: ""))
    _ = try deploy("alice")
    #expect(try scene.owner(log) == "600 alice:ops")
    #expect(try deploy("bob", 123).stderr.contains("cannot write the"))
  }

  /// Whoever isn't let in is told what would let them.
  @Test func aFolderThatIsClosedToStrangers() throws {
    try scene.makeGroup(scene.manifest().replacing("qli-ops/ops", with: "qli-ops/in/ops"))
    try scene.expect(
      scene.root(
        """
        mkdir /var/log/qli-ops/in && chgrp ops /var/log/qli-ops/in && chmod 2770 /var/log/qli-ops/in
        chmod 750 /var/log/qli-ops
        """))
    _ = try deploy("alice")
    let stranger = try deploy("carol", 123)
    #expect(
      stranger.stderr.hasSuffix(
        """
        Permission denied; nothing was run
        help: the group 'ops' is let into '/var/log/qli-ops', and you aren't in it; join it, and log in \
        again: sudo usermod -a -G ops carol

        """), "\(stranger.stderr)")
    try scene.expect(scene.root("chmod 700 /var/log/qli-ops"))
    #expect(try deploy("carol", 123).stderr.contains("help: mend the path or its permissions"))
  }

  @Test func aLogThatTheGroupMayRead() throws {
    try scene.makeGroup(scene.manifest().replacing("0660", with: "0640"))
    _ = try deploy("alice")
    #expect(try scene.owner(log) == "640 alice:ops")
    #expect(try deploy("bob", 123).stderr.contains("cannot write the"))
  }

  /// A folder that qli makes lets the same users in, and its files as well.
  @Test func foldersAndDatedFiles() throws {
    try scene.makeGroup(
      scene.manifest().replacing("qli-ops/ops.jsonl", with: "qli-ops/new/sub/ops-{date}.jsonl"))
    for user in ["alice", "bob"] { _ = try deploy(user) }
    #expect(try scene.owner("log/qli-ops/new") == "2770 alice:ops")
    #expect(try scene.owner("log/qli-ops/new/sub") == "2770 alice:ops")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: scene.path("log/qli-ops/new/sub"))
    #expect(names.count == 2)
    for name in names {
      #expect(try scene.owner("log/qli-ops/new/sub/\(name)") == "660 alice:ops", "\(name)")
    }
    try expectChain()
  }

  @Test(.requireLogrotate) func itHoldsAcrossRotation() throws {
    try scene.makeGroup(scene.manifest())
    for user in ["alice", "bob"] { _ = try deploy(user) }
    try scene.file("etc/logrotate.d/qli-ops", scene.page.display("su root ops"))
    for (count, user) in [(1, "bob"), (2, "alice")] {
      try scene.expect(
        scene.root("logrotate --force --state /var/log/state /etc/logrotate.d/qli-ops"))
      #expect(!scene.exists(log))
      for user in [user, "alice", "bob"] { _ = try deploy(user) }
      #expect(try scene.owner(log) == "660 \(user):ops", "\(count)")
    }
    try expectChain()
    // The head is lost: what was rotated tells where the chain ends.
    unlink(scene.path("\(log).head"))
    _ = try deploy("bob")
    #expect(try scene.owner("\(log).head") == "660 bob:ops")
  }

  /// Whether something of a run goes on, its own user sees and root.
  @Test func whoClosesARun() throws {
    try scene.makeGroup(scene.manifest())
    try scene.script("deploy", "echo here; exec probe wait-for never", inGroup: true)
    for closer in ["alice", "root"] {
      let running = try scene.user("alice", "exec qli ops deploy v42").start()
      try running.waitForOutput("here\n")
      try running.killGroup()
      let id = try #require(try scene.records().last?["run_id"]?.string)
      let line = "qli audit --close \(id) --reason seen"
      let refused = try scene.user("bob", line).run()
      #expect(refused.ending == .exited(125), "\(refused)")
      #expect(refused.stderr.hasPrefix("error: cannot close run '\(id)': another user ran it, "))
      let doctor = try scene.user("bob", "qli doctor").run().stdout
      #expect(doctor.contains("no end on record") && !doctor.contains("--close"), "\(doctor)")
      #expect(try scene.records().last?["event"] == "start")
      let closing = closer == "root" ? scene.root(line) : scene.user(closer, line)
      try closing.expect(stdout: "closed ops deploy \(id)\n")
      #expect(try scene.records().last?["user"]?.string == closer)
    }
  }

  // MARK: - What isn't taken

  /// Who has put it there could change what others record, or lead it elsewhere.
  @Test func whatIsRefused() throws {
    try scene.makeGroup(scene.manifest())
    _ = try deploy("alice")
    let folder = "/var/log/qli-ops"
    let place = "\(folder)/ops.jsonl"
    try scene.expect(scene.user("bob", "echo mine >~/.bashrc"))
    let arrangements = [
      ("a link of a member's", "rm \(place); ln -s /home/bob/.bashrc \(place)", "alice"),
      ("open to all", "rm \(place); : >\(place); chmod 666 \(place)", "alice"),
      (
        "of another group",
        "rm \(place); : >\(place); chown carol:carol \(place); chmod 660 \(place)", "root"
      ),
      ("another name of a file", "ln \(place) \(folder)/other", "alice"),
      ("a member's, who doesn't share it", "chgrp alice \(place)", "alice"),
      ("a stranger's folder", "chown carol:carol \(folder); chmod 2775 \(folder)", "root"),
      ("a folder that is open to all", "chmod o+w \(folder)", "root"),
    ]
    for (what, lines, user) in arrangements {
      try scene.expect(
        scene.root(
          "rm -rf \(folder) && \(scene.page.display("groupadd -f ops"))"))
      _ = try deploy("alice")
      try scene.expect(user == "root" ? scene.root(lines) : scene.user(user, lines))
      let outcome = try deploy("bob", 123)
      #expect(outcome.stderr.contains("cannot write the audit log"), "\(what): \(outcome)")
      #expect(
        try scene.user("bob", "qli explain ops deploy").run().ending == .exited(123), "\(what)")
      #expect(try scene.text("homes/bob/.bashrc") == "mine\n", "\(what)")
      if what != "a member's, who doesn't share it" {
        #expect(outcome.stderr.contains("unsafe: "), "\(what): \(outcome)")
      }
    }
  }

  /// Where anyone can put a file, its group says nothing of who has done so.
  @Test func aFileInAStickyFolderIsRefused() throws {
    try scene.makeGroup(scene.manifest().replacing("/qli-ops/", with: "/open/"))
    try scene.expect(scene.root("install -d -m 1777 /var/log/open"))
    try scene.expect(
      scene.user(
        "alice", "cd /var/log/open; : >ops.jsonl; chgrp ops ops.jsonl; chmod 660 ops.jsonl"))
    let outcome = try deploy("bob", 123)
    #expect(outcome.stderr.contains("belongs to the user 'alice'"), "\(outcome)")
  }

  /// Nor where each gets the group of the folder, which is of the team itself.
  @Test func aStrangersFileOfTheGroupIsRefused() throws {
    try scene.makeGroup(scene.manifest().replacing("/qli-ops/", with: "/qli-ops/open/"))
    try scene.expect(
      scene.root(
        "chmod o+rx /var/log/qli-ops; install -d -g ops -m 3777 /var/log/qli-ops/open"))
    try scene.expect(
      scene.user("carol", "cd /var/log/qli-ops/open; : >ops.jsonl; chmod 660 ops.jsonl"))
    #expect(try scene.owner("log/qli-ops/open/ops.jsonl") == "660 carol:ops")
    let line = "qli ops deploy v42"
    for run in [scene.user("bob", line), scene.root(line)] {
      let outcome = try run.run()
      #expect(outcome.ending == .exited(123) && outcome.stdout.isEmpty, "\(outcome)")
      #expect(outcome.stderr.contains("unsafe: "), "\(outcome)")
      #expect(outcome.stderr.contains("belongs to the user '"), "\(outcome)")
    }
  }

  /// What another user shares is that user's log, and nothing that runs.
  @Test func nothingElseIsTakenFromAMember() throws {
    try scene.makeGroup(scene.manifest())
    _ = try deploy("alice")
    try scene.expect(
      scene.root(
        "cd /usr/local/share/qli/extensions/ops && chown alice:ops deploy && chmod 775 deploy"))
    let outcome = try scene.user("bob", "qli ops deploy v42").run()
    #expect(
      outcome.ending == .exited(125) && outcome.stderr.contains("belongs to the user 'alice'"))
  }

  /// root goes by the group of root's own folder.
  @Test func rootTakesItFromNoOtherGroup() throws {
    try scene.makeGroup(scene.manifest())
    _ = try deploy("alice")
    try scene.expect(scene.root("cd /var/log/qli-ops && chown carol:carol ops.jsonl"))
    let outcome = try scene.root("qli ops deploy v42").run()
    #expect(outcome.ending == .exited(123) && outcome.stderr.contains("unsafe: "), "\(outcome)")
  }

  /// A log that was begun before its folder was the group's.
  @Test func aLogOfAnotherGroup() throws {
    try scene.makeGroup(scene.manifest())
    _ = try deploy("alice")
    try scene.expect(scene.root("chown root:root /var/log/qli-ops/ops.jsonl*"))
    let refused = try deploy("bob", 123)
    let place = "/var/log/qli-ops/ops.jsonl"
    #expect(
      refused.stderr.hasSuffix("\nhelp: sudo chgrp ops \(place) \(place).head\n"), "\(refused)")
    try expectMended(by: refused.stderr)
  }

  /// A folder that doesn't hand its group on: what the help says lets all in, and shuts nobody out.
  @Test func aFolderWithoutTheSetgidBit() throws {
    try scene.makeGroup(scene.manifest())
    try scene.expect(scene.root("chmod g-s /var/log/qli-ops"))
    _ = try deploy("alice")
    #expect(try scene.owner(log) == "660 alice:alice")
    try expectMended(by: deploy("bob", 123).stderr)
    #expect(try scene.owner(log) == "660 alice:ops")
  }

  /// Types what `text` says, as root, and expects that all can write then, and that nothing is left to say.
  private func expectMended(by text: String) throws {
    let lines = text.split(separator: "\n").compactMap {
      $0.firstMatch(of: /help: (?:sudo )?(ch.*|install .*)$/).map { String($0.output.1) }
    }
    #expect(!lines.isEmpty, "\(text)")
    for line in lines { try scene.expect(scene.root(line.replacing("<group>", with: "ops"))) }
    for user in ["alice", "bob", "alice"] { _ = try deploy(user) }
    try expectChain()
    for user in ["alice", "bob"] {
      let doctor = try scene.user(user, "qli doctor -q").run()
      #expect(doctor.ending == .exited(0) && doctor.stdout.isEmpty, "\(doctor)")
    }
    let root = try scene.root("qli doctor -q ops").run()
    #expect(root.ending == .exited(0) && root.stdout.isEmpty, "\(root)")
  }

  /// What a tired administrator has left: whoever asks, what is said mends it at once.
  @Test(
    arguments: [
      "chmod g-s /var/log/qli-ops; su", "chmod 600 /var/log/qli-ops/ops.jsonl*",
      "chown root:root /var/log/qli-ops/ops.jsonl*", "chown alice /var/log/qli-ops",
      "chmod 2750 /var/log/qli-ops",
      "chmod 2750 /var/log/qli-ops; chown root /var/log/qli-ops/ops.jsonl.head",
      "chmod 600 /var/log/qli-ops/ops.jsonl.head",
    ], ["bob", "root", "qli audit verify ops", "qli audit ops"])
  func whatIsSaidMendsIt(_ mistake: String, _ who: String) throws {
    try scene.makeGroup(scene.manifest())
    let begun = mistake.hasSuffix("; su")
    if begun { try scene.expect(scene.root(mistake.replacing("; su", with: ""))) }
    _ = try deploy("alice")
    if !begun { try scene.expect(scene.root(mistake)) }
    if who == "root" { return try expectMended(by: scene.root("qli doctor -q").run().stdout) }
    let refusal = try deploy("bob", 123)
    let foretold = try scene.user("bob", "qli explain ops deploy").run()
    #expect(foretold.stdout.contains(" with exit code 123."), "\(foretold)")
    if who == "bob" { return try expectMended(by: refusal.stderr) }
    // Whoever only reads may have nothing to complain of; what is said is said of the same mistake.
    let reading = try scene.user("bob", who).run()
    let said = reading.stdout + reading.stderr
    try expectMended(by: said.contains("cannot read") ? said : refusal.stderr)
  }

  @Test(arguments: [
    "rmdir /var/log/qli-ops", "chmod 2750 /var/log/qli-ops", "chmod 700 /var/log/qli-ops",
  ])
  func aFolderThatIsNotReady(_ mistake: String) throws {
    try scene.makeGroup(scene.manifest())
    try scene.expect(scene.root(mistake))
    try expectMended(by: deploy("alice", 123).stderr)
  }

  /// Where the manifest doesn't say that the log is shared, that is offered.
  @Test func theKeyThatWasForgotten() throws {
    try scene.makeGroup(scene.manifest().replacing("audit_log_mode = \"0660\"\n", with: ""))
    _ = try deploy("alice")
    let hint = "or, if a group is to share the log, in the manifest: audit_log_mode = \"0660\""
    #expect(try deploy("bob", 123).stderr.contains("help: \(hint)\n"))
    let doctor = try scene.user("alice", "qli doctor -q").run().stdout
    #expect(
      doctor.contains("help: sudo chmod g-w /var/log/qli-ops\n") && doctor.contains(hint),
      "\(doctor)")
  }

  /// doctor says what keeps the others out.
  @Test func whatIsClosedIsNamed() throws {
    try scene.makeGroup(scene.manifest())
    _ = try deploy("alice")
    try scene.expect(scene.user("alice", "chmod 600 /var/log/qli-ops/ops.jsonl"))
    try scene.expect(scene.root("chmod g-s /var/log/qli-ops"))
    let doctor = try scene.user("alice", "qli doctor").run()
    #expect(doctor.stdout.contains("'audit_log_mode' is 0660, and the file keeps others out\n"))
    #expect(doctor.stdout.contains("help: chmod 0660 /var/log/qli-ops/ops.jsonl\n"))
    #expect(doctor.stdout.contains("help: sudo chmod g+s /var/log/qli-ops\n"))
  }
}
