import Foundation
import Glibc
import TestSupport
import Testing

/// What qli-team(7) says of where a group lies, how it gets there, and where nobody is at a terminal.
@Suite(.requireTeam) struct TeamPlaceTests {
  private let scene: TeamScene

  init() throws { scene = try TeamScene() }

  private func expectRuns(sourceLocation: SourceLocation = #_sourceLocation) throws {
    for user in ["alice", "bob"] {
      try scene.user(user, "qli ops deploy v42")
        .expect(stdout: "deployed v42 by \(user)\n", sourceLocation: sourceLocation)
      let doctor = try scene.user(user, "qli doctor").run()
      #expect(doctor.ending == .exited(0), "\(doctor)", sourceLocation: sourceLocation)
    }
  }

  // MARK: - By hand

  @Test func aGroupByHand() throws {
    try scene.makeGroup()
    let root = "share/qli"
    for name in ["", "/extensions", "/extensions/ops", "/extensions/ops/deploy"] {
      #expect(try scene.owner(root + name) == "755 root:root", "\(name)")
    }
    #expect(try scene.owner("\(root)/extensions/ops/_manifest.toml") == "644 root:root")
    try expectRuns()
    #expect(try scene.user("alice", "qli list").run().stdout.contains("ops\tdeploy\tgroup\t"))
  }

  @Test func onlyRootMakesOne() throws {
    try scene.user("alice", "qli new --system ops").expect(
      stderr: """
        error: a group for everybody is root's, so that nobody else can change what others run
        help: sudo qli new --system ops

        """, code: 2)
    #expect(!scene.exists("share/qli"))
    #expect(try scene.root("qli new --system ops deploy").run().ending == .exited(2))
    try scene.makeGroup()
    #expect(try scene.root("qli new --system ops").run().stderr.contains("is already there"))
  }

  /// A group of root's own is no obstacle, but comes first for root.
  @Test func besideAGroupOfOnesOwn() throws {
    try scene.expect(scene.root("qli new ops"))
    try scene.root("qli new --system ops").expect(
      stdout: """
        wrote /usr/local/share/qli/extensions/ops/_manifest.toml
        next: cd /usr/local/share/qli/extensions/ops

        """,
      stderr: """
        warning: '/home/me/.local/share/qli/extensions/ops' is a group 'ops', too, and comes first where \
        that is looked at

        """)
    #expect(try scene.user("alice", "qli list --json").run().stdout.contains("\"name\":\"ops\""))
  }

  @Test func theFirstFolderThatXDGNames() throws {
    try scene.expect(
      scene.root("XDG_DATA_DIRS=relative:/usr/local/share/mine:/usr/share qli new --system ops"))
    #expect(scene.exists("share/mine/qli/extensions/ops/_manifest.toml"))
  }

