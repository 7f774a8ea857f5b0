import Foundation
import TestSupport
import Testing

/// The plugin that qli-source(7) shows whole works as it stands there.
@Suite(.requireTool("python3")) struct SourcePageTests {
  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("man/qli-source.7").path
  let home: TestHome
  /// The text of every display of the page.
  let displays: [String]

  init() throws {
    home = try TestHome()
    let page = try home.read(Self.path)
    displays = page.components(separatedBy: "\n.Bd -literal").dropFirst().map { rest in
      let text = rest.components(separatedBy: "\n.Ed")[0]
      return text.drop { $0 != "\n" }.dropFirst().replacingOccurrences(of: "\\e", with: "\\") + "\n"
    }
  }

  func display(_ beginning: String) throws -> String {
    try #require(displays.first { $0.hasPrefix(beginning) })
  }

  /// The dialogue of the page: what is typed has no space behind a colon.
  @Test func answersByHandAsThePageShows() throws {
    let program = try home.file("qli-source-folder", try display("#!/usr/bin/env"), mode: 0o755)
    let dialogue = try display("$ chmod").split(separator: "\n").filter { $0.first == "{" }
    let requests = dialogue.filter { $0.hasPrefix("{\"jsonrpc\":\"") }
    let replies = dialogue.filter { !$0.hasPrefix("{\"jsonrpc\":\"") }
    #expect(requests.count == 2 && replies.count == 2)
    try home.program(program).stdin(.text(requests.map { "\($0)\n" }.joined()))
      .expect(stdout: replies.map { "\($0)\n" }.joined())
  }

  @Test func answersEveryMethod() throws {
    let program = try home.file("qli-source-folder", try display("#!/usr/bin/env"), mode: 0o755)
    try home.file("secrets/token", "from a file\n")
    try home.file("secrets/binary", [0xFF])
    let none = "there is no such file"
    try home.program(program).stdin(
      .text(
        SourceTalk.requests(
          config: #"{"folder":"secrets"}"#, (method: "is_available", params: "null"),
          SourceTalk.call("get", "token"), SourceTalk.call("validate", "token"),
          SourceTalk.call("get", "../secrets/token"), SourceTalk.call("get", "binary"),
          (method: "list", params: "null")))
    ).expect(
      stdout: SourceTalk.reply(
        1, result: #""source_name": "test", "capabilities_bits": 5, "plugin_version": "0.1.0""#)
        + SourceTalk.reply(2, result: #""status": "available""#)
        + SourceTalk.reply(3, value: "from a file") + SourceTalk.reply(4, result: #""ok": true"#)
        + SourceTalk.reply(5, bad: "../secrets/token", none)
        + SourceTalk.reply(6, error: #""kind": "other", "detail": "UnicodeDecodeError""#)
        + SourceTalk.reply(
          7, error: #""kind": "unsupported-capability", "capability": "secret_source.list""#))
  }
}
