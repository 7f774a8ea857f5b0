import Glibc
import TestSupport
import Testing

/// Secrets from source plugins in a run: beside other stores, and together with them to their end.
@Suite struct SecretSourceTests {
  private let group: SourceGroup
  private var home: TestHome { group.home }

  init() throws { group = try SourceGroup() }

  private func refused(
    _ reason: String, secret: String = "S0", details: String = "", help: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let help = help.map { "help: \($0)\n" }.joined()
    try home.qli("g", "x").expect(
      stderr: "error: secret '\(secret)' couldn't be resolved: \(reason)\n\(details)\(help)",
      code: 122, sourceLocation: sourceLocation)
    #expect(!home.exists("$STATE/log"), sourceLocation: sourceLocation)
  }

  private func expectGone(
    _ names: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for name in names {
      for process in try group.processes(name) {
        #expect(!home.exists("/proc/\(process)"), sourceLocation: sourceLocation)
      }
    }
  }

  // MARK: - What comes

  /// One process for all, which is gone before the extension begins.
  @Test func oneProcessIsAskedInTurn() throws {
    try group.secrets([("demo", "a"), ("demo", "b"), ("demo", "a")])
    try group.plugin("demo")
    let pids = home.path("demo.pids")
    try home.extension(
      "g", "x", sh: "echo \"$S0|$S1|$S2\"; [ ! -e /proc/$(cat '\(pids)') ] || echo there")
    try home.qli("g", "x").expect(stdout: "value of a|value of b|value of a\n")
    #expect(try group.processes("demo").count == 1)
    #expect(try group.references("demo") == ["a", "b"])
    #expect(try home.auditLines("$STATE/log").first?["env_var_names"] == ["S0", "S1", "S2"])
  }

  /// Each of two plugins and `op` answers only when all three are asked.
  @Test func storesAreAskedAtTheSameTime() throws {
    let here = try home.fifo("here")
    let go = try home.fifo("go")
    let meet = "echo > '\(here.path)'; read wait < '\(go.path)'"
    try group.secrets([
      ("one", "a"), ("one_password", "op://v/i"), ("two", "b"), ("file", "$XDG_STATE_HOME/file"),
    ])
    try group.plugin("one", answer: meet)
    try group.plugin("two", answer: meet)
    try home.pathExecutable("op", sh: "\(meet); echo from op")
    try home.file("$STATE/file", "from a file\n")
    let running = try home.qli("g", "x").start()
    for _ in 0..<3 { try here.wait(for: running) }
    try go.release(3)
    try running.expect(
      stdout: "S0=value of a\nS1=from op\nS2=value of b\nS3=from a file\nran\n")
    try expectGone("one", "two")
  }

  @Test func nothingIsStartedBeforeItIsNeeded() throws {
    try group.secrets([("demo", "a"), ("env", "UNSET")])
    try group.plugin("demo")
    #expect(try home.qli("g", "x").run().ending == .exited(122))
    try group.secrets([("demo", "a")], "confirm = true\nrequires_env = { MISSING = true }\n")
    #expect(try home.qli("g", "x").run().ending == .exited(120))
    #expect(try home.qli("g", "x").environment(["MISSING": "x"]).run().ending == .exited(121))
    #expect(try group.processes("demo") == [])
  }

  // MARK: - Credentials

  @Test func thePluginsKeysAreWithheld() throws {
    try group.secrets([("demo", "a")])
    let answer = #"say "\"result\":{\"value\":\"$DEMO_TOKEN\"}"; return"#
    try group.plugin(
      "demo", answer: answer,
      sidecar: """
        allowed_env_vars = ["PATH", "DEMO_*"]
        credential_env_vars = ["DEMO_TOKEN"]
        """)
    try home.extension("g", "x", sh: "echo \"$S0|$DEMO_TOKEN|$DEMO_URL\"")
    let run = home.qli("g", "x").environment(["DEMO_TOKEN": "key", "DEMO_URL": "url"])
    try run.expect(stdout: "key||url\n")
    try home.group(
      "g",
      "secrets = [{ env = 'S0', ref = 'a', provider = 'demo', keep_credentials = true }]")
    try run.expect(stdout: "key|key|url\n")
  }

  /// Nobody asked it.
  @Test func theKeysOfAnotherPluginStay() throws {
    try group.secrets([("other", "a")])
    try group.plugin("other")
    try group.plugin(
      "demo",
      sidecar: "allowed_env_vars = ['DEMO_TOKEN']\ncredential_env_vars = ['DEMO_TOKEN']")
    try home.extension("g", "x", sh: "echo \"$DEMO_TOKEN\"")
    try home.qli("g", "x").environment(["DEMO_TOKEN": "key"]).expect(stdout: "key\n")
  }

  // MARK: - Failures

  @Test func aPluginThatIsNotThere() throws {
    try group.secrets([("demmo", "a")])
    try group.plugin("demo")
    try refused(
      "there is no source plugin 'demmo'; did you mean 'demo'?",
      help: "see all plugins: qli sources")
    // A built-in provider may have been meant.
    try group.secrets([("fil", "a")])
    try refused(
      "there is no source plugin 'fil'; did you mean 'file'?",
      help: "see all plugins: qli sources")
    #expect(try group.processes("demo") == [])
  }

