import Foundation
import TestSupport
import Testing

/// The head is older than the log, as after a power loss, or lost: where the chain ends is told by the log.
@Suite struct ChainRestartTests {
  let home: TestHome
  private static let otherBoot = "00000000-1111-2222-3333-444444444444"

  init() throws {
    home = try TestHome()
    try home.chainedGroup()
  }

  private func run() throws { try home.qli("-q", "g", "x").expect() }

  private func writeHead(
    _ head: String = "log.head", last: String, boot: String = otherBoot, pending: String = "-"
  ) throws {
    let text = "\(last)\n\(boot) \(pending)"
    try home.file(
      "$STATE/\(head)", text + String(repeating: " ", count: 255 - text.utf8.count) + "\n")
    try home.chmod("$STATE/\(head)", 0o600)
  }

  /// Makes the head one of another start of the system, or of one that isn't known.
  private func restart(_ head: String = "log.head", boot: String = otherBoot) throws {
    let words = try home.read("$STATE/\(head)").split { $0 == "\n" || $0 == " " }.map(String.init)
    try #require(words.count == 4)
    try writeHead(head, last: "\(words[0]) \(words[1])", boot: boot, pending: words[3])
  }

  /// Makes what the head was before `work` what is there behind a restart.
  private func losingTheHead(
    _ head: String = "log.head", of work: () throws -> Void
  ) throws {
    try home.change("cp '\(head)' kept")
    try work()
    try home.change("mv kept '\(head)'")
    try restart(head)
  }

  /// Appends lines that end as records do: the first is tied to none, and the later ones to it.
  private func forge(_ numbers: Int..., into log: String = "log") throws {
    var previous = String(repeating: "0", count: 64)
    for number in numbers {
      let line =
        "{\"event\":\"finish\",\"run_id\":\"1\",\"seq\":\(number),\"prev\":\"\(previous)\"}\n"
      try home.file("line", line)
      try home.change("cat '\(home.path("line"))' >>'\(log)'")
      previous = try home.checksum(Array(line.utf8))
    }
  }

  private func numbers(_ log: String = "log") throws -> [Int] {
    try home.read("$STATE/\(log)").split(separator: "\n").compactMap {
      try? JSON.parse(String($0))["seq"]?.integer
    }
  }

