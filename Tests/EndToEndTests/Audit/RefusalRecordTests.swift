import TestSupport
import Testing

/// `audit_refusals`: what was not run is on record too.
@Suite struct RefusalRecordTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.extension("g", "x", sh: "echo ran")
  }

  private func group(_ lines: String, log: String = "$STATE/log") throws {
    try home.group(
      "g", "audit_log = \"\(home.path(log))\"\naudit_refusals = true\n\(lines)")
  }

  private func only(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON {
    let lines = try home.auditLines("$STATE/log", sourceLocation: sourceLocation)
    #expect(lines.count == 1, sourceLocation: sourceLocation)
    return try #require(lines.first, sourceLocation: sourceLocation)
  }

  @Test func theWholeRecordOfARefusal() throws {
    try group("requires_env.NEEDED = true")
    #expect(try home.qli("g", "x", "argument").run().ending == .exited(120))
    let record = try only()
    #expect(
      try home.read("$STATE/log").matches(of: /"([a-z_]+)":/).map { String($0.1) } == [
        "event", "timestamp", "run_id", "user", "uid", "host", "pid", "group", "extension", "path",
        "step", "cause", "exit_code", "error",
      ])
    #expect(record["event"] == "refused" && record["step"] == "requires_env")
    #expect(record["group"] == "g" && record["extension"] == "x")
    #expect(record["exit_code"]?.integer == 120)
    #expect(record["error"] == "the environment isn't what group 'g' requires: NEEDED isn't set")
  }

  /// In the morning the record has to say what the night's run missed.
  @Test func allThatIsMissingIsOnRecord() throws {
    try group(
      "requires_env = { B = \"yes\", A = true }\nrequires_commands = [\"none-such\"]\nreason = true"
    )
    #expect(try home.qli("g", "x").environment(["B": "no"]).run().ending == .exited(120))
    #expect(
      try only()["error"]?.string
        == "the environment isn't what group 'g' requires: B has another value; it must be 'yes'; A isn't "
        + "set; the command 'none-such' isn't on PATH; this run needs a reason, too, and standard input "
        + "isn't a terminal")
  }

  @Test(arguments: [
    ("confirm = true", "confirm", 121),
    ("confirm = \"w\"", "confirm", 121),
    ("reason = true", "reason", 121),
    ("requires_commands = [\"none-such\"]", "requires_commands", 120),
    ("[[secrets]]\nenv = \"S\"\nprovider = \"env\"\nref = \"UNSET\"", "secrets", 122),
  ]) func aRefusalAtEveryStepIsRecorded(_ lines: String, _ step: String, _ code: Int) throws {
    try group(lines)
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(Int32(code)) && outcome.stdout.isEmpty)
    let record = try only()
    #expect(record["step"]?.string == step && record["exit_code"]?.integer == code)
    // Of requirements the record has on one line what stands below each other.
    let said = outcome.stderr.replacing(" requires\n  ", with: " requires: ")
    #expect(record["error"]?.string.map { said.hasPrefix("error: \($0)\n") } == true)
  }

  @Test(arguments: [("confirm", "[y/N] "), ("reason", "Reason for `qli g x`: ")])
  func anInterruptAtThePromptIsRecorded(_ step: String, _ prompt: String) throws {
    try group("confirm = true\nreason = true")
    let run = step == "confirm" ? home.qli("g", "x") : home.qli("--yes", "g", "x")
    let terminal = try run.startOnTerminal()
    try terminal.waitFor(prompt)
    try terminal.control("C")
    #expect(try terminal.wait().ending == .signalled(2))
    let record = try only()
    #expect(record["event"] == "refused" && record["step"]?.string == step)
    #expect(record["cause"] == "interrupted")
    #expect(record["exit_code"]?.integer == 130 && record["signal"] == "SIGINT")
    #expect(record["error"] == "qli was told to stop, and nothing was run")
  }

  /// The refusal's code stands where its record can't be written.
  @Test func aLostRecordKeepsTheRefusalsCode() throws {
    try home.directory("$STATE/log")
    try group("confirm = true")
    try home.qli("g", "x").expect(
      stderr: """
        warning: this refusal isn't on record: cannot write the audit log '$STATE/log': \
        Is a directory
        error: this run needs a confirmation, and standard input isn't a terminal
        help: in scripts, confirm with '--yes'

        """, code: 121)
  }

  @Test func aRunThatGoesOnLeavesItsTwoRecords() throws {
    try group("confirm = true")
    try home.qli("-y", "g", "x").expect(stdout: "ran\n")
    #expect(try home.auditLines("$STATE/log").map { $0["event"] } == ["start", "finish"])
  }

  @Test func withoutTheKeyTheLogStaysAsItIs() throws {
    try home.group("g", "audit_log = \"\(home.path("$STATE/log"))\"\nconfirm = true")
    #expect(try home.qli("g", "x").run().ending == .exited(121))
    #expect(!home.exists("$STATE/log"))
  }

  @Test func auditRefusalsWithoutALogIsAnError() throws {
    try home.group("g", "audit_refusals = true")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("'audit_refusals' needs an 'audit_log' to write to"))
  }

  // MARK: - What nobody has looked at

  private func trust() throws {
    #expect(try home.qli("trust", "--yes", "g").run().ending == .exited(0))
  }

  /// What somebody would look for.
  @Test func whatChangedSinceItWasTrusted() throws {
    try group("[extensions.s.service]\nready = \"after:1ms\"")
    try home.extension("g", "s", sh: "echo served")
    try trust()
    try home.extension("g", "x", sh: "echo changed")
    try home.extension("g", "s", sh: "echo changed")
    try home.extension("g", "new", sh: "echo new")
    for words in [["g", "x"], ["g", "new"], ["start", "g", "s"]] {
      #expect(try home.qli().arguments(words).run().ending == .exited(125))
    }
    for words in [["explain", "g", "x"], ["unit", "g", "x"]] {
      #expect(try home.qli().arguments(words).run().ending == .exited(125))
    }
    let records = try home.auditLines("$STATE/log")
    #expect(records.map { $0["extension"] } == ["x", "new", "s"])
    for record in records {
      #expect(record["event"] == "refused" && record["step"] == "trust")
      #expect(record["cause"] == "untrusted" && record["exit_code"]?.integer == 125)
    }
    #expect(
      records.first?["error"]?.string
        == home.expand("'$DATA/qli/extensions/g/x' changed since it was trusted"))
  }

  /// A manifest that nobody has looked at says nothing of where the records are.
  @Test func aManifestThatChangedIsNotBelieved() throws {
    try group("")
    try trust()
    try group("# changed")
    #expect(try home.qli("g", "x").run().ending == .exited(125))
    #expect(!home.exists("$STATE/log"))
  }
}
