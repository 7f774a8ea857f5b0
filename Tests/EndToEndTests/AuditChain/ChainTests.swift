import Foundation
import TestSupport
import Testing

/// Records that are tied to each other, and the head beside the log.
@Suite struct ChainTests {
  let home: TestHome
  private let log = "$STATE/log"
  private let head = "$STATE/log.head"

  init() throws {
    home = try TestHome()
    try home.chainedGroup()
  }

  private func run(_ group: String = "g") throws { try home.qli("-q", group, "x").expect() }

  @Test func eachRecordIsTiedToTheOneBefore() throws {
    for _ in 0..<3 { try run() }
    let lines = try home.lines(log)
    let records = try home.auditLines(log)
    try #require(lines.count == 6 && records.count == 6)
    #expect(records[0]["prev"] == .null)
    for (index, record) in records.enumerated() {
      let text = String(decoding: lines[index], as: UTF8.self)
      let previous = index == 0 ? "null" : "\"\(try home.checksum(lines[index - 1]))\""
      #expect(record["log"]?.string == home.path(log))
      #expect(text.hasSuffix(",\"seq\":\(index + 1),\"prev\":\(previous)}\n"))
    }
    let last = try home.checksum(lines[5])
    #expect(try home.read(head).hasPrefix("6 \(last)\n"))
    #expect(try home.mode(head) == 0o600)
    #expect(try home.readBytes(head).count == 256)
    try home.qli("audit", "verify").expect(
      stdout: "$STATE/log: whole\n  records 1 to 6 in 1 file\n  head 6:\(last)\n")
    try home.qli("audit", "head", "g").expect(stdout: "$STATE/log 6 \(last)\n")
  }