  /// Once for each plugin, however many secrets are to come from it.
  @Test func doctorMissesThePlugin() throws {
    try group.secrets([("fil", "a"), ("fil", "b")])
    try home.qli("doctor").expectFindings(
      """
      error    group 'g': secret 'S0' couldn't be resolved: there is no source plugin 'fil'; did \
      you mean 'file'?
               help: see all plugins: qli sources
      """, home: home, errors: 1)
  }

  /// The secret that was asked for last is to blame, and the others end with it.
  @Test func aReferenceThatItDoesNotHave() throws {
    let ready = try home.fifo("ready")
    try group.secrets([("one_password", "op://v/i"), ("demo", "a"), ("demo", "b"), ("demo", "c")])
    try group.plugin(
      "demo",
      answer: """
        if [ $reference = b ]; then
          read wait < '\(ready.path)'
          say '"error":{"kind":"bad-reference","reference":"b","reason":"no such item"}'
          return
        fi
        """)
    try home.pathExecutable(
      "op", sh: "exec probe trap TERM --ready '\(ready.path)' --log '\(home.path("log"))'")
    try refused(
      "source 'demo': it doesn't take the reference 'b': no such item", secret: "S2",
      help: "mend 'ref' in the group's manifest",
      "or see how the plugin is: qli sources check demo")
    #expect(try home.read("log") == "SIGTERM\n")
    #expect(try group.references("demo") == ["a", "b"])
    try expectGone("demo")
  }

  /// However long it takes to end, the others are told at once.
  @Test func theRestEndsAsSoonAsOneHasFailed() throws {
    let ready = try home.fifo("ready")
    try group.secrets([("demo", "a"), ("one_password", "op://v/i")])
    try group.plugin(
      "demo", answer: "read wait < '\(ready.path)'; trap '' TERM; echo nonsense; return",
      sidecar: "[lifetime]\nshutdown_grace = '1h'", after: "exec sleep 1000")
    try home.pathExecutable(
      "op", sh: "exec probe trap TERM --ready '\(ready.path)' --log '\(home.path("log"))'")
    let running = try home.qli("g", "x").start()
    try home.waitForFile("log", toContain: "SIGTERM\n")
    #expect(!running.hasEnded)
    // One that comes while qli tells the others would be taken for what has ended the first.
    try SignalState.waitUntilSettled(running.pid)
    try running.signal(SIGTERM)
    try running.expect(code: 143)
    try expectGone("demo")
  }

  @Test func anOpThatFailsEndsThePlugin() throws {
    let ready = try home.fifo("ready")
    try group.secrets([("demo", "a"), ("one_password", "op://v/i")])
    try group.plugin(
      "demo",
      answer: "trap 'echo TERM > \"$log.end\"; exit' TERM; echo > '\(ready.path)'; "
        + "while :; do sleep 0.01; done")
    try home.pathExecutable("op", sh: "read line < '\(ready.path)'; exit 3")
    try refused("'op read' exited with 3", secret: "S1", help: "op signin")
    #expect(try home.read("demo.end") == "TERM\n")
    try expectGone("demo")
  }

  /// Both in one piece: a second reply may also come too late to be seen.
  @Test func aPluginThatAnswersTwice() throws {
    try group.secrets([("demo", "a")])
    try group.plugin(
      "demo",
      answer: #"""
        both=$(say '"result":{"value":"x"}'; say '"result":{"value":"y"}')
        printf '%s\n' "$both"
        return
        """#)
    try refused(
      "source 'demo': it wrote a line that nothing had asked for",
      help: "a plugin writes replies to standard output, and all else to standard error")
    try expectGone("demo")
  }

  @Test(arguments: [
    (#"\"\""#, "its value is empty"),
    (#"\"a\\u0000\""#, "its value holds a NUL, which no environment variable can"),
  ])
  func valuesThatNoVariableCanHold(_ value: String, _ reason: String) throws {
    try group.secrets([("demo", "a")])
    try group.plugin("demo", answer: "say \"\\\"result\\\":{\\\"value\\\":\(value)}\"; return")
    try refused(
      reason,
      help: "give it another value where it is kept, or change 'ref' in the group's manifest")
    try expectGone("demo")
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func aSignalEndsThePlugin(_ signal: Int32) throws {
    let ready = try home.fifo("ready")
    let never = try home.fifo("never")
    try group.secrets([("demo", "a")])
    try group.plugin("demo", answer: "echo > '\(ready.path)'; read wait < '\(never.path)'")
    let running = try home.qli("g", "x").start()
    try ready.wait(for: running)
    try running.signal(signal)
    if signal == SIGINT {
      try running.wait().expect(signal: SIGINT)
    } else {
      try running.expect(code: 128 + signal)
    }
    try expectGone("demo")
    // It is no fault of the plugin's.
    try group.plugin("demo")
    try home.qli("g", "x").expect(stdout: "S0=value of a\nran\n")
  }
}
