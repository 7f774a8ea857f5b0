import TestSupport
import Testing

/// A refusal at each of the eight steps: what ran before it, and that nothing ran behind it.
@Suite struct GuardOrderTests {
  let guarded: GuardedGroup

  init() throws { guarded = try GuardedGroup() }

  private static let banner = "PRODUCTION\n"
  private static let question = "Run `qli prod deploy`? [y/N] "

  @Test func allEightStepsPass() throws {
    try guarded.run.expect(stdout: "deployed with value\n", stderr: Self.banner)
    #expect(try guarded.trace == ["op", "start recorded", "extension"])
    #expect(try guarded.events == ["start", "finish"])
  }

  @Test func nothingIsShownBeforeTheExtensionIsFound() throws {
    try guarded.home.qli("-y", "prod", "deplo").environment(["READY": "1"])
      .expect(
        stderr: """
          error: there is no extension 'deplo' in group 'prod'
          help: did you mean 'deploy'?
          help: see its extensions: qli prod --help

          """, code: 127)
    #expect(try guarded.trace.isEmpty && guarded.events.isEmpty)
  }

  @Test func step1ABannerThatNobodyCanReadStopsNothing() throws {
    for lost in [Output.brokenPipe, .closed, .file("/dev/full")] {
      try guarded.run.stderr(lost).expect(stdout: "deployed with value\n")
    }
    #expect(try guarded.events == Array(repeating: ["start", "finish"], count: 3).flatMap(\.self))
  }

  @Test func step2AnUnmetRequirement() throws {
    try guarded.run.unset("READY").expect(
      stderr: Self.banner + """
        error: the environment isn't what group 'prod' requires
          READY isn't set
        help: export READY=<value>

        """, code: 120)
    #expect(try guarded.trace.isEmpty && guarded.events.isEmpty)
  }

