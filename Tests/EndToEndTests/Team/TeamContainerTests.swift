import TestSupport
import Testing

/// What qli-team(7) says of containers: a group, its log and its lock as they are seen from other namespaces.
@Suite(.requireTeam) struct TeamContainerTests {
  private let scene: TeamScene
  private static let group = "/usr/local/share/qli/extensions/ops"
  /// Where it is inside.
  private static let inside = "/usr/local/share/inside/qli/extensions/ops"
  private static let bob = "setpriv --reuid=bob --regid=bob --init-groups"

  init() throws {
    scene = try TeamScene()
    try scene.makeGroup(scene.manifest(scene.page.display("exclusive = \"machine\"")))
  }

  /// What root types where mounts are nobody else's. The group is still to be put in its place.
  private func contained(_ lines: String) throws -> QliRun {
    let setting =
      "umask 022; export XDG_DATA_DIRS=/usr/local/share/inside\nmkdir -p \(Self.inside)\n"
    try scene.file("work/lines", setting + lines)
    return scene.root("exec unshare --mount sh -e lines")
  }

  private static let copied = "cp -R \(group)/. \(inside)"
  private static let mounted = "mount --bind -o ro \(group) \(inside)"

  @Test(arguments: [copied, mounted]) func theGroupOfAnImage(_ made: String) throws {
    try contained("\(made)\nexec \(Self.bob) qli ops restart web")
      .expect(stdout: "restarted web by bob\n")
    #expect(try scene.records().count == 2)
  }

  /// Its root is another user outside, so that the machine's root is nobody inside.
  @Test func whoseRootIsSomebodyElse() throws {
    let namespace = "unshare --user --map-root-user"
    guard try scene.user("alice", "\(namespace) true").run().ending == .exited(0) else {
      try skip("needs user namespaces for all users")
    }
    try scene.file("share/qli/extensions/ops/_manifest.toml", TestHome.manifest(""))
    let refused = try scene.user("alice", "\(namespace) qli ops restart web").run()
    #expect(refused.ending == .exited(125) && refused.stdout.isEmpty, "\(refused)")
    #expect(refused.stderr.contains("a user whom this user namespace doesn't know"), "\(refused)")
    // The machine's own root is root there as well.
    try scene.root("\(namespace) qli ops restart web").expect(stdout: "restarted web by root\n")
  }

  /// Whatever the group is called inside.
  @Test func theLogGoesByNumbers() throws {
    try scene.expect(scene.user("alice", "qli ops restart web"))
    func asBob(_ change: String, _ groups: String) throws -> QliRun {
      try contained(
        """
        \(Self.mounted)
        number=$(getent group ops | cut -d: -f3)
        sed '\(change)' /etc/group >group; mount --bind group /etc/group
        exec setpriv --reuid=bob --regid=bob --groups=\(groups) qli ops restart web
        """)
    }
    try asBob("s/^ops:/crew:/", "$number").expect(stdout: "restarted web by bob\n")
    #expect(try scene.records().count == 4)
    #expect(try scene.owner("log/qli-ops/ops.jsonl") == "660 alice:ops")
    // One of the same name is another where it has another number.
    let other = try asBob("s/^ops:x:[0-9]*:/ops:x:65000:/", "65000").run()
    #expect(other.ending == .exited(123) && other.stdout.isEmpty, "\(other)")
    #expect(try scene.records().count == 4)
  }

  /// The same folder, mounted elsewhere, has one lock; a copy has another.
  @Test func theLockGoesByTheFolder() throws {
    try scene.script("deploy", ": >ready-$$; probe wait-for go", inGroup: true)
    let first = try scene.user("alice", "exec qli ops deploy v42").start()
    try waitUntil("it runs") { try scene.entries("work").contains { $0.hasPrefix("ready-") } }
    let run = "exec \(Self.bob) qli ops deploy v42"
    let refused = try contained("\(Self.mounted)\n\(run)").run()
    #expect(refused.ending == .exited(120), "\(refused)")
    #expect(refused.stderr.contains("user 'alice'"), "\(refused)")
    let second = try contained("\(Self.copied)\n\(run)").start()
    try waitUntil("both run") {
      try scene.entries("work").count { $0.hasPrefix("ready-") } == 2
    }
    try scene.file("work/go", "")
    for running in [first, second] { #expect(try running.wait().ending == .exited(0)) }
  }
}
