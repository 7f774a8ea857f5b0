import TestSupport
import Testing

/// Why a run is made: `reason`, `--reason`, the record and `QLI_REASON`.
@Suite struct ReasonTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("any", "reason = true\naudit_log = \"$STATE/log\"".expanded(home))
    try home.group("inc", "reason = \"INC-*\"\naudit_log = \"$STATE/log\"".expanded(home))
    try home.group("free", "audit_log = \"$STATE/log\"".expanded(home))
    for group in ["any", "inc", "free"] {
      try home.extension(group, "x", sh: "echo \"ran for ${QLI_REASON-nothing}\"")
    }
  }

  private func recorded() throws -> JSON? { try home.auditLines("$STATE/log").first?["reason"] }

  @Test func aReasonOnTheCommandLine() throws {
    try home.qli("--reason", "  because of Ünïcode ", "any", "x")
      .expect(stdout: "ran for because of Ünïcode\n")
    #expect(try recorded() == "because of Ünïcode")
    try home.qli("--reason=INC-1=2", "inc", "x").expect(stdout: "ran for INC-1=2\n")
  }

  @Test func aReasonAskedForAtTheTerminal() throws {
    let terminal = try home.qli("inc", "x").environment(["NO_COLOR": "1"]).startOnTerminal()
    try terminal.waitFor("Reason for `qli inc x` (INC-*): ")
    try terminal.type(" INC-7 roll back \n")
    #expect(try terminal.wait().terminal.hasSuffix("ran for INC-7 roll back\n"))
    #expect(try recorded() == "INC-7 roll back")
  }

  @Test(arguments: [
    ("", "no reason given; nothing was run\n"),
    ("  ", "no reason given; nothing was run\n"),
  ]) func answersThatAreNoReasonRefuseTheRun(_ answer: String, _ message: String) throws {
    let terminal = try home.qli("inc", "x").environment(["NO_COLOR": "1"]).startOnTerminal()
    try terminal.waitFor("(INC-*): ")
    try terminal.type("\(answer)\n")
    try terminal.wait().expect(
      terminal: "Reason for `qli inc x` (INC-*): \(answer)\nerror: \(message)", code: 121)
    #expect(!home.exists("$STATE/log"))
  }

  /// It is asked for again, twice.
  @Test func aReasonThatDoesNotMatchIsAskedForAgain() throws {
    let question = "Reason for `qli inc x` (INC-*): "
    func answered(_ answers: String...) throws -> Outcome {
      let terminal = try home.qli("inc", "x").environment(["NO_COLOR": "1"]).startOnTerminal()
      for answer in answers {
        try terminal.waitFor(question)
        try terminal.type("\(answer)\n")
      }
      return try terminal.wait()
    }
    let again = "it has to match 'INC-*'\n\(question)"
    try answered("OPS-7", "INC-7").expect(
      terminal: "\(question)OPS-7\n\(again)INC-7\nran for INC-7\n")
    #expect(try recorded() == "INC-7")
    try answered("a", "b", "c").expect(
      terminal: """
        \(question)a
        \(again)b
        \(again)c
        error: this run needs a reason that matches 'INC-*'; nothing was run
        help: give it before the group's name: --reason 'TEXT'

        """, code: 121)
    // Nothing at all is a no.
    try answered("a", "").expect(
      terminal: "\(question)a\n\(again)\nerror: no reason given; nothing was run\n", code: 121)
  }

  @Test func aHintOfTheReason() throws {
    try home.group("inc", "reason = \"INC-*\"\nreason_hint = \"ticket, such as INC-123\"")
    let terminal = try home.qli("inc", "x", "a b").environment(["NO_COLOR": "1"]).startOnTerminal()
    try terminal.waitFor("Reason for `qli inc x 'a b'` (ticket, such as INC-123): ")
    try terminal.type("INC-1\n")
    #expect(try terminal.wait().terminal.hasSuffix("ran for INC-1\n"))
    try home.qli("inc", "x").expect(
      stderr: """
        error: this run needs a reason that matches 'INC-*', and standard input isn't a terminal
        help: give it before the group's name: --reason 'TEXT' (ticket, such as INC-123)

        """, code: 121)
    // An extension may have its own, and one that asks for no reason needs none.
    try home.group(
      "inc",
      "reason_hint = \"of the group\"\n[extensions.x]\nreason = true\nreason_hint = \"its own\"")
    try home.extension("inc", "y", sh: "echo y")
    try home.qli("inc", "y").expect(stdout: "y\n")
    #expect(try home.qli("inc", "x").run().stderr.hasSuffix("'TEXT' (its own)\n"))
    for value in ["\"\"", "\" \"", "\"a\\nb\"", "1"] {
      try home.group("inc", "reason = true\nreason_hint = \(value)")
      let outcome = try home.qli("inc", "x").run()
      #expect(outcome.ending == .exited(125) && outcome.stderr.contains("'reason_hint' "))
    }
  }

  @Test func aMissingReasonRefusesTheRun() throws {
    let help = "help: give it before the group's name: --reason 'TEXT'\n"
    try home.qli("any", "x").expect(
      stderr: "error: this run needs a reason, and standard input isn't a terminal\n\(help)",
      code: 121)
    try home.qli("--no-input", "--yes", "inc", "x").expect(
      stderr: """
        error: this run needs a reason that matches 'INC-*', and '--no-input' forbids to ask
        \(help)
        """, code: 121)
    try home.qli("--reason=inc-7", "inc", "x").expect(
      stderr: """
        error: this run needs a reason that matches 'INC-*'; nothing was run
        \(help)
        """, code: 121)
  }

  @Test(
    arguments: [
      [], Array("  ".utf8), Array("a\nb".utf8), [0x1b, 0x5b], [0xff],
      Array("a\u{2028}b\u{202e}".utf8), Array("\u{1d159}".utf8),
    ] as [[UInt8]])
  func textsThatAreNoReason(_ text: [UInt8]) throws {
    try home.qli("--reason", text, "any", "x").expect(
      stderr: "error: option '--reason' needs a text: one line of UTF-8 that isn't empty\n",
      code: 125)
  }

  /// Nobody asked for one, and it is kept all the same.
  @Test func aReasonThatNobodyAskedForIsKept() throws {
    try home.qli("--reason", "why not", "free", "x").expect(stdout: "ran for why not\n")
    #expect(try recorded() == "why not")
  }

  /// What a run around this one was for isn't what this one is for.
  @Test func aReasonInTheEnvironmentIsNotInherited() throws {
    try home.qli("free", "x").environment(["QLI_REASON": "another"])
      .expect(stdout: "ran for nothing\n")
    #expect(try recorded() == nil)
  }

  @Test func aReasonIsRedactedLikeAnArgument() throws {
    try home.group(
      "secret",
      """
      audit_log = "\(home.path("$STATE/log"))"
      [[secrets]]
      env = "TOKEN"
      provider = "env"
      ref = "FROM"
      """)
    try home.extension("secret", "x", sh: "true")
    try home.qli("--reason", "with s3cret inside", "secret", "x").environment(["FROM": "s3cret"])
      .expect()
    #expect(try recorded() == "<redacted>")
  }

  @Test func aRuleAddsItsPattern() throws {
    try home.group("both", "reason = \"INC-*\"\n[extensions.x]\nreason = \"*db*\"")
    try home.extension("both", "x", sh: "echo ran")
    try home.qli("--reason=INC-1 db", "both", "x").expect(stdout: "ran\n")
    #expect(try home.qli("--reason=INC-1", "both", "x").run().ending == .exited(121))
    #expect(try home.qli("--reason=db", "both", "x").run().ending == .exited(121))
  }

  @Test(arguments: [
    ("reason = \"A*\"", "reason = true", "the group's pattern of reasons"),
    ("reason = \"A*\"", "reason = false", "the group's 'reason'"),
    ("reason = true", "reason = false", "the group's 'reason'"),
  ]) func aRuleCannotDropTheReason(_ group: String, _ own: String, _ what: String) throws {
    try home.group("weak", "\(group)\n[extensions.x]\n\(own)")
    try home.extension("weak", "x", sh: "echo ran")
    let outcome = try home.qli("--reason=A", "weak", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("'reason' would weaken \(what)"))
  }
}

extension String {
  /// With the home's places in it.
  fileprivate func expanded(_ home: TestHome) -> String { home.expand(self) }
}
