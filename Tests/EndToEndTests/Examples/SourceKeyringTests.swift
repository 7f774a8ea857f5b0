import Foundation
import Glibc
import TestSupport
import Testing

/// `qli-source-keyring`, spoken to over its pipes.
@Suite(.requireTool("python3")) struct SourceKeyringTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private let ready = SourceTalk.reply(
    1, result: #""source_name": "test", "plugin_version": "1.0.0", "capabilities_bits": 37"#)
  private let plugin = "\(SourceTalk.folder)/qli-source-keyring"
  private let missing = "no such item in the keyring, or an empty one"

  // MARK: - A real keyring

  @Test(
    .requireTool("secret-tool"), .requireTool("gnome-keyring-daemon"),
    .requireTool("dbus-run-session"), .requireTool("dbus-send"))
  func answersFromARealKeyring() throws {
    let keyring = try Keyring(home)
    try home.file(
      "requests",
      SourceTalk.requests(
        (method: "is_available", params: "null"),
        SourceTalk.call("get", "service=example.com&account=me"),
        SourceTalk.call("get", "na%20me=%2Dx%26y%3Dz"), SourceTalk.call("get", "service=other"),
        (method: "list", params: "{}"), SourceTalk.call("validate", "service=other")))
    try keyring.run(
      """
      printf 'from the keyring\\n' | secret-tool store --label=Test service example.com account me
      printf 'odd' | secret-tool store --label=Odd -- 'na me' '-x&y=z'
      "$1" <requests >unlocked 2>errors
      dbus-send --session --print-reply --dest=org.freedesktop.secrets \\
        /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock \\
        array:objpath:/org/freedesktop/secrets/collection/login >/dev/null
      "$1" <requests >locked 2>>errors
      """, plugin)
    #expect(try home.read("errors").isEmpty)

    let available = SourceTalk.reply(2, result: #""status": "available""#)
    let rest =
      SourceTalk.reply(5, bad: "service=other", missing)
      + SourceTalk.reply(6, error: #""kind": "unsupported-capability", "capability": "list""#)
      + SourceTalk.reply(7, result: #""ok": true"#)
    #expect(
      try home.read("unlocked") == ready + available
        + SourceTalk.reply(3, value: "from the keyring") + SourceTalk.reply(4, value: "odd") + rest)
    let refusal =
      #""kind": "needs-credential", "detail": "the keyring is locked; unlock it first""#
    #expect(
      try home.read("locked") == ready + available + SourceTalk.reply(3, error: refusal)
        + SourceTalk.reply(4, error: refusal) + rest)
  }

  @Test(.requireTool("secret-tool")) func saysThatThereIsNoKeyring() throws {
    let outcome = try home.program(plugin)
      .environment(["DBUS_SESSION_BUS_ADDRESS": "unix:path=/no/such/bus"]).stdin(
        .text(
          SourceTalk.requests((method: "is_available", params: "{}"), SourceTalk.call("get", "a=b"))
        )
      ).run()
    #expect(outcome.ending == .exited(0) && outcome.stderr.isEmpty)
    let replies = try outcome.stdout.split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(replies[1]["result"]?["status"] == "unavailable")
    #expect(replies[1]["result"]?["detail"]?.string?.hasPrefix("secret-tool: ") == true)
    #expect(replies[2]["error"]?["kind"] == "unavailable")
  }

  // MARK: - References

  @Test func refusesWhatNamesNoItem() throws {
    try home.pathExecutable("secret-tool", sh: "touch started; echo stolen")
    let form = "it is written like service=example.com&account=me"
    let cases = [
      ("-x=1", "'-x' looks like an option"), ("a=1&%2Dx=1", "'-x' looks like an option"),
      ("--unlock", "'--unlock' looks like an option"), ("", form), ("service", form),
      ("=value", form), ("a=1&", form), ("a=%00", form), (#"a=\n"#, form),
      ("a=1&b=2&a=3", "'a' is there twice"),
    ]
    var requests = SourceTalk.requests()
    var replies = ready
    for (index, (reference, reason)) in cases.enumerated() {
      let call = SourceTalk.call(index.isMultiple(of: 2) ? "get" : "validate", reference)
      requests += SourceTalk.line(index + 2, call.method, call.params)
      replies += SourceTalk.reply(index + 2, bad: reference, reason)
    }
    try home.program(plugin).stdin(.text(requests)).expect(stdout: replies)
    #expect(!home.exists("started"))
  }

  /// An attribute may have any value: what is an option of secret-tool, too.
  @Test func handsAttributesOnAsTheyAre() throws {
    try home.pathExecutable("secret-tool", sh: #"for word; do printf '<%s>' "$word"; done"#)
    try home.program(plugin).stdin(
      .text(SourceTalk.requests(SourceTalk.call("get", "a%3D=--unlock&b+c=+%2B%25&d=")))
    ).expect(
      stdout: ready + SourceTalk.reply(2, value: "<lookup><--><a=><--unlock><b+c><++%><d><>"))
  }

  // MARK: - The tool

  @Test func saysThatTheToolIsMissing() throws {
    try home.link("$BIN/python3", to: Tools.path("python3") ?? "python3")
    try home.link("$BIN/env", to: "/usr/bin/env")
    let detail = #""detail": "cannot run 'secret-tool': No such file or directory""#
    try home.program(plugin).environment(["PATH": home.path("$BIN")]).stdin(
      .text(
        SourceTalk.requests((method: "is_available", params: "{}"), SourceTalk.call("get", "a=b")))
    ).expect(
      stdout: ready + SourceTalk.reply(2, result: #""status": "unavailable", "# + detail)
        + SourceTalk.reply(3, error: #""kind": "unavailable", "# + detail))
  }

  @Test func endsAToolThatTakesTooLong() throws {
    try home.pathExecutable("secret-tool", sh: "sleep 1000 & wait")
    let processes = HomeProcesses(home)
    try home.program(plugin).stdin(
      .text(SourceTalk.requests(config: #"{"seconds":1}"#, SourceTalk.call("get", "a=b")))
    ).expect(
      stdout: ready
        + SourceTalk.reply(
          2,
          error: #""kind": "unavailable", "#
            + #""detail": "cannot run 'secret-tool': it took too long; is the keyring locked?""#))
    try processes.waitUntilGone()
  }

  @Test(arguments: [SIGTERM, SIGINT]) func aSignalEndsItAndItsTool(_ signal: Int32) throws {
    try home.expectEnd(
      by: signal, of: home.program(plugin), asking: "a=b", with: "secret-tool", ready)
  }

  @Test func answersEveryLineWithOne() throws {
    let unexpected = #"{"jsonrpc": "2.0", "id": null, "error": {"kind": "other", "detail": "#
    try home.program(plugin).stdin(
      .text(
        SourceTalk.requests(config: #"{"second":1}"#) + "no JSON\n[1]\n"
          + SourceTalk.line(4, "get", "{}")
          + #"{"jsonrpc":"2.0","id":5,"method":"secret_source.init","#
          + #""params":{"source_name":"x","protocol_version":"2.0"}}"# + "\n")
    ).expect(
      stdout: SourceTalk.reply(
        1,
        error: #""kind": "other", "#
          + #""detail": "[config] has an unknown key, or one of a wrong type""#)
        + unexpected + "\"JSONDecodeError\"}}\n" + unexpected + "\"TypeError\"}}\n"
        + SourceTalk.reply(4, error: #""kind": "other", "detail": "KeyError""#)
        + SourceTalk.reply(
          5,
          error: #""kind": "other", "#
            + #""detail": "this plugin speaks version 1.0 of the protocol""#))
  }
}
