import TestSupport
import Testing

/// `qli explain` of one run: its arguments, and what a look can tell without disturbing anybody.
@Suite struct ExplainRunTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  /// A line that runs is explained by one word in front, also with options of the extension's, and with answers
  /// that it would read as its arguments.
  @Test(arguments: [
    (["a b", "--force", "-x", "--lines=5", "-"], "'a b' --force -x --lines=5 -"),
    (["--json", "--", "--json", "-y", "--"], "--json -y --"), (["--", "-y"], "-y"), ([], ""),
  ])
  func argumentsOfTheRun(_ arguments: [String], _ shown: String) throws {
    try home.group("dev", "confirm = true")
    try home.extension("dev", "x", sh: "echo never")
    let isJSON = arguments.first == "--json"
    let outcome = try home.qli("explain", "dev", "x").arguments(arguments).run()
    #expect(outcome.ending == .exited(121))
    if isJSON {
      let json = try JSON.parse(outcome.stdout)
      #expect(json["arguments"]?.array?.compactMap(\.string) == ["--json", "-y", "--"])
    } else {
      let line = shown.isEmpty ? "qli dev x" : "qli dev x \(shown)"
      #expect(outcome.stdout.contains("\n\n\(line)\n"))
    }
    let terminal = try home.qli("explain", "--yes", "dev", "x", "v42")
      .environment(["NO_COLOR": "1"]).startOnTerminal().wait()
    #expect(terminal.terminal.contains("\n\nqli --yes dev x v42\n"))
    let behind = try home.qli("explain", "dev", "x", "v42", "--yes").startOnTerminal().wait()
    #expect(behind.terminal.contains("confirm       Run `qli dev x v42 --yes`? [y/N]"))
    #expect(terminal.terminal.contains("confirmed on the command line"))
    let asking = try home.qli("explain", "dev", "x", "v42").startOnTerminal().wait()
    #expect(asking.terminal.contains("confirm       Run `qli dev x v42`? [y/N]"))
  }

  @Test func noSecretStandsAmongTheArguments() throws {
    try home.group("dev", "[[secrets]]\nenv = \"T\"\nprovider = \"env\"\nref = \"KEY\"")
    try home.extension("dev", "x", sh: "echo never")
    for options in [[], ["--json"]] {
      let outcome = try home.qli("explain", "dev", "x", "a", "--token=s3cr3t-value")
        .arguments(options).environment(["KEY": "s3cr3t-value"]).run()
      #expect(outcome.stdout.contains("<redacted>") && !outcome.stdout.contains("s3cr3t-value"))
    }
  }

  /// The lock isn't asked for, and who has it is known all the same.
  @Test func anExclusiveRunThatIsUnderWay() throws {
    try home.group("g", "run.exclusive = true")
    try home.extension("g", "x", sh: "echo > ready; exec probe wait-for go")
    let free = try home.qli("explain", "g", "x").run()
    #expect(free.ending == .exited(0) && free.stdout.hasPrefix("It would run.\n"))
    #expect(free.stdout.contains("one run at a time; no other is to be seen now"))
    let running = try home.qli("g", "x").start()
    try home.waitForFile("ready")
    let held = try home.qli("explain", "g", "x").run()
    let refused = try home.qli("g", "x").run()
    #expect(held.ending == .exited(120) && refused.ending == .exited(120))
    #expect(held.stdout.hasPrefix("It would end at 'requirements' with exit code 120.\n"))
    let process = "process \(running.pid) since"
    let words = held.stdout.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.contains(process) && refused.stderr.contains(process))
    // Whoever would wait isn't refused yet.
    let patient = try home.qli("explain", "--wait", "10m", "g", "x").run()
    #expect(patient.ending == .exited(0))
    let waiting = patient.stdout.split { $0.isWhitespace }.joined(separator: " ")
    #expect(waiting.contains("waiting up to 10m: another run has this extension to itself: "))
    #expect(waiting.contains(process))
    try home.file("go")
    try running.expect()
    // The lock's file is still there, and nobody has it.
    #expect(try home.qli("explain", "g", "x").run().ending == .exited(0))
  }

  @Test func aSecretInAFileIsKnownToBeReadable() throws {
    try home.group(
      "g", "[[secrets]]\nenv = \"T\"\nprovider = \"file\"\nref = \"$HOME/token\"")
    try home.extension("g", "x", sh: "true")
    try home.file("$HOME/token", "value\n", mode: 0o600)
    let json = try JSON.parse(home.qli("explain", "--json", "g", "x").run().stdout)
    #expect(json["verdict"] == "passed")
    #expect(json["steps"]?[3]?["verdict"] == "passed")
  }

  /// Which digests are compared, and which are recorded.
  @Test func theDigests() throws {
    func text() throws -> String {
      let outcome = try home.qli("explain", "g", "x").run()
      #expect(outcome.ending == .exited(0))
      return outcome.stdout.split { $0.isWhitespace }.joined(separator: " ")
    }
    try home.group("g")
    try home.extension("g", "x", sh: "true")
    #expect(try !text().contains("SHA-256"))
    let log = "audit_log = \"$XDG_STATE_HOME/log\""
    try home.group("g", "\(log)\naudit_digest = true")
    try home.qli("g", "x").expect()
    let record = try #require(home.auditLines("$STATE/log").first)
    let digest = try #require(record["sha256"]?.string)
    let manifest = try #require(record["manifest_sha256"]?.string)
    let digests = "SHA-256 \(digest) SHA-256 of the manifest: \(manifest) both are "
    #expect(try text().contains(digests + "recorded"))
    #expect(try home.qli("trust", "--yes", "g").run().ending == .exited(0))
    #expect(try text().contains(digests + "compared with what was looked at, and recorded"))
    try home.group("g")
    #expect(try home.qli("trust", "--yes", "g").run().ending == .exited(0))
    #expect(try text().contains("both are compared with what was looked at environment"))
  }
}
