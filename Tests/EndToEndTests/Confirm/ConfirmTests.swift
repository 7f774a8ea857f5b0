import Glibc
import TestSupport
import Testing

/// Step 3: the question on the terminal and its answer.
@Suite struct ConfirmTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("prod", "confirm = true")
    try home.extension("prod", "deploy", sh: "echo ran >> '\(home.path("ran"))'; echo deployed")
  }

  private static let question = "Run `qli prod deploy v42`? [y/N] "
  private static let declined = "error: not confirmed; nothing was run\n"

  private var run: QliRun {
    home.qli("prod", "deploy", "v42").environment(["NO_COLOR": "1"])
  }

  private func asked(_ run: QliRun? = nil) throws -> PseudoTerminal {
    let terminal = try (run ?? self.run).startOnTerminal()
    try terminal.waitFor(Self.question)
    return terminal
  }

  private func expectDeclined(
    _ terminal: PseudoTerminal, _ shown: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try terminal.wait(sourceLocation: sourceLocation).expect(
      terminal: shown, code: 121, sourceLocation: sourceLocation)
    #expect(!home.exists("ran"), sourceLocation: sourceLocation)
  }

  /// What was meant stands elsewhere.
  @Test func withinAnotherRun() throws {
    try home.group("inner", "confirm = true")
    try home.extension("inner", "x", sh: "echo ran")
    try home.group("outer", "confirm = true")
    try home.extension("outer", "x", sh: "exec \"$QLI\" inner x")
    let outcome = try home.qli("--yes", "outer", "x").run()
    #expect(outcome.ending == .exited(121) && outcome.stdout.isEmpty)
    #expect(
      outcome.stderr.hasSuffix(
        "help: answers to the run around this one aren't answers to it: they belong where it is "
          + "started, before 'inner x'\n"), "\(outcome.stderr)")
    #expect(try !home.qli("inner", "x").run().stderr.contains("around"))
  }

  @Test(arguments: ["--help", "-h"]) func helpBehindTheName(_ option: String) throws {
    try home.group("inner", "confirm = true")
    try home.extension("inner", "x", sh: "echo ran")
    let outcome = try home.qli("inner", "x", option).run()
    #expect(outcome.ending == .exited(121))
    #expect(outcome.stderr.hasSuffix("help: to read what it does: qli help inner x\n"))
  }

  @Test(arguments: ["y", "yes", "Y", "YES", "Yes", "yEs", "  y\t", " yes "])
  func yesRunsTheExtension(_ answer: String) throws {
    let terminal = try asked()
    try terminal.type("\(answer)\n")
    #expect(try terminal.wait().ending == .exited(0))
    #expect(try home.read("ran") == "ran\n")
  }

  @Test(arguments: [
    "", "n", "no", "N", "ye", "yess", "y y", "yes!", "1", "true", "ja", "\u{ff59}", "'y'", "-y",
  ])
  func everythingElseIsNo(_ answer: String) throws {
    let terminal = try asked()
    try terminal.type("\(answer)\n")
    try expectDeclined(terminal, "\(Self.question)\(answer)\n\(Self.declined)")
  }

  /// What is confirmed is all of the line, as far as there is room: quoted, and without a secret.
  @Test func theQuestionShowsTheArguments() throws {
    func question(columns: UInt16, _ arguments: String...) throws -> String {
      let terminal = try home.qli("prod", "deploy").arguments(arguments)
        .environment(["NO_COLOR": "1", "KEY": "s3cr3t-value"]).startOnTerminal(columns: columns)
      try terminal.waitFor("[y/N] ")
      try terminal.type("n\n")
      return String(try terminal.wait().terminal.prefix { $0 != "\n" })
    }
    #expect(
      try question(columns: 80, "a b", "it's", "", "-n", "$HOME", "\u{1b}[31m")
        == #"Run `qli prod deploy 'a b' 'it'\''s' '' -n '$HOME' $'\033[31m'`? [y/N] n"#)
    let long = String(repeating: "x", count: 100)
    let shortened = try question(columns: 60, "v42", long)
    #expect(shortened.hasPrefix("Run `qli prod deploy v42 xxxxx"))
    #expect(shortened.hasSuffix("xx...`? [y/N] n") && shortened.count <= 60)
    // There is room for the names at least.
    #expect(try question(columns: 12, long) == "Run `qli prod deploy ...`? [y/N] n")
    try home.group(
      "prod", "confirm = true\n[[secrets]]\nenv = \"T\"\nprovider = \"env\"\nref = \"KEY\"")
    #expect(
      try question(columns: 80, "--token=s3cr3t-value", "b")
        == "Run `qli prod deploy <redacted> b`? [y/N] n")
  }

  @Test func answersThatAreNoText() throws {
    for answer in [[0x79, 0xff], [0x79, 0x00], Array(repeating: 0x79, count: 3000)] as [[UInt8]] {
      let terminal = try asked()
      try terminal.type(answer + [0x0a])
      #expect(try terminal.wait().ending == .exited(121))
    }
    #expect(!home.exists("ran"))
  }

  @Test func theEndOfInputIsNo() throws {
    let terminal = try asked()
    try terminal.control("D")
    try expectDeclined(terminal, "\(Self.question)\n\(Self.declined)")
  }

  /// The first Ctrl-D hands over what was typed, the second one ends the input: no Return was
  /// typed, so there is no answer.
  @Test func theEndOfInputBehindAYesIsNo() throws {
    let terminal = try asked()
    try terminal.type("yes")
    try terminal.control("D")
    try terminal.control("D")
    try expectDeclined(terminal, "\(Self.question)yes\n\(Self.declined)")
  }

  @Test func aLineThatIsHandedOverInPartsIsOneAnswer() throws {
    let terminal = try asked()
    try terminal.type("y")
    try terminal.control("D")
    try terminal.type("es\n")
    try terminal.wait().expect(terminal: "\(Self.question)yes\ndeployed\n")
  }

  @Test func whatWasTypedBeforeIsNoAnswer() throws {
    let go = try home.fifo("go")
    let terminal = try run.wrapped(
      "/bin/sh", "-c", "echo started; read line < '\(go.path)'; exec \"$0\" \"$@\""
    ).startOnTerminal()
    try terminal.waitFor("started\r\n")
    try terminal.type("y\ny\n")
    try terminal.waitFor("y\r\ny\r\n")
    try go.release()
    try terminal.waitFor(Self.question)
    try terminal.type("n\n")
    try expectDeclined(terminal, "started\ny\ny\n\(Self.question)n\n\(Self.declined)")
  }

  @Test func whatFollowsTheAnswerIsTheExtensions() throws {
    try home.extension("prod", "deploy", sh: "read one; read two; echo \"<$one><$two>\"")
    let terminal = try asked()
    try terminal.type("y\nfirst line\nsecond\n")
    try terminal.waitFor("<first line><second>")
    #expect(try terminal.wait().ending == .exited(0))
  }

  @Test(arguments: ["-y", "--yes"])
  func yesOnTheCommandLineSkipsTheQuestion(_ option: String) throws {
    try home.qli(option, "prod", "deploy").expect(stdout: "deployed\n")
    let terminal = try home.qli("prod", option, "deploy").startOnTerminal()
    try terminal.wait().expect(terminal: "deployed\n")
    // Behind its name the option is the extension's.
    #expect(try home.qli("prod", "deploy", option).run().ending == .exited(121))
  }

  @Test func withoutATerminalTheRunIsRefused() throws {
    let refusal = """
      error: this run needs a confirmation, and standard input isn't a terminal
      help: in scripts, confirm with '--yes'

      """
    for input in [Input.null, .closed, .text("y\n"), .file(try home.file("answer", "y\n"))] {
      try run.stdin(input).expect(stderr: refusal, code: 121)
    }
    // Also where there would be one to ask.
    let terminal = try run.stdin(.text("y\n")).startOnTerminal()
    try expectDeclined(terminal, refusal)
  }

  @Test func theQuestionIsOnTheTerminalWhereStderrIsNone() throws {
    for errors in [Output.capture, .closed, .file("errors")] {
      let terminal = try asked(run.stderr(errors).stdout(.capture))
      try terminal.type("y\n")
      let outcome = try terminal.wait().expect(stdout: "deployed\n")
      #expect(outcome.terminal == "\(Self.question)y\n")
    }
    let terminal = try asked(run.stderr(.capture))
    try terminal.type("\n")
    let outcome = try terminal.wait()
    #expect(outcome.stderr == Self.declined)
    #expect(outcome.terminal == "\(Self.question)\n")
  }

  @Test func theQuestionIsOnTheTerminalWhereStderrCannotBeWrittenTo() throws {
    let terminal = try asked(
      run.wrapped("/bin/sh", "-c", "exec \"$0\" \"$@\" 2< /dev/tty").stdout(.capture))
    try terminal.type("y\n")
    try terminal.wait().expect(stdout: "deployed\n")
  }

  @Test(.requireTool("setsid")) func aQuestionThatCannotBeShown() throws {
    let terminal = try run.stderr(.capture).wrapped("/usr/bin/setsid", "--fork", "--wait")
      .startOnTerminal()
    let outcome = try terminal.wait()
    #expect(outcome.terminal.isEmpty)
    outcome.expect(
      stderr: """
        error: this run needs a confirmation, and the terminal can't be asked: \
        No such device or address
        help: in scripts, confirm with '--yes'

        """, code: 121)
    #expect(!home.exists("ran"))
  }
}
