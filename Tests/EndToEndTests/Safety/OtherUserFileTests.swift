import Foundation
import Glibc
import TestSupport
import Testing

/// Files that qli keeps, where others can put another one: not a byte is written.
@Suite(.requireTool("setpriv"), .requireOtherUsers) struct OtherUserFileTests {
  private let scene: OtherUserScene

  init() throws {
    scene = try OtherUserScene()
    // Where everybody keeps things.
    try scene.makeFolder("open", owner: 0, mode: 0o1777)
    try scene.makeFile("a/home/.bashrc", "victim's own\n", mode: 0o600)
  }

  /// What lies in the way of `path`, for which the victim would make a file: each is refused with
  /// `code`, and the victim's file stays what it is.
  private func tryAll(_ path: String, code: Int32) throws {
    let attacker = OtherUserScene.attacker
    let secret = scene.path("a/home/.bashrc")
    let arrangements: [(String, () throws -> Void)] = [
      ("a link of the attacker's", { try scene.makeLink(path, to: secret, owner: attacker) }),
      (
        "a dangling link of the attacker's",
        { try scene.makeLink(path, to: scene.path("a/home/new"), owner: attacker) }
      ),
      ("the attacker's file", { try scene.makeFile(path, "", owner: attacker, mode: 0o666) }),
      ("the victim's, open to all", { try scene.makeFile(path, "", mode: 0o666) }),
      (
        "the victim's, open to strangers",
        {
          try scene.makeFile(path, "", mode: 0o660)
          try scene.set(path, group: OtherUserScene.strangers)
        }
      ),
      (
        "another name of the victim's file",
        { #expect(link(secret, scene.path(path)) == 0) }
      ),
    ]
    for (what, arrange) in arrangements {
      try arrange()
      let run = try scene.qli("g", "e").run()
      #expect(run.ending == .exited(code) && run.stdout.isEmpty, "\(what): \(run)")
      #expect(run.stderr.contains("unsafe: "), "\(what): \(run.stderr)")
      let explained = try scene.qli("explain", "g", "e").run()
      #expect(explained.ending == .exited(code), "\(what): \(explained)")
      let doctor = try scene.qli("doctor").run()
      #expect(doctor.ending == .exited(1) && doctor.stdout.contains("unsafe"), "\(what): \(doctor)")
      #expect(try scene.text("a/home/.bashrc") == "victim's own\n", "\(what)")
      #expect(access(scene.path("a/home/new"), F_OK) != 0, "\(what)")
      try FileManager.default.removeItem(atPath: scene.path(path))
    }
    try scene.expectRun()
  }

  @Test func theLog() throws {
    try scene.makeGroup("audit_log = '\(scene.path("open/log"))'")
    try tryAll("open/log", code: 123)
    #expect(try scene.text("open/log").split(separator: "\n").count == 2)
  }

  @Test func aLogBelowAFolderThatAnyoneMayWrite() throws {
    try scene.makeFolder("a/logs", mode: 0o777)
    try scene.makeGroup("audit_log = '\(scene.path("a/logs/log"))'")
    try scene.expectRefusal("a/logs", code: 123)
  }

  @Test func theVictimsOwnLinkIsFollowed() throws {
    try scene.makeGroup("audit_log = '\(scene.path("a/log"))'")
    try scene.makeLink("a/log", to: "state/real")
    try scene.expectRun()
    #expect(try scene.text("a/state/real").split(separator: "\n").count == 2)
  }

  /// `audit_log = "/dev/stdout"` with a file there would be written by the extension as well.
  @Test func standardOutputIsNoLog() throws {
    try scene.makeGroup("audit_log = '/dev/stdout'")
    let run = try scene.qli("g", "e").run()
    #expect(run.ending == .exited(123) && run.stdout.isEmpty)
  }

  @Test(arguments: ["e.lock", "e.gate"]) func theLock(_ name: String) throws {
    try scene.makeGroup("run.exclusive = true")
    for folder in ["a/state/qli", "a/state/qli/locks", "a/state/qli/locks/g"] {
      try scene.makeFolder(folder)
    }
    try tryAll("a/state/qli/locks/g/\(name)", code: 120)
  }

  @Test func theStatusFile() throws {
    let path = scene.path("open/status")
    for (owner, mode) in [(OtherUserScene.attacker, mode_t(0o666)), (OtherUserScene.victim, 0o666)]
    {
      try scene.makeFile("open/status", "", owner: owner, mode: mode)
      let run = try scene.qli("--status-file", path, "g", "e").run()
      #expect(run.ending == .exited(125) && run.stdout.isEmpty)
      #expect(run.stderr.contains("option '--status-file' can't be '\(path)': unsafe: "))
    }
    unlink(path)
    try scene.makeLink("open/status", to: scene.path("a/home/.bashrc"), owner: 71_002)
    let run = try scene.qli("--status-file", path, "g", "e").run()
    #expect(run.ending == .exited(125) && run.stdout.isEmpty)
    #expect(try scene.text("a/home/.bashrc") == "victim's own\n")
    unlink(path)
    try scene.qli("--status-file", path, "g", "e").expect(stdout: "ran as 71001\n")
  }

  @Test func theRecordOfAPluginsCrashes() throws {
    try scene.makeFolder("bin")
    try scene.makeFolder("a/data/qli/sources")
    try scene.makeFile(
      "a/data/qli/sources/qli-source-vault.toml",
      "name = 'vault'\nversion = '1'\nexecutable = '\(scene.path("bin/vault"))'\n")
    try scene.makeScript("bin/vault", "exit 1")
    try scene.makeGroup("secrets = [{ env = 'T', provider = 'vault', ref = 'a' }]")
    for folder in ["a/state/qli", "a/state/qli/sources"] { try scene.makeFolder(folder) }
    try scene.makeFile(
      "a/state/qli/sources/vault.json", "{}", owner: OtherUserScene.attacker, mode: 0o666)
    let run = try scene.qli("g", "e").run()
    #expect(run.ending == .exited(122))
    #expect(run.stderr.contains("the record of its crashes can't be used"), "\(run.stderr)")
    #expect(try scene.text("a/state/qli/sources/vault.json") == "{}")
  }

  /// A link to what only the victim can read, or a value of the attacker's.
  @Test func theFileOfASecret() throws {
    let place = "open/token"
    try scene.makeGroup(
      "secrets = [{ env = 'T', provider = 'file', ref = '\(scene.path(place))' }]")
    try scene.makeScript("a/data/qli/extensions/g/e", "echo \"got $T\"")
    let arrangements: [() throws -> Void] = [
      {
        try scene.makeLink(
          place, to: scene.path("a/home/.bashrc"), owner: OtherUserScene.attacker)
      },
      { try scene.makeFile(place, "theirs", owner: OtherUserScene.attacker) },
      { try scene.makeFile(place, "anybody's", mode: 0o666) },
    ]
    for arrange in arrangements {
      try arrange()
      let run = try scene.qli("g", "e").run()
      #expect(run.ending == .exited(122) && run.stdout.isEmpty, "\(run)")
      #expect(run.stderr.contains("secret 'T' couldn't be resolved: unsafe: "), "\(run.stderr)")
      #expect(run.stderr.contains("'\(scene.path(place))'"), "\(run.stderr)")
      #expect(try scene.qli("explain", "g", "e").run().ending == .exited(122))
      let doctor = try scene.qli("doctor").run()
      #expect(doctor.ending == .exited(1) && doctor.stdout.contains("unsafe"), "\(doctor)")
      unlink(scene.path(place))
    }
    try scene.makeFile(place, "mine\n", mode: 0o600)
    try scene.qli("g", "e").expect(stdout: "got mine\n")
    // Two components up: who can exchange a folder can exchange the file.
    try scene.makeFolder("a/keys", mode: 0o777)
    try scene.move(place, to: "a/keys/token")
    try scene.makeGroup(
      "secrets = [{ env = 'T', provider = 'file', ref = '\(scene.path("a/keys/token"))' }]")
    let run = try scene.qli("g", "e").run()
    #expect(run.ending == .exited(122))
    try scene.mend(run.stderr)
    try scene.qli("g", "e").expect(stdout: "got mine\n")
  }

  /// A log in which the attacker could have written anything isn't shown as if qli had written it.
  @Test func theLogThatIsRead() throws {
    try scene.makeGroup("audit_log = '\(scene.path("a/log"))'")
    try scene.expectRun()
    #expect(try scene.qli("audit").run().ending == .exited(0))
    for (owner, mode) in [(OtherUserScene.attacker, mode_t(0o644)), (OtherUserScene.victim, 0o666)]
    {
      try scene.set("a/log", owner: owner, mode: mode)
      for options in [[], ["--json"]] {
        let audit = try scene.qli("audit").arguments(options).run()
        #expect(audit.ending == .exited(125) && audit.stdout.isEmpty, "\(audit)")
        #expect(
          audit.stderr.contains(
            "warning: cannot read the audit log '\(scene.path("a/log"))': unsafe: "),
          "\(audit.stderr)")
      }
    }
    try scene.mend(try scene.qli("audit").run().stderr)
    #expect(try scene.qli("audit").run().ending == .exited(0))
  }

  /// `qli new` where the attacker has been before.
  @Test func aNewGroup() throws {
    try scene.makeFolder(
      "open/.local", owner: OtherUserScene.attacker, mode: 0o777)
    let home = ["HOME": scene.path("open"), "XDG_DATA_HOME": ""]
    let run = try scene.qli("new", "mine", environment: home).run()
    #expect(run.ending == .exited(125) && run.stdout.isEmpty, "\(run)")
    #expect(run.stderr.contains("'\(scene.path("open/.local"))'"), "\(run.stderr)")
    #expect(access(scene.path("open/.local/share"), F_OK) != 0)
    // Nor is anything made for root in the home of somebody else, who could never write to it.
    let asRoot = ["HOME": scene.path("a/home"), "XDG_DATA_HOME": ""]
    let root = try scene.qli("new", "mine", as: 0, environment: asRoot).run()
    #expect(root.ending == .exited(125) && root.stdout.isEmpty, "\(root)")
    #expect(access(scene.path("a/home/.local"), F_OK) != 0)
    try scene.qli("new", "mine", environment: asRoot)
      .expect(
        stdout: """
          wrote \(scene.path("a/home/.local/share/qli/extensions/mine/_manifest.toml"))
          next: qli new mine hello

          """)
  }
}
