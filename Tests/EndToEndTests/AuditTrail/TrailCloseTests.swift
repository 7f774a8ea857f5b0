import Foundation
import Glibc
import TestSupport
import Testing

/// `qli audit --close`: a run without an end is acknowledged, and only such a one.
@Suite struct TrailCloseTests {
  let home: TestHome
  private let log = "$STATE/g.jsonl"

  init() throws {
    home = try TestHome()
    try home.trail("g")
  }

  /// A start record of this machine's, by a process that isn't there.
  private func start(_ number: Int, at second: Int = 1) throws -> String {
    TrailText.start(number, at: second)
      .replacing("\"host\":\"elsewhere\"", with: "\"host\":\"\(try Machine.host)\"")
      .replacing("\"uid\":1000", with: "\"uid\":\(getuid())")
      .replacing("\"pid\":4711", with: "\"pid\":2147483647")
  }

  private func close(_ number: Int, _ reason: String = "seen") -> QliRun {
    home.qli("audit", "--close", TrailText.id(number), "--reason", reason)
  }

  /// What doctor says of runs without an end.
  private func isNamed() throws -> Bool {
    try home.qli("doctor").run().stdout.contains("no end on record")
  }

  /// Whoever is second is told so.
  @Test(arguments: [false, true]) func severalAtOnce(_ isChained: Bool) throws {
    try home.trail("g", start(1))
    if isChained {
      try home.group("g", "audit_log = \"$XDG_STATE_HOME/g.jsonl\"\naudit_chain = true")
    }
    let closing = try (1...8).map { try close(1, "reason \($0)").start() }
    let endings = try closing.map { try $0.wait().ending }
    #expect(endings.count { $0 == .exited(0) } == 1, "\(endings)")
    #expect(endings.count { $0 == .exited(125) } == 7)
    #expect(try home.auditLines(log).count { $0["event"] == "closed" } == 1)
    let audit = try home.qli("audit").run()
    #expect(audit.ending == .exited(0) && audit.stderr.isEmpty, "\(audit)")
  }

