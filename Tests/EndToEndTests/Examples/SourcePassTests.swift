import Foundation
import Glibc
import TestSupport
import Testing

/// `qli-source-pass`, spoken to over its pipes.
@Suite(.requireTool("python3")) struct SourcePassTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private let ready = SourceTalk.reply(
    1, result: #""source_name": "test", "plugin_version": "1.0.0", "capabilities_bits": 7"#)
  private let available = #""status": "available""#

  /// The plugin with what stands in for its tools in `$BIN`.
  private var plugin: QliRun {
    home.program("\(SourceTalk.folder)/qli-source-pass")
      .environment(["PASSWORD_STORE_DIR": home.path("$HOME/store")])
  }

  // MARK: - A real store

  @Test(.requireTool("pass"), .requireTool("gpg")) func answersFromARealStore() throws {
    let store = try PasswordStore(home)
    try store.insert("team/api", "first line\nuser: me\n")
    try store.insert("ünï côdé", "π \"quoted\" \\ value\n")
    try store.insert("empty", "\n")
    try store.plugin().stdin(
      .text(
        SourceTalk.requests(
          (method: "is_available", params: "null"), SourceTalk.call("get", "team/api"),
          SourceTalk.call("get", "ünï côdé"), SourceTalk.call("get", "empty"),
          (method: "list", params: "{}"), SourceTalk.call("validate", "team/api"),
          SourceTalk.call("validate", "team/other")))
    ).expect(
      stdout: ready + SourceTalk.reply(2, result: available)
        + SourceTalk.reply(3, value: "first line")
        + SourceTalk.reply(4, value: #"\u03c0 \"quoted\" \\ value"#)
        + SourceTalk.reply(5, value: "")
        + SourceTalk.reply(
          6,
          result: #""entries": [{"reference": "empty"}, {"reference": "team/api"}, "#
            + #"{"reference": "\u00fcn\u00ef c\u00f4d\u00e9"}]"#)
        + SourceTalk.reply(7, result: #""ok": true"#)
        + SourceTalk.reply(8, bad: "team/other", "there is no such entry"))
  }

  @Test(.requireTool("pass"), .requireTool("gpg")) func givesAllLinesWhenToldTo() throws {
    let store = try PasswordStore(home)
    try store.insert("key", "-----BEGIN-----\n\nend\n\n")
    try store.plugin().stdin(
      .text(
        SourceTalk.requests(config: #"{"all_lines":true}"#, SourceTalk.call("get", "key")))
    ).expect(stdout: ready + SourceTalk.reply(2, value: #"-----BEGIN-----\n\nend\n"#))
  }

  /// The store of the configuration wins over that of the environment.
  @Test(.requireTool("pass"), .requireTool("gpg")) func readsTheStoreOfItsConfiguration() throws {
    let store = try PasswordStore(home)
    try store.insert("api", "from the store\n")
    try store.plugin().environment(["PASSWORD_STORE_DIR": home.path("$HOME/none")]).stdin(
      .text(
        SourceTalk.requests(config: #"{"store":"~/store"}"#, SourceTalk.call("get", "api")))
    ).expect(stdout: ready + SourceTalk.reply(2, value: "from the store"))
  }

  @Test(.requireTool("pass"), .requireTool("gpg")) func saysThatGnuPGIsLocked() throws {
    let store = try PasswordStore(home, passphrase: "open sesame")
    try store.insert("api", "only when unlocked\n")
    try store.lock()
    let requests = Input.text(
      SourceTalk.requests((method: "is_available", params: "{}"), SourceTalk.call("get", "api")))
    let outcome = try store.plugin().stdin(requests).run()
    #expect(outcome.ending == .exited(0) && outcome.stderr.isEmpty)
    let replies = try outcome.stdout.split(separator: "\n").map { try JSON.parse(String($0)) }
    try #require(replies.count == 3)
    #expect(replies[1]["result"]?["status"] == "needs-credential")
    #expect(replies[1]["result"]?["detail"] == "GnuPG is locked; type: pass show NAME")
    #expect(replies[2]["error"]?["kind"] == "needs-credential")
    // The rest are the words of GnuPG.
    let detail = try #require(replies[2]["error"]?["detail"]?.string)
    #expect(detail.hasPrefix("'pass show api' failed: is GnuPG locked? gpg: "))
    // Remarks are none of its keys, and a key is no option of gpg.
    let ids = try home.read("$HOME/store/.gpg-id")
    try home.file("$HOME/store/.gpg-id", "# ours\n\(ids.dropLast()) # the team's\n")
    #expect(try store.plugin().stdin(requests).run().stdout == outcome.stdout)
    try home.file("$HOME/store/.gpg-id", "\(ids)--status-file=\(home.path("made"))\n")
    #expect(try store.plugin().stdin(requests).run().ending == .exited(0))
    #expect(!home.exists("made"))
    try home.file("$HOME/store/.gpg-id", ids)
    // Another key that is open opens nothing of it.
    try store.addOpenKey()
    #expect(try store.plugin().stdin(requests).run().stdout == outcome.stdout)
    try store.unlock("api", passphrase: "open sesame")
    try store.plugin().stdin(requests).expect(
      stdout: ready + SourceTalk.reply(2, result: available)
        + SourceTalk.reply(3, value: "only when unlocked"))
  }

  @Test(.requireTool("pass"), .requireTool("gpg")) func aDamagedEntryIsAnError() throws {
    let store = try PasswordStore(home)
    try home.file("$HOME/store/bad.gpg", "this is not encrypted")
    try store.insert("binary", [0xFF, 0xFE, 0x0A])
    let outcome = try store.plugin().stdin(
      .text(SourceTalk.requests(SourceTalk.call("get", "bad"), SourceTalk.call("get", "binary")))
    ).run()
    #expect(outcome.ending == .exited(0) && outcome.stderr.isEmpty)
    let replies = try outcome.stdout.split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(replies.map { $0["error"]?["kind"] } == [nil, "unavailable", "other"])
    let detail = try #require(replies[1]["error"]?["detail"]?.string)
    #expect(detail.hasPrefix("'pass show bad' failed: gpg: "))
    #expect(replies[2]["error"]?["detail"] == "UnicodeDecodeError")
  }

  // MARK: - References

  /// `pass` itself isn't even started: there is none here that would answer.
  @Test func refusesWhatIsNoEntry() throws {
    try home.pathExecutable("pass", sh: "touch started; echo stolen")
    try home.file("$HOME/outside.gpg")
    try home.file("$HOME/store/team/api.gpg")
    try home.file("$HOME/store/-o.gpg")
    try home.link("$HOME/store/link.gpg", to: "$HOME/outside.gpg")
    try home.link("$HOME/store/folder", to: "$HOME")
    let option = "it looks like an option, or leads out of the store"
    let none = "there is no such entry"
    let cases = [
      ("-o", option), ("--help", option), ("../outside", option), ("team/../../outside", option),
      ("/etc/passwd", option), ("team//api", option), ("./team/api", option), ("", option),
      ("team", none), ("link", none), ("folder/outside", none), ("none", none),
      (#"team/api\n"#, none), (#"team/api\u0000"#, none), (#"\ud800"#, none),
    ]
    var requests = SourceTalk.requests()
    var replies = ready
    for (index, (reference, reason)) in cases.enumerated() {
      let call = SourceTalk.call(index.isMultiple(of: 2) ? "get" : "validate", reference)
      requests += SourceTalk.line(index + 2, call.method, call.params)
      replies += SourceTalk.reply(index + 2, bad: reference, reason)
    }
    try plugin.stdin(.text(requests)).expect(stdout: replies)
    #expect(!home.exists("started"))
  }

  // MARK: - The store and its tools

  @Test func saysWhatIsMissing() throws {
    let requests = Input.text(
      SourceTalk.requests((method: "is_available", params: "{}"), (method: "list", params: "{}")))
    let nothing = SourceTalk.reply(3, result: #""entries": []"#)
    func status(_ detail: String) -> String {
      SourceTalk.reply(2, result: #""status": "unavailable", "detail": "\#(detail)""#)
    }
    try home.link("$BIN/python3", to: Tools.path("python3") ?? "python3")
    try home.link("$BIN/env", to: "/usr/bin/env")
    try plugin.environment(["PATH": home.path("$BIN")]).stdin(requests).expect(
      stdout: ready + status("cannot run 'pass': No such file or directory") + nothing)
    try home.pathExecutable("pass", sh: "exit 0")
    try plugin.stdin(requests).expect(
      stdout: ready + status("no store in '$HOME/store'; type: pass init <id>") + nothing)
    // Nobody is sent to mend a reference for that.
    let refusal =
      #""kind": "unavailable", "detail": "no store in '$HOME/store'; type: pass init <id>""#
    try plugin.stdin(.text(SourceTalk.requests(SourceTalk.call("get", "team/api")))).expect(
      stdout: ready + SourceTalk.reply(2, error: refusal))
  }

  /// Written from the documentation of gopass 1.15: `ls --flat`, and `show` with all of an entry.
  @Test func asksGopass() throws {
    try home.pathExecutable(
      "gopass",
      sh: """
        case "$*" in
          version) echo 'gopass 1.15.0' ;;
          'ls --flat') printf 'team/api\\nwork/db\\n' ;;
          'show --unsafe --noparsing team/api') printf 'from gopass\\nuser: me\\n' ;;
          *) echo 'failed to decrypt' >&2; exit 11 ;;
        esac
        """)
    try plugin.stdin(
      .text(
        SourceTalk.requests(
          config: #"{"command":"gopass"}"#, (method: "is_available", params: "{}"),
          (method: "list", params: "{}"), SourceTalk.call("get", "team/api"),
          SourceTalk.call("get", "team/ap"), SourceTalk.call("get", "work/db")))
    ).expect(
      stdout: ready + SourceTalk.reply(2, result: available)
        + SourceTalk.reply(
          3, result: #""entries": [{"reference": "team/api"}, {"reference": "work/db"}]"#)
        + SourceTalk.reply(4, value: "from gopass")
        + SourceTalk.reply(5, bad: "team/ap", "there is no such entry")
        + SourceTalk.reply(
          6,
          error: #""kind": "unavailable", "detail": "'gopass show --unsafe --noparsing work/db' "#
            + #"failed: failed to decrypt""#))
  }

  @Test func endsAToolThatTakesTooLong() throws {
    try home.file("$HOME/store/api.gpg")
    try home.pathExecutable("pass", sh: "sleep 1000 & wait")
    let processes = HomeProcesses(home)
    try plugin.stdin(
      .text(SourceTalk.requests(config: #"{"seconds":1}"#, SourceTalk.call("get", "api")))
    ).expect(
      stdout: ready
        + SourceTalk.reply(
          2, error: #""kind": "unavailable", "detail": "cannot run 'pass': it took too long""#))
    try processes.waitUntilGone()
  }

  // MARK: - The end

  @Test(arguments: [SIGTERM, SIGINT]) func aSignalEndsItAndItsTool(_ signal: Int32) throws {
    try home.file("$HOME/store/api.gpg")
    try home.expectEnd(by: signal, of: plugin, asking: "api", with: "pass", ready)
  }

  /// Each reply comes before the next request is there, and the end of the requests is its end.
  @Test func answersEachRequestAtOnce() throws {
    try home.directory("$HOME/store")
    let running = try plugin.stdin(.pipe).start()
    running.write(SourceTalk.requests())
    try running.waitForOutput(ready)
    for id in 2...4 {
      running.write(SourceTalk.line(id, "list", "null"))
      try running.waitForOutput(SourceTalk.reply(id, result: #""entries": []"#))
    }
    running.closeInput()
    #expect(try running.wait().ending == .exited(0))
  }

  @Test func answersEveryLineWithOne() throws {
    let unexpected = #"{"jsonrpc": "2.0", "id": null, "error": {"kind": "other", "detail": "#
    try plugin.stdin(
      .text(
        SourceTalk.requests(config: #"{"stroe":"x"}"#)
          + SourceTalk.requests(config: #"{"store":1}"#)
          + "no JSON\n\n[1]\n" + SourceTalk.line(5, "put", "{}") + SourceTalk.line(6, "get", "{}")
          + #"{"jsonrpc":"2.0","id":7,"method":"secret_source.init","#
          + #""params":{"source_name":"x","protocol_version":"2.0"}}"# + "\n")
    ).expect(
      stdout: String(
        repeating: SourceTalk.reply(
          1,
          error: #""kind": "other", "#
            + #""detail": "[config] has an unknown key, or one of a wrong type""#), count: 2)
        + unexpected + "\"JSONDecodeError\"}}\n" + unexpected + "\"JSONDecodeError\"}}\n"
        + unexpected + "\"TypeError\"}}\n"
        + SourceTalk.reply(5, error: #""kind": "unsupported-capability", "capability": "put""#)
        + SourceTalk.reply(6, error: #""kind": "other", "detail": "KeyError""#)
        + SourceTalk.reply(
          7,
          error: #""kind": "other", "#
            + #""detail": "this plugin speaks version 1.0 of the protocol""#))
  }
}