  /// The line that is shown makes it where all find it.
  @Test func noFolderThatXDGNames() throws {
    let line = "env -u XDG_DATA_DIRS qli new --system --guarded ops"
    let outcome = try scene.root("XDG_DATA_DIRS=relative qli new --system --guarded ops").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.hasSuffix("\nhelp: \(line)\n"), "\(outcome)")
    try scene.expect(scene.root("export XDG_DATA_DIRS=relative; \(line)"))
    #expect(scene.exists("share/qli/extensions/ops/_manifest.toml"))
  }

  /// What others can't look into is no group of theirs, wherever it is linked to.
  @Test func aFolderThatIsClosed() throws {
    let line = "qli new --system tools --from /home/me/tools"
    try scene.expect(
      scene.root(
        """
        mkdir /home/me/tools && cp /usr/local/bin/probe /home/me/tools/probe
        printf 'schema_version = 1\\ndescription = "x"\\n' >/home/me/tools/_manifest.toml
        chmod 600 /home/me/tools/_manifest.toml && chmod 700 /home/me/tools /home/me
        """))
    for (path, bits) in [("/tools/_manifest.toml", "r"), ("/tools", "rx"), ("", "x")] {
      try scene.root(line).expect(
        stderr: """
          error: a group for everybody has to be read by all, and '/home/me\(path)' keeps others out
          help: chmod o+\(bits) /home/me\(path)

          """, code: 125)
      #expect(!scene.exists("share/qli/extensions/tools"))
      try scene.expect(scene.root("chmod o+\(bits) /home/me\(path)"))
    }
    try scene.expect(scene.root(line))
    try scene.user("bob", "qli list tools").expect(
      stdout: "tools\tprobe\tgroup\t/usr/local/share/qli/extensions/tools/probe\n")
  }

  // MARK: - By git, and as a package

  @Test(.requireTool("git")) func aGroupFromGit() throws {
    let commit = "git add . && git -c user.name=x -c user.email=x@example.org commit -q -m x"
    try scene.script("deploy", "echo deployed $* by $(id -un)")
    try scene.expect(
      scene.root(
        """
        mkdir repository && mv deploy repository && cd repository && git init -q
        printf 'schema_version = 1\\ndescription = "x"\\n' >_manifest.toml
        \(commit)
        """))
    let clone = try scene.page.display("git clone").replacing(
      "https://git.example.org/ops.git", with: scene.path("work/repository"))
    try scene.expect(scene.root(clone).umask(0o077))
    try expectRuns()
    try scene.expect(
      scene.root("cd repository && echo 'echo new' >>deploy && chmod 755 deploy && \(commit)"))
    let line = try scene.page.display("*/10 * * * * root ")
    let command = try #require(line.components(separatedBy: " root ").last)
    try scene.expect(scene.root(command).umask(0o077))
    try scene.user("bob", "qli ops deploy v43").expect(stdout: "deployed v43 by bob\nnew\n")
  }

  @Test(.requireTool("dpkg-deb")) func aGroupAsAPackage() throws {
    try scene.file("work/_manifest.toml", "schema_version = 1\ndescription = 'x'\n", mode: 0o600)
    for name in ["deploy", "restart"] {
      try scene.script(name, "echo \(name)ed $* by $(id -un)")
    }
    let system = scene.path("work/system")
    let lines = try scene.page.display("dpkg-deb --root-owner-group")
      .replacing("dpkg -i", with: "dpkg --root='\(system)' -i")
    try scene.expect(
      scene.root(
        """
        mkdir -p '\(system)'/var/lib/dpkg/updates '\(system)'/var/lib/dpkg/info '\(system)'/var/log
        : >'\(system)'/var/lib/dpkg/status
        \(lines)
        """
      ).umask(0o077))
    chmod(system, 0o755)
    // Whoever could exchange the test's own folder could exchange the package.
    chmod(scene.path("work"), 0o755)
    try scene.user("alice", "qli ops deploy v42")
      .environment(["XDG_DATA_DIRS": "\(system)/usr/share"])
      .expect(stdout: "deployed v42 by alice\n")
  }

  // MARK: - Nobody at a terminal

  @Test func fromCron() throws {
    try scene.makeGroup(
      scene.manifest(
        "confirm = true\nreason = true\n[extensions.deploy.run]\nexclusive = 'machine'"))
    let lines = try scene.page.display("0 3 * * * alice ").split(separator: "\n").map(String.init)
    try #require(lines.count == 2 && lines[0].hasPrefix("PATH="))
    let command = try #require(lines[1].components(separatedBy: " alice ").last)
    for variables in ["", "unset HOME; "] {
      try scene.user("alice", "\(variables)\(lines[0]); \(command)")
        .expect(stdout: "deployed nightly by alice\n")
    }
  }

  @Test func withoutAHome() throws {
    try scene.makeGroup()
    let setting = "help: export HOME=/home/alice\n"
    try scene.user("alice", "unset HOME; qli mine hello").expect(
      stderr: """
        error: there is no group 'mine' among the system's; your own aren't known: HOME isn't set
        \(setting)
        """, code: 127)
    let list = try scene.user("alice", "unset HOME; qli list").run()
    #expect(list.ending == .exited(0) && list.stdout.contains("ops\tdeploy\t"))
    #expect(
      list.stderr
        == "warning: HOME isn't set, and so only the system's groups are shown\n\(setting)")
    #expect(
      try scene.user("alice", "HOME=here; qli mine hello").run().stderr.contains(
        "HOME is relative: 'here'"))
    // Where the place is known otherwise, HOME says nothing.
    #expect(
      try scene.user("alice", "unset HOME; XDG_DATA_HOME=/home/alice/data qli list").run().stderr
        .isEmpty)
  }

  /// Nobody is advised to open another user's home.
  @Test func withAnothersHome() throws {
    try scene.makeGroup()
    try scene.expect(scene.root("mkdir -p /home/alice/.local/share/qli; chmod 700 /home/alice"))
    for line in ["qli ops deploy", "qli list", "qli doctor"] {
      let outcome = try scene.user("bob", "HOME=/home/alice \(line)").run()
      let text = outcome.stdout + outcome.stderr
      #expect(
        text.contains("help: HOME is another user's; for your own: export HOME=/home/bob\n"),
        "\(outcome)")
      #expect(!text.contains("chmod"), "\(outcome)")
    }
  }

  // MARK: - Closed

  /// The help, typed by root, opens it.
  @Test(arguments: ["share/qli", "share/qli/extensions"]) func aRootThatCannotBeRead(
    _ name: String
  ) throws {
    try scene.makeGroup()
    chmod(scene.path(name), 0o700)
    let place = "/usr/local/\(name)"
    let list = try scene.user("alice", "qli list").run()
    #expect(list.ending == .exited(0) && list.stdout.isEmpty)
    #expect(
      list.stderr.hasPrefix(
        """
        warning: the groups in '/usr/local/share/qli/extensions' aren't shown: it cannot be read: \
        Permission denied
        help: sudo chmod o+rx \(place)

        """), "\(list.stderr)")
    #expect(!list.stderr.contains("no groups yet"))
    // What isn't seen isn't taken for nothing.
    for line in ["audit", "audit --json", "audit verify", "audit head"] {
      let trail = try scene.user("alice", "qli \(line)").run()
      #expect(trail.ending == .exited(125), "\(trail)")
      #expect(trail.stderr.contains("aren't known: it cannot be read"), "\(trail)")
    }
    let run = try scene.user("alice", "qli run --json ops deploy").run()
    #expect(try JSON.parse(run.stdout)["cause"] == "unreadable")
    #expect(run.stderr.hasSuffix("help: sudo chmod o+rx \(place)\n"), "\(run)")
    let doctor = try scene.user("alice", "qli doctor").run()
    #expect(doctor.ending == .exited(1))
    #expect(!doctor.stdout.contains("none yet"))
    #expect(
      doctor.stdout.contains("/usr/local/share/qli/extensions: cannot be read: Permission denied"))
    #expect(doctor.stdout.contains("help: sudo chmod o+rx \(place)\n"))
    try scene.expect(scene.root("chmod o+rx \(place)"))
    let mended = try scene.user("alice", "qli list").run()
    #expect(mended.stdout.contains("ops\tdeploy\t") && mended.stderr.isEmpty)
  }

  /// What may be entered and not listed has the groups that are named, for each command.
  @Test func aRootThatIsNotListed() throws {
    try scene.makeGroup(scene.manifest())
    chmod(scene.path("share/qli/extensions"), 0o711)
    try scene.user("alice", "qli ops deploy v1").expect(stdout: "deployed v1 by alice\n")
    for line in ["list ops", "audit ops", "audit verify ops", "doctor ops", "ops --help"] {
      let outcome = try scene.user("alice", "qli \(line)").run()
      #expect(outcome.ending == .exited(0), "\(outcome)")
    }
    #expect(try scene.user("alice", "qli audit none").run().ending == .exited(127))
  }

  @Test func aGroupThatIsNotListed() throws {
    try scene.makeGroup(
      scene.manifest("[extensions.deploy.run]\nexclusive = \"machine\"\n"))
    let place = "/usr/local/share/qli/extensions/ops"
    chmod(scene.path("share/qli/extensions/ops"), 0o711)
    let list = try scene.user("alice", "qli list ops").run()
    #expect(
      list.stderr.contains("the extensions in '\(place)' aren't shown: it cannot be read"),
      "\(list)")
    let doctor = try scene.user("alice", "qli doctor ops").run()
    #expect(doctor.ending == .exited(1))
    #expect(
      doctor.stdout.contains(
        "cannot be read: Permission denied\n         help: sudo chmod o+rx \(place)\n"))
    #expect(!doctor.stdout.contains("isn't there"), "\(doctor.stdout)")
    let run = try scene.user("alice", "qli ops deploy v1").run()
    #expect(run.ending == .exited(120))
    #expect(run.stderr.hasSuffix("help: sudo chmod o+rx \(place)\n"), "\(run)")
  }

  // MARK: - Runs within runs

  @Test func answersAreHandedOn() throws {
    try scene.makeGroup(scene.manifest("confirm = true\nreason = true\naudit_refusals = true\n"))
    let script = try scene.page.display("# Deploy, and restart")
    try scene.file("share/qli/extensions/ops/release", script, mode: 0o755)
    try scene.user("alice", "qli --yes --reason INC-1 ops release v42")
      .expect(stdout: "deployed v42 by alice\nrestarted web by alice\n")
    let records = try scene.records().filter { $0["event"] == "start" }
    #expect(records.compactMap { $0["reason"]?.string } == ["INC-1", "INC-1", "INC-1"])
    let outer = try #require(records.first?["run_id"])
    #expect(records.dropFirst().allSatisfy { $0["parent_run_id"] == outer })
    let tree = try scene.user("bob", "qli audit --tree \(outer.string ?? "")").run()
    #expect(tree.ending == .exited(0) && tree.stdout.split(separator: "\n").count >= 3)

    // None is inherited.
    let bare = script.replacing("--yes ${QLI_REASON:+--reason \"$QLI_REASON\"} ", with: "")
    try #require(bare != script)
    try scene.file("share/qli/extensions/ops/release", bare, mode: 0o755)
    let refused = try scene.user("alice", "qli --yes --reason INC-1 ops release v42").run()
    #expect(refused.ending == .exited(121) && refused.stdout.isEmpty)
  }
}
