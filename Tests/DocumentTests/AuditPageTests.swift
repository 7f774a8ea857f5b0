import Foundation
import TestSupport
import Testing

@testable import QliCore

/// qli-audit(5) and `qli help audit` have the events and members of the tables, and the tables those
/// of real logs.
@Suite struct AuditPageTests {
  let page: ManPage

  init() throws { page = try ManPage("qli-audit.5") }

  @Test func everyEventIsExplainedAndNoOther() {
    let names = AuditEvent.allCases.map(\.rawValue)
    #expect(page.section("EVENTS").items.map(\.names) == names.map { [$0] })
    let help = HelpText.text(for: HelpText.Topic.audit).split(separator: "\n")
    for event in AuditEvent.allCases {
      #expect(help.contains { $0.hasPrefix("  \(event.rawValue) ") && $0.hasSuffix(event.meaning) })
    }
  }

  @Test func everyMemberIsExplainedAndNoOther() throws {
    var explained: [String: (events: Set<AuditEvent>, isOptional: Bool)] = [:]
    let section = page.section("MEMBERS")
    for title in section.subsections {
      for item in section.section(title).items where item.macro == "Li" {
        for name in item.names {
          #expect(explained[name] == nil, "\(name)")
          explained[name] = (
            try Self.events(title, item.text), item.text.contains("Left out")
          )
        }
      }
    }
    #expect(Set(explained.keys) == Set(AuditMember.table.map(\.name)))
    for member in AuditMember.table {
      #expect(explained[member.name]?.events == member.events, "\(member.name)")
      #expect(explained[member.name]?.isOptional == member.isOptional, "\(member.name)")
    }
  }

  /// The events of a subsection, less those that a member's text takes out: `Only in failed and
  /// refused.` or `Not in refused.`
  private static func events(_ title: String, _ text: String) throws -> Set<AuditEvent> {
    let all = Set(AuditEvent.allCases)
    func named(_ words: Substring) -> Set<AuditEvent> {
      Set(words.split { !$0.isLetter && $0 != "_" }.compactMap { AuditEvent(rawValue: "\($0)") })
    }
    if let only = text.firstMatch(of: /Only in ([^.]*)\./) { return named(only.output.1) }
    let but = text.firstMatch(of: /Not in ([^.]*)\./).map { named($0.output.1) } ?? []
    let section =
      switch title {
      case "Every record": all
      case "All but start": all.subtracting([.start])
      default: named(title[...])
      }
    try #require(!section.isEmpty)
    return section.subtracting(but)
  }

  @Test func helpNamesEveryMember() {
    let help = HelpText.text(for: HelpText.Topic.audit).split(separator: "\n")
    for member in AuditMember.table {
      #expect(help.contains { $0.hasPrefix("  \(member.name) ") }, "\(member.name)")
    }
  }

  // MARK: - What is really written

  @Test func realRecordsHaveTheseMembers() throws {
    var records: [AuditEvent: [Set<String>]] = [:]
    for record in try AuditScene().records() + [Self.survivors()] {
      let event = try #require(AuditEvent(rawValue: record["event"]?.string ?? ""))
      records[event, default: []].append(Set(record.keys))
    }
    #expect(Set(records.keys) == Set(AuditEvent.allCases))
    for (event, records) in records {
      let possible = AuditMember.table.filter { $0.events.contains(event) }
      let always = possible.filter { !$0.isOptional }.map(\.name)
      for keys in records {
        #expect(keys.isSubset(of: possible.map(\.name)), "\(event)")
        #expect(keys.isSuperset(of: always), "\(event)")
      }
    }
    for member in AuditMember.table where member.isOptional {
      let all = member.events.flatMap { records[$0] ?? [] }
      #expect(all.contains { $0.contains(member.name) }, "\(member.name)")
      #expect(all.contains { !$0.contains(member.name) }, "\(member.name)")
    }
  }

  /// The record of a run of which a process couldn't be ended: that takes one of another user's.
  private static func survivors() throws -> TestSupport.JSON {
    let end = TreeEnd(
      signal: .kill, survivors: [TreeEnd.Survivor(process: .current, program: "sudo")])
    let name = try #require(ExtensionName("x"))
    var randomness = SystemRandomNumberGenerator()
    let now = Timestamp(milliseconds: 0)
    let head = RecordHead(
      timestamp: now, runID: RunID(time: now, randomness: &randomness), group: name,
      extension: name,
      actor: Actor(Environment([])))
    return try TestSupport.JSON.parse(
      AuditRecord.closing(
        RunEnd(RunResult(outcome: .timedOut(.seconds(1), end), duration: 1)), duration: 1, head))
  }

  // MARK: - The examples

  /// One example for each event, with members that such a record has.
  @Test func theExamplesAreRecords() throws {
    let lines = page.section("EXAMPLES").displays.flatMap { $0.split(separator: "\n") }
      .filter { $0.hasPrefix("{") }
    let records = try lines.map { try TestSupport.JSON.parse(String($0)) }
    #expect(Set(records.compactMap { $0["event"]?.string }).count == AuditEvent.allCases.count)
    for (line, record) in zip(lines, records) {
      let event = try #require(AuditEvent(rawValue: record["event"]?.string ?? ""))
      let names = line.matches(of: /[{,]"([a-z_0-9]+)":/).map { String($0.output.1) }
      let possible = AuditMember.table.filter { $0.events.contains(event) }
      #expect(Set(names).isSubset(of: possible.map(\.name)), "\(event)")
      #expect(
        Set(names).isSuperset(of: possible.filter { !$0.isOptional }.map(\.name)), "\(event)")
      // In the order in which qli writes them.
      let order = AuditMember.allCases.map { "\($0.name)" }
      #expect(names == order.filter { names.contains($0) }, "\(event)")
    }
  }
}
