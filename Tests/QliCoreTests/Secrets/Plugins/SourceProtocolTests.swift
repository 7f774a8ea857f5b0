import Testing

@testable import QliCore

/// Replies as they are read, without a process.
@Suite struct SourceProtocolTests {
  /// What reading `line` as the reply to `request` comes to, in words.
  private func read(_ line: String, _ request: SourceRequest = .get("r")) -> String {
    Array(line.utf8).withUnsafeBufferPointer { bytes in
      do throws(SourceError.Reason) {
        switch try SourceProtocol.reply(bytes, to: request, id: 7) {
        case .value(let value):
          return "\(value.buffer.text) \(value.leaseSeconds.map { "\($0)" } ?? "-")"
        case .availability(let answer): return "\(answer.status) \(answer.detail ?? "-")"
        case .entries(let entries):
          return entries.map { "\($0.reference)=\($0.display ?? "-")" }.joined(separator: ",")
        case .validation(let isValid): return "\(isValid)"
        }
      } catch {
        return error.message
      }
    }
  }

  private func greet(_ line: String) -> String {
    Array(line.utf8).withUnsafeBufferPointer { bytes in
      do throws(SourceError.Reason) {
        let greeting = try SourceProtocol.greeting(bytes, id: 1)
        return "\(greeting.name) \(greeting.capabilities.rawValue) \(greeting.version) "
          + (greeting.protocolVersion ?? "-")
      } catch {
        return error.message
      }
    }
  }

