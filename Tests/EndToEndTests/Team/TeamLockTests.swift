import Foundation
import Glibc
import TestSupport
import Testing

/// `exclusive = "machine"`: one run of an extension at a time, whoever runs it.
@Suite(.requireTeam) struct TeamLockTests {
  private let scene: TeamScene

  init() throws {
    scene = try TeamScene()
    try scene.makeGroup(scene.manifest(scene.page.display("exclusive = \"machine\"")))
    try scene.script(
      "deploy", ": >ready-$(id -un)-$$; probe wait-for go; echo deployed $* by $(id -un)",
      inGroup: true)
  }

  /// Who has run it.
  private func runners() throws -> [String] {
    try scene.entries("work").filter { $0.hasPrefix("ready-") }.map {
      String($0.split(separator: "-")[1])
    }.sorted()
  }

  /// Lets a user run it, until there is a file `go`.
  private func start(_ user: String, _ streams: String = "") throws -> RunningQli {
    let running = try scene.user(user, "exec qli ops deploy v42\(streams)").start()
    try waitUntil("it runs") { try runners() == [user] }
    return running
  }

  private func letGo() throws { try scene.file("work/go", "") }

  private func holder(_ running: RunningQli, _ user: String) -> String {
    "another run has this extension to itself: process \(running.pid) of the user '\(user)', started "
  }

  /// What explain says, whose lines are broken.
  private func unwrapped(_ outcome: Outcome) -> String {
    outcome.stdout.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
  }

  @Test func anotherUsersRunIsRefused() throws {
    let first = try start("alice")
    let typed = try scene.page.display("--wait 10m").split(separator: "\n").map(String.init)
    try #require(typed.count == 2)
    for user in ["bob", "alice"] {
      let second = try scene.user(user, typed[0]).run()
      #expect(second.ending == .exited(120) && second.stdout.isEmpty)
      #expect(second.stderr.hasPrefix("error: \(holder(first, "alice"))"), "\(second.stderr)")
    }
    // root's as well; and who only looks disturbs nobody.
    #expect(try scene.root("qli ops deploy v42").run().ending == .exited(120))
    let explained = try scene.user("bob", "qli explain ops deploy").run()
    #expect(explained.ending == .exited(120) && unwrapped(explained).contains("user 'alice'"))
    let patient = try scene.user("bob", "qli explain --wait 10m ops deploy").run()
    #expect(
      patient.ending == .exited(0) && unwrapped(patient).contains("waiting up to 10m: another"))
    let doctor = try scene.user("bob", "qli doctor").run()
    #expect(doctor.ending == .exited(0))
    #expect(doctor.stdout.contains("'ops deploy': \(holder(first, "alice"))"), "\(doctor.stdout)")
    // Each extension has a lock of its own.
    try scene.user("bob", "qli ops restart web").expect(stdout: "restarted web by bob\n")

    let waiting = try scene.user("bob", "exec \(typed[1])").start()
    try waiting.waitForErrors("qli: waiting up to 10m: \(holder(first, "alice"))")
    try letGo()
    try first.expect(stdout: "deployed v42 by alice\n")
    let waited = try waiting.wait()
    #expect(waited.ending == .exited(0) && waited.stdout == "deployed v42 by bob\n")
    #expect(waited.stderr.split(separator: "\n").count == 1)
    #expect(try runners() == ["alice", "bob"])
    #expect(try scene.user("bob", "qli explain ops deploy").run().ending == .exited(0))
  }

  @Test func theWaitEnds() throws {
    let first = try start("alice")
    let late = try scene.user("bob", "qli --wait 20ms ops deploy v42").run()
    #expect(late.ending == .exited(120))
    let lines = late.stderr.split(separator: "\n").map(String.init)
    try #require(lines.count == 3)
    #expect(lines[0].hasPrefix("qli: waiting up to 20ms: \(holder(first, "alice"))"))
    #expect(lines[1].hasPrefix("error: \(holder(first, "alice"))"))
    let told = try scene.user("bob", "exec qli --wait 1h ops deploy v42").start()
    try told.waitForErrors("waiting up to 1h")
    try told.signal(SIGTERM)
    #expect(try told.wait().ending == .exited(143))
    #expect(try runners() == ["alice"])
    try letGo()
    try first.wait()
  }

  /// The lock is as long there as a process of the run that has inherited it; whose that is isn't seen.
  @Test func qliIsKilled() throws {
    let first = try start("alice", " >/dev/null 2>&1")
    // What is left of it is ended with this value.
    defer { withExtendedLifetime(first) {} }
    try first.signal(SIGKILL)
    try first.wait()
    // Nothing is done twice: the extension goes on.
    let second = try scene.user("bob", "qli ops deploy v42").run()
    #expect(second.ending == .exited(120), "\(second)")
    #expect(second.stderr.hasPrefix("error: another run has this extension to itself"))
    let own = try scene.user("alice", "qli ops deploy v42").run()
    #expect(own.stderr.contains("help: wait until it has ended, or end it: kill "), "\(own)")
    try letGo()
    try waitUntil("it is over") {
      try scene.user("bob", "qli explain ops deploy").run().ending == .exited(0)
    }
  }

  /// Also by another path, and from within another pid namespace, where it isn't known who has it.
  @Test func itIsTheFolderThatCounts() throws {
    let first = try start("alice")
    try scene.expect(
      scene.root(
        "mkdir -p other/qli/extensions && ln -s /usr/local/share/qli/extensions/ops other/qli/extensions/ops"
          + " && chmod 755 . other other/qli other/qli/extensions"))
    let other = try scene.user("bob", "qli ops deploy v42")
      .environment(["XDG_DATA_DIRS": scene.path("work/other")]).run()
    #expect(other.ending == .exited(120) && other.stderr.contains("user 'alice'"), "\(other)")
    let contained = try scene.root(
      "unshare --pid --fork --mount-proc setpriv --reuid=bob --regid=bob --init-groups "
        + "qli ops deploy v42"
    ).run()
    #expect(contained.ending == .exited(120), "\(contained)")
    #expect(!contained.stderr.contains("alice"))
    try letGo()
    try first.wait()
  }

  /// Nobody gets it twice, however many try at once.
  @Test func oneOfManyRuns() throws {
    let runs = try (0..<12).map { number in
      try scene.user(number % 2 == 0 ? "alice" : "bob", "exec qli ops deploy v42").start()
    }
    try waitUntil("one runs, and all others have ended") {
      try runners().count == 1 && runs.count { $0.hasEnded } == runs.count - 1
    }
    #expect(try runners().count == 1)
    try letGo()
    let endings = try runs.map { try $0.wait().ending }
    #expect(endings.count { $0 == .exited(0) } == 1)
    #expect(endings.count { $0 == .exited(120) } == runs.count - 1)
  }
}
