import TestSupport
import Testing

/// A confirmation that takes more than a reflex: `confirm = "WORD"`, and `--no-input`.
@Suite struct ConfirmWordTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("prod", "confirm = \"prod eu\"")
    try home.extension("prod", "deploy", sh: "echo ran >> '\(home.path("ran"))'; echo deployed")
    try home.group("dev", "confirm = true")
    try home.extension("dev", "x", sh: "echo ran")
  }

  private static let question = "Run `qli prod deploy`? Type 'prod eu' to confirm: "
  private static let declined = "error: not confirmed; nothing was run\n"
  private static let otherWord = "error: not confirmed: another word was typed; nothing was run\n"
  private static let help = "help: in scripts, confirm with: --confirm='prod eu'\n"

  private func answered(_ text: String) throws -> Outcome {
    let terminal = try home.qli("prod", "deploy").environment(["NO_COLOR": "1"]).startOnTerminal()
    try terminal.waitFor(Self.question)
    try terminal.type("\(text)\n")
    return try terminal.wait()
  }

  @Test(arguments: ["prod eu", "  prod eu\t"]) func theWordConfirms(_ answer: String) throws {
    try answered(answer).expect(terminal: "\(Self.question)\(answer)\ndeployed\n")
  }

  @Test(arguments: [
    "", "y", "yes", "prod", "Prod eu", "PROD EU", "prod  eu", "prod eux", "'prod eu'",
  ])
  func anythingButTheWordDeclines(_ answer: String) throws {
    let error = answer.isEmpty ? Self.declined : Self.otherWord
    try answered(answer).expect(
      terminal: "\(Self.question)\(answer)\n\(error)", code: 121)
    #expect(!home.exists("ran"))
  }

  /// A typing mistake is no refusal by a person, wherever it was made.
  @Test(arguments: [("prod ue", "word_differs"), ("", "not_confirmed")])
  func whichOfTheTwoIsOnRecord(_ answer: String, _ cause: String) throws {
    try home.group(
      "prod", "confirm = \"prod eu\"\naudit_log = \"$XDG_STATE_HOME/log\"\naudit_refusals = true")
    _ = try answered(answer)
    #expect(try home.auditLines("$STATE/log").last?["cause"]?.string == cause)
  }

  @Test func theWordOnTheCommandLine() throws {
    try home.qli("--confirm=prod eu", "prod", "deploy").expect(stdout: "deployed\n")
    try home.qli("prod", "--confirm", "prod eu", "deploy").expect(stdout: "deployed\n")
    try home.qli("--confirm=prod", "--confirm=prod eu", "prod", "deploy")
      .expect(stdout: "deployed\n")
  }

  @Test func anotherWordOnTheCommandLine() throws {
    for word in ["prod", "", "PROD EU", "prod eu ", "y"] {
      try home.qli("--confirm=\(word)", "prod", "deploy").expect(
        stderr: """
          error: this run needs the confirmation 'prod eu', and '--confirm' has another one; \
          nothing was run
          \(Self.help)
          """, code: 121)
    }
    // Not even on a terminal is it asked for then.
    let terminal = try home.qli("--confirm=no", "prod", "deploy").startOnTerminal()
    #expect(try terminal.wait().ending == .exited(121))
    #expect(!home.exists("ran"))
  }

  @Test func yesIsNotEnough() throws {
    try home.qli("--yes", "prod", "deploy").expect(
      stderr: """
        error: this run needs the confirmation 'prod eu', and standard input isn't a terminal
          '--yes' is not enough for it
        \(Self.help)
        """, code: 121)
    let terminal = try home.qli("--yes", "prod", "deploy").startOnTerminal()
    try terminal.waitFor(Self.question)
    try terminal.control("C")
    #expect(try terminal.wait().ending == .signalled(2))
    #expect(!home.exists("ran"))
  }

  /// A word where only yes is asked for confirms nothing: it was meant for another group.
  @Test func aWordIsNoYes() throws {
    #expect(try home.qli("--confirm=dev", "dev", "x").run().ending == .exited(121))
    try home.qli("--confirm=dev", "-y", "dev", "x").expect(stdout: "ran\n")
  }

  @Test(arguments: [["--no-input"], []]) func noInputAsksNothing(_ options: [String]) throws {
    let forbidder = options.isEmpty ? "QLI_NO_INPUT" : "'--no-input'"
    let run = home.qli().arguments(options)
      .environment(options.isEmpty ? ["QLI_NO_INPUT": "1"] : [:])
    for (name, needed, help) in [
      (["dev", "x"], "a confirmation", "help: in scripts, confirm with '--yes'\n"),
      (["prod", "deploy"], "the confirmation 'prod eu'", Self.help),
    ] {
      let terminal = try run.arguments(name).environment(["NO_COLOR": "1"]).startOnTerminal()
      try terminal.wait().expect(
        terminal: "error: this run needs \(needed), and \(forbidder) forbids to ask\n\(help)",
        code: 121)
    }
    try run.arguments("--yes", "dev", "x").expect(stdout: "ran\n")
    try run.arguments("--confirm=prod eu", "prod", "deploy").expect(stdout: "deployed\n")
  }

  @Test(arguments: ["", "0"]) func noInputInTheEnvironmentMayBeOff(_ value: String) throws {
    let terminal = try home.qli("dev", "x").environment(["QLI_NO_INPUT": value]).startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.type("y\n")
    #expect(try terminal.wait().ending == .exited(0))
  }

  @Test func aRuleMayAskForAWord() throws {
    try home.group(
      "strict", "confirm = true\n[extensions.x]\nconfirm = \"now\"\n[extensions.y]\nbanner = \"b\"")
    for name in ["x", "y"] { try home.extension("strict", name, sh: "echo ran") }
    #expect(try home.qli("-y", "strict", "x").run().ending == .exited(121))
    try home.qli("--confirm=now", "strict", "x").expect(stdout: "ran\n")
    try home.qli("-y", "strict", "y").expect(stdout: "ran\n", stderr: "b\n")
  }

  @Test(arguments: ["true", "false"]) func aRuleCannotDropTheWord(_ value: String) throws {
    try home.group("weak", "confirm = \"w\"\n[extensions.x]\nconfirm = \(value)")
    try home.extension("weak", "x", sh: "echo ran")
    let outcome = try home.qli("--confirm=w", "weak", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("'confirm' would weaken the group's confirmation"))
  }

  @Test(arguments: ["\"\"", "\" w\"", "\"w \"", "\"a\\nb\"", "\"\\u0007\"", "1", "[\"w\"]"])
  func wordsThatCannotBeTyped(_ value: String) throws {
    try home.group("bad", "confirm = \(value)")
    try home.extension("bad", "x", sh: "echo ran")
    let outcome = try home.qli("-y", "bad", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stdout.isEmpty && outcome.stderr.contains("'confirm' must be "))
  }
}
