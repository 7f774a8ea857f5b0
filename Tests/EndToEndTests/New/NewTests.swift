import TestSupport
import Testing

/// `qli new`: a group and its extensions to begin with.
@Suite struct NewTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private let manifest = "$DATA/qli/extensions/mine/_manifest.toml"

  /// From nothing to an own extension, each time with what was said to type next.
  @Test func fromNothingToAnExtensionOfOnesOwn() throws {
    try home.qli("new", "mine").expect(
      stdout: "wrote \(manifest)\nnext: qli new mine hello\n")
    try home.qli("new", "mine", "hello").expect(
      stdout: "wrote $DATA/qli/extensions/mine/hello\nnext: qli mine hello\n")
    let outcome = try home.qli("mine", "hello", "a b").run()
    #expect(outcome.ending == .exited(0) && outcome.stderr.isEmpty)
    #expect(outcome.stdout.contains("QLI_EXTENSION=hello\nQLI_GROUP=mine\n"))
    #expect(outcome.stdout.hasSuffix("argument: a b\n"))
    let doctor = try home.qli("doctor").run()
    #expect(doctor.ending == .exited(0))
    #expect(
      try home.qli("mine", "--help").run().stdout.contains("hello  Say what this run was given"))
    #expect(try home.mode("$DATA/qli/extensions/mine/hello") == 0o755)
    #expect(try home.mode(manifest) == 0o644)
  }

  @Test func aGuardedGroup() throws {
    try home.qli("new", "--guarded", "prod").expect(
      stdout: "wrote $DATA/qli/extensions/prod/_manifest.toml\nnext: qli new prod hello\n")
    // The run would be refused: that says why, and what to do.
    try home.qli("new", "prod", "hello").expect(
      stdout: "wrote $DATA/qli/extensions/prod/hello\nnext: qli explain prod hello\n")
    #expect(
      try home.qli("explain", "prod", "hello").run().stdout.contains("help: export DEPLOY_ENV=prod")
    )
    try home.qli("prod", "hello").expect(
      stderr: """
        prod: think twice
        error: the environment isn't what group 'prod' requires
          DEPLOY_ENV isn't set; it must be 'prod'
          this run needs a confirmation, too, and standard input isn't a terminal
        help: export DEPLOY_ENV=prod
        help: in scripts, confirm with '--yes'

        """, code: 120)
    let run = home.qli("--yes", "prod", "hello").environment(["DEPLOY_ENV": "prod"])
    #expect(try run.run().ending == .exited(0))
    #expect(
      try home.auditLines("$STATE/qli/prod.jsonl").map { $0["event"] }
        == ["refused", "start", "finish"])
  }

  /// Every line that is off would do what it says if it were on.
  @Test func theCommentsOfANewManifestAreTrue() throws {
    #expect(try home.qli("new", "mine").run().ending == .exited(0))
    let text = try home.read(manifest)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      // One key stands in place of another.
      let isOff = line.firstMatch(of: /^# (\[|(?!ready_command)[a-zA-Z_]+ = )/) == nil
      return isOff ? String(line) : String(line.dropFirst(2))
    }
    try home.group("mine", manifest: lines.joined(separator: "\n"))
    try home.extension("mine", "x", sh: "true")
    let json = try JSON.parse(try home.qli("list", "--json").run().stdout)
    let group = json["groups"]?.array?.first
    #expect(
      group?["guards"]?.array?.compactMap(\.string) == [
        "banner", "requires_env", "requires_commands", "exclusive", "write", "claim",
        "with_caller", "with_qli", "confirm", "reason", "secrets", "audit_log",
      ])
  }

  @Test(arguments: ["sh", "bash", "python", "node", "swift"])
  func anExtensionInEveryLanguage(_ language: String) throws {
    let program = ["python": "python3"][language] ?? language
    try home.group("g")
    #expect(try home.qli("new", "g", "x", "--shell", language).run().ending == .exited(0))
    #expect(try home.qli("help", "g", "x").run().stdout.contains("Say what this run was given."))
    guard Tools.path(program) != nil else { return }
    let outcome = try home.qli("g", "x", "one", "t w o").run()
    #expect(outcome.ending == .exited(0))
    #expect(outcome.stdout.contains("\nQLI_EXTENSION=x\nQLI_GROUP=g\nQLI_GROUP_DIR="))
    #expect(outcome.stdout.hasSuffix("\nargument: one\nargument: t w o\n"))
  }

  @Test func nothingIsOverwritten() throws {
    try home.group("g")
    let before = try home.read("$DATA/qli/extensions/g/_manifest.toml")
    let help = "help: begin another extension of it: qli new g NAME\n"
    try home.qli("new", "g").expect(
      stderr: "error: group 'g' is already there: '$DATA/qli/extensions/g'\n" + help, code: 2)
    #expect(try home.read("$DATA/qli/extensions/g/_manifest.toml") == before)
    try home.extension("g", "x", "mine")
    try home.link("$DATA/qli/extensions/g/l", to: "nowhere")
    for name in ["x", "l"] {
      try home.qli("new", "g", name).expect(
        stderr: "error: '\(name)' is already there: '$DATA/qli/extensions/g/\(name)'\n" + help,
        code: 2)
    }
    #expect(try home.read("$DATA/qli/extensions/g/x") == "mine")
    // One for everybody would be shadowed.
    try home.group("all", root: .system)
    try home.qli("new", "all").expect(
      stderr: """
        error: a group 'all' is already there, for all who look into '$SYSTEM/qli/extensions'
        help: take another name: qli new NAME
        help: or begin another extension of it, for all of them: qli new all NAME

        """, code: 2)
    try home.directory("scripts")
    let from = try home.qli("new", "all", "--from", "scripts").run()
    #expect(from.ending == .exited(2))
    #expect(from.stderr.contains("help: take another name: qli new NAME --from scripts\n"))
  }

  @Test(arguments: ["_x", "a b", "", "../up", "a/b"]) func namesThatCannotBe(_ name: String) throws
  {
    try home.group("g")
    let help = """
      help: write letters, digits, '.', '_', '+' and '-', beginning with a letter or a digit, at \
      most 64 of them

      """
    for line in [[name], ["g", name]] {
      try home.qli("new").arguments(line).expect(
        stderr: "error: '\(name)' can't be a name\n\(help)", code: 2)
    }
  }

  @Test func groupsThatAreNotThere() throws {
    try home.qli("new", "g", "x").expect(
      stderr: "error: there is no group 'g'\nhelp: make the group first: qli new g\n", code: 127)
    try home.group("tools")
    try home.qli("new", "tool", "x").expect(
      stderr: """
        error: there is no group 'tool'
        help: did you mean 'tools'?
        help: make the group first: qli new tool

        """, code: 127)
  }

  /// A run says what is missing there, and that is what is written.
  @Test func aFolderWithoutAManifest() throws {
    let folder = "$DATA/qli/extensions/tools"
    let script = try home.file("\(folder)/x", "#!/bin/sh\necho ran\n", mode: 0o755)
    try home.qli("tools", "x").expect(
      stderr: """
        error: there is no group 'tools'
        help: '\(folder)' has no _manifest.toml, and so is no group; make it one: \
        qli new tools --from \(folder)

        """, code: 127)
    try home.qli("new", "tools").expect(
      stdout: "wrote \(folder)/_manifest.toml\nextensions: x\nnext: qli list tools\n")
    try home.qli("list", "tools").expect(stdout: "tools\tx\tgroup\t\(folder)/x\n")
    try home.qli("tools", "x").expect(stdout: "ran\n")
    #expect(try home.read(script) == "#!/bin/sh\necho ran\n")
    #expect(try home.qli("new", "tools").run().ending == .exited(2))
    // A link to a folder is one, and what leads nowhere is there already.
    try home.directory("$HOME/scripts")
    try home.link("$DATA/qli/extensions/linked", to: "$HOME/scripts")
    #expect(try home.qli("new", "linked").run().ending == .exited(0))
    #expect(home.exists("$HOME/scripts/_manifest.toml"))
    try home.link("$DATA/qli/extensions/dangling", to: "nowhere")
    #expect(try home.qli("new", "dangling").run().ending == .exited(2))
    // A folder for everybody that is no group shadows none.
    try home.directory("$SYSTEM/qli/extensions/shared")
    #expect(try home.qli("new", "shared").run().ending == .exited(0))
    #expect(home.exists("$DATA/qli/extensions/shared/_manifest.toml"))
  }

  @Test func aGroupCalledLikeACommand() throws {
    try home.qli("new", "list").expect(
      stdout: "wrote $DATA/qli/extensions/list/_manifest.toml\nnext: qli new list hello\n",
      stderr: """
        warning: group 'list' is called like a command of qli's
        help: run its extensions so: qli run list EXTENSION

        """)
    try home.qli("new", "list", "x").expect(
      stdout: "wrote $DATA/qli/extensions/list/x\nnext: qli run list x\n")
    #expect(try home.qli("run", "list", "x").run().ending == .exited(0))
  }

  @Test func linesThatMeanNothing() throws {
    for line in [
      ["new"], ["new", "g", "x", "y"], ["new", "--shell", "sh", "g"],
      ["new", "--guarded", "g", "x"],
      ["new", "--service", "g"], ["new", "--shell", "perl", "g", "x"], ["new", "--yes", "g"],
    ] {
      #expect(try home.qli().arguments(line).run().ending == .exited(2), "\(line)")
    }
  }

  @Test func aGroupWithoutAPlace() throws {
    try home.qli("new", "g").unset("HOME", "XDG_DATA_HOME").expect(
      stderr: """
        error: a group of your own has no place: HOME isn't set
        help: \(TestHome.settingHome)

        """, code: 125)
    try home.qli("new", "g").environment(["HOME": "here"]).unset("XDG_DATA_HOME").expect(
      stderr: """
        error: a group of your own has no place: HOME is relative: 'here'
        help: \(TestHome.settingHome)

        """, code: 125)
    try home.file("$DATA/qli")
    try home.qli("new", "g").expect(
      stderr: "error: cannot write '$DATA/qli/extensions/g/_manifest.toml': Not a directory\n",
      code: 125)
  }

  /// Whoever types nothing but the name of qli is told how to begin, too.
  @Test func qliAloneTellsHowToBegin() throws {
    try home.qli().expect(
      stderr: """
        error: no group and no command
        help: make a group, and an extension in it: qli new mine && qli new mine hello
        help: make one of a folder of scripts that is there: qli new mine --from DIR
        help: what a group can ask for: qli help manifest
        help: qli --help

        """, code: 2)
    #expect(try home.qli("new", "mine").run().ending == .exited(0))
    #expect(try home.qli("new", "mine", "hello").run().ending == .exited(0))
    try home.qli().expect(
      stderr: "error: no group and no command\nhelp: qli list\nhelp: qli --help\n", code: 2)
  }

  /// And at a terminal what there is, and how to go on.
  @Test func qliAloneAtATerminalShowsWhatThereIs() throws {
    try home.group("dev")
    try home.extension("dev", "hello", "#!/bin/sh\n# Say hello.\n")
    try home.group("prod", "confirm = true")
    let terminal = try home.qli("--color=never").startOnTerminal().wait()
    terminal.expect(
      terminal: home.expand(
        """
        error: no group and no command

        dev  A test group
          guards: none
          in $DATA/qli/extensions/dev
            hello  Say hello

        prod  A test group
          guards: confirm
          in $DATA/qli/extensions/prod
            (no extensions)

        help: run one of them: qli GROUP EXTENSION
        help: see what that would do: qli explain GROUP EXTENSION
        help: see all that qli does: qli --help

        """), code: 2)
    try home.qli("-q", "--color=never").startOnTerminal().wait().expect(
      terminal: "error: no group and no command\n", code: 2)
  }
}