  private func expectHead(
    _ number: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = try home.qli("audit", "head", "g").run().stdout
    #expect(
      text.split(separator: " ").dropFirst().first == "\(number)", sourceLocation: sourceLocation)
  }

  private func today() throws -> String {
    try #require(
      FileManager.default.contentsOfDirectory(atPath: home.path("$STATE")).first {
        $0.hasPrefix("ops-20") && !$0.hasPrefix("ops-2001")
      })
  }

  // MARK: - After a restart

  @Test(arguments: [otherBoot, "-"], [9, 3, 999_999_999_999_999_999])
  func aLineThatIsTiedToNoneIsNotGoneOnFrom(boot: String, number: Int) throws {
    try run()
    try forge(number, number + (number > 9 ? 0 : 1))
    try restart(boot: boot)
    try run()
    #expect(try Array(numbers().suffix(2)) == [3, 4])
    let outcome = try home.qli("audit", "verify").run()
    outcome.ends(1)
    try expectHead(4)
  }

  @Test func recordsThatAreNewerThanTheHeadAreGoneOnFrom() throws {
    try run()
    try losingTheHead {
      try run()
      try home.change("echo foreign >>log")
      try forge(77)
      try run()
    }
    try expectHead(6)
    try run()
    #expect(try numbers() == [1, 2, 3, 4, 77, 5, 6, 7, 8])
  }

  @Test func beforeTheFirstRecordOfALog() throws {
    try home.file("$STATE/log", "before\n")
    try run()
    let lines = try home.lines("$STATE/log")
    // What the head was while the first one was written.
    let first = try home.checksum(lines[1])
    try writeHead(last: "0 -", pending: first)
    try run()
    try home.expectWhole()
    try expectHead(4)
    // And with nothing pending: the one that is tied to what the file held.
    try writeHead(last: "0 -")
    try run()
    try home.expectWhole()
    try expectHead(6)
  }

  @Test func overARotation() throws {
    try run()
    try losingTheHead {
      try run()
      try home.change("mv log log.1")
    }
    try run()
    try losingTheHead {
      try home.change("mv log.1 log.2; mv log log.1")
      try run()
      try home.change("mv log.2 log.3; mv log.1 log.2; mv log log.1; : >log; chmod 600 log")
    }
    try run()
    try home.expectWhole()
    #expect(try numbers("log.3") + numbers("log.2") + numbers("log.1") + numbers() == Array(1...10))
  }

  @Test func overADay() throws {
    try home.chainedGroup(log: "ops-{date}.jsonl")
    try run()
    try losingTheHead("ops-{date}.jsonl.head") {
      try run()
      try home.change("mv '\(try today())' ops-2001-01-01.jsonl")
    }
    try run()
    try home.expectWhole()
    #expect(try numbers(today()) == [5, 6])
  }

  /// Around midnight runs write to the files of both days.
  @Test(arguments: [1, 2, 3]) func aroundMidnight(known: Int) throws {
    try home.chainedGroup(log: "ops-{date}.jsonl")
    for _ in 0..<2 { try run() }
    let name = try today()
    let lines = try home.lines("$STATE/\(name)")
    let position = try "\(known) \(home.checksum(lines[known - 1]))"
    try home.change(
      """
      sed -n '1,2p; 4p' '\(name)' >ops-2001-01-01.jsonl; sed -n 3p '\(name)' >new
      cat new >'\(name)'; chmod 600 ops-2001-01-01.jsonl
      sed -i '1s/.*/\(position)/' 'ops-{date}.jsonl.head'
      """)
    try restart("ops-{date}.jsonl.head")
    try run()
    try home.expectWhole()
    #expect(try numbers(name) == [3, 5, 6])
  }

  // MARK: - Without a head

  @Test(arguments: [[9], [9, 10], [3], [999_999_999_999_999_999]])
  func aLostHeadAndLinesThatAreTiedToNone(forged: [Int]) throws {
    try run()
    if forged.count > 1 { try forge(forged[0], forged[1]) } else { try forge(forged[0]) }
    try home.remove("$STATE/log.head")
    try expectHead(2)
    try run()
    #expect(try numbers() == [1, 2] + forged + [3, 4])
  }

  @Test func aLostHeadOnANewDay() throws {
    try home.chainedGroup(log: "ops-{date}.jsonl")
    try run()
    try home.change("mv '\(try today())' ops-2001-01-01.jsonl; rm 'ops-{date}.jsonl.head'")
    try run()
    try home.expectWhole()
    #expect(try numbers(today()) == [3, 4])
  }

  @Test func aLostHeadBehindARotation() throws {
    try run()
    try home.change("mv log log.1; echo foreign >log; chmod 600 log; rm log.head")
    try run()
    try home.expectWhole()
    #expect(try numbers() == [3, 4])
  }

  /// A record that is longer than what is read first, and a forged line behind it.
  @Test func aLostHeadBehindALongRecord() throws {
    try run()
    try home.qli("-q", "g", "x", String(repeating: "a", count: 100_000)).expect()
    try home.change("sed -i '$d' log")
    try forge(50)
    try home.remove("$STATE/log.head")
    try run()
    #expect(try numbers() == [1, 2, 3, 50, 4, 5])
  }

  // MARK: - What can't be found out

  @Test func aNumberThatCannotBeReadIsNotWritten() throws {
    try run()
    try writeHead(last: "999999999999999999 \(String(repeating: "a", count: 64))")
    try home.qli("g", "x").expect(
      stderr: """
        error: cannot write the head of the audit log's chain '$STATE/log.head': its last record has \
        the greatest number that there is; nothing was run
        help: see where it comes from: qli audit verify

        """, code: 123)
    #expect(try numbers() == [1, 2])
  }

  /// qli was killed and the log renamed: only the folder tells whether the record is there.
  @Test(.requireTool("strace")) func aFolderThatCannotBeRead() throws {
    try run()
    _ = try home.qli("-q", "g", "x")
      .wrapped(
        "/usr/bin/strace", "-o", "/dev/null", "-e", "trace=pwrite64", "-e",
        "inject=pwrite64:signal=KILL:when=2"
      ).run()
    try home.change("mv log log.1")
    #expect(try numbers("log.1") == [1, 2, 3])
    let outcome = try home.qli("g", "x")
      .wrapped(
        "/usr/bin/strace", "-o", "/dev/null", "-P", home.path("$STATE"), "-e", "trace=openat",
        "-e", "inject=openat:error=EACCES"
      ).run()
    outcome.ends(123)
    #expect(
      outcome.collapsedStderr.hasPrefix(
        "error: cannot write the audit log '$STATE': Permission denied; nothing was run\n"))
    try run()
    try home.expectWhole()
    #expect(try numbers() == [4, 5])
  }
}
