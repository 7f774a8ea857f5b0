import Glibc
import TestSupport
import Testing

/// Programs that qli itself looks up, where others could put another one.
@Suite(.requireTool("setpriv"), .requireOtherUsers) struct OtherUserProgramTests {
  private let scene: OtherUserScene
  private let extensions = "a/data/qli/extensions"

  init() throws {
    scene = try OtherUserScene()
    try scene.makeFolder("bin")
    try scene.makeFolder("early")
  }

  private var environment: [String: String] {
    ["PATH": "\(scene.path("early")):\(scene.path("bin")):/usr/bin:/bin"]
  }

  /// Whatever of PATH a program of the kind that the manifest asks for may come from is refused.
  private func tryAll(_ program: String, code: Int32) throws {
    try scene.expectRun(environment: environment)
    for (place, mode) in [("bin", mode_t(0o777)), ("bin", 0o1777), ("bin/\(program)", 0o757)] {
      try scene.set(place, mode: mode)
      try scene.expectRefusal(place, code: code, environment: environment)
    }
    for (place, mode) in [("early", mode_t(0o777)), ("early", 0o1777)] {
      try scene.set(place, mode: mode)
      try scene.expectRefusal(place, code: code, environment: environment)
    }
    for place in ["bin", "bin/\(program)", "early"] {
      try scene.set(place, owner: OtherUserScene.attacker)
      try scene.expectRefusal(place, code: code, environment: environment)
    }
    // A folder that comes later is nothing to it.
    try scene.makeFolder("late", owner: OtherUserScene.attacker, mode: 0o777)
    try scene.expectRun(environment: ["PATH": "\(scene.path("bin")):\(scene.path("late")):/bin"])
  }

  @Test func onePassword() throws {
    try scene.makeGroup("secrets = [{ env = 'T', provider = 'one_password', ref = 'op://a/b/c' }]")
    try scene.makeScript("bin/op", "echo value")
    try tryAll("op", code: 122)
    // A secret's store doesn't come from a folder that isn't there yet, either.
    try scene.makeFolder("open", owner: 0, mode: 0o1777)
    let path = "\(scene.path("open/missing")):\(scene.path("bin")):/usr/bin:/bin"
    let run = try scene.qli("g", "e", environment: ["PATH": path]).run()
    #expect(run.ending == .exited(122) && run.stdout.isEmpty)
    #expect(run.stderr.contains("help: mkdir -p \(scene.path("open/missing"))"))
  }

  @Test func requiredCommands() throws {
    try scene.makeGroup("requires_commands = ['tool']")
    try scene.makeScript("bin/tool", "true")
    try tryAll("tool", code: 120)
  }

  /// A file of root's that only root may execute.
  @Test func aRequiredCommandThatTheUserCannotExecute() throws {
    try scene.makeGroup("requires_commands = ['tool']")
    try scene.makeScript("bin/tool", "true", owner: 0)
    try scene.set("bin/tool", mode: 0o744)
    let run = try scene.qli("g", "e", environment: environment).run()
    #expect(run.ending == .exited(120))
    #expect(
      run.stderr.contains("the command 'tool' may not be executed: '\(scene.path("bin/tool"))'"))
  }

  @Test func whatEnvLooksFor() throws {
    try scene.makeLink("bin/tool", to: "/bin/sh", owner: 0)
    unlink(scene.path("\(extensions)/g/e"))
    try scene.makeScript(
      "\(extensions)/g/e", "echo ran as $(id -u)", interpreter: "/usr/bin/env tool")
    try scene.expectRun(environment: environment)
    for place in ["bin", "early"] {
      try scene.set(place, mode: 0o777)
      try scene.expectRefusal(place, environment: environment)
    }
    unlink(scene.path("bin/tool"))
    try scene.makeTrap("bin/tool")
    try scene.expectRefusal("bin/tool", environment: environment, isMended: false)
  }

  /// A path, and a name behind all that env(1) may have before it.
  @Test(arguments: ["%", "-S % -u", "-S%", "-vS % -u", "--split-string=%", "-S -i A=1 %"])
  func whatEnvExecutes(_ argument: String) throws {
    try scene.makeLink("bin/tool", to: "/bin/sh", owner: 0)
    for program in argument.contains("-i")
      ? [scene.path("bin/tool")] : [scene.path("bin/tool"), "tool"]
    {
      try scene.makeScript(
        "\(extensions)/g/e", "echo ran as $(id -u)",
        interpreter: "/usr/bin/env \(argument.replacing("%", with: program))")
      #expect(try scene.qli("g", "e", environment: environment).run().ending == .exited(0))
      try scene.set("bin", mode: 0o777)
      try scene.expectRefusal("bin", environment: environment, isMended: false)
      try scene.set("bin", mode: 0o755)
    }
    unlink(scene.path("bin/tool"))
    try scene.makeTrap("bin/tool")
    try scene.expectRefusal("bin/tool", environment: environment, isMended: false)
  }

  /// As root's folders are to users that have its PATH: nobody else could put anything there.
  @Test func aFolderBehindAClosedOne() throws {
    try scene.makeFolder("closed", owner: 0, mode: 0o700)
    try scene.makeGroup("requires_commands = ['tool']")
    try scene.makeLink("bin/tool", to: "/bin/sh", owner: 0)
    try scene.makeScript(
      "\(extensions)/g/e", "echo ran as $(id -u)", interpreter: "/usr/bin/env tool")
    let behind = [
      "PATH": "\(scene.path("closed/a/b")):\(scene.path("bin")):/usr/bin:/bin"
    ]
    try scene.expectRun(environment: behind)
    #expect(try scene.qli("doctor", environment: behind).run().ending == .exited(0))
    // A stranger's, or one that a stranger could exchange.
    try scene.set("closed", owner: OtherUserScene.attacker)
    try scene.expectRefusal("closed", code: 125, environment: behind, isMended: false)
    try scene.makeFolder("open", owner: 0, mode: 0o777)
    try scene.set("closed", owner: 0)
    try scene.move("closed", to: "open/closed")
    try scene.expectRefusal(
      "open", code: 125,
      environment: [
        "PATH": behind["PATH", default: ""].replacing("/closed/", with: "/open/closed/")
      ],
      isMended: false)
  }

  @Test func interpreters() throws {
    unlink(scene.path("\(extensions)/g/e"))
    try scene.makeLink("bin/sh", to: "/bin/sh")
    try scene.makeScript(
      "bin/inner", "shift; echo ran as $(id -u)", interpreter: scene.path("bin/sh"))
    try scene.makeScript("\(extensions)/g/e", "", interpreter: scene.path("bin/inner"))
    try scene.expectRun()
    for place in ["bin", "bin/inner"] {
      try scene.set(place, mode: 0o777)
      try scene.expectRefusal(place)
    }
    unlink(scene.path("bin/sh"))
    try scene.makeTrap("bin/sh")
    try scene.expectRefusal("bin/sh", isMended: false)
  }

  @Test func anExecutableOfPath() throws {
    unlink(scene.path("\(extensions)/g/e"))
    try scene.makeScript("bin/qli-g-e", "echo ran as $(id -u)")
    try tryAll("qli-g-e", code: 125)
  }

  @Test func plugins() throws {
    try scene.makeGroup("secrets = [{ env = 'T', provider = 'vault', ref = 'a' }]")
    try scene.makeFolder("a/data/qli/sources")
    try scene.makeFile(
      "a/data/qli/sources/qli-source-vault.toml",
      """
      name = 'vault'
      version = '1'
      executable = '\(scene.path("bin/vault"))'

      """)
    try scene.makeTrap("bin/vault")
    for (place, mode) in [("bin", mode_t(0o777)), ("a/data/qli/sources", 0o777)] {
      try scene.set(place, mode: mode)
      try scene.expectRefusal(place, code: 122, isMended: false)
      try scene.set(place, mode: 0o755)
    }
    try scene.expectRefusal("bin/vault", code: 122, isMended: false)
  }

  /// The pager gets what is on record, and does what it likes: it isn't started, and why is said.
  @Test func thePager() throws {
    try scene.makeGroup("audit_log = '\(scene.path("a/state/log"))'")
    try scene.expectRun()
    try scene.makeTrap("bin/less")
    let terminal = try scene.qli(
      "audit", environment: environment.merging(["TERM": "xterm"]) { $1 }
    )
    .startOnTerminal(rows: 1)
    let outcome = try terminal.wait()
    #expect(outcome.ending == .exited(0))
    #expect(terminal.output.contains("the command 'less' can't be trusted: unsafe: "))
    #expect(access(scene.path("marks/trap"), F_OK) != 0)
  }
}
