import Foundation
import TestSupport
import Testing

/// `qli audit` where logs are damaged, or can't be read: it says so, and shows the rest.
@Suite struct TrailDamageTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private let good = TrailText.start(1, at: 0) + TrailText.end(1, at: 1)

  private func expect(
    _ stderr: String, runs: Int = 1, code: Int32 = 0, _ arguments: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try home.qli("audit").arguments(arguments).run()
    outcome.expect(
      stdout: outcome.stdout, stderr: stderr, code: code, sourceLocation: sourceLocation)
    #expect(outcome.stdout.split(separator: "\n").count == runs, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ("x", "isn't JSON"), ("", "isn't JSON"), ("{\"event\":", "isn't JSON"), ("{}{}", "isn't JSON"),
    ("[]", "isn't a JSON object"), ("7", "isn't a JSON object"), ("{}", "has no 'event'"),
    ("{\"event\":\"sneeze\"}", "has the unknown event 'sneeze'"),
    ("{\"event\":\"a\\u001bb\"}", "has the unknown event 'a\\x1bb'"),
    ("{\"event\":7}", "has a 'event' that isn't one"),
    ("{\"event\":\"start\",\"event\":\"start\"}", "has 'event' twice"),
    ("{\"event\":\"start\",\"\\u0065vent\":\"finish\"}", "has 'event' twice"),
    ("{\"event\":\"start\",\"timestamp\":\"now\"}", "has a 'timestamp' that isn't one"),
  ])
  func aForeignLine(_ line: String, _ problem: String) throws {
    try home.trail("g", good, line + "\n", good)
    try expect(
      "warning: line 3 of '$STATE/g.jsonl' is left out: it \(problem)\n", runs: 2)
  }

  /// Each member that a run is shown by has to be there, and to be what it is.
  @Test func spoiltRecords() throws {
    for (member, value, reason) in [
      ("timestamp", nil, "has no 'timestamp'"), ("run_id", nil, "has no 'run_id'"),
      ("group", nil, "has no 'group'"), ("extension", nil, "has no 'extension'"),
      ("run_id", "\"7\"", "has a 'run_id' that isn't one"),
      ("args", "\"a\"", "has a 'args' that isn't one"),
      ("args", "[1]", "has a 'args' that isn't one"),
      ("args", "[[\"a\"]]", "has a 'args' that isn't one"),
      ("pid", "\"1\"", "has a 'pid' that isn't one"),
    ] {
      let start = TrailText.start(2, at: 0)
      let pattern = try Regex("\"\(member)\":(\\[\\]|\"[^\"]*\"|\\d+),")
      let line = start.replacing(pattern, with: value.map { "\"\(member)\":\($0)," } ?? "")
      try home.trail("g", good, line)
      try expect("warning: line 3 of '$STATE/g.jsonl' is left out: it \(reason)\n")
    }
    try home.trail("g", good, TrailText.end(2, at: 1).replacing("\"exit_code\":0,", with: ""))
    try expect("warning: line 3 of '$STATE/g.jsonl' is left out: it has no 'exit_code'\n")
  }

  /// An extension knows the number of its run, and may be allowed to write to the log: what it writes
  /// there itself is shown, but not as the end of the run.
  @Test(arguments: [
    ("1", "line 2", "ends a run that another process has begun: it isn't qli's"),
    ("$PPID", "line 3", "ends a run that has ended before, in line 2: one of the two isn't qli's"),
  ])
  func anEndThatTheExtensionWrites(_ pid: String, _ line: String, _ problem: String) throws {
    try home.trail("g")
    let end =
      #"{"event":"finish","timestamp":"2030-01-01T00:00:00.000000Z","run_id":"%s","pid":%s,"#
      + #""group":"g","extension":"x","exit_code":0,"duration_ms":1}\n"#
    try home.extension(
      "g", "x",
      sh: "printf '\(end)' $QLI_RUN_ID \(pid) >> '\(home.path("$STATE/g.jsonl"))'; exit 3")
    try home.qli("g", "x").expect(code: 3)
    let outcome = try home.qli("audit", "--json").run()
    let runs = try outcome.stdout.split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(runs.map { $0["exit_code"]?.integer } == [0, 3])
    // The one that has the start is the run.
    #expect(runs.map { $0["args"] != nil } == [false, true])
    #expect(runs.map { $0["doubtful"] == .bool(true) } == [true, pid != "1"])
    // What isn't to be believed is never a success.
    #expect(
      try home.columns(3, 4, of: home.qli("audit").run().stdout) == ["doubtful 0", "exit 3 3"])
    #expect(
      try home.qli("audit", "--failed", "--json").run().stdout == outcome.stdout)
    let doubt = "\(line) of '$STATE/g.jsonl' is doubtful: it \(problem)"
    #expect(home.collapse(outcome.stderr) == "warning: \(doubt)\n")
    #expect(try home.collapse(home.qli("doctor").run().stdout).contains(doubt))
  }

  /// Nobody can tell who has written the later one, where the run has left something behind.
  @Test func anEndThatIsWrittenLater() throws {
    try home.trail(
      "g", TrailText.start(1, at: 0), TrailText.end(1, at: 1, code: 7, more: ",\"pid\":4711"),
      TrailText.start(2, at: 2), TrailText.end(2, at: 3),
      TrailText.end(1, at: 4, more: ",\"pid\":4711"))
    let outcome = try home.qli("audit").run()
    outcome.expect(
      stdout: outcome.stdout,
      stderr: "warning: line 5 of '$STATE/g.jsonl' is doubtful: it ends a run that has ended "
        + "before, in line 2: one of the two isn't qli's\n")
    #expect(
      home.columns(1, 3, of: outcome.stdout) == [
        " exit 7", "\(TrailText.time(2)) ok",
        "\(TrailText.time(0)) doubtful",
      ])
  }

  /// An end isn't held back for ever: the log may be large.
  @Test func anEndThatIsWrittenMuchLater() throws {
    let others = TrailText.start(2, at: 2) + TrailText.end(2, at: 3, more: ",\"pid\":4711")
    let many = (0..<5000).map {
      others.replacing(TrailText.id(2), with: String(format: "0199c82c-cf49-7000-8000-%012x", $0))
    }
    try home.trail(
      "g", TrailText.start(99, at: 0), TrailText.end(99, at: 1), many.joined(),
      TrailText.end(99, at: 4, code: 7))
    let outcome = try home.qli("audit").run()
    outcome.expect(
      stdout: outcome.stdout,
      stderr: "warning: line 10003 of '$STATE/g.jsonl' is doubtful: it ends a run that has ended "
        + "before: one of the two isn't qli's\n")
    let lines = home.columns(3, of: outcome.stdout)
    #expect(lines.count == 5002 && lines.dropLast().allSatisfy { $0 == "ok" })
    #expect(lines.last == "exit 7")
  }

  @Test func doctorTellsOfSpoiltLines() throws {
    try home.trail("g", good, "x\n", good)
    #expect(
      try home.collapse(home.qli("doctor").run().stdout).contains(
        "line 3 of '$STATE/g.jsonl' is left out: it isn't JSON"))
  }

  @Test func severalSpoiltLinesAreCounted() throws {
    try home.trail("g", good, "x\n", "y\n", good, "z\n")
    try expect(
      "warning: 3 lines of '$STATE/g.jsonl' are left out; the first, line 3, isn't JSON\n", runs: 2)
    let outcome = try home.qli("audit", "-q").run()
    outcome.expect(stdout: outcome.stdout)
  }

  /// A last line without its newline is torn, or a record that is whole.
  @Test func aLastLineWithoutItsNewline() throws {
    try home.trail("g", good, String(TrailText.start(2, at: 2).dropLast(9)))
    try expect("warning: line 3 of '$STATE/g.jsonl' is left out: it is torn\n")
    try home.trail("g", good, String(TrailText.end(2, at: 2).dropLast()))
    try expect("", runs: 2)
    // The next run begins on a line of its own.
    try home.trail("g", good, "{\"event\":\"sta")
    try home.extension("g", "x", sh: "true")
    try home.qli("g", "x").expect()
    try expect("warning: line 3 of '$STATE/g.jsonl' is left out: it isn't JSON\n", runs: 2)
  }

  /// The line that is left out is the one that isn't shown, whatever it makes of the run.
  @Test func aRunThatBeginsTwice() throws {
    try home.trail(
      "g", TrailText.start(1, at: 0, args: "[\"true\"]"),
      TrailText.start(1, at: 0, args: "[\"forged\"]"), TrailText.end(1, at: 1))
    let outcome = try home.qli("audit").run()
    outcome.expect(
      stdout: outcome.stdout,
      stderr:
        "warning: line 2 of '$STATE/g.jsonl' is left out: it begins a run that has begun before\n")
    #expect(home.columns(11, of: outcome.stdout) == ["true"])
  }

  /// A log says nothing of the runs in another, whatever ids it makes use of.
  @Test func idsOfAnotherLog() throws {
    try home.trail("g", TrailText.start(1, at: 0), TrailText.end(1, at: 9))
    try home.trail(
      "h", TrailText.start(1, at: 1, "h", args: "[\"forged\"]"), TrailText.end(1, at: 2, "h"))
    let outcome = try home.qli("audit").run()
    outcome.expect(stdout: outcome.stdout)
    #expect(
      home.columns(1, 9, 11, of: outcome.stdout) == [
        "\(TrailText.time(1)) h forged", "\(TrailText.time(0)) g ",
      ])
  }

  /// Members that this qli doesn't know, an order of the members that it doesn't write, white space
  /// and escapes do no harm.
  @Test func aLogThatOthersMayWrite() throws {
    try home.trail(
      "g",
      " {\"later\":{\"event\":[1,{\"run_id\":2}]}, \"gr\\u006fup\":\"\\u0067\", \"exit_code\" : 0,"
        + "\"run_id\":\"\(TrailText.id(1))\",\"extension\":\"\\u0078\",\"event\":\"finis\\u0068\","
        + "\"timestamp\":\"2026-01-02\\u005404:03:01.5+01:00\"} \r\n")
    for arguments in [[], ["g"], ["g", "x"]] {
      let outcome = try home.qli("audit").arguments(arguments).run()
      outcome.expect(stdout: outcome.stdout)
      #expect(
        home.columns(2, 3, 9, 10, of: outcome.stdout) == ["2026-01-02T04:03:01.5+01:00 ok g x"])
    }
    try home.qli("audit", "g", #"\u0078"#).expect(
      stderr: """
        error: there is no extension '\\u0078' in group 'g'
        help: see its extensions: qli g --help

        """, code: 127)
  }

  /// What a terminal would obey stays out of all forms of output.
  @Test func whatATerminalWouldObeyIsEscaped() throws {
    let odd = "\u{7f}\u{9b}31m"
    try home.trail(
      "g", TrailText.start(1, at: 0, args: "[\"\(odd)\"]", more: ",\"reason\":\"\(odd)\""),
      TrailText.end(1, at: 1, more: ",\"signal\":\"\(odd)\""))
    for arguments in [[], ["--json"]] {
      let outcome = try home.qli("audit").arguments(arguments).run()
      #expect(!outcome.stdout.contains("\u{7f}") && !outcome.stdout.contains("\u{9b}"))
      #expect(outcome.stdout.contains("31m"))
    }
  }

  @Test func aLogThatIsNoRegularFile() throws {
    try home.trail("good", good)
    try home.trail("g")
    let log = home.path("$STATE/g.jsonl")
    for (kind, make) in [
      ("a FIFO", "mkfifo '\(log)'"), ("a folder", "mkdir '\(log)'"),
      ("a device", "ln -s /dev/zero '\(log)'"),
    ] {
      try home.remove("$STATE/g.jsonl")
      try home.program("/bin/sh", "-c", make).expect()
      let warning =
        "warning: cannot read the audit log '$STATE/g.jsonl': it is \(kind), not a regular file\n"
      try expect(warning, code: 125)
      try expect(warning, runs: 0, code: 125, "g")
      // It isn't missed that there may be more.
      try expect(warning, runs: 0, code: 125, "--run", "01ff")
    }
    try home.remove("$STATE/g.jsonl")
    try home.link("$STATE/g.jsonl", to: "g.jsonl")
    try expect(
      "warning: cannot read the audit log '$STATE/g.jsonl': Too many levels of symbolic links\n",
      code: 125)
  }

  @Test func aBrokenManifest() throws {
    try home.trail("g", good)
    try home.group("bad", manifest: "x")
    let outcome = try home.qli("audit").run()
    #expect(outcome.ending == .exited(125))
    #expect(home.columns(3, of: outcome.stdout) == ["ok"])
    #expect(
      outcome.stderr.hasPrefix(
        "warning: the manifest has 1 problem\n  the runs of group 'bad' aren't known\n"))
    #expect(try home.qli("audit", "g").run().stderr.isEmpty)
    #expect(try home.qli("audit", "bad").run().ending == .exited(125))
    // There is nothing that it could wait for.
    #expect(try home.qli("audit", "-f", "bad").run().ending == .exited(125))
  }

  @Test func aPathThatIsNotKnown() throws {
    try home.trail("good", good)
    try home.group("g", "audit_log = \"$NOWHERE/log\"\n[extensions.x]\nconfirm = true")
    try expect(
      """
      warning: cannot read the audit log '$NOWHERE/log': the variable 'NOWHERE' isn't set
      help: export NOWHERE=<value>

      """, code: 125)
  }

  /// Far larger than a line of qli's: it is passed over without being kept. Whatever stands at its
  /// end is no record.
  @Test func aLineWithoutAnEnd() throws {
    try home.trail("g", good)
    try home.program(
      "/bin/sh", "-c",
      "head -c 67108864 /dev/zero | tr '\\0' x >> '\(home.path("$STATE/g.jsonl"))'"
    ).expect()
    try home.append("$STATE/g.jsonl", String(TrailText.end(2, at: 2).dropLast()))
    try expect("warning: line 3 of '$STATE/g.jsonl' is left out: it is longer than 64 MiB\n")
    try home.append("$STATE/g.jsonl", "\n" + good)
    try expect(
      "warning: line 3 of '$STATE/g.jsonl' is left out: it is longer than 64 MiB\n", runs: 2)
  }
}
