import TestSupport
import Testing

/// What a collector has, in files, through pipes, and with records under another host's name.
@Suite struct VerifyCollectedTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.chainedGroup()
    for _ in 0..<2 { try home.qli("-q", "g", "x").expect() }
  }

  private func verify(_ names: String...) throws -> Outcome {
    try home.qli("audit", "verify", "--collected")
      .arguments(names.flatMap { ["--log", home.path($0)] }).run()
  }

  @Test func throughAPipe() throws {
    let outcome = try home.program(
      "/bin/bash", "-c", "gzip log; \"$0\" audit verify --collected --log <(zcat log.gz)",
      Products.qli
    ).directory(home.path("$STATE")).run()
    #expect(outcome.stdout.contains("records 1 to 4\n"))
    outcome.ends(0)
  }

  @Test func filesThatCannotBeRead() throws {
    try verify("$STATE/none").ends(127)
    let outcome = try verify("$STATE/log", "$STATE/none")
    #expect(outcome.stdout.contains(": unknown\n"))
    outcome.ends(125)
    try home.change("sed 2d log >part; echo none >bad.gz")
    // The second record may be there.
    try verify("$STATE/part", "$STATE/bad.gz").ends(125)
    try verify("$STATE/part").ends(1)
  }

  @Test func aHeadThatIsNowhere() throws {
    let digest = String(repeating: "0", count: 64)
    let outcome = try home.qli(
      "audit", "verify", "--collected", "--log", home.path("$STATE/log"), "--head", "9:\(digest)"
    ).run()
    #expect(
      home.collapse(outcome.stdout).contains(
        "  records 5 to 9 are missing: cut off at the end, behind line 4 of '$STATE/log'\n"))
    outcome.ends(1)
    try home.change("grep -v seq log >none; echo text >>none")
    let none = try home.qli(
      "audit", "verify", "--collected", "--log", home.path("$STATE/none"), "--head", "9:\(digest)"
    ).run()
    #expect(!none.stdout.contains(".head"))
    none.ends(1)
  }

  /// Each is a chain of its own then, and both look whole.
  @Test func aFirstRecordOfAnotherHost() throws {
    try home.change(
      "sed '1s/\"host\":\"/&other/' log >first; sed '4s/\"host\":\"/&other/' log >last")
    let first = try verify("$STATE/first")
    #expect(
      home.collapse(first.stdout).contains("  record 1 was changed: line 1 of '$STATE/first'\n"))
    first.ends(1)
    // A machine that was given another name goes on so, too.
    let last = try verify("$STATE/last")
    #expect(last.stdout.contains("  it goes on behind record 3 of '"))
    last.ends(0)
  }
}
