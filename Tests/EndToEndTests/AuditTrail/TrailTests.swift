import Foundation
import TestSupport
import Testing

/// `qli audit` for programs: what became of which run.
@Suite struct TrailTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  /// What real runs leave behind is shown as what they were.
  @Test func realRuns() throws {
    try home.trail("g")
    try home.file(
      "$DATA/qli/extensions/g/_manifest.toml",
      TestHome.manifest(
        """
        audit_log = "$XDG_STATE_HOME/g.jsonl"
        audit_refusals = true
        [extensions.asks]
        confirm = true
        [extensions.long]
        run.timeout = "50ms"
        """))
    try home.extension("g", "x", sh: "exit $1")
    try home.extension("g", "asks", sh: "true")
    try home.extension("g", "dies", sh: "kill -TERM $$")
    try home.extension("g", "long", sh: "exec sleep 100")
    try home.extension("g", "broken", "#!/nowhere\n")
    try home.extension("g", "kills", sh: "kill -KILL $PPID")
    for (name, arguments) in [
      ("x", ["0"]), ("x", ["3", "a b", "it's", "\u{1b}[31m"]), ("asks", []), ("dies", []),
      ("long", []), ("broken", []), ("kills", []), ("x", ["0"]),
    ] {
      _ = try home.qli("g", name).arguments(arguments).run()
    }
    let outcome = try home.qli("audit").run()
    outcome.expect(stdout: outcome.stdout)
    #expect(
      home.columns(3, 4, 10, 11, of: outcome.stdout) == [
        "ok 0 x 0", #"exit 3 3 x 3 'a b' 'it'\''s' $'\033[31m'"#, "refused: confirm 121 asks ",
        "SIGTERM 143 dies ", "timed out 124 long ", "failed: spawn 126 broken ", "ok 0 x 0",
        // It has no end, and so it is the last.
        "no end on record  kills ",
      ])
    // When, who and which are those of the records.
    let records = try home.auditLines("$STATE/g.jsonl")
    let first = try #require(outcome.stdout.split(separator: "\n").first)
      .split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
    #expect(first[0] == records[0]["timestamp"]?.string)
    #expect(first[1] == records[1]["timestamp"]?.string)
    #expect(first[4] == records[1]["duration_ms"]?.integer.map { "\($0)" })
    #expect(first[5] == records[0]["user"]?.string ?? "")
    #expect(first[7] == records[0]["run_id"]?.string)
    #expect(first.count == 12)
  }

  @Test func whyAndOnWhoseBehalf() throws {
    try home.trail("g")
    try home.extension("g", "x", sh: "true")
    try home.qli("--reason", "INC-1 roll back", "g", "x").environment(["SUDO_USER": "bob"])
      .expect()
    let outcome = try home.qli("audit").run()
    #expect(home.columns(7, 12, of: outcome.stdout) == ["bob INC-1 roll back"])
  }

  /// Two logs, in the order of the ends; and a line in full.
  @Test func mergedByTheEnds() throws {
    try home.trail(
      "a", TrailText.start(1, at: 0, "a"), TrailText.start(2, at: 1, "a"),
      TrailText.end(2, at: 4, "a"), TrailText.end(1, at: 9, "a", code: 3, milliseconds: 9000))
    try home.trail(
      "b", TrailText.start(3, at: 2, "b"), TrailText.end(3, at: 3, "b"),
      TrailText.refusal(5, at: 5),
      TrailText.start(4, at: 6, "b", args: #"["-v","\u0001é","ok\u0000; id"]"#))
    let line = { (columns: String...) in columns.joined(separator: "\t") + "\n" }
    try home.qli("audit").expect(
      stdout: line(
        TrailText.time(2), TrailText.time(3), "ok", "0", "5", "alice", "", TrailText.id(3), "b",
        "x", "", "")
        + line(
          TrailText.time(1), TrailText.time(4), "ok", "0", "5", "alice", "", TrailText.id(2), "a",
          "x", "", "")
        + line(
          "", TrailText.time(5), "refused: confirm", "121", "", "alice", "", TrailText.id(5), "g",
          "x", "", "")
        + line(
          TrailText.time(0), TrailText.time(9), "exit 3", "3", "9000", "alice", "",
          TrailText.id(1), "a", "x", "", "")
        + line(
          TrailText.time(6), "", "no end on record", "", "", "alice", "", TrailText.id(4), "b", "x",
          #"-v $'\001\303\251' $'ok\000; id'"#, ""))
  }

  /// An end without its start, as in a log that was rotated in between, is shown with what is known.
  @Test func anEndAlone() throws {
    try home.trail("g", TrailText.end(1, at: 3, more: ",\"signal\":\"SIGHUP\""))
    let stdout = try home.qli("audit").run().stdout
    #expect(
      stdout
        == "\t\(TrailText.time(3))\tSIGHUP\t0\t5\t\t\t\(TrailText.id(1))\tg\tx\t\t\n")
  }

  /// One log that several groups and rules name is read once.
  @Test func aSharedLogIsReadOnce() throws {
    let log = "audit_log = \"$XDG_STATE_HOME/both.jsonl\""
    try home.group("a", log)
    try home.group(
      "b", "audit_log = \"$XDG_STATE_HOME/link\"\n[extensions.y]\n" + log)
    try home.file("$STATE/both.jsonl", TrailText.start(1, at: 0) + TrailText.end(1, at: 1))
    try home.link("$STATE/link", to: "both.jsonl")
    let outcome = try home.qli("audit").run()
    #expect(home.columns(8, of: outcome.stdout) == [TrailText.id(1)])
  }

  /// An extension's own log is one of its group's.
  @Test func aRulesLog() throws {
    try home.group("g", "[extensions.x]\naudit_log = \"$XDG_STATE_HOME/x.jsonl\"")
    try home.extension("g", "x", sh: "true")
    try home.qli("g", "x").expect()
    #expect(try home.columns(3, 9, of: home.qli("audit", "g").run().stdout) == ["ok g"])
  }

  /// What goes on is told from what was killed, by the process and its age.
  @Test func aRunThatGoesOn() throws {
    try home.trail("g")
    let (begun, gate) = (try home.fifo("begun"), try home.fifo("gate"))
    try home.extension("g", "x", sh: "echo > '\(begun.path)'; read line < '\(gate.path)'")
    let running = try home.qli("g", "x").start()
    try begun.wait(for: running)
    #expect(try home.columns(2, 3, of: home.qli("audit").run().stdout) == [" running"])
    let object = try JSON.parse(home.qli("audit", "--json").run().stdout)
    #expect(object["running"] == .bool(true))
    #expect(try home.columns(3, of: home.qli("audit", "--since", "2h").run().stdout) == ["running"])
    // It may end well.
    try home.qli("audit", "--failed").expect(stderr: "qli: no failed run is on record\n")
    let record = try home.read("$STATE/g.jsonl")
    func status(_ field: Regex<Substring>, _ value: String) throws -> [String] {
      try home.file("$STATE/g.jsonl", record.replacing(field, with: value))
      return try home.columns(3, of: home.qli("audit").run().stdout)
    }
    // The clock was set meanwhile, and the name of the machine is written in another way.
    #expect(try status(#/"timestamp":"\d+/#, "\"timestamp\":\"2001") == ["running"])
    let first = try #require(Host.current().name?.utf16.first)
    #expect(
      try status(#/"host":"./#, "\"host\":\"\\u" + String(format: "%04x", first)) == ["running"])
    // What it has started says another run's number: that is anybody's to say.
    #expect(try status(#/"run_id":"......../#, "\"run_id\":\"01234567") == ["running"])
    // A former process of that number, one that is no qli, and another machine's.
    let former = record.replacing(#/"run_id":"......../#, with: "\"run_id\":\"01234567")
      .replacing(#/"timestamp":"\d+/#, with: "\"timestamp\":\"2001")
    try home.file("$STATE/g.jsonl", former)
    #expect(try home.columns(3, of: home.qli("audit").run().stdout) == ["no end on record"])
    #expect(try status(#/"pid":\d+/#, "\"pid\":\(getppid())") == ["no end on record"])
    #expect(try status(#/"host":"/#, "\"host\":\"not") == ["no end on record"])
    try home.file("$STATE/g.jsonl", record)
    try gate.release()
    _ = try running.wait()
  }

  @Test func runsAsObjects() throws {
    let args = #"["\"\\\u0007","é"]"#
    try home.trail(
      "g", TrailText.start(1, at: 0, args: args, more: ",\"reason\":\"r\""),
      TrailText.start(2, at: 1),
      TrailText.end(1, at: 2, event: "timed_out", code: 124, more: ",\"signal\":\"SIGTERM\""),
      TrailText.refusal(3, at: 4))
    let stdout = try home.qli("audit", "--json").run().stdout
    let lines = stdout.split(separator: "\n")
    #expect(
      String(lines[0])
        == "{\"version\":1,\"run_id\":\"\(TrailText.id(1))\",\"event\":\"timed_out\","
        + "\"started\":\"\(TrailText.time(0))\",\"ended\":\"\(TrailText.time(2))\","
        + "\"user\":\"alice\",\"uid\":1000,\"host\":\"elsewhere\",\"pid\":4711,\"cwd\":\"/srv\","
        + "\"group\":\"g\",\"extension\":\"x\",\"path\":\"/x\",\"args\":\(args),\"reason\":\"r\","
        + "\"env_var_names\":[],\"exit_code\":124,\"signal\":\"SIGTERM\",\"duration_ms\":5}")
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["version"] as? Int == 1)
    }
    let objects = try lines.map { try JSON.parse(String($0)) }
    #expect(objects.map { $0["event"] } == ["timed_out", "refused", "start"])
    #expect(objects.map { $0["ended"]?.string } == [TrailText.time(2), TrailText.time(4), nil])
    #expect(objects.map { $0["started"]?.string } == [TrailText.time(0), nil, TrailText.time(1)])
    #expect(objects[1]["error"] == "not confirmed; nothing was run")
  }

  @Test func aReaderThatLeavesEarlyIsNoError() throws {
    try home.trail("g", TrailText.start(1, at: 0), TrailText.end(1, at: 1))
    try home.qli("audit").stdout(.brokenPipe).expect()
    try home.qli("audit", "--json").stdout(.brokenPipe).expect()
    try home.qli("audit").stdout(.file("/dev/full")).expect(
      stderr: "error: cannot write to standard output: No space left on device\n", code: 125)
  }
}
