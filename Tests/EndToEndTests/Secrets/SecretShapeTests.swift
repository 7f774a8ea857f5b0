import TestSupport
import Testing

/// A value is hidden in whatever shape it shows itself.
@Suite struct SecretShapeTests {
  let home: TestHome
  private static let value = "first/line \"q\" 'é\nsecond$line\nx\n"

  init() throws {
    home = try TestHome()
    try home.file("secret", Self.value + "\n", mode: 0o600)
  }

  private func group(_ lines: String = "") throws {
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      \(lines)
      [[secrets]]
      env = "S"
      ref = "\(home.path("secret"))"
      provider = "file"
      """)
  }

  static let shapes = [
    value, String(value.dropLast()), "first/line \"q\" 'é", "--token=second$line!",
    #"{"t":"first\/line \"q\" '\u00e9\nsecond$line\nx\n"}"#, #"first\/line \"q\" '\u00E9"#,
    #"'first/line "q" '\''é'"#, #"first/line\ \"q\"\ \'é"#, #"'second$line'"#,
  ]

  @Test(arguments: shapes) func inAnArgument(_ shape: String) throws {
    try group()
    try home.extension("g", "x", sh: "true")
    #expect(try home.qli("g", "x", "a", shape, "x").run().ending == .exited(0))
    #expect(try home.auditLines("$STATE/log")[0]["args"] == ["a", "<redacted>", "x"])
  }

  @Test func inAReason() throws {
    try group()
    try home.extension("g", "x", sh: "true")
    _ = try home.qli("--reason", #"see first\/line \"q\" 'é"#, "g", "x").run()
    #expect(try home.auditLines("$STATE/log")[0]["reason"] == "<redacted>")
    // A line of one letter is none of it.
    _ = try home.qli("--reason", "extra x", "g", "x").run()
    #expect(try home.auditLines("$STATE/log")[2]["reason"] == "extra x")
  }

  /// In a path that was expanded: on standard error, in the record and in the object.
  @Test func inAPath() throws {
    try group("run.cwd = \"/no/$PLACE/here\"")
    try home.extension("g", "x", sh: "true")
    let run = home.qli("g", "x").environment(["PLACE": "first/line \"q\" 'é"])
    let outcome = try run.run()
    #expect(outcome.ending == .exited(126))
    #expect(outcome.stderr.contains("/no/<redacted>/here"))
    #expect(!outcome.stderr.contains("first"))
    let closing = try #require(home.auditLines("$STATE/log").last)
    #expect(closing["error"]?.string?.contains("/no/<redacted>/here") == true)
    let object = try JSON.parse(
      home.qli("run", "--json", "g", "x").environment(["PLACE": "second$line"]).run().stdout)
    #expect(object["error"]?.string?.contains("/no/<redacted>/here") == true)
  }

  /// And where a log's name is made of it.
  @Test func inTheNameOfALog() throws {
    try home.group(
      "g",
      """
      audit_log = "/dev/null/$PLACE"
      audit_refusals = false
      [[secrets]]
      env = "S"
      ref = "\(home.path("secret"))"
      provider = "file"
      """)
    try home.extension("g", "x", sh: "true")
    let outcome = try home.qli("g", "x").environment(["PLACE": "second$line"]).run()
    #expect(outcome.ending == .exited(123))
    #expect(outcome.stderr.contains("/dev/null/<redacted>"))
  }

  /// A store's own key, too.
  @Test func theKeyOfAStore() throws {
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      secrets = [{ env = "S", ref = "op://v/i/f", provider = "one_password" }]
      """)
    try home.pathExecutable("op", sh: "echo value")
    try home.extension("g", "x", sh: "true")
    try home.qli("g", "x", "ops_token", "v").environment(["OP_SERVICE_ACCOUNT_TOKEN": "ops_token"])
      .expect()
    #expect(try home.auditLines("$STATE/log")[0]["args"] == ["<redacted>", "v"])
  }
}