  private func frame(_ members: String) -> String { #"{"jsonrpc":"2.0","id":7,\#(members)}"# }

  // MARK: - Results

  @Test(arguments: [
    (#""result":{"value":"s"}"#, "s -"),
    (#""result":{"value":"s","lease_seconds":null}"#, "s -"),
    (#""result":{"lease_seconds":3600,"value":"s"}"#, "s 3600"),
    (
      #""result":{"value":"s","lease_seconds":18446744073709551615}"#, "s 18446744073709551615"
    ),
    (#""result":{"value":"s","x":{"a":1},"y":[{"a":1},{"a":1}],"é":1,"e\u0301":1}"#, "s -"),
    (#""result":{"value":"s"},"error":null"#, "s -"),
    (#""error":null,"result":{"value":""}"#, " -"),
    (
      #""result":{"value":"a\"\\\/\b\f\n\r\tA\u00e9\ud83d\ude00é"}"#, "a\"\\/\u{8}\u{c}\n\r\tAé😀é -"
    ),
    (#""result":{"\u0076alue":"s","more":[{"value":"x"}]}"#, "s -"),
    (#""more":{"result":1,"error":2,"id":3},"result":{"value":"s"}"#, "s -"),
    (#""result":{"more":{"value":"x"},"value":"s"}"#, "s -"),
  ])
  func aReplyWithAValue(_ members: String, _ expected: String) {
    #expect(read(frame(members)) == expected)
  }

  @Test func membersInAnyOrderAndWhiteSpace() {
    let line = " { \"result\" : {\"value\":\"s\"} , \"id\" : 7 , \"jsonrpc\" : \"2.0\" } \r"
    #expect(read(line) == "s -")
  }

  @Test(arguments: [
    (SourceRequest.isAvailable, #"{"status":"available"}"#, "available -"),
    (.isAvailable, #"{"status":"available","detail":null}"#, "available -"),
    (.isAvailable, #"{"status":"unavailable","detail":"no net"}"#, "unavailable no net"),
    (.isAvailable, #"{"status":"needs-credential"}"#, "needsCredential -"),
    (.list, #"{"entries":[]}"#, ""),
    (
      .list, #"{"entries":[{"reference":"a","display":null},{"reference":"b","display":"B"}]}"#,
      "a=-,b=B"
    ),
    (.validate("r"), #"{"ok":true}"#, "true"),
    (.validate("r"), #"{"ok":false}"#, "false"),
  ])
  func repliesWithOtherResults(_ request: SourceRequest, _ result: String, _ expected: String) {
    #expect(read(frame("\"result\":\(result)"), request) == expected)
  }

  @Test func aReplyWithAGreeting() {
    let members = #""source_name":"demo","capabilities_bits":4294967295,"plugin_version":"1""#
    #expect(
      greet(#"{"jsonrpc":"2.0","id":1,"result":{\#(members)}}"#) == "demo 4294967295 1 -")
    #expect(
      greet(#"{"jsonrpc":"2.0","id":1,"result":{\#(members),"protocol_version":"1.3"}}"#)
        == "demo 4294967295 1 1.3")
    #expect(["1", "1.0", "1.3"].allSatisfy { SourceProtocol.speaks($0) })
    #expect(!["", "2.0", "10.0", "0.9", "x"].contains { SourceProtocol.speaks($0) })
  }

  // MARK: - Errors of the plugin

  @Test(arguments: [
    (#"{"kind":"unavailable","detail":"no net"}"#, "it is unavailable: no net"),
    (#"{"kind":"unavailable","detail":null}"#, "it is unavailable"),
    (
      #"{"kind":"unsupported-capability","capability":"list"}"#,
      "it doesn't support this: list"
    ),
    (
      #"{"kind":"bad-reference","reference":"x/y","reason":"not found"}"#,
      "it doesn't take the reference 'x/y': not found"
    ),
    (
      #"{"kind":"needs-credential","detail":"vault login"}"#,
      "it needs a credential: vault login"
    ),
    (#"{"kind":"other","detail":"a\u001bb"}"#, "it failed: a\\x1bb"),
    (#"{"kind":"of-tomorrow","detail":"why"}"#, "it failed: of-tomorrow: why"),
    (#"{"kind":"of-tomorrow"}"#, "it failed: of-tomorrow"),
    (
      #"{"code":-32601,"message":"method not found"}"#,
      "it failed with the error -32601: method not found"
    ),
    (#"{"code":1,"message":null,"data":{"a":[]}}"#, "it failed with the error 1"),
    (#"{"code":1,"kind":"other","detail":"d"}"#, "it failed: d"),
  ])
  func anErrorInBothForms(_ error: String, _ expected: String) {
    #expect(read(frame("\"error\":\(error)")) == expected)
    #expect(read(frame("\"result\":null,\"error\":\(error)"), .list) == expected)
  }

  // MARK: - What is no reply

  private static let notJSON = "what it wrote to standard output isn't JSON: column "

  @Test(arguments: [
    ("", notJSON + "1: expected a value, found the end of the document"),
    (
      "hello",
      notJSON + "1: expected a value, found a word; only true, false and null stand without quotes"
    ),
    (
      #"{"jsonrpc":"2.0","id":7,"result":{"value":"s"}"#,
      notJSON + "47: expected ',' or '}', found the end of the document"
    ),
    (
      #"{"jsonrpc":"2.0","id":7,"result":{"value":"s"}} x"#,
      notJSON + "49: expected the end of the document, found a word"
    ),
    (
      #"{"jsonrpc":"2.0","id":7,"result":{"value":"s"}}{}"#,
      notJSON + "48: expected the end of the document, found '{'"
    ),
    (
      #"{"jsonrpc":"2.0","id":7,"id":7,"result":{"value":"s"}}"#,
      notJSON + "25: the object already has this name"
    ),
    (
      #"{"jsonrpc":"2.0","id":7,"result":{"value":"s","value":"t"}}"#,
      notJSON + "47: the object already has this name"
    ),
    (
      #"{"jsonrpc":"2.0","id":7,"result":{"value":"s","x":1,"x":2}}"#,
      notJSON + "53: the object already has this name"
    ),
    (
      #"{"jsonrpc":"2.0","id":7,"result":{"value":"s","x":[{"a":1,"\u0061":2}]}}"#,
      notJSON + "59: the object already has this name"
    ),
    ("\u{feff}{}", notJSON + "1: byte order mark; JSON begins without one"),
    ("[]", "its reply isn't a JSON object"),
    ("\"s\"", "its reply isn't a JSON object"),
    ("null", "its reply isn't a JSON object"),
    ("{}", "its reply has no 'jsonrpc' that is \"2.0\""),
    (#"{"id":7,"result":{"value":"s"}}"#, "its reply has no 'jsonrpc' that is \"2.0\""),
    (
      #"{"jsonrpc":2.0,"id":7,"result":{"value":"s"}}"#,
      "its reply has no 'jsonrpc' that is \"2.0\""
    ),
    (
      #"{"jsonrpc":"2.0","id":8,"result":{"value":"s"}}"#,
      "its reply has the id 8, but the request had 7"
    ),
    (
      #"{"jsonrpc":"2.0","id":"7","result":{"value":"s"}}"#,
      "its reply has no whole number as its id, but the request had 7"
    ),
    (
      #"{"jsonrpc":"2.0","id":7.0,"result":{"value":"s"}}"#,
      "its reply has no whole number as its id, but the request had 7"
    ),
    (
      #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}"#,
      "its reply has no whole number as its id, but the request had 7"
    ),
    (#"{"jsonrpc":"2.0","id":7}"#, "its reply has neither a result nor an error"),
    (
      #"{"jsonrpc":"2.0","id":7,"result":null,"error":null}"#,
      "its reply has neither a result nor an error"
    ),
    (
      #"{"jsonrpc":"2.0","id":7,"result":{"value":"s"},"error":{"kind":"other"}}"#,
      "its reply has both a result and an error"
    ),
  ])
  func aMalformedLine(_ line: String, _ expected: String) { #expect(read(line) == expected) }

  @Test(arguments: [
    (SourceRequest.get("r"), "[]", "get", "result"),
    (.get("r"), "{}", "get", "value"),
    (.get("r"), #"{"value":null}"#, "get", "value"),
    (.get("r"), #"{"value":7}"#, "get", "value"),
    (.get("r"), #"{"value":["s"]}"#, "get", "value"),
    (.get("r"), #"{"value":"s","lease_seconds":"1"}"#, "get", "lease_seconds"),
    (.get("r"), #"{"value":"s","lease_seconds":-1}"#, "get", "lease_seconds"),
    (.get("r"), #"{"value":"s","lease_seconds":1.5}"#, "get", "lease_seconds"),
    (.get("r"), #"{"value":"s","lease_seconds":18446744073709551616}"#, "get", "lease_seconds"),
    (.isAvailable, "{}", "is_available", "status"),
    (.isAvailable, #"{"status":"fine"}"#, "is_available", "status"),
    (.isAvailable, #"{"status":"available","detail":1}"#, "is_available", "detail"),
    (.list, "true", "list", "result"),
    (.list, "{}", "list", "entries"),
    (.list, #"{"entries":["a"]}"#, "list", "entries"),
    (.list, #"{"entries":[{"display":"A"}]}"#, "list", "reference"),
    (.validate("r"), #"{"ok":"yes"}"#, "validate", "ok"),
    (.validate("r"), #"{"value":"s"}"#, "validate", "ok"),
  ])
  func anUnexpectedResult(
    _ request: SourceRequest, _ result: String, _ method: String, _ member: String
  ) {
    #expect(
      read(frame("\"result\":\(result)"), request)
        == "its reply to 'secret_source.\(method)' has no valid '\(member)'")
  }

  @Test(arguments: [
    ("\"oops\"", "error"), ("{}", "error"), (#"{"message":"m"}"#, "error"),
    (#"{"code":"1"}"#, "code"), (#"{"kind":1}"#, "kind"),
    (#"{"kind":"other","detail":1}"#, "detail"),
  ])
  func anUnexpectedError(_ error: String, _ member: String) {
    #expect(
      read(frame("\"error\":\(error)"))
        == "its reply to 'secret_source.get' has no valid '\(member)'")
  }

  @Test(arguments: [
    ("{}", "source_name"), (#"{"source_name":"demo"}"#, "capabilities_bits"),
    (#"{"source_name":"demo","capabilities_bits":-1}"#, "capabilities_bits"),
    (#"{"source_name":"demo","capabilities_bits":4294967296}"#, "capabilities_bits"),
    (#"{"source_name":"demo","capabilities_bits":1}"#, "plugin_version"),
  ])
  func anUnexpectedGreeting(_ result: String, _ member: String) {
    #expect(
      greet(#"{"jsonrpc":"2.0","id":1,"result":\#(result)}"#)
        == "its reply to 'secret_source.init' has no valid '\(member)'")
  }

  /// Whatever is cut off, added or changed: a reply or an error, never a crash of qli.
  @Test func noLineBreaksTheReader() {
    let line = Array(frame(#""result":{"value":"s\u00e9","lease_seconds":3},"x":[{}]"#).utf8)
    for index in line.indices {
      for byte in [UInt8]([0, 0x22, 0x5c, 0x7b, 0x7d, 0x2c, 0xff]) {
        var changed = line
        changed[index] = byte
        _ = read(String(decoding: changed, as: UTF8.self))
        changed.withUnsafeBufferPointer { bytes in
          for request in [SourceRequest.get("r"), .list, .isAvailable, .validate("r")] {
            _ = try? SourceProtocol.reply(bytes, to: request, id: 7)
          }
        }
      }
      #expect(read(String(decoding: line[..<index], as: UTF8.self)).hasPrefix(Self.notJSON))
    }
  }
}
