import Testing

@testable import QliCore

/// What those who get a copy of a record are given.
@Suite struct CopiedRecordTests {
  private func record(
    _ event: AuditEvent, exitCode: Int32? = nil, line: String = "{\"event\":\"x\"}\n"
  ) throws -> CopiedRecord {
    CopiedRecord(event, exitCode: exitCode, try Self.head(), Array(line.utf8))
  }

  static func head() throws -> RecordHead {
    RecordHead(
      timestamp: Timestamp(seconds: 0, nanoseconds: 0),
      runID: try #require(RunID("01a1fbed-ecb6-7fbd-979c-0328f7ffcfb3")),
      group: try #require(ExtensionName("prod")), extension: try #require(ExtensionName("deploy")),
      actor: Actor(Environment([])), process: ProcessID(rawValue: 4711))
  }

  /// The fields of an entry of the journal, read as systemd reads them.
  private func fields(_ entry: [UInt8]) throws -> [[String]] {
    var rest = entry[...]
    var fields: [[String]] = []
    while !rest.isEmpty {
      let end = try #require(rest.firstIndex(of: 0x0a))
      let name = String(decoding: rest[..<end], as: UTF8.self)
      let lengthEnd = end + 9
      let count = rest[(end + 1)..<lengthEnd].reversed().reduce(0) { $0 << 8 | Int($1) }
      let value = rest[lengthEnd..<(lengthEnd + count)]
      fields.append([name, String(decoding: value, as: UTF8.self)])
      try #require(rest[lengthEnd + count] == 0x0a)
      rest = rest[(lengthEnd + count + 1)...]
    }
    return fields
  }

  @Test func anEntryOfTheJournal() throws {
    #expect(
      try fields(record(.finish, exitCode: 3).journalEntry) == [
        ["MESSAGE", "{\"event\":\"x\"}"], ["PRIORITY", "4"], ["SYSLOG_IDENTIFIER", "qli"],
        ["QLI_RUN_ID", "01a1fbed-ecb6-7fbd-979c-0328f7ffcfb3"], ["QLI_EVENT", "finish"],
        ["QLI_GROUP", "prod"], ["QLI_EXTENSION", "deploy"], ["QLI_EXIT_CODE", "3"],
      ])
  }

  @Test func aRecordWithoutACodeHasNoFieldForIt() throws {
    let names = try fields(record(.start).journalEntry).map { $0[0] }
    #expect(!names.contains("QLI_EXIT_CODE"))
  }

  /// Each byte of the length counts.
  @Test(arguments: [0, 1, 255, 256, 65_536, 1 << 24])
  func aLineOfAnyLength(_ count: Int) throws {
    let text = String(repeating: "a", count: count)
    let entry = try record(.start, line: text + "\n").journalEntry
    #expect(try fields(entry).first == ["MESSAGE", text])
  }

  @Test func aMessageOfSyslog() throws {
    let text = { (record: CopiedRecord) in String(decoding: record.syslogMessage, as: UTF8.self) }
    #expect(try text(record(.start)) == "<86>qli[4711]: @cee: {\"event\":\"x\"}")
    #expect(try text(record(.restarted)) == "<85>qli[4711]: @cee: {\"event\":\"x\"}")
    #expect(try text(record(.failed)) == "<84>qli[4711]: @cee: {\"event\":\"x\"}")
  }

  @Test func howBadARecordIs() throws {
    let all = try AuditEvent.allCases.map { event in
      "\(event.rawValue) \(try record(event, exitCode: 0).severity.rawValue)"
    }
    #expect(
      all == [
        "start 6", "finish 6", "interrupted 5", "timed_out 4", "output_limit 4", "failed 4",
        "refused 4", "ready 6", "restarted 5", "stopped 6", "closed 5",
      ])
    #expect(try record(.finish, exitCode: 1).severity == .warning)
  }
}
