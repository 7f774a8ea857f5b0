import TestSupport
import Testing

/// A run that is refused shows no secret's value, whichever step refuses it; neither do `explain` and
/// `doctor`, which foresee it.
@Suite struct SecretRefusalTests {
  let home: TestHome
  private static let value = "topsecretvalue"

  init() throws {
    home = try TestHome()
  }

  private func group(_ lines: String, secrets: String = "") throws {
    try home.group(
      "g",
      """
      audit_refusals = true
      \(lines)
      [[secrets]]
      env = "TOK"
      provider = "env"
      ref = "CI"
      \(secrets)
      """)
    try home.extension("g", "x", sh: "echo ran")
  }

  private func qli(_ words: String...) -> QliRun {
    home.qli().arguments(words).environment(["CI": Self.value])
  }

  /// Expects that a run ends with `code`, and that `text` is all that is said, everywhere.
  private func expectHidden(
    _ text: String, code: Int32, isRecorded: Bool = true, isForeseen: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = try qli("--status-file", home.path("status"), "g", "x").run()
    #expect(run.ending == .exited(code) && run.stdout.isEmpty, sourceLocation: sourceLocation)
    var said = [run.stderr]
    said.append(try qli("run", "--json", "g", "x").run().stdout)
    if isRecorded { said.append(try home.read("$STATE/log")) }
    if isForeseen {
      said += [
        try qli("explain", "g", "x").run().stdout,
        try qli("explain", "--json", "g", "x").run().stdout,
        try qli("doctor").run().stdout, try qli("doctor", "--json").run().stdout,
      ]
    }
    for said in said {
      #expect(said.contains(text), "\(said)", sourceLocation: sourceLocation)
      #expect(!said.contains(Self.value), "\(said)", sourceLocation: sourceLocation)
    }
    #expect(try !home.read("status").contains(Self.value), sourceLocation: sourceLocation)
  }

  /// One that came before another one failed.
  @Test func aFileThatIsNotThere() throws {
    try group(
      "audit_log = \"$XDG_STATE_HOME/log\"",
      secrets: """
        [[secrets]]
        env = "T2"
        provider = "file"
        ref = "/nonexist/$CI"
        """)
    try expectHidden("/nonexist/<redacted>", code: 122)
  }

  @Test func theFolderThatItRunsIn() throws {
    try group("audit_log = \"$XDG_STATE_HOME/log\"\nrun.cwd = \"/nonexist/$CI\"")
    try expectHidden("/nonexist/<redacted>", code: 126)
  }

  @Test func aLogThatCannotBeMade() throws {
    try group("audit_log = \"/dev/null/$CI\"")
    try expectHidden("/dev/null/<redacted>", code: 123, isRecorded: false)
  }

  /// Before any secret is fetched.
  @Test func aLockThatHasNoPlace() throws {
    let place = try home.directory("state")
    try group("audit_log = \"\(place)/log\"\nrun.exclusive = true")
    let run = qli("g", "x").environment(["XDG_STATE_HOME": "/dev/null/\(Self.value)"])
    let outcome = try run.run()
    #expect(outcome.ending == .exited(120))
    #expect(outcome.stderr.contains("'/dev/null/<redacted>/qli/locks/g/x.gate'"))
    for text in [outcome.stderr, try home.read("state/log")] {
      #expect(text.contains("<redacted>") && !text.contains(Self.value))
    }
  }

  /// The key of a store that is never asked.
  @Test func theKeyOfAStore() throws {
    try group(
      "audit_log = \"$XDG_STATE_HOME/log\"",
      secrets: """
        [[secrets]]
        env = "T2"
        provider = "one_password"
        ref = "op://v/i/f"
        [[secrets]]
        env = "T3"
        provider = "file"
        ref = "/nonexist/$OP_SERVICE_ACCOUNT_TOKEN"
        """)
    let run = qli("g", "x").environment(["OP_SERVICE_ACCOUNT_TOKEN": "ops_token"])
    let outcome = try run.run()
    #expect(outcome.ending == .exited(122))
    #expect(outcome.stderr.contains("/nonexist/<redacted>"))
    #expect(try !home.read("$STATE/log").contains("ops_token"))
    #expect(
      try qli("explain", "g", "x").environment(["OP_SERVICE_ACCOUNT_TOKEN": "ops_token"]).run()
        .stdout.contains("/nonexist/<redacted>"))
  }

  /// What a file has given, which can't be known before.
  @Test func theValueOfAFile() throws {
    try home.file("$STATE/token", "from-a-file\n", mode: 0o600)
    try group(
      "audit_log = \"$XDG_STATE_HOME/log\"",
      secrets: """
        [[secrets]]
        env = "T2"
        provider = "file"
        ref = "$XDG_STATE_HOME/token"
        [[secrets]]
        env = "T3"
        provider = "file"
        ref = "/nonexist/$PLACE"
        """)
    let outcome = try qli("g", "x").environment(["PLACE": "from-a-file"]).run()
    #expect(outcome.ending == .exited(122))
    #expect(outcome.stderr.contains("/nonexist/<redacted>"))
    #expect(try !home.read("$STATE/log").contains("from-a-file"))
  }
}
