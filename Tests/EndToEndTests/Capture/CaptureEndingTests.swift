import Glibc
import TestSupport
import Testing

/// Every ending of a captured run is the same object, with the exit code of the contract.
@Suite struct CaptureEndingTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  /// What follows the outcome of a run that didn't begin.
  private func rest(code: Int) -> String {
    "\"exit_code\":\(code),\"duration_ms\":MS,\"stdout\":null,\"stderr\":null"
  }

  /// Expects a refusal at this step, and that nothing ran.
  private func expectRefusal(
    _ step: String, _ cause: String, _ error: String, code: Int, details: String = "",
    _ change: (QliRun) -> QliRun = { $0 },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.extension("g", "x", sh: "echo ran >> '\(home.path("ran"))'")
    let run = try change(home.captured()).capture(home, sourceLocation: sourceLocation)
    run.expect(
      "\"outcome\":\"refused\",\"step\":\"\(step)\",\"cause\":\"\(cause)\","
        + "\"error\":\"\(error)\",\(rest(code: code))",
      stderr: "error: \(error)\n\(details)", sourceLocation: sourceLocation)
    #expect(run.object["duration_ms"] == 0, sourceLocation: sourceLocation)
    #expect(!home.exists("ran"), sourceLocation: sourceLocation)
  }

  // MARK: - Refused

  @Test func anUnmetRequirementOfTheEnvironment() throws {
    try home.group("g", "requires_env = { STAGE = 'it' }")
    try expectRefusal(
      "requires_env", "env_unset", "the environment isn't what group 'g' requires", code: 120,
      details: "  STAGE isn't set; it must be 'it'\nhelp: export STAGE=it\n")
  }

  @Test func aMissingCommand() throws {
    try home.group("g", "requires_commands = ['no-such-program']")
    try expectRefusal(
      "requires_commands", "command_missing", "the environment isn't what group 'g' requires",
      code: 120,
      details: "  the command 'no-such-program' isn't on PATH\n"
        + "help: install 'no-such-program', or add its folder to PATH\n")
  }

  @Test func aLockThatIsHeld() throws {
    try home.group("g", "run.exclusive = true")
    try expectRefusal(
      "exclusive", "lock_unusable",
      "the lock of this exclusive extension has no place: neither XDG_STATE_HOME nor HOME is set "
        + "to an absolute path", code: 120,
      details: "help: \(TestHome.settingHome)\n"
    ) { $0.unset("HOME", "XDG_STATE_HOME") }
  }

  @Test func aConfirmationWithoutATerminal() throws {
    try home.group("g", "confirm = true")
    try expectRefusal(
      "confirm", "no_terminal",
      "this run needs a confirmation, and standard input isn't a terminal", code: 121,
      details: "help: in scripts, confirm with '--yes'\n")
    try home.captured("-y").capture(home).expect(
      #""outcome":"finished","exit_code":0,"duration_ms":MS,"stdout":null,"stderr":null"#)
    #expect(home.exists("ran"))
  }

  @Test func aSecretThatCannotBeFetched() throws {
    try home.group("g", "secrets = [{ env = 'T', provider = 'env', ref = 'SOURCE' }]")
    try expectRefusal(
      "secrets", "secret_unset",
      "secret 'T' couldn't be resolved: the environment variable 'SOURCE' isn't set", code: 122,
      details: "help: export SOURCE=<value>\n")
  }

  @Test func anAuditLogThatCannotBeWritten() throws {
    try home.directory("$STATE/log")
    try home.group("g", "audit_log = '$XDG_STATE_HOME/log'")
    try expectRefusal(
      "audit", "log_unusable",
      "cannot write the audit log '$STATE/log': Is a directory; nothing was run", code: 123,
      details:
        "help: mend the path or its permissions, or change 'audit_log' in the group's manifest\n")
  }

  // MARK: - Not found, and failed before the first step

  @Test func aGroupThatIsNotThere() throws {
    try home.qli("run", "--json", "prd", "x").capture(home).expect(
      #""outcome":"not_found","cause":"group_not_found","error":"there is no group 'prd'","#
        + rest(code: 127),
      group: "prd",
      stderr: """
        error: there is no group 'prd'
        help: make a group, and an extension in it: qli new mine && qli new mine hello
        help: make one of a folder of scripts that is there: qli new mine --from DIR
        help: what a group can ask for: qli help manifest

        """)
  }

  @Test func anExtensionThatIsNotThere() throws {
    try home.captureGroup(sh: "")
    try home.qli("-q", "run", "--json", "g", [0x79, 0xff] as [UInt8]).capture(home).expect(
      #""outcome":"not_found","cause":"extension_not_found","error":"there is no extension 'y\#u{fffd}' in group 'g'","#
        + rest(code: 127),
      name: "y\u{fffd}",
      stderr: "error: there is no extension 'y\u{fffd}' in group 'g'\n")
  }

  @Test func aBrokenManifest() throws {
    try home.group("g", manifest: "schema_version = 1\n")
    try home.extension("g", "x", sh: "echo ran")
    let run = try home.captured().capture(home)
    #expect(run.text.contains(#""outcome":"failed","cause":"manifest_invalid","error""#))
    #expect(run.object["error"] == "the manifest has 1 problem")
    #expect(run.object["exit_code"] == 125 && run.object["step"] == nil)
  }

  @Test func anExtensionWithoutItsExecuteBit() throws {
    try home.captureGroup(sh: "")
    try home.chmod("\(home.extensions())/g/x", 0o644)
    let object = try home.captured().capture(home).object
    #expect(object["outcome"] == "failed" && object["exit_code"] == 126)
    #expect(
      object["error"]
        == .string(home.expand("cannot execute '$DATA/qli/extensions/g/x': it has no execute bit")))
  }

  // MARK: - Failed to start

  @Test func anExtensionThatCannotBeStarted() throws {
    try home.group("g", "audit_log = '$XDG_STATE_HOME/log'")
    let path = try home.extension("g", "x", "#!/no/such/program\n")
    let run = try home.captured().capture(home)
    let error = "cannot execute '\(path)': its interpreter '/no/such/program' isn't there"
    run.expect(
      "\"outcome\":\"failed\",\"step\":\"spawn\",\"cause\":\"interpreter_missing\",\"error\":\"\(error)\","
        + rest(code: 126),
      stderr: "error: \(error)\n"
        + "help: install the interpreter, or mend the first line of the script\n")
    let records = try home.auditLines("$STATE/log")
    #expect(records.map { $0["event"] } == ["start", "failed"])
    #expect(records.allSatisfy { $0["run_id"] == run.object["run_id"] })
  }

  // MARK: - Ended

  @Test func anExtensionThatDiesOfASignal() throws {
    try home.captureGroup(sh: "echo out; kill -TERM $$")
    try home.captured().capture(home).expect(
      #""outcome":"signalled","exit_code":143,"signal":"SIGTERM","duration_ms":MS,"#
        + #""stdout":"out","stderr":null"#)
    // qli dies of SIGINT itself, when the object is out.
    try home.captureGroup(sh: "echo err >&2; exec probe kill-self INT")
    let run = try home.captured().capture(home).expect(
      #""outcome":"signalled","exit_code":130,"signal":"SIGINT","duration_ms":MS,"#
        + #""stdout":null,"stderr":"err""#)
    #expect(run.outcome.ending == .signalled(SIGINT))
  }

  @Test func theTimeLimitOfTheCommandLine() throws {
    try home.captureGroup(
      "audit_log = '$XDG_STATE_HOME/log'",
      sh: "trap : TERM; echo begun; probe trap TERM; echo cleaned up; exit 0")
    let run = try home.captured("--timeout=2s").capture(home)
    let error = "the extension was ended by SIGTERM: it had run for 2s, which is its time limit"
    run.expect(
      "\"outcome\":\"timed_out\",\"cause\":\"time_limit\",\"error\":\"\(error)\",\"exit_code\":124,\"signal\":\"SIGTERM\","
        + #""duration_ms":MS,"stdout":"begun\ncleaned up","stderr":null"#,
      stderr: "error: \(error)\n")
    let record = try #require(home.auditLines("$STATE/log").last)
    #expect(record["event"] == "timed_out" && record["timeout_ms"] == 2000)
    #expect(record["run_id"] == run.object["run_id"])
  }

  /// A limit of the manifest's is no other, and `--timeout` stands in for it.
  @Test func theTimeLimitOfTheManifest() throws {
    try home.captureGroup(
      "run = { timeout = '1ms', grace = '1ms' }", sh: "trap '' TERM; exec sleep 1000")
    let object = try home.captured().capture(home).object
    #expect(object["outcome"] == "timed_out")
    #expect(object["exit_code"] == 124 || object["exit_code"] == 137)
    try home.extension("g", "x", sh: "echo in time")
    try home.captured("--timeout=1h").capture(home).expect(
      #""outcome":"finished","exit_code":0,"duration_ms":MS,"stdout":"in time","stderr":null"#)
  }

  @Test func aTimeLimitThatNeedsSIGKILL() throws {
    let ready = try home.fifo("ready")
    try home.captureGroup(
      "run.grace = '1ms'", sh: "trap '' TERM; echo > '\(ready.path)'; while :; do sleep 1000; done")
    let running = try home.captured("--timeout=2s").start()
    try ready.wait(for: running)
    let object = try CapturedRun(running.wait(), home).object
    #expect(object["outcome"] == "timed_out" && object["signal"] == "SIGKILL")
    #expect(object["exit_code"] == 137)
  }

  @Test func qliIsToldToStop() throws {
    let ready = try home.fifo("ready")
    try home.captureGroup(
      "audit_log = '$XDG_STATE_HOME/log'",
      sh: "exec probe trap TERM --ready '\(ready.path)' --exit 5")
    let running = try home.captured().start()
    try ready.wait(for: running)
    try running.signal(SIGTERM)
    try CapturedRun(running.wait(), home).expect(
      #""outcome":"interrupted","exit_code":5,"signal":"SIGTERM","duration_ms":MS,"#
        + #""stdout":null,"stderr":null"#)
    #expect(try home.auditLines("$STATE/log").last?["event"] == "interrupted")
  }

  @Test func qliIsToldToStopBeforeAnythingRuns() throws {
    try home.captureGroup("confirm = true", sh: "echo ran")
    let terminal = try home.captured().stdout(.capture).startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.process.signal(SIGTERM)
    try CapturedRun(terminal.wait(), home).expect(
      #""outcome":"interrupted","exit_code":143,"signal":"SIGTERM","duration_ms":MS,"#
        + #""stdout":null,"stderr":null"#)
  }

  // MARK: - The object has to arrive

  @Test func standardOutputIsFull() throws {
    try home.captureGroup(sh: "exit 3")
    try home.captured().stdout(.file("/dev/full")).expect(
      stderr: "error: cannot write to standard output: No space left on device\n", code: 125)
    // Whoever read has seen enough.
    try home.captured().stdout(.brokenPipe).expect(code: 3)
  }

  /// The banner, the question and warnings are no part of it.
  @Test func standardOutputHoldsTheObjectAlone() throws {
    try home.captureGroup(
      "banner = 'BANNER'\nconfirm = true", sh: "echo out; echo err >&2")
    let terminal = try home.captured().stdout(.capture).environment(["NO_COLOR": "1"])
      .startOnTerminal()
    try terminal.waitFor("Run `qli g x`? [y/N] ")
    try terminal.type("y\n")
    let outcome = try terminal.wait()
    try CapturedRun(outcome, home).expect(
      #""outcome":"finished","exit_code":0,"duration_ms":MS,"stdout":"out","stderr":"err""#)
    #expect(outcome.terminal == "BANNER\nRun `qli g x`? [y/N] y\n")
  }

  @Test func theQuestionIsAnsweredNo() throws {
    try home.captureGroup("confirm = true", sh: "echo ran")
    let terminal = try home.captured().stdout(.capture).startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.type("n\n")
    try CapturedRun(terminal.wait(), home).expect(
      #""outcome":"refused","step":"confirm","cause":"not_confirmed","error":"not confirmed; nothing was run","#
        + rest(code: 121))
  }

  /// A usage error is none of a run: there is no object.
  @Test func usageErrorsLeaveNoObject() throws {
    try home.captureGroup(sh: "echo ran")
    for (words, error) in [
      (["run", "--output=json", "g", "x"], "option '--output' means nothing without '--json'"),
      (
        ["run", "--json", "--output=xml", "g", "x"],
        "option '--output' can't be 'xml'; write 'text', 'json', or 'lines'"
      ),
      (
        ["run", "--json", "--timeout", "g", "x"],
        "option '--timeout' can't be 'g': "
          + "it needs a number and a unit; write '90s', '10m' or '1h30m'\nhelp: --timeout 90s"
      ),
      (
        ["g", "--timeout=0s", "x"],
        "option '--timeout' can't be '0s': it must be more than zero\nhelp: --timeout 90s"
      ),
      (["g", "--timeout"], "option '--timeout' needs a value\nhelp: --timeout DURATION"),
    ] {
      try home.qli().arguments(words).expect(stderr: "error: \(error)\n", code: 125)
    }
  }
}
