import Foundation
import TestSupport
import Testing

/// `qli sources check NAME [REF]` and `qli sources reset NAME`.
@Suite struct SourcesCheckTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func expect(
    _ arguments: String..., stdout: String = "", stderr: String = "", code: Int32,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.qli("sources").arguments(arguments).expect(
      stdout: stdout, stderr: stderr, code: code, sourceLocation: sourceLocation)
  }

  private let greeting = "version: 1.2\ncapabilities: read, validate\n"

  // MARK: - Check

  @Test func aPluginThatIsReady() throws {
    try home.plugin("vault")
    try expect("check", "vault", stdout: "\(greeting)status: available\n", code: 0)
    try expect(
      "check", "vault", "kv/x", stdout: "\(greeting)status: available\nreference: valid\n",
      code: 0)
  }

  @Test func aPluginThatIsNotReady() throws {
    try home.plugin("vault", availability: #""status":"unavailable","detail":"a \u001b[31mdetail""#)
    try expect(
      "check", "vault", stdout: "\(greeting)status: unavailable: a \\x1b[31mdetail\n", code: 1)
    try home.plugin("vault", availability: #""status":"needs-credential","detail":null"#)
    try expect("check", "vault", stdout: "\(greeting)status: needs-credential\n", code: 1)
    try home.plugin("vault", validation: #"{"result":{"ok":false}}"#)
    try expect(
      "check", "vault", "kv/x", stdout: "\(greeting)status: available\nreference: not valid\n",
      code: 1)
  }

  @Test func aReferenceWithAnError() throws {
    try home.plugin(
      "vault",
      validation: #"{"error":{"kind":"bad-reference","reference":"kv/x","reason":"no field"}}"#)
    try expect(
      "check", "vault", "kv/x", stdout: "\(greeting)status: available\n",
      stderr: """
        error: source 'vault': it doesn't take the reference 'kv/x': no field

        """, code: 1)
  }

  /// It is ready all the same: only a run tells whether the reference is.
  @Test func aPluginThatCannotValidate() throws {
    try home.plugin(
      "vault",
      validation: #"{"error":{"kind":"unsupported-capability","capability":"validate"}}"#)
    try expect(
      "check", "vault", "kv/x",
      stdout: """
        \(greeting)status: available
        reference: unknown; the plugin doesn't support 'validate'

        """, code: 0)
  }

  /// It says nothing that it was given as a credential, and asks for no value.
  @Test func checkingAsksForNoValue() throws {
    try home.plugin(
      "vault", "allowed_env_vars = ['TOKEN']\ncredential_env_vars = ['TOKEN']",
      availability: #""status":"unavailable","detail":"'"$TOKEN"' is bad""#)
    try home.qli("sources", "check", "vault").environment(["TOKEN": "SENTINEL-17"]).expect(
      stdout: "\(greeting)status: unavailable: <redacted> is bad\n", code: 1)
  }

  @Test func aPluginThatCrashes() throws {
    try home.sidecar("vault")
    try home.sourceProgram("vault", "echo 'out of order' >&2; exit 3")
    try expect(
      "check", "vault",
      stderr: """
        error: source 'vault': it exited with 3 before it answered
          vault: out of order

        """, code: 1)
  }

  @Test func pluginsThatAreNotStarted() throws {
    try home.plugin("vault", "checksum_sha256 = '\(String(repeating: "0", count: 64))'")
    let outcome = try home.qli("sources", "check", "vault").run()
    #expect(outcome.ending == .exited(1))
    #expect(outcome.stdout.isEmpty)
    #expect(outcome.stderr.contains("isn't what its sidecar pins\n  pinned: 000"))
    #expect(outcome.stderr.contains("\nhelp: if you trust it as it is now: qli sources pin vault"))

    try home.sidecar("vault", "x = 1")
    #expect(try home.qli("sources", "check", "vault").run().ending == .exited(1))
    try expect(
      "check", "other",
      stderr: """
        error: there is no source plugin 'other'
        help: how to get one: man 7 qli-source

        """, code: 127)
  }

  @Test func ctrlCEndsTheCheckAndThePlugin() throws {
    try home.sidecar("vault", "allowed_env_vars = ['PATH']")
    try home.sourceProgram("vault", "echo $$ > '\(home.path("pid"))'; exec sleep 1000")
    let run = try home.qli("sources", "check", "vault").start()
    try home.waitForFile("pid", toContain: "\n")
    try run.signal(SIGINT)
    #expect(try run.wait().ending == .signalled(SIGINT))
    let pid = try #require(pid_t(home.read("pid").trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(pid, 0) == -1)
  }

  // MARK: - Reset

  @Test func resetClearsTheCrashes() throws {
    try home.sidecar("vault", "lifetime = { restart_cap = 2, restart_window = '1h' }")
    try home.crashes("vault", 2)
    let refused = try home.qli("sources", "check", "vault").run()
    #expect(refused.ending == .exited(1))
    #expect(refused.stderr.contains("\nhelp: mend it, then: qli sources reset vault\n"))

    let cleared = try home.qli("sources", "reset", "vault").run()
    #expect(cleared.ending == .exited(0))
    #expect(cleared.stdout.hasPrefix("2 crashes of 'vault' cleared, the last at 20"))
    try home.plugin("vault")
    #expect(try home.qli("sources", "check", "vault").run().ending == .exited(0))
    try expect("reset", "vault", stdout: "'vault' had not crashed\n", code: 0)
  }

  @Test func resetMendsABrokenRecord() throws {
    try home.plugin("vault")
    try home.file("$STATE/qli/sources/vault.json", "nonsense")
    #expect(try home.qli("sources", "check", "vault").run().ending == .exited(1))
    try expect(
      "reset", "vault", stdout: "the record of 'vault' was broken, and is cleared\n", code: 0)
    #expect(try home.qli("sources", "check", "vault").run().ending == .exited(0))
  }

  @Test func resetAlsoWithABrokenSidecar() throws {
    try home.sidecar("vault", "x = 1")
    try expect("reset", "vault", stdout: "'vault' had not crashed\n", code: 0)
  }

  @Test func pluginsThatCannotBeReset() throws {
    try home.plugin("vault")
    try expect(
      "reset", "valt",
      stderr: """
        error: there is no source plugin 'valt'; did you mean 'vault'?
        help: see all plugins: qli sources

        """, code: 127)
    try home.file("$STATE/qli", "in the way")
    let outcome = try home.qli("sources", "reset", "vault").run()
    #expect(outcome.ending == .exited(125))
    #expect(
      home.collapse(outcome.stderr).hasPrefix(
        "error: source 'vault': the record of its crashes can't be used: '$STATE/qli/sources"))
  }
}