  @Test func aRunThatWasKilled() throws {
    try home.extension("g", "x", sh: "echo here; exec probe wait-for never")
    let running = try home.qli("g", "x").start()
    try running.waitForOutput("here\n")
    try running.killGroup()
    let id = try #require(try home.auditLines(log).first?["run_id"]?.string)
    let doctor = try home.qli("doctor").run().stdout
    #expect(
      doctor.contains("once you know what became of it: qli audit g --close \(id) --reason <text>"))
    try home.qli("audit", "--close", String(id.prefix(13)), "--reason", "the power was lost", "g")
      .environment(["SUDO_USER": "bob"]).expect(stdout: "closed g x \(id)\n")
    #expect(try !isNamed())
    let records = try home.auditLines(log)
    try #require(records.map { $0["event"] } == ["start", "closed"])
    for name in ["run_id", "pid", "user", "uid", "host", "group", "extension"] {
      #expect(records[1][name] == records[0][name], "\(name)")
    }
    #expect(records[1]["sudo_user"] == "bob")
    #expect(records[1]["reason"] == "the power was lost")
    #expect(records[1]["exit_code"] == nil)
    // It is shown as what it is, and is no success.
    #expect(try home.columns(3, 4, of: home.qli("audit", "--failed").run().stdout) == ["closed "])
    let object = try JSON.parse(home.qli("audit", "--json").run().stdout)
    #expect(object["event"] == "closed" && object["closed"]?["reason"] == "the power was lost")
    let line = try home.qli("audit").startOnTerminal(columns: 200).wait().terminal
    #expect(line.contains(": the power was lost") && line.contains("closed"))
    let page = try home.qli("audit", "--color=never", "--run", id).startOnTerminal().wait().terminal
    #expect(page.contains("\n  closed by ") && !page.contains("ended by"), "\(page)")
  }

  /// Chained, and the chain is whole behind it.
  @Test func aChainedLog() throws {
    try home.group(
      "g", "audit_log = \"$XDG_STATE_HOME/g.jsonl\"\naudit_chain = true\naudit_sync = true")
    try home.remove(log)
    try home.extension("g", "x", sh: "echo here; exec probe wait-for never")
    let running = try home.qli("g", "x").start()
    try running.waitForOutput("here\n")
    try running.killGroup()
    let id = try #require(try home.auditLines(log).first?["run_id"]?.string)
    #expect(
      try home.qli("audit", "--close", id, "--reason", "seen", "g", "x.sh").run().ending
        == .exited(0))
    #expect(try home.auditLines(log).map { $0["seq"]?.integer } == [1, 2])
    #expect(try home.qli("audit", "verify").run().ending == .exited(0))
  }

  /// As far as it is known: as in the record of a start.
  @Test func aReasonWithASecret() throws {
    try home.group(
      "g",
      "audit_log = \"$XDG_STATE_HOME/g.jsonl\"\n"
        + "[[secrets]]\nenv = \"T\"\nprovider = \"env\"\nref = \"KEY\"")
    try home.file(log, try start(1), mode: 0o600)
    let outcome = try close(1, "it had s3cr3t-value").environment(["KEY": "s3cr3t-value"]).run()
    #expect(outcome.ending == .exited(0))
    #expect(try home.auditLines(log).last?["reason"] == "<redacted>")
    #expect(try !home.read(log).contains("s3cr3t-value"))
  }

  @Test func whatHasAnEnd() throws {
    try home.file(log, try start(1) + TrailText.end(1, at: 2), mode: 0o600)
    let before = try home.read(log)
    try close(1).expect(
      stderr: """
        error: cannot close run '\(TrailText.id(1))': its end is on record
        help: see it: qli audit --run \(TrailText.id(1))

        """, code: 125)
    #expect(try home.read(log) == before)
    try home.file(log, try start(1), mode: 0o600)
    #expect(try close(1).run().ending == .exited(0))
    #expect(try close(1).run().ending == .exited(125))
    #expect(try home.auditLines(log).map { $0["event"] } == ["start", "closed"])
  }

  @Test func whatGoesOn() throws {
    let (begun, gate) = (try home.fifo("begun"), try home.fifo("gate"))
    try home.extension("g", "x", sh: "echo > '\(begun.path)'; read line < '\(gate.path)'")
    let running = try home.qli("g", "x").start()
    try begun.wait(for: running)
    let id = try #require(try home.auditLines(log).first?["run_id"]?.string)
    let line = home.qli("audit", "--close", id, "--reason", "seen")
    try line.expect(
      stderr: """
        error: cannot close run '\(id)': it goes on, as process \(running.pid) (qli)
        help: wait until it has ended, or end it: kill \(running.pid)

        """, code: 125)
    // Also where qli alone was killed: what it has started is there.
    try running.signal(SIGKILL)
    try running.wait()
    let outcome = try line.run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("it goes on, as process "))
    #expect(try home.auditLines(log).count == 1)
    // All of them are named, and the line ends all.
    try home.extension("g", "y", sh: "probe wait-for never & echo > '\(begun.path)'; wait")
    let other = try home.qli("g", "y").start()
    try begun.wait(for: other)
    try other.signal(SIGKILL)
    try other.wait()
    let next = try #require(try home.auditLines(log).last?["run_id"]?.string)
    let several = try home.qli("audit", "--close", next, "--reason", "seen").run()
    let words = try #require(
      several.stderr.firstMatch(of: /as\ processes\ (\d+)\ .*\ and\ (\d+)\ /))
    #expect(several.stderr.hasSuffix("or end it: kill \(words.1) \(words.2)\n"), "\(several)")
  }

  @Test func whatIsOfAnotherMachine() throws {
    try home.file(log, TrailText.start(1, at: 1), mode: 0o600)
    try close(1).expect(
      stderr: """
        error: cannot close run '\(TrailText.id(1))': it was run on 'elsewhere', and only there is it \
        known whether it goes on
        help: close it there

        """, code: 125)
    try home.file("fleet", TrailText.start(1, at: 1))
    try close(1).arguments("--log", "fleet").expect(
      stderr: "error: options '--close' and '--log' don't go together\n", code: 2)
    #expect(try home.read("fleet") == TrailText.start(1, at: 1))
    #expect(try !home.qli("doctor").run().stdout.contains("--close"))
  }

  /// Nobody knows where something of it may go on.
  @Test func whatDoesNotSayWhereItWasRun() throws {
    try home.file(
      log, try start(1).replacing("\"host\":\"\(try Machine.host)\",", with: ""), mode: 0o600)
    let before = try home.read(log)
    let outcome = try close(1).run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("its start isn't what qli writes"), "\(outcome)")
    #expect(try home.read(log) == before)
  }

  @Test func whatIsNotThereAndWhatIsSeveral() throws {
    try home.file(log, try start(1) + start(2), mode: 0o600)
    try close(9).expect(
      stderr: """
        error: there is no run '\(TrailText.id(9))' on record
        help: see those without an end: qli audit --failed

        """, code: 127)
    try home.qli("audit", "--close", "0199", "--reason", "seen").expect(
      stderr: """
        error: cannot close run '0199': the ids of 2 runs begin so
        help: qli audit g --close \(TrailText.id(1)) --reason <text>
        help: qli audit g --close \(TrailText.id(2)) --reason <text>

        """, code: 125)
    // Those that can be closed are offered, and no others.
    #expect(try close(1).run().ending == .exited(0))
    try home.qli("audit", "--close", "0199", "--reason", "seen").expect(
      stderr: """
        error: cannot close run '0199': the ids of 2 runs begin so
        help: qli audit g --close \(TrailText.id(2)) --reason <text>

        """, code: 125)
    #expect(try close(2).run().ending == .exited(0))
    try home.qli("audit", "--close", "0199", "--reason", "seen").expect(
      stderr: """
        error: cannot close run '0199': the ids of 2 runs begin so, and none of them can be closed here

        """, code: 125)
    try home.qli("audit", "--close", "0199").expect(
      stderr: """
        error: option '--close' needs '--reason TEXT' beside it
        help: qli audit --close 0199 --reason <text>

        """, code: 2)
    // The line that is shown takes nobody else's run.
    try home.qli("audit", "g", "x", "--close", "0199").expect(
      stderr: """
        error: option '--close' needs '--reason TEXT' beside it
        help: qli audit g x --close 0199 --reason <text>

        """, code: 2)
    try home.qli("audit", "--reason", "x").expect(
      stderr: "error: option '--reason' means nothing without '--close'\n", code: 2)
  }

  /// An end that comes behind it is the run's; what says behind an end that there is none is left out.
  @Test func anEndThatComesAllTheSame() throws {
    try home.file(log, try start(1), mode: 0o600)
    #expect(try close(1).run().ending == .exited(0))
    let end = TrailText.end(1, at: 9, code: 3)
      .replacing("\"exit_code\"", with: "\"pid\":2147483647,\"exit_code\"")
    try home.append(log, end)
    let outcome = try home.qli("audit").run()
    #expect(home.columns(3, of: outcome.stdout) == ["exit 3"])
    #expect(outcome.stderr.isEmpty)
    let closed = try home.read(log).split(separator: "\n")[1]
    try home.file(log, try start(1) + end + "\(closed)\n", mode: 0o600)
    let late = try home.qli("audit").run()
    #expect(home.columns(3, of: late.stdout) == ["exit 3"])
    #expect(late.stderr.contains("is doubtful"))
  }

  @Test func aLogThatCannotBeWritten() throws {
    try home.file(log, try start(1), mode: 0o600)
    let outcome = try close(1).fileSizeLimit(8).run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("cannot write the audit log"))
    #expect(try home.read(log) == start(1))
  }
}
