import TestSupport
import Testing

/// `qli audit` with `--user`, `--until`, `--last` and `--summary`.
@Suite struct TrailSummaryTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    let by = { (text: String, user: String) in text.replacing("alice", with: user) }
    try home.trail(
      "g",
      TrailText.start(1, at: 0), TrailText.end(1, at: 10, milliseconds: 10),
      TrailText.start(2, at: 1), TrailText.end(2, at: 20, code: 3, milliseconds: 41),
      TrailText.start(3, at: 2), TrailText.end(3, at: 30, milliseconds: 20),
      by(TrailText.start(4, at: 3, more: #","sudo_user":"carol""#), "root")
        .replacing("carol", with: "alice"),
      TrailText.end(4, at: 40, milliseconds: 90_000),
      by(TrailText.start(5, at: 4, "g", "y"), "bob"),
      TrailText.end(5, at: 50, "g", "y", milliseconds: 7), TrailText.refusal(6, at: 60))
  }

  private func shown(_ arguments: String...) throws -> String {
    let outcome = try home.qli("audit").arguments(arguments).run()
    outcome.expect(stdout: outcome.stdout)
    return home.columns(8, of: outcome.stdout).map { String($0.suffix(1)) }.joined()
  }

  /// Also where that user has become another one.
  @Test func runsOfAUser() throws {
    #expect(try shown("--user", "alice") == "12346")
    #expect(try shown("--user", "root") == "4")
    #expect(try shown("--user", "bob", "g") == "5")
    try home.qli("audit", "--user", "ali").expect(
      stderr: "qli: no run by 'ali' is on record\n")
  }

  @Test func untilAMoment() throws {
    let day = "2026-01-02T03:00"
    #expect(try shown("--until", "\(day):30Z") == "123")
    #expect(try shown("--until", "\(day):29.999999Z") == "12")
    #expect(try shown("--since", "\(day):20Z", "--until", "\(day):40Z") == "234")
    // Nothing has ended behind it.
    #expect(try shown("--until", "2999-01-01") == "123456")
    try home.qli("audit", "--until", "x").expect(
      stderr: """
        error: option '--until' can't be 'x': it is no time
        help: so long ago: --until 90m, --until 2h, --until 7d
        help: a date: --until 2026-11-01, --until 2026-11-01T12:00
        help: a day: --until today, --until yesterday, --until monday

        """, code: 2)
  }

  @Test func theLastOnes() throws {
    #expect(try shown("--last", "2") == "56")
    #expect(try shown("--last", "1", "--failed") == "6")
    #expect(try shown("--last", "99") == "123456")
    for text in ["0", "-1", "x", ""] {
      try home.qli("audit", "--last=\(text)").expect(
        stderr: """
          error: option '--last' can't be '\(text)': it must be a number, 1 or more
          help: --last 20

          """, code: 2)
    }
  }

  /// The median of an even number is the mean of the two in the middle.
  @Test func aSummary() throws {
    let rows = [
      ["g", "x", "alice", "4", "2", "20", "41"], ["g", "x", "root", "1", "0", "90000", "90000"],
      ["g", "y", "bob", "1", "0", "7", "7"],
    ]
    let text = { (rows: [[String]]) in rows.map { $0.joined(separator: "\t") + "\n" }.joined() }
    try home.qli("audit", "--summary").expect(stdout: text(rows))
    try home.qli("audit", "--summary", "--user", "bob").expect(stdout: text([rows[2]]))
    try home.qli("audit", "--summary", "--last", "3").expect(
      stdout: text([["g", "x", "alice", "1", "1", "", ""], rows[1], rows[2]]))
    try home.qli("audit", "--summary", "--until", "2026-01-02T03:00:20Z").expect(
      stdout: text([["g", "x", "alice", "2", "1", "25", "41"]]))
    try home.qli("audit", "--summary", "--json", "g", "y").expect(
      stdout: """
        {"version":1,"summary":[{"group":"g","extension":"y","user":"bob","runs":1,"failed":0,\
        "median_ms":7,"longest_ms":7}]}

        """)
  }

  @Test func aSummaryOnATerminal() throws {
    try home.qli("audit", "--summary", "--color=never").startOnTerminal().wait().expect(
      terminal: """
        extension  user   runs  failed  median  longest
        g x        alice     4       2    20ms     41ms
        g x        root      1       0   1m30s    1m30s
        g y        bob       1       0     7ms      7ms

        """)
  }

  @Test(arguments: [
    (["--summary", "--run", "0"], "options '--summary' and '--run' don't go together"),
    (["--summary", "-f"], "options '--summary' and '--follow' don't go together"),
    (["--until", "1h", "-f"], "options '--until' and '--follow' don't go together"),
    (["--tree", "0", "--user", "a"], "options '--tree' and '--user' don't go together"),
  ]) func linesThatMeanNothing(_ words: [String], _ error: String) throws {
    try home.qli("audit").arguments(words).expect(stderr: "error: \(error)\n", code: 2)
  }

  @Test func followingTheLastOnes() throws {
    let running = try home.qli("audit", "-f", "--last", "2").start()
    try running.waitForOutput(TrailText.id(6))
    #expect(home.columns(8, of: running.output) == [5, 6].map(TrailText.id))
    try running.signal(2)
    _ = try running.wait()
  }
}
