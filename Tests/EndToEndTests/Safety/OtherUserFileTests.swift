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
}