  /// Where nobody can be asked, all that is missing is named at once; the code is that of the first.
  @Test func allThatIsMissingAtOnce() throws {
    let home = try TestHome()
    try home.group(
      "g",
      """
      confirm = "live"
      reason = "INC-*"
      audit_log = "$XDG_STATE_HOME/log"
      audit_refusals = true
      requires_commands = ["no-such"]
      requires_env.A = true
      """)
    try home.extension("g", "x", sh: "echo ran")
    let all = """
      error: the environment isn't what group 'g' requires
        A isn't set
        the command 'no-such' isn't on PATH
        this run needs the confirmation 'live', too, and standard input isn't a terminal
        this run needs a reason that matches 'INC-*', too
      help: export A=<value>
      help: install 'no-such', or add its folder to PATH
      help: in scripts, confirm with: --confirm=live
      help: give it before the group's name: --reason 'TEXT'

      """
    try home.qli("g", "x").expect(stderr: all, code: 120)
    let record = try #require(home.auditLines("$STATE/log").last)
    #expect(
      record["error"]?.string?.hasPrefix(
        "the environment isn't what group 'g' requires: A isn't set; the command 'no-such' isn't on PATH; "
      )
        == true)
    try home.pathExecutable("no-such", sh: "true")
    let met = home.qli("g", "x").environment(["A": "1"])
    try met.expect(
      stderr: """
        error: this run needs the confirmation 'live', and standard input isn't a terminal
          this run needs a reason that matches 'INC-*', too
        help: in scripts, confirm with: --confirm=live
        help: give it before the group's name: --reason 'TEXT'

        """, code: 121)
    // A wrong answer is one of them, and what is given isn't.
    let wrong = home.qli("--no-input", "--reason=x", "g", "x").environment(["A": "1"])
    try wrong.expect(
      stderr: """
        error: this run needs a reason that matches 'INC-*'; nothing was run
          this run needs the confirmation 'live', too, and '--no-input' forbids to ask
        help: give it before the group's name: --reason 'TEXT'
        help: in scripts, confirm with: --confirm=live

        """, code: 121)
    try home.qli("--confirm=live", "--reason=INC-1", "g", "x").expect(
      stderr: """
        error: the environment isn't what group 'g' requires
          A isn't set
        help: export A=<value>

        """, code: 120)
    // Explained, it is the same.
    let explained = try home.qli("explain", "g", "x").run().stdout
    for line in all.split(separator: "\n") where line.hasPrefix("help: ") {
      #expect(explained.contains(line) || line.contains("no-such"), "\(line)")
    }
    // Whoever can be asked isn't told.
    let terminal = try home.qli("g", "x").startOnTerminal().wait()
    #expect(terminal.ending == .exited(120) && !terminal.terminal.contains("confirm"))
  }

  @Test func step2ComesBeforeTheQuestion() throws {
    let terminal = try guarded.unconfirmed.unset("READY").startOnTerminal()
    #expect(try terminal.wait().ending == .exited(120))
    #expect(!terminal.output.contains("[y/N]"))
    #expect(try guarded.trace.isEmpty && guarded.events.isEmpty)
  }

  @Test func step3NobodyToAsk() throws {
    try guarded.unconfirmed.expect(
      stderr: Self.banner + """
        error: this run needs a confirmation, and standard input isn't a terminal
        help: in scripts, confirm with '--yes'

        """, code: 121)
    #expect(try guarded.trace.isEmpty && guarded.events.isEmpty)
  }

  @Test func step3Declined() throws {
    let terminal = try guarded.unconfirmed.startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.type("n\n")
    try terminal.wait().expect(
      terminal: Self.banner + Self.question + "n\nerror: not confirmed; nothing was run\n",
      code: 121)
    #expect(try guarded.trace.isEmpty && guarded.events.isEmpty)
  }

  @Test func step3IsPassedBeforeAnySecretIsFetched() throws {
    let terminal = try guarded.unconfirmed.startOnTerminal()
    try terminal.waitFor("[y/N] ")
    #expect(try guarded.trace.isEmpty && guarded.events.isEmpty)
    try terminal.type("y\n")
    try terminal.wait().expect(
      terminal: Self.banner + Self.question + "y\ndeployed with value\n")
    #expect(try guarded.trace == ["op", "start recorded", "extension"])
  }

  @Test func step4ASecretThatCannotBeResolved() throws {
    try guarded.op("echo '[ERROR] not signed in' >&2; exit 6")
    try guarded.run.expect(
      stderr: Self.banner + """
        error: secret 'TOKEN' couldn't be resolved: 'op read' exited with 6
          op: [ERROR] not signed in
        help: op signin

        """, code: 122)
    #expect(try guarded.trace == ["op"])
    #expect(try guarded.events.isEmpty)
    #expect(!guarded.home.exists(GuardedGroup.log))
  }

  @Test func step5ALogThatCannotBeWritten() throws {
    try guarded.home.directory(GuardedGroup.log)
    try guarded.run.expect(
      stderr: Self.banner + """
        error: cannot write the audit log '\(GuardedGroup.log)': Is a directory; nothing was run
        help: mend the path or its permissions, or change 'audit_log' in the group's manifest

        """, code: 123)
    #expect(try guarded.trace == ["op"])
  }

  @Test func step6AnExtensionThatCannotBeStarted() throws {
    let path = try guarded.home.extension("prod", "deploy", "#!/no/such/interpreter\n")
    try guarded.run.expect(
      stderr: Self.banner + """
        error: cannot execute '\(path)': its interpreter '/no/such/interpreter' isn't there
        help: install the interpreter, or mend the first line of the script

        """, code: 126)
    #expect(try guarded.trace == ["op"])
    #expect(try guarded.events == ["start", "failed"])
  }

  @Test func step7TheExtensionsOwnFailure() throws {
    try guarded.home.extension("prod", "deploy", sh: "exit 121")
    try guarded.run.expect(stderr: Self.banner, code: 121)
    #expect(try guarded.events == ["start", "finish"])
    #expect(try guarded.records.last?["exit_code"] == 121)
  }

  @Test func step8ALogThatIsLostMeanwhile() throws {
    let log = guarded.home.path(GuardedGroup.log)
    try guarded.home.extension("prod", "deploy", sh: "rm '\(log)'; mkdir '\(log)'; exit 7")
    let sentence = "the end of this run isn't on record: cannot write the audit log '\(log)'"
    try guarded.run.expect(
      stderr: Self.banner + "warning: \(sentence): Is a directory\n", code: 7)
  }

  @Test func quietSilencesTheWarningOfStep8AndTheHints() throws {
    let log = guarded.home.path(GuardedGroup.log)
    try guarded.home.extension("prod", "deploy", sh: "rm '\(log)'; mkdir '\(log)'; exit 7")
    try guarded.quiet.expect(stderr: Self.banner, code: 7)
    try guarded.quiet.unset("READY").expect(
      stderr: Self.banner + """
        error: the environment isn't what group 'prod' requires
          READY isn't set

        """, code: 120)
  }

  /// The first refusal decides, whatever else would refuse the run too.
  @Test func anEarlierStepDecides() throws {
    try guarded.op("exit 1")
    try guarded.home.directory(GuardedGroup.log)
    try guarded.home.extension("prod", "deploy", [0x7f, 0x45, 0x4c, 0x46] as [UInt8])
    #expect(try guarded.unconfirmed.unset("READY").run().ending == .exited(120))
    #expect(try guarded.unconfirmed.run().ending == .exited(121))
    #expect(try guarded.trace.isEmpty)
    #expect(try guarded.run.run().ending == .exited(122))
    try guarded.op("echo value")
    #expect(try guarded.run.run().ending == .exited(123))
    try guarded.home.remove(GuardedGroup.log)
    #expect(try guarded.run.run().ending == .exited(126))
    #expect(try guarded.events == ["start", "failed"])
  }
}
