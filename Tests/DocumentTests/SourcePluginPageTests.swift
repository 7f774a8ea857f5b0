import Foundation
import TestSupport
import Testing

/// The plugin that qli-source(7) shows whole works as it stands there.
@Suite(.requireTool("python3")) struct SourcePluginPageTests {
  let home: TestHome
  let page: ManPage

  init() throws {
    home = try TestHome()
    page = try ManPage("qli-source.7")
  }

  private func display(_ beginning: String) throws -> String {
    try #require(page.displays.first { $0.hasPrefix(beginning) })
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

  /// With its sidecar and its words for the manifest, and the folder of a test.
  @Test func worksBehindQli() throws {
    let program = try display("#!/usr/bin/env")
    let sidecar = try display("name = \"folder\"")
      .replacingOccurrences(of: "/run/secrets", with: home.path("secrets"))
    try home.file("secrets/deploy-token", "from a file\n")
    try home.file("$DATA/qli/sources/qli-source-folder", program, mode: 0o755)
    try home.file("$DATA/qli/sources/qli-source-folder.toml", sidecar)
    try home.group("ops", try display("[[secrets]]"))
    try home.extension("ops", "show", sh: "echo \"$DEPLOY_TOKEN, ${FOLDER_TOKEN-none}\"")
    try home.qli("ops", "show").environment(["FOLDER_TOKEN": "x"])
      .expect(stdout: "from a file, none\n")
    try home.qli("sources", "check", "folder", "deploy-token").expect(
      stdout: """
        version: 0.1.0
        capabilities: read, validate
        status: available
        reference: valid

        """)
  }
}
