import Foundation
import Testing

@testable import QliCore

/// What a plugin is asked, what it answers, and when it runs.
@Suite struct SourceClientTests {
  private let scene: SourceScene

  init() throws { scene = try SourceScene() }

  private func lifetime(_ change: (inout SourceLifetime) -> Void) -> SourceLifetime {
    var lifetime = SourceLifetime()
    change(&lifetime)
    return lifetime
  }

  @Test func nothingRunsBeforeTheFirstRequest() throws {
    let definition = try scene.plugin("init")
    try scene.withClient(definition) { client throws in
      _ = client.conversation([.get("a")])
      #expect(client.state == .idle)
    }
    #expect(!scene.exists("pids") && !scene.exists("state"))
  }

  /// The last one may lack its newline, if it is whole.
  @Test func aLastReplyWithoutANewline() throws {
    let definition = try scene.plugin("init; next; printf %s \"$(give s)\"; exit 0")
    try scene.withClient(definition) { client throws in
      #expect(try client.get("r").text == "s")
    }
  }

  @Test func eachRequestGetsItsReply() throws {
    let definition = try scene.plugin(
      """
      init
      next; say '"result":{"status":"needs-credential","detail":"log in"}'
      next; give 'geh\\u0065im'
      next; say '"result":{"entries":[{"reference":"a","display":"A"},{"reference":"b"}]}'
      next; say '"result":{"ok":true}'
      next; say '"result":{"ok":false}'
      next
      """, config: "address = \"https://x\"\nports = [1, 2]\nnested = { \"a b\" = true }\n")
    try scene.withClient(definition) { client throws in
      #expect(
        try client.isAvailable()
          == SourceAvailability(status: .needsCredential, detail: "log in"))
      #expect(client.state == .running)
      #expect(try client.get("team/a \"b\"").text == "geheim")
      #expect(
        try client.list() == [
          SourceEntry(reference: "a", display: "A"), SourceEntry(reference: "b", display: nil),
        ])
      #expect(try client.validate("a"))
      #expect(try !client.validate("b"))
      #expect(client.greeting?.version == "1.2" && client.greeting?.capabilities.rawValue == 7)
    }
    #expect(
      scene.lines("requests") == [
        """
        {"jsonrpc":"2.0","id":1,"method":"secret_source.init","params":{"source_name":"demo",\
        "config":{"address":"https://x","ports":[1,2],"nested":{"a b":true}},\
        "protocol_version":"1.0"}}
        """,
        #"{"jsonrpc":"2.0","id":2,"method":"secret_source.is_available"}"#,
        #"{"jsonrpc":"2.0","id":3,"method":"secret_source.get","params":{"reference":"team/a \"b\""}}"#,
        #"{"jsonrpc":"2.0","id":4,"method":"secret_source.list"}"#,
        #"{"jsonrpc":"2.0","id":5,"method":"secret_source.validate","params":{"reference":"a"}}"#,
        #"{"jsonrpc":"2.0","id":6,"method":"secret_source.validate","params":{"reference":"b"}}"#,
      ])
    let process = try #require(scene.processes.first)
    #expect(scene.processes.count == 1 && isGone(process))
    let record = try scene.record()
    #expect(record == SourceRecord(capabilities: [.read, .list, .validate], pluginVersion: "1.2"))
  }

  @Test func aConversationAsksOneAfterTheOther() throws {
    let definition = try scene.plugin("init; while next; do give \"value $id\"; done")
    try scene.withClient(definition) { client throws in
      let conversation = client.conversation([.get("a"), .get("b"), .get("a")])
      try HelperRun.finish([conversation], client.loop)
      let values = conversation.replies.map { reply -> String in
        if case .value(let value) = reply { value.buffer.text } else { "no value" }
      }
      #expect(values == ["value 2", "value 3", "value 4"])
      #expect(client.state == .running)
      #expect(conversation.advance() == .succeeded && conversation.interests.isEmpty)
    }
  }

  /// More than a pipe holds, both ways.
  @Test func longLinesAreSentAndReceived() throws {
    let long = String(repeating: "x", count: 300_000)
    // The reference comes back as the value.
    let echo = try scene.plugin(
      #"""
      init
      exec sed -un 's/.*"id":\([0-9]*\).*"reference":"\(.*\)"}}/\
      {"jsonrpc":"2.0","id":\1,"result":{"value":"\2"}}/; s/\n//p'
      """#)
    try scene.withClient(echo) { client throws in
      #expect(try client.get(long).text == long)
    }
  }

  @Test func whatIsUnusedForTooLongIsStartedAnew() throws {
    let definition = try scene.plugin("init; while next; do give same; done")
    try scene.withClient(definition) { client throws in
      #expect(try client.get("a").text == "same")
      scene.clock.advance(seconds: 59.9)
      #expect(try client.get("a").text == "same")
      #expect(scene.processes.count == 1)
      scene.clock.advance(seconds: 60)
      #expect(try client.get("a").text == "same")
      let processes = scene.processes
      #expect(processes.count == 2 && processes.first != processes.last)
      #expect(try isGone(#require(processes.first)))
      #expect(try scene.record().crashes.isEmpty)
    }
    // The numbers go on.
    #expect(scene.lines("requests").last?.contains("\"id\":5,") == true)
  }
}
