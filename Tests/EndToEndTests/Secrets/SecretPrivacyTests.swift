import Glibc
import TestSupport
import Testing

/// A value appears nowhere but in the extension's environment, however the run ends.
@Suite struct SecretPrivacyTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      [[secrets]]
      env = "STORED"
      ref = "op://v/i"
      provider = "one_password"
      [[secrets]]
      env = "INHERITED"
      ref = "SOURCE"
      provider = "env"
      [[secrets]]
      env = "LAST"
      ref = "op://v/last"
      provider = "one_password"
      """)
    try op("echo last")
    try home.extension("g", "x", sh: "test \"$STORED\" = \(Self.value) || exit 9")
  }

  private static let value = "xyzzy-7f3a"

  /// What stands for 1Password's command; the script is for the last secret.
  private func op(_ script: String) throws {
    try home.pathExecutable(
      "op", sh: "if [ \"$2\" = op://v/i ]; then echo \(Self.value); exit; fi\n\(script)")
  }

  private var run: QliRun {
    home.qli("g", "x", "argument").environment(["SOURCE": "inherited-\(Self.value)"])
  }

  private func expectPrivate(
    _ outcome: Outcome, _ ending: Ending, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.ending == ending, sourceLocation: sourceLocation)
    let log = (try? home.readBytes("$STATE/log")) ?? []
    for bytes in [outcome.stdoutBytes, outcome.stderrBytes, outcome.terminalBytes, log] {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains(Self.value), sourceLocation: sourceLocation)
    }
  }

  @Test func aRunThatPassesShowsNoValue() throws {
    expectPrivate(try run.run(), .exited(0))
    #expect(try home.auditLines("$STATE/log").count == 2)
    expectPrivate(try run.arguments("a \(Self.value) b", Self.value).run(), .exited(0))
    expectPrivate(try run.arguments([0xff] + Array(Self.value.utf8)).run(), .exited(0))
  }

  @Test(arguments: [
    "printf 'not \(value)\\377'", "printf '\(value)\\0'", "echo \(value); exit 1",
    "echo \(value); kill -KILL $$", "while :; do echo \(value); done", "chmod -x \"$0\"; exit 126",
  ])
  func aLastSecretThatFailsShowsNoValue(_ script: String) throws {
    try op(script)
    expectPrivate(try run.run(), .exited(122))
    #expect(!home.exists("$STATE/log"))
  }

  @Test func theInheritedOneIsUnusable() throws {
    let value = Array(Self.value.utf8)
    expectPrivate(try run.environment(["SOURCE": value + [0xff]]).run(), .exited(122))
    let long = String(repeating: Self.value, count: 14_000)
    expectPrivate(
      try run.environment(["SOURCE": String(long.prefix(131_062))]).run(), .exited(122))
  }

  @Test func theStartCannotBeRecorded() throws {
    try home.directory("$STATE/log")
    expectPrivate(try run.run(), .exited(123))
  }

  @Test func theExtensionCannotBeStarted() throws {
    try home.extension("g", "x", "#!/no/such\n")
    expectPrivate(try run.arguments(Self.value).run(), .exited(126))
    #expect(try home.auditLines("$STATE/log").last?["event"] == "failed")
    // Also where the arguments are what is too long.
    try home.extension("g", "x", sh: "exit 9")
    expectPrivate(
      try run.wrapped(Products.probe, "allocate-arguments", "1", "131071", "--")
        .environment(["SOURCE": String(repeating: Self.value, count: 4_000)])
        .stackLimit(700_000).run(), .exited(126))
  }

  @Test func theExtensionDies() throws {
    try home.extension("g", "x", sh: "kill -KILL $$")
    expectPrivate(try run.run(), .exited(137))
  }

  @Test func theEndCannotBeRecorded() throws {
    let log = home.path("$STATE/log")
    try home.extension("g", "x", sh: "rm '\(log)'; mkdir '\(log)'")
    let outcome = try run.run()
    #expect(outcome.stderr.hasPrefix("warning: the end of this run isn't on record"))
    expectPrivate(outcome, .exited(0))
  }

  @Test func qliIsToldToStop() throws {
    let ready = try home.fifo("ready")
    try op("exec probe trap TERM --ready '\(ready.path)' --die")
    let running = try run.start()
    try ready.wait(for: running)
    try running.signal(SIGTERM)
    expectPrivate(try running.wait(), .exited(143))
  }

  @Test func theCommandLinesOfQliAndOfWhatItStarts() throws {
    let ready = try home.fifo("ready")
    let go = try home.fifo("go")
    // Without `#!`, so that qli makes the line of the shell.
    try home.extension(
      "g", "x", "echo $$ > '\(ready.path)'\nread line < '\(go.path)'\ntest -n \"$STORED\"\n")
    let running = try run.start()
    let child = try ready.wait(for: running)
    let path = home.path("$DATA/qli/extensions/g/x")
    #expect(try running.procFile("cmdline") == zeroEnded(Products.qli, "g", "x", "argument"))
    #expect(try home.readBytes("/proc/\(child)/cmdline") == zeroEnded("sh", path, "argument"))
    let own = String(decoding: try running.procFile("environ"), as: UTF8.self)
    #expect(!own.contains("STORED") && !own.contains("INHERITED"))
    try go.release()
    expectPrivate(try running.wait(), .exited(0))
  }

  private func zeroEnded(_ words: String...) -> [UInt8] { words.flatMap { Array($0.utf8) + [0] } }
}
