import TestSupport
import Testing

/// What is said of each way to break a chain.
@Suite struct ChainBreakTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.chainedGroup()
    for _ in 0..<3 { try home.qli("-q", "g", "x").expect() }
    try home.expectWhole()
  }

  @Test func aChangedRecord() throws {
    try home.change("sed -i '3s/\"event\":\"start\"/\"event\":\"stars\"/' log")
    try home.expectBroken("record 3 was changed: line 3 of '$STATE/log'")
  }

  @Test func theLastRecordChanged() throws {
    try home.change("sed -i '6s/\"exit_code\":0/\"exit_code\":1/' log")
    try home.expectBroken("record 6 was changed: line 6 of '$STATE/log'")
  }

  @Test func aChangedTie() throws {
    try home.change(
      "sed -i '4s/\"prev\":\"......\"/\"prev\":\"000000/; 4s/\"prev\":\".../\"prev\":\"000/' log")
    try home.expectBroken("record 4 was changed: line 4 of '$STATE/log'")
  }

  @Test func aRemovedRecord() throws {
    try home.change("sed -i '3,4d' log")
    try home.expectBroken("records 3 to 4 are missing, behind line 2 of '$STATE/log'")
  }

  @Test func aDoubledRecord() throws {
    try home.change("sed -i '2p' log")
    try home.expectBroken("record 2 is there twice: line 3 of '$STATE/log'")
  }

  @Test func swappedRecords() throws {
    try home.change("sed -i '3{h;d};4{G}' log")
    try home.expectBroken("record 4 is out of order: line 3 of '$STATE/log'")
  }

  @Test func recordsCutOff() throws {
    try home.change("head -n 4 log >part; cat part >log; rm part")
    try home.expectBroken(
      "records 5 to 6 are missing: cut off at the end, behind line 4 of '$STATE/log'")
  }

  @Test func aChainThatBeginsAnew() throws {
    try home.change("mv log away; rm log.head")
    try home.qli("-q", "g", "x").expect()
    try home.change("mv away log.1")
    try home.expectBroken("the chain begins anew: line 1 of '$STATE/log'")
  }

  @Test func theLogIsGone() throws {
    try home.change("mv log log.1")
    try home.qli("-q", "g", "x").expect()
    try home.remove("$STATE/log")
    try home.expectBroken(
      "records 7 to 8 are missing: a file, or the end of one, behind line 6 of '$STATE/log.1'")
    try home.remove("$STATE/log.1")
    let outcome = try home.qli("audit", "verify").run()
    outcome.ends(1)
  }

  /// Whoever sets the head back, too, is found out by what was kept elsewhere.
  @Test func onlyAHeadKeptElsewhereTells() throws {
    let kept = try home.qli("audit", "head").run().stdout.split(separator: " ")
    let position = "\(kept[1]):\(kept[2].dropLast())"
    // As it was printed as well.
    try home.qli("audit", "verify", "--head", "\(kept[1]) \(kept[2].dropLast())").run().ends(0)
    try home.qli("audit", "verify", "--head", "\(kept.joined(separator: " ").dropLast())").run()
      .ends(0)
    try home.change("cp log old; cp log.head old.head")
    try home.qli("-q", "g", "x").expect()
    let newer = try home.qli("audit", "head").run().stdout.split(separator: " ")
    let last = "\(newer[1]):\(newer[2].dropLast())"
    try home.qli("audit", "verify", "--head", position, "--head", last).run().ends(0)
    try home.change("cat old >log; cat old.head >log.head")
    try home.qli("audit", "verify", "--head", position).run().ends(0)
    let outcome = try home.qli("audit", "verify", "--head", last).run()
    #expect(
      home.collapse(outcome.stdout).contains(
        "records 7 to 8 are missing: cut off at the end, behind line 6 of '$STATE/log'"))
    outcome.ends(1)
  }

  @Test func theSameAsJSON() throws {
    try home.change("sed -i '3d' log; echo foreign >>log")
    let outcome = try home.qli("audit", "verify", "g", "--json").run()
    outcome.ends(1)
    let head = try home.read("$STATE/log.head").split(separator: "\n")[0].split(separator: " ")[1]
    outcome.expect(
      stdout: """
        {"version":1,"whole":false,"logs":[{"log":"$STATE/log","whole":false,\
        "files":["$STATE/log"],"records":5,"others":1,"first":1,\
        "last":{"seq":6,"sha256":"\(head)"},"head":{"seq":6,"sha256":"\(head)"},\
        "breaks":[{"kind":"missing","file":"$STATE/log","line":2,"first":3,"last":3}]}]}

        """, code: 1)
  }

  // MARK: - What is asked for

  @Test func filesInPlaceOfGroups() throws {
    try home.change("cp log copy")
    try home.qli("audit", "verify", "--log", home.path("$STATE/copy")).run().ends(0)
    try home.change("cp log.head copy.head; sed -i 2d copy")
    let outcome = try home.qli("audit", "verify", "--log", home.path("$STATE/copy")).run()
    #expect(outcome.stdout.contains("record 2 is missing"))
    outcome.ends(1)
    try home.qli("audit", "verify", "--log", home.path("$STATE/none")).run().ends(127)
    try home.qli("audit", "verify", "nogroup").run().ends(127)
  }

  @Test func standardInput() throws {
    let whole = try home.readBytes("$STATE/log")
    try home.qli("audit", "verify", "--log", "-").stdin(.text(whole)).run().ends(0)
    let broken = try home.lines("$STATE/log").enumerated().filter { $0.offset != 2 }
      .flatMap { $0.element }
    try home.qli("audit", "verify", "--log", "-").stdin(.text(broken)).run().ends(1)
  }

  @Test(arguments: ["", "5", "0:00", "x:y", "5:abc"]) func aHeadThatIsNone(_ text: String) throws {
    let digest = String(repeating: "0", count: 64)
    // Without its quotes the half behind the space stands where a group would.
    for words in [[text], [text, digest], [text, digest, "g"]] {
      let outcome = try home.qli("audit", "verify").arguments(["--head"] + words).run()
      #expect(
        outcome.stderr == """
          error: option '--head' can't be '\(text)': it must be a record's number and SHA-256, with a colon between them
          help: as it is printed, in quotes, by: qli audit head

          """)
      outcome.ends(2)
    }
    let behind = try home.qli("audit", "verify", "g", "--head", text, digest).run()
    #expect(behind.stderr.contains("option '--head' can't be '\(text)'"))
    behind.ends(2)
  }

  @Test func optionsThatMeanNothing() throws {
    try home.qli("audit", "verify", "--since", "2h").run().ends(2)
    try home.qli("audit", "head", "--json").run().ends(2)
    try home.qli("audit", "--head", "1:00").run().ends(2)
    try home.qli("audit", "verify", "g", "--collected").run().ends(2)
    try home.qli("audit", "verify", "g", "x").run().ends(2)
  }

  /// A group of such a name is reached behind `--`.
  @Test func aGroupCalledVerify() throws {
    try home.chainedGroup("verify", log: "other")
    try home.qli("verify", "x").run().ends(0)
    let outcome = try home.qli("audit", "verify", "verify").run()
    #expect(outcome.stderr.contains("qli: 'verify' is a group, too"))
    #expect(outcome.stdout.contains("/other: whole"))
    #expect(try home.qli("audit", "--", "verify").run().stdout.contains("verify\tx"))
  }

  // MARK: - What a collector has

  @Test func collectedInAnyOrderAndTwice() throws {
    try home.chainedGroup("h", log: "other")
    for _ in 0..<3 { try home.qli("-q", "h", "x").expect() }
    try home.change("cat log other log >all; echo foreign >>all; shuf all >mixed; gzip -k mixed")
    for name in ["all", "mixed", "mixed.gz"] {
      let outcome = try home.qli(
        "audit", "verify", "--collected", "--log", home.path("$STATE/\(name)")
      ).run()
      outcome.ends(0)
      let words = home.collapse(outcome.stdout)
      #expect(words.contains(":$STATE/log: whole\n  records 1 to 6; 6 copies; 1 other line"))
      #expect(words.contains(":$STATE/other: whole\n  records 1 to 6\n"))
    }
    try home.change("grep -v '\"seq\":4,' mixed >part")
    let outcome = try home.qli(
      "audit", "verify", "--collected", "--log", home.path("$STATE/part"), "--json"
    ).run()
    outcome.ends(1)
    let logs = try #require(try JSON.parse(outcome.stdout)["logs"]?.array)
    #expect(logs.count == 2)
    for log in logs {
      let found = log["breaks"]?.array ?? []
      #expect(found.compactMap { $0["kind"]?.string } == ["missing"])
      #expect(found.first?["first"]?.integer == 4)
    }
  }
}
