import Foundation
import Testing

@testable import QliCore

/// What qli-source(7) shows is what qli writes and reads.
@Suite struct SourcePageTests {
  let page: ManPage

  init() throws { page = try ManPage("qli-source.7") }

  private func lines(_ section: String) -> [String] { page.section(section).lines }

  private func definition() throws -> SourceDefinition {
    let sidecar = try #require(page.section("THE SIDECAR").displays.first)
    let name = try #require(ExtensionName("folder"))
    return try SidecarReader.read(
      Array(sidecar.utf8), of: name, at: "/data/qli/sources/qli-source-folder.toml"
    ).get()
  }

  @Test func theSidecarIsValid() throws {
    let definition = try definition()
    #expect(definition.program == "/data/qli/sources/qli-source-folder")
    #expect(definition.allowedVariables.map(\.description) == ["PATH", "FOLDER_TOKEN"])
    #expect(definition.credentialVariables.map(\.description) == ["FOLDER_TOKEN"])
    #expect(definition.lifetime.requestTimeout == .seconds(5))
  }

  /// Every key, with the default that it has.
  @Test func theKeysAreAllThere() {
    let lines = self.lines("THE SIDECAR")
    let mark = ".It Li "
    let explained = lines.filter { $0.hasPrefix(mark) }
      .flatMap { $0.dropFirst(mark.count).components(separatedBy: " , ") }
    #expect(
      explained.sorted()
        == (SidecarKey.allCases.map(\.name) + LifetimeKey.allCases.map(\.name)).sorted())
    #expect(
      lines.filter { $0.hasPrefix("Default: ") } == [
        "Default: 30s.", "Default: 60s.", "Default: 10s.",
      ])
    #expect(lines.contains("Defaults: 60s and 3."))
    #expect(
      SourceLifetime()
        == SourceLifetime(
          requestTimeout: .seconds(30), idleTimeout: .seconds(60), shutdownGrace: .seconds(10),
          restartWindow: .seconds(60), restartCap: 3))
  }

  /// A sidecar of every key's example, which for the lifetime is the default.
  @Test func theExamplesAreASidecar() throws {
    let name = try #require(ExtensionName("folder"))
    var text = ""
    for key in SidecarKey.allCases {
      let example = key.example(for: name.text)
      text += example.hasPrefix("[\(key.name)") ? "\(example)\n" : "\(key.name) = \(example)\n"
    }
    for key in LifetimeKey.allCases { text += "\(key.name) = \(key.entry.example)\n" }
    let definition = try SidecarReader.read(Array(text.utf8), of: name, at: "/x/y.toml").get()
    #expect(definition.lifetime == SourceLifetime())
    #expect(definition.program.string.equals("/x/qli-source-folder"))
    #expect(definition.checksum != nil)
  }

  /// No key takes a wrong type in silence: that would be one that nobody reads.
  @Test(
    arguments: SidecarKey.allCases.map { ("", $0.name) }
      + LifetimeKey.allCases.map { ("lifetime.", $0.name) })
  func theReaderReadsIt(_ table: String, _ key: String) throws {
    let name = try #require(ExtensionName("folder"))
    let text = "\(table)\(key) = -1"
    guard
      case .failure(let problems) = SidecarReader.read(
        Array(text.utf8), of: name, at: "/x/y.toml")
    else {
      Issue.record("'\(text)' is a sidecar")
      return
    }
    #expect(problems.list.contains { $0.message.contains("'\(key)' must be") })
    #expect(!problems.list.contains { $0.message.hasPrefix("unknown key") })
  }

  @Test func theRequestsAreThoseOfQli() throws {
    let shown = lines("METHODS").filter { $0.contains(#""method":"#) }
    let written = [
      SourceProtocol.initLine(try definition(), id: 1),
      SourceProtocol.line(.isAvailable, id: 2), SourceProtocol.line(.get("deploy-token"), id: 3),
      SourceProtocol.line(.list, id: 4), SourceProtocol.line(.validate("../deploy-token"), id: 5),
    ]
    #expect(shown.map { "\($0)\n" } == written.map { String(decoding: $0, as: UTF8.self) })
  }

  @Test func theRepliesAreUnderstood() throws {
    let lines = self.lines("METHODS").filter { $0.contains(#""result":{"#) && $0.first == "{" }
    try #require(lines.count == 4)
    let greeting = try Array(lines[0].utf8).withUnsafeBufferPointer { line in
      try SourceProtocol.greeting(line, id: 1)
    }
    #expect(
      greeting
        == SourceGreeting(
          name: "folder", capabilities: [.read, .validate], version: "0.1.0",
          protocolVersion: nil))
    #expect(reply(lines[1], to: .isAvailable, 2) == "needsCredential: FOLDER_TOKEN isn't set")
    #expect(reply(lines[2], to: .get("deploy-token"), 3) == "s3cr3t for 3600")
    #expect(reply(lines[3], to: .list, 4) == "deploy-token: Deployment, api-key: -")
    #expect(
      reply(#"{"jsonrpc":"2.0","id":5,"result":{"ok":true}}"#, to: .validate("x"), 5) == "true")
  }

  @Test func theErrorsAreUnderstood() throws {
    let lines =
      self.lines("METHODS").filter { $0.contains(#""error":"#) }
      + self.lines("ERROR REPLIES").filter { $0.first == "{" }
    let ids: [Int64] = [5, 3, 4, 3, 3, 3, 9]
    try #require(lines.count == ids.count)
    #expect(
      zip(lines, ids).map { reply($0, to: .list, $1) } == [
        "it doesn't take the reference '../deploy-token': a name has no slash",
        "it is unavailable: no route to vault.example",
        "it doesn't support this: list",
        "it doesn't take the reference 'x': there is no such secret",
        "it needs a credential: type: vault login",
        "it failed: the answer of the server isn't JSON",
        "it failed with the error -32601: method not found",
      ])
  }

  /// What reading `line` as a reply comes to, in words.
  private func reply(_ line: String, to request: SourceRequest, _ id: Int64) -> String {
    Array(line.utf8).withUnsafeBufferPointer { line in
      do throws(SourceError.Reason) {
        switch try SourceProtocol.reply(line, to: request, id: id) {
        case .value(let value):
          let text = String(decoding: value.buffer.bytes, as: UTF8.self)
          return "\(text) for \(value.leaseSeconds ?? 0)"
        case .availability(let answer): return "\(answer.status): \(answer.detail ?? "-")"
        case .entries(let entries):
          return entries.map { "\($0.reference): \($0.display ?? "-")" }.joined(separator: ", ")
        case .validation(let isValid): return "\(isValid)"
        }
      } catch {
        guard case .plugin(let error) = error else { return "not understood: \(error.message)" }
        return error.message
      }
    }
  }
}
