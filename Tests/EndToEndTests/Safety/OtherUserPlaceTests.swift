import Foundation
import Glibc
import TestSupport
import Testing

/// Each folder and file on the way to an extension, in the hands of others: a run as its owner is
/// refused, or is not, and `explain` and `doctor` say the same.
@Suite(.requireTool("setpriv"), .requireOtherUsers) struct OtherUserPlaceTests {
  private static let extensions = "a/data/qli/extensions"

  /// All on the way that belongs to the victim, and whether names are looked up in it.
  private static let places: [(name: String, isLookup: Bool)] = [
    ("a", false), ("a/data", false), ("a/data/qli", false), (extensions, true),
    ("\(extensions)/g", true), ("\(extensions)/g/_manifest.toml", false),
    ("\(extensions)/g/e", false),
  ]

  private static let folders = places.filter { !$0.name.hasSuffix("l") && !$0.name.hasSuffix("/e") }

  private func mode(_ scene: OtherUserScene, _ name: String) -> mode_t {
    var status = stat()
    return stat(scene.path(name), &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  @Test(arguments: places.map(\.name)) func anotherOwner(_ place: String) throws {
    let scene = try OtherUserScene()
    try scene.set(place, owner: OtherUserScene.attacker)
    try scene.expectRefusal(place)
  }

  @Test(arguments: places.map(\.name)) func anyoneMayWrite(_ place: String) throws {
    let scene = try OtherUserScene()
    try scene.set(place, mode: mode(scene, place) | 0o002)
    try scene.expectRefusal(place)
  }

  @Test(arguments: places.map(\.name)) func aStrangersGroupMayWrite(_ place: String) throws {
    let scene = try OtherUserScene()
    try scene.set(place, group: OtherUserScene.strangers, mode: mode(scene, place) | 0o020)
    try scene.expectRefusal(place)
  }

  @Test(arguments: places.map(\.name)) func anyoneAndAStrangersGroup(_ place: String) throws {
    let scene = try OtherUserScene()
    try scene.set(place, group: OtherUserScene.strangers, mode: mode(scene, place) | 0o022)
    try scene.expectRefusal(place)
  }

  /// As in a team's setgid folder.
  @Test(arguments: places.map(\.name)) func theTeamMayWrite(_ place: String) throws {
    let scene = try OtherUserScene()
    let setgid: mode_t = Self.folders.contains { $0.name == place } ? 0o2000 : 0
    try scene.set(place, group: OtherUserScene.team, mode: mode(scene, place) | 0o020 | setgid)
    try scene.expectRun()
    let doctor = try scene.qli("doctor").run()
    #expect(
      doctor.stdout.contains(
        """
        warning  \(scene.path(place)): its group can write to it, and so change what runs
                 help: chmod g-w \(scene.path(place))
        """))
  }

  /// All else that a run counts on, each in a folder of the team's.
  @Test func theTeamMayWriteToWhatARunNeeds() throws {
    let scene = try OtherUserScene()
    for name in ["log", "inner", "bin", "keys", "plugin", "a/data/qli/sources"] {
      try scene.makeFolder(name)
    }
    try scene.makeLink("plugin/sh", to: "/bin/sh")
    try scene.makeScript(
      "a/data/qli/sources/qli-source-p", "exit", interpreter: scene.path("plugin/sh"))
    try scene.makeFile(
      "a/data/qli/sources/qli-source-p.toml",
      "name = 'p'\nversion = '1'\nexecutable = 'qli-source-p'\n")
    try scene.makeScript("bin/tool", "true")
    try scene.makeScript("bin/qli-g-other", "true")
    try scene.makeLink("inner/sh", to: "/bin/sh")
    try scene.makeFile("keys/token", "value", mode: 0o600)
    try scene.makeScript(
      "a/data/qli/extensions/g/e", "echo ran as $(id -u)", interpreter: scene.path("inner/sh"))
    try scene.makeGroup(
      """
      audit_log = '\(scene.path("log/log"))'
      requires_commands = ['tool']
      secrets = [{ env = 'T', provider = 'file', ref = '\(scene.path("keys/token"))' }]
      """)
    let path = ["PATH": "\(scene.path("bin")):/usr/bin:/bin"]
    try scene.expectRun(environment: path)
    #expect(try scene.qli("doctor", environment: path).run().stdout.contains("0 warnings"))
    for (place, effect) in [
      ("log", "change what is recorded"), ("inner", "change what runs"),
      ("bin", "change what runs"), ("plugin", "change what runs"),
      ("keys", "change what the secret is"),
      ("keys/token", "change what the secret is"), ("bin/tool", "change what runs"),
    ] {
      let mode: mode_t = place == "keys/token" ? 0o660 : 0o2775
      try scene.set(place, group: OtherUserScene.team, mode: mode)
      try scene.expectRun(environment: path)
      let doctor = try scene.qli("doctor", environment: path).run()
      #expect(
        doctor.stdout.contains(
          "warning  \(scene.path(place)): its group can write to it, and so \(effect)\n"),
        "\(doctor.stdout)")
    }
  }

  /// A user namespace that knows none but the user: all of root's looks like nobody's.
  @Test(.requireTool("unshare")) func aUserNamespace() throws {
    let scene = try OtherUserScene()
    let run = try scene.qli("g", "e").wrapped([
      "/usr/bin/setpriv", "--reuid=\(OtherUserScene.victim)",
      "--regid=\(OtherUserScene.victim)", "--clear-groups", "unshare", "--user", "--map-root-user",
    ]).run()
    // Where such namespaces aren't allowed, unshare(1) says so.
    if run.stderr.contains("unshare") { return }
    #expect(run.ending == .exited(125) && run.stdout.isEmpty, "\(run)")
    #expect(
      run.stderr.contains("belongs to a user whom this user namespace doesn't know"), "\(run)")
    #expect(run.stderr.contains("help: run qli outside of this user namespace"))
    #expect(!run.stderr.contains("chown"), "\(run.stderr)")
  }

  /// As a umask of 002 leaves it.
  @Test func theVictimsOwnGroupMayWrite() throws {
    let scene = try OtherUserScene()
    for place in Self.places { try scene.set(place.name, mode: mode(scene, place.name) | 0o020) }
    try scene.expectRun()
    #expect(try scene.qli("doctor").run().ending == .exited(0))
  }

  /// Debian's `users`, say: that `/etc/group` shows nobody in it says nothing of a directory service.
  @Test(arguments: places.map(\.name)) func aGroupThatLooksEmptyMayWrite(_ place: String) throws {
    let scene = try OtherUserScene()
    let group = try emptyGroup()
    try scene.set(place, group: group, mode: mode(scene, place) | 0o020)
    let run = try scene.qli("g", "e", group: group).run()
    #expect(run.ending == .exited(0) && run.stdout == "ran as \(OtherUserScene.victim)\n")
    #expect(
      try scene.qli("doctor", group: group).run().stdout.contains(
        "warning  \(scene.path(place)): its group can write to it"))
    try scene.expectRefusal(place)
  }

  /// A group with a line in `/etc/group`, and nobody in it by that and `/etc/passwd`.
  private func emptyGroup() throws -> gid_t {
    let lines = { (path: String) throws in
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
        $0.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
      }
    }
    let main = Set(try lines("/etc/passwd").compactMap { $0.count > 3 ? $0[3] : nil })
    let found = try lines("/etc/group").first {
      $0.count == 4 && $0[3].isEmpty && !main.contains($0[2]) && $0[0] != "staff"
    }
    return try #require(found.flatMap { gid_t($0[2]) })
  }

  /// What a mode shows as the rights of the group may be those of anybody.
  @Test(.requireAccessLists, arguments: places.map(\.name)) func anAccessListLetsAnotherWrite(
    _ place: String
  ) throws {
    let scene = try OtherUserScene()
    try #require(try scene.setAccessList(place))
    try scene.expectRefusal(place)
  }

  @Test(.requireAccessLists) func anAccessListIsNamed() throws {
    let scene = try OtherUserScene()
    try scene.set("a/data", owner: 0)
    try #require(try scene.setAccessList("a/data"))
    let run = try scene.qli("g", "e").run()
    #expect(
      run.stderr == """
        error: unsafe: an access list lets others write to the folder '\(scene.path("a/data"))', \
        and so change what runs
        help: sudo chmod g-w \(scene.path("a/data"))

        """)
  }

  /// Root has it all, as in `/usr/local/share`, and may be in its own group.
  @Test(arguments: places.map(\.name)) func rootOwnsIt(_ place: String) throws {
    let scene = try OtherUserScene()
    try scene.set(place, owner: 0, mode: mode(scene, place) | 0o020)
    try scene.expectRun()
  }

  @Test(arguments: folders) func aStickyFolder(_ folder: (name: String, isLookup: Bool)) throws {
    let scene = try OtherUserScene()
    for owner in [0, OtherUserScene.victim] {
      try scene.set(folder.name, owner: owner, mode: 0o1777)
      if folder.isLookup {
        try scene.expectRefusal(folder.name)
      } else {
        try scene.expectRun()
      }
    }
    try scene.set(folder.name, owner: OtherUserScene.attacker, mode: 0o1777)
    try scene.expectRefusal(folder.name)
  }

  @Test func aHomeThatOthersCannotRead() throws {
    let scene = try OtherUserScene()
    try scene.set("a", mode: 0o750)
    try scene.expectRun()
  }

  /// A folder further up is moved away, and another put in its place.
  @Test func theFolderOfTheRootIsExchanged() throws {
    let scene = try OtherUserScene()
    try scene.set("a/data/qli", mode: 0o777)
    try scene.move(Self.extensions, to: "a/data/qli/old")
    for name in [Self.extensions, "\(Self.extensions)/g"] {
      try scene.makeFolder(name, owner: OtherUserScene.attacker)
    }
    try scene.makeFile(
      "\(Self.extensions)/g/_manifest.toml", "schema_version = 1\ndescription = 'g'\n",
      owner: OtherUserScene.attacker)
    try scene.makeTrap("\(Self.extensions)/g/e")
    try scene.expectRefusal(Self.extensions, isMended: false)
  }

  // MARK: - What isn't there

  private func systemScene() throws -> OtherUserScene {
    let scene = try OtherUserScene()
    for name in ["system", "system/qli"] { try scene.makeFolder(name, owner: 0) }
    try scene.move(Self.extensions, to: "system/qli/extensions")
    return scene
  }

  @Test(arguments: ["a", "a/data", "a/data/qli"]) func anEarlierRootThatAnyoneCouldMake(
    _ holder: String
  ) throws {
    let scene = try systemScene()
    if holder != "a/data/qli" { rmdir(scene.path("a/data/qli")) }
    if holder == "a" { rmdir(scene.path("a/data")) }
    try scene.expectRun()
    try scene.set(holder, mode: 0o777)
    try scene.expectRefusal(holder)
    try scene.set(holder, mode: 0o1777)
    // What the help has made for another user than root is theirs.
    for name in ["a/data/qli", "a/data"] { _ = rmdir(scene.path(name)) }
    rmdir(scene.path(Self.extensions))
    for name in ["a/data/qli", "a/data"] { _ = rmdir(scene.path(name)) }
    try scene.set("a", mode: 0o1777)
    let run = try scene.qli("g", "e").run()
    #expect(run.ending == .exited(125))
    #expect(
      run.stderr == """
        error: unsafe: anyone on this machine could make '\(scene.path(Self.extensions))', which is \
        looked in first, and so change what runs
        help: mkdir -p \(scene.path(Self.extensions))

        """)
  }

  /// HOME is a place where everybody puts things, and the victim has nothing there yet.
  @Test func aHomeInAStickyFolder() throws {
    let scene = try systemScene()
    try scene.makeFolder("tmp", owner: 0, mode: 0o1777)
    let environment = ["HOME": scene.path("tmp"), "XDG_DATA_HOME": ""]
    let run = try scene.qli("g", "e", environment: environment).run()
    #expect(run.ending == .exited(125) && run.stdout.isEmpty)
    for name in [
      "tmp/.local", "tmp/.local/share", "tmp/.local/share/qli", "tmp/.local/share/qli/extensions",
    ] { try scene.makeFolder(name) }
    try scene.expectRun(environment: environment)
    try scene.set("tmp/.local", owner: OtherUserScene.attacker)
    try scene.expectRefusal("tmp/.local", environment: environment)
  }

  // MARK: - Links

  @Test func aCheckoutWhoseGrandparentAnyoneMayWrite() throws {
    let scene = try OtherUserScene()
    for name in ["src", "src/team"] { try scene.makeFolder(name) }
    try scene.move("\(Self.extensions)/g", to: "src/team/g")
    try scene.makeLink("\(Self.extensions)/g", to: scene.path("src/team/g"))
    try scene.expectRun()
    for name in ["src", "src/team"] {
      try scene.set(name, mode: 0o777)
      try scene.expectRefusal(name)
    }
  }

  @Test func aLinkThroughAnotherLink() throws {
    let scene = try OtherUserScene()
    for name in ["src", "open"] { try scene.makeFolder(name) }
    try scene.move("\(Self.extensions)/g", to: "src/g")
    try scene.makeLink("open/way", to: scene.path("src"))
    try scene.makeLink("\(Self.extensions)/g", to: "../../../../open/way/g")
    try scene.expectRun()
    try scene.set("open", mode: 0o777)
    try scene.expectRefusal("open")
    // A link of the attacker's, in a folder that protects it from all but them.
    try scene.set("open", owner: 0, mode: 0o1777)
    try scene.expectRun()
    unlink(scene.path("open/way"))
    try scene.makeLink("open/way", to: scene.path("src"), owner: OtherUserScene.attacker)
    try scene.expectRefusal("open/way")
  }

  /// As Homebrew and Nix lay out programs: links of links, all of one owner, and folders of root.
  @Test func aFarmOfLinks() throws {
    let scene = try OtherUserScene()
    for name in ["store", "store/1", "store/1/bin", "profile"] {
      try scene.makeFolder(name, owner: 0, mode: 0o555)
    }
    try scene.makeScript("store/1/bin/e", "echo ran as $(id -u)", owner: 0)
    try scene.makeLink("profile/current", to: "../store/1", owner: 0)
    try scene.makeLink("profile/bin", to: "current/bin", owner: 0)
    unlink(scene.path("\(Self.extensions)/g/e"))
    try scene.makeLink("\(Self.extensions)/g/e", to: scene.path("profile/bin/e"))
    try scene.expectRun()
  }

  /// As `/tmp` is a link to `/private/tmp` elsewhere.
  @Test func aLinkAtTheTop() throws {
    let scene = try OtherUserScene()
    try scene.makeFolder("private", owner: 0, mode: 0o1777)
    try scene.move("a", to: "private/a")
    try scene.makeLink("a", to: "private/a", owner: 0)
    try scene.expectRun()
  }

  // MARK: - Root

  @Test func rootRunsNothingOfAUsers() throws {
    let scene = try OtherUserScene()
    let asOwner = "help: run it as that user: sudo -u '#71001' qli GROUP EXTENSION\n"
    // Nobody is told to give a user's whole home away.
    for (home, help) in [
      (scene.path("a/home"), "help: or with root's own home: sudo -H qli GROUP EXTENSION\n"),
      ("/", "help: or, if all of it is to be root's: chown -R -h root \(scene.path("a"))\n"),
    ] {
      let run = try scene.qli("g", "e", as: 0, environment: ["HOME": home]).run()
      #expect(run.ending == .exited(125) && run.stdout.isEmpty)
      #expect(
        run.stderr.hasPrefix(
          "error: unsafe: the folder '\(scene.path("a"))' belongs to the user '71001', who can "))
      #expect(run.stderr.hasSuffix(asOwner + help), "\(run.stderr)")
    }
    // All of it is root's, as in a container, and one file isn't.
    for place in ["a/home", "a/state"] + Self.places.map(\.name) { try scene.set(place, owner: 0) }
    try scene.qli("g", "e", as: 0).expect(stdout: "ran as 0\n")
    try scene.set("\(Self.extensions)/g/e", owner: OtherUserScene.attacker)
    try scene.qli("g", "e", as: 0).expect(
      stderr: """
        error: unsafe: '\(scene.path("\(Self.extensions)/g/e"))' belongs to the user '71002', who can \
        change what runs
        help: chown -h root \(scene.path("\(Self.extensions)/g/e"))

        """, code: 125)
  }

  /// GitLab's Docker executor: a checkout with umask 0 below a folder of mode 0777, all root's. One
  /// line mends it.
  @Test func aCheckoutThatIsOpenByDesign() throws {
    let scene = try OtherUserScene()
    for place in ["a/home", "a/state"] + Self.places.map(\.name) {
      try scene.set(place, owner: 0, mode: mode(scene, place) | 0o022)
    }
    let run = try scene.qli("g", "e", as: 0).run()
    #expect(run.ending == .exited(125))
    let help = run.stderr.split(separator: "\n").filter { $0.hasPrefix("help: ") }
    #expect(help == ["help: chmod -R o-w \(scene.path("a"))"])
    try scene.mend(run.stderr)
    try scene.qli("g", "e", as: 0).expect(stdout: "ran as 0\n")
  }
}
