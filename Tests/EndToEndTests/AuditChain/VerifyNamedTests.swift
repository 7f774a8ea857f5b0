import TestSupport
import Testing

/// Logs that are named, or declared, and aren't there, or are something else.
@Suite struct VerifyNamedTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.chainedGroup()
    for _ in 0..<2 { try home.qli("-q", "g", "x").expect() }
  }

  private func verify(_ names: String...) throws -> Outcome {
    try home.qli("audit", "verify").arguments(names.flatMap { ["--log", home.path($0)] }).run()
  }

  /// Alone there is nothing to verify; beside a good one not all is whole.
  @Test(arguments: ["none", "fifo", "folder", "/dev/null", "plain", "other.head"])
  func whatIsNoLog(_ name: String) throws {
    try home.change("mkfifo fifo; mkdir folder; echo text >plain; cp log.head other.head")
    let path = name.hasPrefix("/") ? name : "$STATE/\(name)"
    let alone = try verify(path)
    #expect(home.collapse(alone.stderr).contains("'\(path)'"))
    #expect(!alone.stderr.contains("audit_chain"))
    alone.ends(127)
    let beside = try verify("$STATE/log", path)
    #expect(home.collapse(beside.stdout).contains("$STATE/log: whole\n"))
    #expect(home.collapse(beside.stdout).contains("\(path): unknown\n"))
    beside.ends(125)
    let json = try JSON.parse(
      home.qli(
        "audit", "verify", "--json", "--log", home.path("$STATE/log"), "--log", home.path(path)
      ).run().stdout)
    #expect(json["whole"] == .bool(false))
    let logs = json["logs"]?.array ?? []
    #expect(logs.map { $0["whole"] } == [.bool(true), .bool(false)])
    #expect(logs.last?["errors"]?.array?.count == 1)
  }

  /// A file's other names are looked at, too: one that was renamed is there.
  @Test func aLogThatWasRenamed() throws {
    try home.change("mv log log.1")
    try verify("$STATE/log").ends(0)
    try verify("$STATE/log.head").ends(127)
    try verify("$STATE/log.1", "$STATE/log.head").ends(0)
    try verify("$STATE/log.1", "$STATE/log.2").ends(125)
    try home.remove("$STATE/log.1")
    let outcome = try verify("$STATE/log")
    #expect(
      home.collapse(outcome.stdout).contains(
        "  records 1 to 4 are missing: '$STATE/log' isn't there\n"))
    outcome.ends(1)
  }

  /// Nobody can tell that its last records were cut off.
  @Test func aLogWithoutAHead() throws {
    try home.change("cp log copy")
    let outcome = try verify("$STATE/copy")
    #expect(
      home.collapse(outcome.stdout)
        == "$STATE/copy: whole\n  records 1 to 4 in 1 file\n  no head: a cut at the end wouldn't show\n"
    )
    outcome.ends(0)
  }

  /// Whoever names a file says that it is to be read, whoever may write to it.
  @Test func aLogThatOthersCanWriteTo() throws {
    try home.chmod("$STATE/log", 0o666)
    try home.qli("audit", "verify", "g").run().ends(125)
    try verify("$STATE/log").ends(0)
    let outcome = try home.qli(
      "audit", "verify", "--collected", "--log", home.path("$STATE/log")
    ).run()
    outcome.ends(0)
  }

  @Test func declaredLogsThatAreNotThere() throws {
    try home.chainedGroup("h", log: "other")
    let outcome = try home.qli("audit", "verify").run()
    #expect(home.collapse(outcome.stdout).hasSuffix("\n$STATE/other: no record yet\n"))
    outcome.ends(0)
    let alone = try home.qli("audit", "verify", "h").run()
    #expect(home.collapse(alone.stdout) == "$STATE/other: no record yet\n")
    #expect(alone.stderr.hasPrefix("error: no record is chained yet\n"))
    alone.ends(127)
    let digest = String(repeating: "0", count: 64)
    let wanted = try home.qli("audit", "verify", "h", "--head", "2:\(digest)").run()
    #expect(
      home.collapse(wanted.stdout) == """
        $STATE/other: broken
          no records in 0 files
          records 1 to 2 are missing: '$STATE/other' isn't there

        """)
    wanted.ends(1)
  }

  /// Which group comes first doesn't say whether a log is chained, nor whether it is the group or an extension
  /// that says so.
  @Test func aLogThatIsChainedBySomeOnly() throws {
    try home.group("a", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.remove("$STATE/log.head")
    let outcome = try home.qli("audit", "verify").run()
    #expect(outcome.stdout.contains("the head isn't there"))
    outcome.ends(1)
    try home.group(
      "own",
      "audit_log = \"$XDG_STATE_HOME/own-{date}\"\n[extensions.x]\naudit_chain = true")
    try home.extension("own", "x", sh: "exit 0")
    try home.qli("-q", "own", "x").expect()
    try home.qli("audit", "verify", "own").run().ends(0)
    try home.remove("$STATE/own-{date}.head")
    let own = try home.qli("audit", "verify", "own").run()
    #expect(own.stdout.contains("the head isn't there"))
    own.ends(1)
  }

  // MARK: - Records that have to be there

  @Test func headsOfSeveralLogs() throws {
    try home.chainedGroup("h", log: "other")
    try home.qli("-q", "h", "x").expect()
    let lines = try home.qli("audit", "head").run().stdout.split(separator: "\n")
    let heads = lines.flatMap { line -> [String] in
      let words = line.split(separator: " ")
      return ["--head", "\(words[1]):\(words[2])"]
    }
    try #require(heads.count == 4)
    try home.qli("audit", "verify").arguments(heads).run().ends(0)
    let digest = String(repeating: "0", count: 64)
    let more = heads + ["--head", "3:\(digest)", "--head", "3:\(digest)"]
    let outcome = try home.qli("audit", "verify").arguments(more).run()
    #expect(outcome.stdout.hasSuffix("\nrecord 3 is in none of them: \(digest)\n"))
    #expect(!outcome.stdout.contains("broken"))
    outcome.ends(1)
    let json = try JSON.parse(
      home.qli("audit", "verify", "--json").arguments(more).run().stdout)
    #expect(json["missing"]?.array?.compactMap { $0["seq"]?.integer } == [3])
    #expect(json["missing"]?.array?.compactMap { $0["sha256"]?.string } == [digest])
  }

  // MARK: - audit head

  @Test func aHeadThatVouchesForNothingIsToldOf() throws {
    let whole = try home.qli("audit", "head").run()
    try home.file("$STATE/log.head", "nonsense", mode: 0o600)
    let damaged = try home.qli("audit", "head").run()
    #expect(damaged.collapsedStderr.hasPrefix("warning: the head '$STATE/log.head' is damaged:"))
    #expect(damaged.stdout == whole.stdout)
    damaged.ends(0)
    try home.remove("$STATE/log.head")
    let missing = try home.qli("audit", "head").run()
    #expect(missing.collapsedStderr.hasPrefix("warning: the head '$STATE/log.head' isn't there:"))
    missing.ends(0)
    try home.change("mv log log.1; mkdir log.2; echo >log.head")
    try home.qli("audit", "head").run().ends(125)
  }

  @Test func aNewlineInALogsName() throws {
    try home.environmentGroup()
    let outcome = try home.qli("audit", "head", "n").environment(["NAME": "a\nb"]).run()
    #expect(home.collapse(outcome.stdout).hasPrefix("$STATE/a\\nb 2 "))
    #expect(outcome.stdout.split(separator: "\n").count == 1)
  }
}

extension TestHome {
  /// A chained group whose log has the name that a variable gives it: one with a newline.
  fileprivate func environmentGroup() throws {
    try group("n", "audit_log = \"$XDG_STATE_HOME/$NAME\"\naudit_chain = true")
    try self.extension("n", "x", sh: "exit 0")
    try qli("-q", "n", "x").environment(["NAME": "a\nb"]).expect()
  }
}
