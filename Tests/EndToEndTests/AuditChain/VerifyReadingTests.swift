import Foundation
import TestSupport
import Testing

/// Files that are many, that can't be read, that move while they are read, or hold what isn't shown.
@Suite struct VerifyReadingTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.chainedGroup()
    try run()
  }

  private func run() throws { try home.qli("-q", "g", "x").expect() }

  /// A file for each run, the oldest with the highest number, compressed.
  private func rotate() throws {
    try home.change("for n in 3 2 1; do [ ! -e log.$n.gz ] || mv log.$n.gz log.$((n+1)).gz; done")
    try home.change("gzip -c log >log.1.gz; rm log")
    try run()
  }

  // MARK: - What can't be read

  @Test func aFileInTheMiddleThatCannotBeRead() throws {
    for _ in 0..<3 { try rotate() }
    try home.expectWhole()
    try home.change("head -c 60 log.2.gz >part; mv part log.2.gz")
    let outcome = try home.qli("audit", "verify").run()
    #expect(home.collapse(outcome.stdout).hasPrefix("$STATE/log: unknown\n  records 1 to 8 in 4"))
    #expect(!outcome.stdout.contains("missing"))
    #expect(outcome.stderr.contains("gzip can't decompress it"))
    outcome.ends(125)
    // What is missing elsewhere is.
    try home.remove("$STATE/log.1.gz")
    try home.change("sed -i 1d log")
    try home.qli("audit", "verify").run().ends(125)
    try home.change("sed -i 's/start/stars/; s/finish/finisx/' log")
    try home.qli("audit", "verify").run().ends(1)
  }

  @Test func theNewestAndTheOldestThatCannotBeRead() throws {
    for _ in 0..<2 { try rotate() }
    try home.change("cp log.2.gz good; echo none >log.2.gz")
    try home.qli("audit", "verify").run().ends(125)
    try home.change("mv good log.2.gz; rm log; mkdir log")
    try home.qli("audit", "verify").run().ends(125)
  }

  /// A gap is one, whatever else can't be read.
  @Test func aGapElsewhere() throws {
    for _ in 0..<3 { try rotate() }
    try home.change("echo none >log.3.gz; gzip -dc log.1.gz | sed 1d | gzip >new; mv new log.1.gz")
    let outcome = try home.qli("audit", "verify").run()
    #expect(outcome.stdout.contains("record 5 is missing"))
    outcome.ends(1)
  }

  @Test func aHeadThatCannotBeRead() throws {
    try home.change("rm log.head; mkdir log.head")
    let outcome = try home.qli("audit", "verify", "--json").run()
    let log = try JSON.parse(outcome.stdout)["logs"]?.array?.first
    #expect(log?["whole"] == .bool(false) && log?["records"]?.integer == 2)
    #expect(log?["errors"]?.array?.count == 1)
    outcome.ends(125)
  }

  /// Whatever read fails, nobody waits for gzip.
  @Test(.requireTool("strace")) func aReadThatFails() throws {
    try home.change("{ cat log; head -c 3000000 /dev/zero | tr '\\0' x; echo; } | gzip >log.1.gz")
    try home.change("rm log log.head")
    var failed = 0
    for number in stride(from: 1, to: 120, by: 7) {
      let outcome = try home.qli("audit", "verify", "--log", home.path("$STATE/log.1.gz")).wrapped(
        "/usr/bin/strace", "-o", "/dev/null", "-e", "trace=read", "-e",
        "inject=read:error=EIO:when=\(number)"
      ).run()
      if outcome.ending == .exited(125) { failed += 1 }
    }
    #expect(failed > 0)
  }

  // MARK: - Many files, and files that move

  @Test func moreFilesThanMayBeOpen() throws {
    try home.chainedGroup("d", log: "days/{date}")
    try home.qli("-q", "d", "x").expect()
    try home.change("cd days; for n in $(seq 1000 1099); do echo foreign >$n-01-01; done")
    let outcome = try home.qli("audit", "verify", "d").descriptorLimit(20).run()
    #expect(outcome.stdout.contains("records 1 to 2 in 101 files; 100 other lines"))
    outcome.ends(0)
  }

  /// logrotate(8) renames them all the time, and nothing else happens.
  @Test func whileFilesAreRenamed() throws {
    for _ in 0..<3 {
      try home.change(
        "[ ! -e log.2 ] || mv log.2 log.3; [ ! -e log.1 ] || mv log.1 log.2; mv log log.1")
      try run()
    }
    let renaming = try home.program(
      "/bin/sh", "-c",
      """
      trap 'rest=1' TERM
      echo begun
      while [ -z "$rest" ]; do
        for step in 1 2; do
          mv log.3 log.4; mv log.2 log.3; mv log.1 log.2; mv log log.1
          mv log.1 log; mv log.2 log.1; mv log.3 log.2; mv log.4 log.3
        done
        sleep 0.01
      done
      """
    ).directory(home.path("$STATE")).start()
    try renaming.waitForOutput("begun")
    for _ in 0..<30 {
      let outcome = try home.qli("audit", "verify").run()
      #expect(outcome.stdout.contains("records 1 to 8 in "), "\(outcome.stdout)\(outcome.stderr)")
      outcome.ends(0)
    }
    try renaming.signal(SIGTERM)
    _ = try renaming.wait()
  }

  // MARK: - What stands before records

  @Test func aRecordThatIsHidden() throws {
    try home.change("sed -i '2s/^/x/' log")
    let outcome = try home.qli("audit", "verify").run()
    #expect(
      home.collapse(outcome.stdout).contains(
        """
          records 1 to 2 in 1 file; 1 other line, which nobody vouches for

        """))
    #expect(
      home.collapse(outcome.stdout).hasSuffix(
        "  something stands before a record on its line, so that it isn't shown: "
          + "line 2 of '$STATE/log'\n"))
    outcome.ends(0)
  }

  /// The oldest record that is there was changed so that it is none any more.
  @Test(arguments: ["s/}$/)/", "s/\"seq\":3/\"seq\":x/", "s/\"prev\":\"./\"prev\":\"x/"])
  func theOldestRecordChanged(_ edit: String) throws {
    try run()
    try home.change("mv log log.1; sed -n '3,4p' log.1 >log; rm log.1")
    let whole = try home.qli("audit", "verify").run()
    #expect(whole.stdout.contains("older ones aren't there"))
    whole.ends(0)
    try home.change("sed -i '1\(edit)' log")
    try home.expectBroken("record 3 was changed: line 1 of '$STATE/log'")
  }

  /// One that is torn was never there.
  @Test func aTornRecordBeforeTheOldest() throws {
    try run()
    try home.change("sed -n '4p' log >last; { head -c -20 last; echo; cat last; } >log")
    try home.qli("audit", "verify").run().ends(0)
  }

  /// Longer than any line that is kept in memory.
  @Test func aLongLineBeforeTheFirstRecord() throws {
    try home.change("rm log log.head; { head -c 70000000 /dev/zero | tr '\\0' x; echo; } >log")
    try run()
    let outcome = try home.qli("audit", "verify").run()
    #expect(outcome.stdout.contains("records 1 to 2 in 1 file; 1 line before them, which"))
    outcome.ends(0)
    try home.change("printf y | dd of=log bs=1 seek=69000000 conv=notrunc 2>/dev/null")
    try home.expectBroken("what stood before record 1 was changed: above line 2 of '$STATE/log'")
  }

  /// Each a chain of its own: what it takes grows with them, and not faster.
  @Test func manyForeignFirstRecords() throws {
    let line = "{\"event\":\"start\",\"n\":$n,\"seq\":1,\"prev\":null}"
    try home.change(
      "for n in $(seq 1 20000); do echo \"\(line.replacing("\"", with: "\\\""))\"; done >>log")
    let outcome = try home.qli("audit", "verify", "g").run()
    #expect(outcome.stdout.split(separator: "\n").count > 20000)
    outcome.ends(1)
  }
}
