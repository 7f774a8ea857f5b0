import TestSupport
import Testing

/// `requires_commands`: programs that have to be on PATH before anything runs.
@Suite struct RequiredCommandsTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func expectRefusal(
    _ lines: String, _ stderr: String, of subject: String = "group 'g'",
    _ change: (QliRun) -> QliRun = { $0 },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.captureGroup(
      "audit_log = '$XDG_STATE_HOME/log'\n" + lines, sh: "echo ran > '\(home.path("ran"))'")
    try change(home.qli("g", "x")).expect(
      stderr: "error: the environment isn't what \(subject) requires\n" + stderr, code: 120,
      sourceLocation: sourceLocation)
    #expect(!home.exists("ran") && !home.exists("$STATE/log"), sourceLocation: sourceLocation)
  }

  @Test func allMissingCommandsAreNamed() throws {
    try expectRefusal(
      "requires_commands = ['no-a', 'sh', 'no-b']",
      """
        the command 'no-a' isn't on PATH
        the command 'no-b' isn't on PATH
      help: install 'no-a', or add its folder to PATH
      help: install 'no-b', or add its folder to PATH

      """)
  }

  @Test func missingCommandsTogetherWithVariables() throws {
    try expectRefusal(
      "requires_commands = ['no-a']\nrequires_env = { STAGE = 'it', TOKEN = true, HOME = true }",
      """
        STAGE has another value; it must be 'it'
        TOKEN isn't set
        the command 'no-a' isn't on PATH
      help: export STAGE=it
      help: export TOKEN=<value>
      help: install 'no-a', or add its folder to PATH

      """
    ) { $0.environment(["STAGE": "prod"]) }
  }

  /// The banner comes before; the question, secrets and the lock after.
  @Test func missingCommandsRefuseAtTheSecondStep() throws {
    try home.pathExecutable("op", sh: "echo called > '\(home.path("op-was-called"))'")
    try home.captureGroup(
      """
      banner = "BANNER"
      confirm = true
      requires_commands = ["no-a"]
      run.exclusive = true
      secrets = [{ env = "T", provider = "one_password", ref = "op://a/b/c" }]
      """, sh: "true")
    try home.qli("-q", "g", "x").expect(
      stderr: """
        BANNER
        error: the environment isn't what group 'g' requires
          the command 'no-a' isn't on PATH
          this run needs a confirmation, too, and standard input isn't a terminal

        """, code: 120)
    #expect(!home.exists("op-was-called") && !home.exists("$STATE/qli"))
  }

  @Test func commandsThatAreOnPATH() throws {
    try home.pathExecutable("tool", sh: "true")
    try home.captureGroup("requires_commands = ['tool', 'sh']", sh: "echo ran")
    let run = home.qli("g", "x")
    try run.expect(stdout: "ran\n")
    // A link counts, and a program further down.
    try home.remove("$BIN/tool")
    try home.link("$BIN/tool", to: "/bin/true")
    try run.expect(stdout: "ran\n")
    try home.remove("$BIN/tool")
    try home.directory("$BIN/tool")
    try home.file("more/tool", "#!/bin/sh\n", mode: 0o755)
    try run.environment(["PATH": "\(home.path("$BIN")):/bin:\(home.path("more"))"])
      .expect(stdout: "ran\n")
  }

  @Test func whatCannotBeRunIsMissing() throws {
    let missing = """
        the command 'tool' isn't on PATH
      help: install 'tool', or add its folder to PATH

      """
    let lines = "requires_commands = ['tool']"
    try home.file("$BIN/tool", "#!/bin/sh\n", mode: 0o644)
    try expectRefusal(
      lines,
      """
        the command 'tool' may not be executed: '\(home.path("$BIN/tool"))'
      help: chmod +x \(home.path("$BIN/tool"))

      """)
    try home.remove("$BIN/tool")
    try home.link("$BIN/tool", to: "nowhere")
    try expectRefusal(lines, missing)
    try home.remove("$BIN/tool")
    try home.directory("$BIN/tool")
    try expectRefusal(lines, missing)
    // Empty and relative entries of PATH are ignored, as for extensions.
    try home.file("tool", "#!/bin/sh\n", mode: 0o755)
    try expectRefusal(lines, missing) { $0.environment(["PATH": ":.:"]) }
    try expectRefusal(lines, missing) { $0.unset("PATH") }
  }

  @Test func hostileNamesAreEscaped() throws {
    try expectRefusal(
      #"requires_commands = ["a\u001b[31m\nb"]"#,
      """
        the command 'a\\x1b[31m\\nb' isn't on PATH
      help: install 'a\\x1b[31m\\nb', or add its folder to PATH

      """)
  }

  @Test func anExtensionAddsItsOwn() throws {
    try expectRefusal(
      "requires_commands = ['no-a']\n[extensions.x]\nrequires_commands = ['no-b', 'no-a']\n"
        + "[extensions.y]\nrequires_commands = ['no-c']",
      """
        the command 'no-a' isn't on PATH
        the command 'no-b' isn't on PATH
      help: install 'no-a', or add its folder to PATH
      help: install 'no-b', or add its folder to PATH

      """, of: "'g x'")
  }
}
