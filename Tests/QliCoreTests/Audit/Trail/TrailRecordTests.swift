import Glibc
import Testing

@testable import QliCore

/// Records, as the writer of the log makes them and as others may.
@Suite struct TrailRecordTests {
  /// Reads a line, and gives what `body` makes of the record.
  private func read<Value>(
    _ line: String, _ body: (TrailRecord) -> Value
  ) throws(TrailProblem) -> Value {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: TrailPieces.size, alignment: 8)
    defer { memory.deallocate() }
    let bytes = Array(line.utf8)
    return try bytes.withUnsafeBufferPointer { bytes throws(TrailProblem) in
      body(try TrailRecord(bytes, into: TrailPieces(in: memory)))
    }
  }

  private let id = "0199c82c-cf49-7651-a9a8-128b0c5c7fd0"

  private func line(_ members: String) -> String {
    "{\"event\":\"finish\",\"timestamp\":\"1970-01-01T00:00:01.000002Z\",\"run_id\":\"\(id)\","
      + "\"group\":\"g\",\"extension\":\"x\",\"exit_code\":0\(members)}"
  }

  @Test func theHeadOfARecord() throws {
    try read(line("")) { record in
      #expect(record.event == .finish && record.time == 1_000_002)
      #expect(record.runID == 0x0199_c82c_cf49_7651_a9a8_128b_0c5c_7fd0)
      #expect(!record.hasHiddenCharacters)
      #expect(record[.reason] == nil && record.string(.user) == nil)
    }
  }

  /// Every member that there is, found wherever it stands.
  @Test func everyMember() throws {
    let values: [AuditMember.Kind: String] = [
      .text: "\"a\\n\"", .textOrNull: "null", .number: "-1.5e3", .list: "[\"[{\", \"]\"]",
      .flag: "true",
    ]
    let known: [AuditMember] = [.event, .timestamp, .runID, .group, .extension, .exitCode]
    let others = AuditMember.allCases.filter { !known.contains($0) }
    for members in [others, others.reversed()] {
      let text = members.map { ",\"\($0.name)\": \(values[$0.kind] ?? "")" }.joined()
      try read(line(text)) { record in
        for member in members {
          let value = record[member].map { String(decoding: $0, as: UTF8.self) }
          #expect(value == values[member.kind], "\(member)")
          let string = record.string(member).map { String(decoding: $0, as: UTF8.self) }
          #expect(string == (member.kind == .text ? "a\\n" : nil), "\(member)")
        }
      }
    }
  }

  @Test func aMemberOfAnotherKind() {
    let values: [AuditMember.Kind: [String]] = [
      .text: ["1", "null", "true", "[]", "{}"], .textOrNull: ["1", "false", "[]", "{}"],
      .number: ["\"1\"", "null", "[]", "{}"], .list: ["\"a\"", "1", "null", "{}"],
      .flag: ["\"a\"", "1", "null", "[]", "{}"],
    ]
    let fixed: [AuditMember] = [.event, .timestamp, .runID, .group, .extension, .exitCode]
    for member in AuditMember.allCases where !fixed.contains(member) {
      for value in values[member.kind] ?? [] {
        #expect(throws: TrailProblem.malformed(member)) {
          try read(line(",\"\(member.name)\":\(value)")) { _ in }
        }
      }
      #expect(throws: TrailProblem.repeated(member)) {
        let value = Self.value(of: member.kind)
        let text = ",\"\(member.name)\":\(value)"
        try read(line(text + text)) { _ in }
      }
    }
  }

  private static func value(of kind: AuditMember.Kind) -> String {
    switch kind {
    case .number: "1"
    case .list: "[]"
    case .flag: "true"
    case .textOrNull: "null"
    case .text: "\"a\""
    }
  }

  /// JSON lets any character be written as an escape: what it means is what counts.
  @Test func namesAndValuesWithEscapes() throws {
    let escaped = line("").replacing("\"event\":\"finish\"", with: #""\u0065vent":"f\u0069nish""#)
      .replacing("1970-", with: #"1970\u002d"#).replacing("-cf49-", with: #"-\u0063f49-"#)
    try read(escaped) { record in
      #expect(record.event == .finish && record.time == 1_000_002)
      #expect(record.runID == 0x0199_c82c_cf49_7651_a9a8_128b_0c5c_7fd0)
    }
    for member in AuditMember.allCases {
      let name =
        #"\u00"# + String("\(member.name)".utf8.first ?? 0, radix: 16)
        + "\(member.name)".dropFirst()
      let value = Self.value(of: member.kind)
      #expect(throws: TrailProblem.repeated(member), "\(name)") {
        try read(line(",\"\(name)\":\(value),\"\(member.name)\":\(value)")) { _ in }
      }
    }
    for (member, text, problem) in [
      ("event", #"st\u0061r"#, .unknownEvent("star")),
      ("timestamp", #"n\u006fw"#, .malformed(.timestamp)),
      ("run_id", #"\u0037"#, .malformed(.runID)),
    ] as [(String, String, TrailProblem)] {
      let pattern = try Regex("\"\(member)\":\"[^\"]*\"")
      #expect(throws: problem) {
        try read(line("").replacing(pattern, with: "\"\(member)\":\"\(text)\"")) { _ in }
      }
    }
  }

  /// Names within other values are none of the record's.
  @Test func membersOfMembers() throws {
    try read(line(",\"more\":{\"reason\":\"no\"},\"survivors\":[{\"pid\":1,\"args\":7}]")) {
      #expect($0[.reason] == nil && $0[.pid] == nil && $0[.args] == nil)
      #expect($0[.survivors]?.count == "[{\"pid\":1,\"args\":7}]".utf8.count)
    }
  }

  /// Whatever is cut off the line, it is no record.
  @Test func everyPrefixOfARecordIsNoRecord() {
    let whole = line(",\"args\":[\"é\"]")
    for length in 0..<whole.utf8.count {
      let text = String(decoding: Array(whole.utf8.prefix(length)), as: UTF8.self)
      #expect(throws: TrailProblem.notJSON, "\(text)") { try read(text) { _ in } }
    }
  }

  @Test func aCopyOutlivesItsLine() throws {
    let kept = try read(line(",\"reason\":\"why\"")) { KeptRecord($0) }
    #expect(kept.record.string(.reason).map { String(decoding: $0, as: UTF8.self) } == "why")
    #expect(kept.record.runID == 0x0199_c82c_cf49_7651_a9a8_128b_0c5c_7fd0)
  }

  @Test func idsThatBeginWithAPrefix() throws {
    let number: UInt128 = 0x0199_c82c_cf49_7651_a9a8_128b_0c5c_7fd0
    for length in 1...36 {
      let prefix = try #require(RunID.Prefix(String(id.prefix(length))))
      #expect(prefix.matches(number))
      #expect(!prefix.matches(~number))
    }
    #expect(RunID.Prefix(String(id.prefix(35)) + "1")?.matches(number) == false)
    for text in ["", "-", "0199c82cc", "0199c82c-cf49-7651-a9a8-128b0c5c7fd00", "x"] {
      #expect(RunID.Prefix(text) == nil, "\(text)")
    }
  }

  /// Each is explained once, and is found from wherever the search begins, by its whole name only.
  @Test func namesOfTheTable() {
    let names = AuditMember.allCases.map { "\($0.name)" }
    #expect(names.sorted() == AuditMember.table.map(\.name).sorted())
    for member in AuditMember.allCases {
      let name = member.name
      let bytes = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
      for last in [nil] + AuditMember.allCases.map({ Optional($0) }) {
        #expect(AuditMember.named(bytes, after: last) == member)
      }
      #expect(AuditMember.named(UnsafeBufferPointer(rebasing: bytes.dropLast()), after: nil) == nil)
    }
  }
}
