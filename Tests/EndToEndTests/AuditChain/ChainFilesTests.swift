import Foundation
import TestSupport
import Testing

/// Which files a chained log has.
@Suite struct ChainFilesTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.chainedGroup()
  }

  private func run(_ group: String = "g") throws { try home.qli("-q", group, "x").expect() }

  /// How many records are there, and in which files, of a chain that is whole.
  private func found(_ group: String = "g") throws -> (records: Int?, files: [String]) {
    let outcome = try home.qli("audit", "verify", group, "--json").run()
    outcome.ends(0)
    let log = try JSON.parse(outcome.stdout)["logs"]?[0]
    let files = log?["files"]?.array?.compactMap { $0.string } ?? []
    return (log?["records"]?.integer, files.map { home.collapse($0) })
  }

  @Test func whatHasNoDateOfTheCalendarIsNoneOfThem() throws {
    try home.chainedGroup(log: "ops-{date}.jsonl")
    try run()
    for date in ["9999-99-99", "2026-02-30", "----------", "2026-1-001"] {
      try home.file("$STATE/ops-\(date).jsonl", "nothing\n", mode: 0o600)
    }
    try run()
    let (records, files) = try found()
    #expect(records == 4 && files.count == 1)
    #expect(try home.qli("audit", "g").run().stdout.split(separator: "\n").count == 2)
  }

  @Test(arguments: ["x{date}", "{month}"]) func aPlaceholderInAVariable(_ value: String) throws {
    try home.chainedGroup(log: "$V.jsonl")
    let variables = ["V": value]
    let outcome = try home.qli("g", "x").environment(variables).run()
    outcome.ends(123)
    #expect(
      outcome.stderr.contains("a variable in its name holds '{date}' or '{month}'; nothing was run")
    )
    try home.chainedGroup(log: "$V-{date}.jsonl")
    try home.qli("g", "x").environment(variables).run().ends(123)
    try home.qli("-q", "g", "x").environment(["V": "x"]).expect()
    // Without a chain it is a name like any other.
    try home.group("plain", "audit_log = \"$XDG_STATE_HOME/$V.jsonl\"")
    try home.extension("plain", "x", sh: "exit 0")
    try home.qli("-q", "plain", "x").environment(variables).expect()
    #expect(home.exists("$STATE/\(value).jsonl"))
  }

  @Test func aDatedChainThatWasTurnedOffIsFound() throws {
    try home.chainedGroup(log: "ops-{date}.jsonl")
    try run()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/ops-{date}.jsonl\"")
    #expect(try found().records == 2)
    try run()
    #expect(try found().records == 2)
  }

  /// The file of a day looks as the other log does that was renamed.
  @Test func twoLogsInAFolder() throws {
    try home.chainedGroup(log: "ops")
    try home.chainedGroup("dated", log: "ops-{date}")
    for group in ["g", "dated", "g", "dated"] { try run(group) }
    try home.change("mv ops ops-20011231")
    try run()
    let (records, files) = try found()
    #expect(records == 6 && files == ["$STATE/ops-20011231", "$STATE/ops"])
    #expect(try found("dated").records == 4)
    try home.expectWhole()
    let dated = try #require(try found("dated").files.first)
    let outcome = try home.qli(
      "audit", "verify", "--log", home.path("$STATE/ops"), home.path(dated), "--json"
    ).run()
    outcome.ends(0)
    #expect(try JSON.parse(outcome.stdout)["logs"]?.array?.count == 2)
  }

  /// The name is used again: an archive of it is another file.
  @Test(.requireTool("gzip")) func anArchiveBesideAFileOfItsName() throws {
    try run()
    try home.change("mv log log.1; gzip log.1")
    try run()
    try home.change("mv log log.1")
    try run()
    let (records, files) = try found()
    #expect(records == 6)
    #expect(Set(files) == ["$STATE/log.1.gz", "$STATE/log.1", "$STATE/log"])
  }

  @Test(.requireTool("gzip")) func anArchiveThatIsBeingMade() throws {
    try run()
    try home.change("mv log log.1; gzip -c log.1 | head -c 50 >log.1.gz; chmod 600 log.1.gz")
    try run()
    let (records, files) = try found()
    #expect(records == 4 && files == ["$STATE/log.1", "$STATE/log"])
    // An empty file holds nothing of an archive.
    try home.change("gzip -c log.1 >log.1.gz; : >log.1")
    #expect(try found().records == 4)
  }
}
