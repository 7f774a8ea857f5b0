import Foundation
import TestSupport
import Testing

/// Which runs `qli audit` is asked for, and what it says where there are none.
@Suite struct TrailChoiceTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.trail(
      "a", TrailText.start(1, at: 0, "a"), TrailText.end(1, at: 10, "a"),
      TrailText.start(2, at: 1, "a", "y"), TrailText.end(2, at: 20, "a", "y", code: 3))
    try home.trail(
      "b", TrailText.start(3, at: 2, "b"), TrailText.end(3, at: 30, "b", event: "interrupted"),
      TrailText.start(4, at: 3, "b"), TrailText.refusal(5, at: 40))
  }

  /// The last digits of the ids that are shown, without a word of error.
  private func shown(
    _ arguments: String..., environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let outcome = try home.qli("audit").arguments(arguments).environment(environment).run()
    outcome.expect(stdout: outcome.stdout, sourceLocation: sourceLocation)
    return home.columns(8, of: outcome.stdout).map { String($0.suffix(1)) }.joined()
  }

  @Test func runsOfAGroupAndOfAnExtension() throws {
    #expect(try shown() == "12354")
    #expect(try shown("a") == "12")
    #expect(try shown("a", "y") == "2")
    #expect(try shown("b", "x") == "34")
  }

  /// All but the exit code 0: whatever the event, and also where there is none.
  @Test func runsThatFailed() throws {
    #expect(try shown("--failed") == "254")
    #expect(try shown("a", "--failed") == "2")
  }

  @Test func sinceCountsFromTheEndOrElseTheStart() throws {
    let day = "2026-01-02T03:00"
    #expect(try shown("--since", "\(day):20Z") == "235")
    #expect(try shown("--since", "\(day):20.000001Z") == "35")
    #expect(try shown("--since=\(day):03Z") == "12354")
    #expect(try shown("--since=\(day):04Z") == "1235")
    #expect(try shown("--since", "2026-01-02T05:00:30+02:00") == "35")
    #expect(try shown("--failed", "--since", "\(day):20Z") == "25")
  }

  /// A date without a zone is one of the place; alone it is that day's midnight.
  @Test func sinceTakesLocalDates() throws {
    let east = ["TZ": "EAST-03:00"]
    #expect(try shown("--since", "2026-01-02T06:00:30", environment: east) == "35")
    #expect(try shown("--since", "2026-01-02T06:00", environment: east) == "12354")
    let west = ["TZ": "WEST+20:00"]
    #expect(try shown("--since", "2026-01-01", environment: west) == "12354")
    try home.qli("audit", "--since", "2026-01-02").environment(west).expect(
      stderr: "qli: no run since 2026-01-02 is on record\n")
  }

  @Test func sinceTakesASpan() throws {
    try home.group("now", "audit_log = \"$XDG_STATE_HOME/now.jsonl\"")
    try home.extension("now", "x", sh: "true")
    try home.qli("now", "x").expect()
    for span in ["1h", "1h30m", "1d", "2w", "1w2d3h4m"] {
      let stdout = try home.qli("audit", "--since", span).run().stdout
      #expect(home.columns(9, of: stdout) == ["now"], "\(span)")
    }
    try home.file("$STATE/now.jsonl", "")
    try home.qli("audit", "now", "--since", "1h").expect(
      stderr: "qli: no run of 'now' since 1h is on record\n")
  }

  @Test func sinceRefusesWhatIsNoTime() throws {
    for text in ["", "x", "2", "2x", "1h1d", "0h", "-2h", "2026-13-01", "2026-02-30", "12:00"] {
      try home.qli("audit", "--since=\(text)").expect(
        stderr: """
          error: option '--since' can't be '\(text)': it is no time
          help: so long ago: --since 90m, --since 2h, --since 7d
          help: a date: --since 2026-11-01, --since 2026-11-01T12:00
          help: a day: --since today, --since yesterday, --since monday

          """, code: 2)
    }
    try home.qli("audit", "--since", "2999-01-01").expect(
      stderr: "error: option '--since' can't be '2999-01-01': it lies in the future\n", code: 2)
  }

  @Test func oneRunByItsID() throws {
    #expect(try shown("--run", TrailText.id(2)) == "2")
    #expect(try shown("--run", TrailText.id(4).uppercased()) == "4")
    #expect(try shown("--run", "0199") == "12354")
    #expect(try shown("--run", "0199c82c-cf49-7", "b") == "34")
    try home.qli("audit", "--run", TrailText.id(9)).expect(
      stderr: """
        error: there is no run '\(TrailText.id(9))' on record
        help: see all runs: qli audit

        """, code: 127)
    for text in ["", "x", "0199c82cc", TrailText.id(1) + "0"] {
      try home.qli("audit", "--run", text).expect(
        stderr: """
          error: option '--run' can't be '\(text)': no run's id begins so; \
          one is like 0199c82c-cf49-7651-a9a8-128b0c5c7fd0
          help: see all of them: qli audit --json

          """, code: 2)
    }
  }

  @Test func aChoiceWithoutRunsSaysSo() throws {
    try home.qli("audit", "a", "--since", "1h", "--failed").expect(
      stderr: "qli: no failed run of 'a' since 1h is on record\n")
    try home.extension("a", "never", sh: "true")
    try home.qli("audit", "a", "never").expect(
      stderr: "qli: no run of 'a never' is on record yet\nhelp: make one: qli a never\n")
    try home.qli("audit", "-q", "a", "never").expect()
    try home.qli("audit", "a", "nope").expect(
      stderr: """
        error: there is no extension 'nope' in group 'a'
        help: see its extensions: qli a --help

        """, code: 127)
    try home.remove("$STATE/a.jsonl")
    try home.qli("audit", "a").expect(
      stderr: "qli: no run of 'a' is on record yet\nhelp: make one: qli a EXTENSION\n")
    #expect(!home.exists("$STATE/a.jsonl"))
    // One that is called like a command of qli's is run otherwise.
    try home.trail("list")
    try home.extension("list", "never", sh: "true")
    try home.qli("audit", "list", "never").expect(
      stderr: "qli: no run of 'list never' is on record yet\nhelp: make one: qli run list never\n")
  }

  /// What was renamed isn't read, and not said to be nothing.
  @Test func whatWasRotated() throws {
    let log = home.path("$STATE/a.jsonl")
    let first = try #require(home.auditLines("$STATE/a.jsonl").first?["run_id"]?.string)
    try home.program("/bin/sh", "-c", "gzip -c '\(log)' >'\(log).2.gz' && mv '\(log)' '\(log).1'")
      .expect()
    let place = "outside of rotated files, which aren't read"
    let line = "zcat -f \(log).2.gz \(log).1 | qli audit --log -"
    try home.qli("audit", "a").expect(
      stderr: "qli: no run of 'a' is on record \(place)\nhelp: read them: \(line)\n")
    try home.qli("audit", "a", "--since", "today", "--failed").expect(
      stderr:
        "qli: no failed run of 'a' since today is on record \(place)\nhelp: read them: \(line)\n")
    let one = try home.qli("audit", "--run", first).run()
    #expect(
      one.ending == .exited(127) && one.stderr.contains("on record \(place)\nhelp: read them: "))
    let read = home.program("/bin/sh", "-c", "\(line) --json")
      .environment(["PATH": "\(home.path("$BIN")):/usr/bin:/bin"])
    try home.link("$BIN/qli", to: Products.qli)
    #expect(try read.run().stdout.contains(first))
  }

  @Test func groupsWithoutALog() throws {
    try home.group("silent")
    try home.qli("audit", "silent").expect(
      stderr: """
        error: group 'silent' keeps no audit log
        help: set 'audit_log' in $DATA/qli/extensions/silent/_manifest.toml; \
        see: qli help manifest

        """, code: 125)
    #expect(try shown() == "12354")
    for group in ["a", "b"] { try home.remove("$DATA/qli/extensions/\(group)") }
    try home.qli("audit").expect(
      stderr: """
        qli: no group keeps an audit log
        help: let a group keep one: set 'audit_log' in its manifest; see: qli help manifest

        """)
    try home.remove("$DATA/qli/extensions/silent")
    try home.qli("audit").expect(
      stderr: """
        qli: no group keeps an audit log
        help: make a group, and an extension in it: qli new mine && qli new mine hello
        help: make one of a folder of scripts that is there: qli new mine --from DIR
        help: what a group can ask for: qli help manifest

        """)
  }

  @Test func mistypedGroupsAreSuggested() throws {
    try home.trail("prod")
    try home.qli("audit", "zzz").expect(
      stderr: """
        error: there is no group 'zzz'
        help: see all groups: qli list

        """, code: 127)
    try home.qli("audit", "prd").expect(
      stderr: """
        error: there is no group 'prd'
        help: did you mean 'prod'?
        help: see all groups: qli list

        """, code: 127)
    try home.qli("audit", "--sinse", "2h").expect(
      stderr: "error: unknown option '--sinse'; did you mean '--since'?\nhelp: qli audit --help\n",
      code: 2)
    try home.qli("audit", "a", "x", "y").expect(
      stderr: "error: 'audit' doesn't know what to do with 'y'\nhelp: qli audit --help\n", code: 2)
    try home.qli("list", "--failed").expect(
      stderr: "error: 'list' takes no option '--failed'\nhelp: qli list --help\n", code: 2)
  }
}
