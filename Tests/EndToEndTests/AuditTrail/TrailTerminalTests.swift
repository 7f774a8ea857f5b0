import TestSupport
import Testing

/// `qli audit` for a person at a terminal: lines that fit, colours, and a pager.
@Suite struct TrailTerminalTests {
  let home: TestHome
  /// Two hours ahead of UTC, without a file of the machine's.
  private let place = ["TZ": "EAST-02:00", "PAGER": ""]

  init() throws {
    home = try TestHome()
    try home.trail(
      "g",
      TrailText.start(
        1, at: 0, args: #"["--region","eu-central-1","a b"]"#, more: #","reason":"INC-12""#),
      TrailText.end(1, at: 1, milliseconds: 90_000),
      TrailText.start(2, at: 2, more: #","sudo_user":"bob""#),
      TrailText.end(2, at: 3, code: 3, milliseconds: 1250), TrailText.refusal(3, at: 4),
      TrailText.start(4, at: 5, args: #"["世界世界世界世界世界世界世界世界世界世界"]"#))
  }

  private func expect(
    _ text: String, columns: UInt16 = 80, rows: UInt16 = 24, _ arguments: String...,
    environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.qli("audit").arguments(arguments)
      .environment(place.merging(environment) { $1 })
      .startOnTerminal(columns: columns, rows: rows).wait()
      .expect(terminal: text, sourceLocation: sourceLocation)
  }

  private let wide = """
    2026-01-02 05:00:01  ok             1m30s  0199c82c-cf49  alice  g x --region eu-central-1 'a b'  \
    # INC-12
    2026-01-02 05:00:03  exit 3          1.2s  0199c82c-cf49  alice(bob)  g x
    2026-01-02 05:00:04  refused               0199c82c-cf49  alice  g x  \
    # confirm: not confirmed; nothing was run
    2026-01-02 05:00:05  no end                0199c82c-cf49  alice  g x '世界世界世界世界世界世界世界世界世界世界'  \
    # no end on record

    """

  @Test func theWholeTableOnAWideTerminal() throws {
    try expect(wide, columns: 200, "--color=never")
  }

  @Test func theTableInEightyColumns() throws {
    try expect(
      """
      01-02 05:00:01  ok             1m30s  0199c82c-cf49  alice  g x --region eu-cen…
      01-02 05:00:03  exit 3          1.2s  0199c82c-cf49  alice(bob)  g x
      01-02 05:00:04  refused               0199c82c-cf49  alice  g x
                      # confirm: not confirmed; nothing was run
      01-02 05:00:05  no end                0199c82c-cf49  alice  g x '世界世界世界世…

      """, "--color=never")
  }

  @Test func theTableOnANarrowTerminal() throws {
    try expect(
      """
      01-02 05:00  ok           alice  g x --…
      01-02 05:00  exit 3       alice(bob)  g…
      01-02 05:00  refused      alice  g x  #…
      01-02 05:00  no end       alice  g x '…

      """, columns: 40, "--color=never")
    try expect(
      "01-02 05:00  ok \n01-02 05:00  ex…\n01-02 05:00  re…\n01-02 05:00  no…\n", columns: 16,
      "--color=never")
    try expect(
      String(repeating: "01-02 0…\n", count: 4), columns: 8, "--color=never")
  }

  /// Somebody else's words for how a run ended leave room for who ran what.
  @Test func longOutcomes() throws {
    let long = String(repeating: "9", count: 300)
    try home.trail(
      "g", TrailText.end(1, at: 1, more: ",\"signal\":\"\(long)\""),
      TrailText.end(2, at: 2).replacing("_code\":0", with: "_code\":\(long)"))
    try expect(
      """
      01-02 05:00:01  99999999999…     5ms  0199c82c-cf49  ?  g x
      01-02 05:00:02  exit 999999…     5ms  0199c82c-cf49  ?  g x

      """, "--color=never")
  }

  @Test func coloursOfTheTable() throws {
    let (dim, plain) = ("\u{1b}[2m", "\u{1b}[0m")
    var text = wide
    for second in ["01", "03", "04", "05"] {
      text.replace(
        "2026-01-02 05:00:\(second)", with: "\(dim)2026-01-02 05:00:\(second)\(plain)")
    }
    for (word, code) in [("ok", "32"), ("exit 3", "1;31"), ("refused", "1;33"), ("no end", "1;33")]
    {
      text.replace("  \(word) ", with: "  \u{1b}[\(code)m\(word)\(plain) ", maxReplacements: 1)
    }
    text.replace("0199c82c-cf49", with: "\(dim)0199c82c-cf49\(plain)")
    for remark in ["INC-12", "confirm: not confirmed; nothing was run", "no end on record"] {
      text.replace("  # \(remark)", with: "\(dim)  # \(remark)\(plain)")
    }
    try expect(text, columns: 200)
    try expect(wide, columns: 200, environment: ["NO_COLOR": "1"])
  }

  /// The first and the last moments that a log can name, in places where they lie in another year.
  @Test func theEndsOfTheCalendar() throws {
    let first = TrailText.end(1, at: 0).replacing(TrailText.time(0), with: "0001-01-01T00:00+23:59")
    let last = TrailText.end(2, at: 0).replacing(
      TrailText.time(0), with: "9999-12-31T23:59:59-23:59")
    try home.trail("g", first, last, first.replacing("0001-", with: "0000-"))
    let warning =
      "warning: line 3 of '\(home.path("$STATE/g.jsonl"))' is left out: it has a 'timestamp' that "
      + "isn't one\n"
    try expect(
      """
      0000-12-30 19:01:00  ok               5ms  0199c82c-cf49  ?  g x
      10000-01-01 18:58:59  ok               5ms  0199c82c-cf49  ?  g x

      """ + warning, columns: 200, "--color=never", environment: ["TZ": "WEST+05:00"])
    let narrow = try home.qli("audit", "--color=never")
      .environment(place.merging(["TZ": "WEST+05:00"]) { $1 }).stderr(.capture)
      .startOnTerminal(columns: 40, rows: 24).wait()
    #expect(
      narrow.terminal == "12-30 19:01  ok           ?  g x\n01-01 18:58  ok           ?  g x\n")
    #expect(narrow.stderr == warning)
  }

  // MARK: - The pager

  @Test func thePagerThatTheEnvironmentNames() throws {
    try home.pathExecutable("mine", sh: "echo \"paged $1 $LESS $LESSCHARSET\"; exec cat")
    try expect(
      "paged x FRX+G utf-8\n" + wide, columns: 200, rows: 4, "--color=never",
      environment: ["PAGER": "mine x"])
    try expect(
      "paged y Q latin1\n" + wide, columns: 200, rows: 4, "--color=never",
      environment: [
        "PAGER": "false", "QLI_PAGER": "mine y", "LESS": "Q", "LESSCHARSET": "latin1",
      ])
    try expect(
      wide, columns: 200, rows: 4, "--color=never",
      environment: ["PAGER": "mine", "QLI_PAGER": "cat"])
    try expect(wide, columns: 200, rows: 4, environment: ["PAGER": "mine", "TERM": "dumb"])
    try expect(
      "paged  V utf-8\n" + wide, columns: 200, rows: 4, "--color=never",
      environment: ["PAGER": "LESS=V mine"])
    // It isn't there: nobody asked for an error.
    for missing in ["missing -x", "/no/such/pager"] {
      try expect(wide, columns: 200, rows: 4, "--color=never", environment: ["PAGER": missing])
    }
  }

  /// Four runs and a prompt.
  @Test func whatFitsOnTheScreenNeedsNoPager() throws {
    try home.pathExecutable("mine", sh: "echo paged; exec cat")
    try expect(
      wide, columns: 200, rows: 5, "--color=never", environment: ["PAGER": "mine"])
    try expect(
      "paged\n" + wide, columns: 200, rows: 4, "--color=never", environment: ["PAGER": "mine"])
    // Where a refusal takes two lines there is less room.
    for (rows, isPaged) in [(6, false), (5, true)] as [(UInt16, Bool)] {
      let outcome = try home.qli("audit", "--color=never")
        .environment(place.merging(["PAGER": "mine"]) { $1 })
        .startOnTerminal(columns: 80, rows: rows).wait()
      #expect(outcome.terminal.hasPrefix("paged") == isPaged, "\(rows)")
    }
  }

  @Test func noPagerForPrograms() throws {
    try home.pathExecutable("mine", sh: "echo paged; exec cat")
    let piped = try home.qli("audit").environment(["PAGER": "mine"]).run()
    #expect(!piped.stdout.contains("paged"))
    let json = try home.qli("audit", "--json").environment(["PAGER": "mine"])
      .startOnTerminal(rows: 3).wait()
    #expect(!json.terminal.contains("paged"))
  }

  /// It leaves at once: what wasn't read is no error, and neither is how it ended.
  @Test func leavingThePagerEarlyIsNoError() throws {
    let many = (1...99).map { TrailText.start($0, at: 1) + TrailText.end($0, at: 1) }.joined()
    try home.file("$STATE/g.jsonl", String(repeating: many, count: 20))
    try expect("", "--color=never", environment: ["PAGER": "sh -c 'exit 3'"])
    try expect("", "--color=never", environment: ["PAGER": "kill -KILL $$"])
  }

  @Test func noPagerWhereThereAreNoRuns() throws {
    try home.pathExecutable("mine", sh: "echo paged")
    try home.extension("g", "never", sh: "true")
    try expect(
      "qli: no run of 'g never' is on record yet\nhelp: make one: qli g never\n", "--color=never",
      "g", "never", environment: ["PAGER": "mine"])
  }

  /// What was wrong with the logs is said behind what it showed.
  @Test func warningsComeBehindThePager() throws {
    try home.append("$STATE/g.jsonl", "x\n")
    try expect(
      wide + "warning: line 7 of '\(home.path("$STATE/g.jsonl"))' is left out: it isn't JSON\n",
      columns: 200, rows: 4, "--color=never", environment: ["PAGER": "cat -u"])
  }

  /// It begins at the newest run; Ctrl-C is its own, and `q` leaves.
  @Test(.requireTool("less")) func lessBeginsAtTheNewestRun() throws {
    let lines = (1...60).map {
      TrailText.start($0, at: $0) + TrailText.end($0, at: $0, code: 100 + $0)
    }
    try home.file("$STATE/g.jsonl", lines.joined())
    let terminal = try home.qli("audit").unset("PAGER").environment(["TERM": "xterm"])
      .startOnTerminal(columns: 80, rows: 24)
    try terminal.waitFor("exit 160")
    #expect(!terminal.output.contains("exit 110"))
    try terminal.waitFor("(END)")
    try terminal.control("C")
    // What is typed while it comes back from the signal may be thrown away.
    try waitUntil("it shows the oldest run") {
      try terminal.type("g")
      return terminal.output.contains("exit 101")
    }
    try terminal.type("q")
    let outcome = try terminal.wait()
    #expect(outcome.ending == .exited(0))
    #expect(!outcome.terminal.contains("error"))
  }

  @Test func followingNeedsNoPager() throws {
    let terminal = try home.qli("audit", "-f", "--color=never").environment(place)
      .environment(["PAGER": "sh -c 'echo paged'"]).startOnTerminal()
    try terminal.waitFor("refused")
    try home.append("$STATE/g.jsonl", TrailText.end(4, at: 9))
    try terminal.waitFor("05:00:09  ok")
    try terminal.control("C")
    let outcome = try terminal.wait()
    #expect(outcome.ending == .signalled(2))
    #expect(!outcome.terminal.contains("paged"))
  }
}