  /// Without the key nothing is different, and no file is made.
  @Test func withoutTheKeyThereIsNoChain() throws {
    try home.group("plain", "audit_log = \"$XDG_STATE_HOME/plain\"")
    try home.extension("plain", "x", sh: "exit 0")
    try run("plain")
    #expect(
      try home.auditLines("$STATE/plain").allSatisfy { $0["seq"] == nil && $0["prev"] == nil })
    #expect(!home.exists("$STATE/plain.head"))
    try home.qli("audit", "verify", "plain").expect(
      stderr: """
        error: group 'plain' keeps no chained audit log
        help: set 'audit_chain = true' in its manifest; see: qli help manifest

        """, code: 127)
  }

  @Test func anExtensionCannotTurnItOff() throws {
    try home.chainedGroup(more: "[extensions.x]\naudit_chain = false")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.stderr.contains("'audit_chain' would weaken the group's 'audit_chain'"))
    #expect(outcome.ending == .exited(125))
  }

  @Test func whatTheFileHeldBeforeIsVouchedFor() throws {
    try home.file(log, "an old line\nand another, torn")
    try run()
    let before = Array("an old line\nand another, torn\n".utf8)
    #expect(try home.read(log).contains(",\"seq\":1,\"prev\":\"\(try home.checksum(before))\"}\n"))
    let whole = try home.qli("audit", "verify").run()
    #expect(
      whole.stdout.contains("1 file; 2 lines before them, which record 1 vouches for\n"))
    whole.ends(0)
    // It is the one that was written, whether the head or another record says so.
    for edit in ["s/an old/a new/", "1d", "2s/$/ /"] {
      try home.change("cp log kept; sed -i '\(edit)' log")
      let line = edit == "1d" ? 2 : 3
      try home.expectBroken(
        "what stood before record 1 was changed: above line \(line) of '$STATE/log'")
      try home.change("mv kept log")
      try run()
    }
    try home.change("sed -i '3s/\"pid\":/&1/' log")
    try home.expectBroken("record 1 was changed: line 3 of '$STATE/log'")
  }

  @Test func theChainGoesOnInARotatedLog() throws {
    try run()
    try home.change("mv log log.1")
    try run()
    try home.change("gzip log.1; mv log.1.gz log.2.gz; mv log log.1")
    try run()
    try home.qli("audit", "verify", "g").run().ends(0)
    let outcome = try home.qli("audit", "verify", "g", "--json").run()
    let report = try #require(try JSON.parse(outcome.stdout)["logs"]?.array?.first)
    #expect(report["first"]?.integer == 1 && report["last"]?["seq"]?.integer == 6)
    #expect(
      report["files"]?.array?.compactMap { $0.string }
        == ["log.2.gz", "log.1", "log"].map { home.path("$STATE/\($0)") })
    try home.remove("$STATE/log.1")
    try home.expectBroken(
      "records 3 to 4 are missing: a file, or the end of one, behind line 2 of '$STATE/log.2.gz'")
  }

  @Test func theChainGoesOnOverTheDays() throws {
    try home.chainedGroup(log: "ops-{date}.jsonl")
    try run()
    let names = try FileManager.default.contentsOfDirectory(atPath: home.path("$STATE"))
    let today = try #require(names.first { $0.hasPrefix("ops-2") })
    #expect(names.contains("ops-{date}.jsonl.head"))
    try home.change("mv '\(today)' ops-2001-01-01.jsonl")
    try run()
    let outcome = try home.qli("audit", "verify", "g", "--json").run()
    outcome.ends(0)
    let report = try #require(try JSON.parse(outcome.stdout)["logs"]?.array?.first)
    #expect(report["files"]?.array?.count == 2 && report["records"]?.integer == 4)
    #expect(report["log"]?.string == home.path("$STATE/ops-{date}.jsonl"))
  }

  /// A file that two groups name differently has one chain.
  @Test func twoNamesOfALogAreOneChain() throws {
    try home.directory("$STATE/folder")
    try home.link("$STATE/link", to: "log")
    try home.chainedGroup("linked", log: "link")
    try home.chainedGroup("around", log: "folder/../log")
    for group in ["g", "linked", "around", "g"] { try run(group) }
    #expect(try home.auditLines(log).compactMap { $0["seq"]?.integer } == Array(1...8))
    #expect(!home.exists("$STATE/link.head"))
    let outcome = try home.qli("audit", "verify", "--json").run()
    #expect(try JSON.parse(outcome.stdout)["logs"]?.array?.count == 1)
    outcome.ends(0)
  }

  @Test func foreignAndTornLinesAreCountedAndBreakNothing() throws {
    try run()
    try home.change("echo foreign >>log; head -c 50 log >>log")
    try run()
    try home.change("printf torn >>log")
    let outcome = try home.qli("audit", "verify").run()
    #expect(outcome.stdout.contains("records 1 to 4 in 1 file; 3 other lines, which nobody"))
    outcome.ends(0)
  }

  /// Somebody without the lock writes a part of a line between qli's look at the end and its record.
  @Test(arguments: ["part", "{\"event\":\"start\",\"part", "{\"event\":\"start\"}{"])
  func whatStandsBeforeARecordOnItsLineIsNoPartOfIt(_ part: String) throws {
    try run()
    try home.file("part", part)
    try home.change(
      "{ head -n 1 log; cat '\(home.path("part"))'; tail -n 1 log; } >new; cat new >log")
    try home.expectWhole()
    try run()
    try home.expectWhole()
    try home.qli("audit", "verify", "--collected", "--log", home.path(log)).run().ends(0)
  }

  // MARK: - The head

  @Test func aLostHeadIsFoundAndTheChainGoesOn() throws {
    try run()
    try home.remove(head)
    try home.expectBroken("the head isn't there: '$STATE/log.head'")
    try run()
    try home.expectWhole()
    #expect(try home.auditLines(log).compactMap { $0["seq"]?.integer } == [1, 2, 3, 4])
  }

  @Test(arguments: ["", "nonsense\n", "9 - \n"]) func aDamagedHead(_ text: String) throws {
    try run()
    try home.file(head, text, mode: 0o600)
    let outcome = try home.qli("audit", "verify").run()
    outcome.ends(1)
    try run()
    try home.expectWhole()
    #expect(try home.auditLines(log).compactMap { $0["seq"]?.integer } == [1, 2, 3, 4])
  }

  @Test func aHeadThatOthersCanChangeIsRefused() throws {
    try run()
    try home.chmod(head, 0o666)
    let outcome = try home.qli("g", "x").run()
    #expect(
      outcome.collapsedStderr.hasPrefix(
        "error: cannot write the head of the audit log's chain '$STATE/log.head'"))
    outcome.ends(123)
    #expect(try home.lines(log).count == 2)
    let explained = try home.qli("explain", "g", "x").run()
    #expect(explained.stdout.contains("head of the audit log's chain"))
    #expect(try home.qli("doctor").run().stdout.contains("head of the audit log's chain"))
  }

  @Test func aHeadThatCannotBeWrittenLeavesTheLogAsItWas() throws {
    try home.file(log, "before\n")
    let outcome = try home.qli("g", "x").fileSizeLimit(200).run()
    #expect(
      outcome.collapsedStderr.hasPrefix(
        "error: cannot write the head of the audit log's chain '$STATE/log.head': File too large"))
    outcome.ends(123)
    #expect(try home.read(log) == "before\n")
    try run()
    try home.expectWhole()
  }

  @Test func explainSaysSo() throws {
    let outcome = try home.qli("explain", "g", "x").run()
    #expect(
      home.collapse(outcome.stdout).contains(
        """
        each record is tied to the one before it by
                               '$STATE/log.head'
        """))
    #expect(!home.exists(head))
  }

  @Test func newGroupsThatAreGuardedAreChained() throws {
    try home.qli("new", "fresh", "--guarded").run().ends(0)
    let manifest = try home.read("$DATA/qli/extensions/fresh/_manifest.toml")
    #expect(manifest.contains("\naudit_chain = true"))
  }

  // MARK: - What an extension writes itself

  @Test func aForgedEndIsNoPartOfTheChain() throws {
    try home.extension(
      "g", "x",
      sh: """
        printf '{"event":"finish","timestamp":"2026-01-01T00:00:00.000000Z","run_id":"%s","pid":1,\
        "group":"g","extension":"x","exit_code":0,"duration_ms":1}\\n' "$QLI_RUN_ID" \
        >>"$XDG_STATE_HOME/log"
        exit 7
        """)
    try home.qli("-q", "g", "x").expect(code: 7)
    let outcome = try home.qli("audit", "verify").run()
    #expect(outcome.stdout.contains("records 1 to 2 in 1 file; 1 other line,"))
    outcome.ends(0)
    #expect(try home.qli("audit", "g").run().stdout.contains("\t7\t"))
  }

  /// With the right number and tied to the right record it is still none: the head knows of no such.
  @Test func aForgedEndWithTheRightNumberIsNamed() throws {
    try home.extension(
      "g", "x",
      sh: """
        sum=$(tail -n 1 "$XDG_STATE_HOME/log" | sha256sum | cut -c1-64)
        printf '{"event":"finish","timestamp":"2026-01-01T00:00:00.000000Z","run_id":"%s","pid":1,\
        "group":"g","extension":"x","exit_code":0,"duration_ms":1,"seq":2,"prev":"%s"}\\n' \
        "$QLI_RUN_ID" "$sum" >>"$XDG_STATE_HOME/log"
        exit 7
        """)
    try home.qli("-q", "g", "x").expect(code: 7)
    #expect(try home.auditLines(log).compactMap { $0["seq"]?.integer } == [1, 2, 2])
    try home.expectBroken("record 2 is there twice: line 2 of '$STATE/log'")
    #expect(try home.qli("audit", "g").run().stdout.contains("\t7\t"))
  }
}
