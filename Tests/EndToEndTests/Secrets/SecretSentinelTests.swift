import TestSupport
import Testing

/// A value that a store gives away in what it says of a failure is shown nowhere.
@Suite struct SecretSentinelTests {
  private let group: SourceGroup
  private var home: TestHome { group.home }

  private static let value = "xyzzy-7f3a"

  init() throws { group = try SourceGroup() }

  private func expectPrivate(
    _ run: QliRun, shows text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try run.run()
    #expect(outcome.ending == .exited(122), sourceLocation: sourceLocation)
    #expect(outcome.stderr.contains(text), sourceLocation: sourceLocation)
    var texts = [outcome.stdout, outcome.stderr]
    for file in ["$STATE/log", "$STATE/qli/sources/demo.json"] where home.exists(file) {
      texts.append(try home.read(file))
    }
    for text in texts {
      #expect(!text.contains(Self.value), sourceLocation: sourceLocation)
      #expect(!text.contains("zzy-7f3a"), sourceLocation: sourceLocation)
    }
  }

  // MARK: - op

  @Test func opRepeatsWhatItPrinted() throws {
    try group.secrets([("one_password", "op://v/i")])
    try home.pathExecutable(
      "op", sh: "echo \(Self.value); echo \"the value is \(Self.value)!\" >&2; exit 1")
    try expectPrivate(home.qli("g", "x"), shows: "  op: the value is <redacted>!\n")
  }

  /// Only the end of what it says is kept: it begins within the value.
  @Test func opRepeatsAValueAtTheCut() throws {
    try group.secrets([("one_password", "op://v/i")])
    let rest = 4096 - "zzy-7f3a\n".utf8.count
    try home.pathExecutable(
      "op",
      sh: """
        echo \(Self.value)
        echo \(Self.value) >&2
        head -c \(rest) /dev/zero | tr '\\0' x >&2
        exit 1
        """)
    try expectPrivate(home.qli("g", "x"), shows: "  op: <redacted>\n  op: xxx")
  }

  @Test(arguments: ["OP_SERVICE_ACCOUNT_TOKEN", "OP_SESSION_team"])
  func opShowsItsKey(_ variable: String) throws {
    try group.secrets([("one_password", "op://v/i")])
    try home.pathExecutable("op", sh: "echo \"bad token $\(variable)\" >&2; exit 1")
    try expectPrivate(
      home.qli("g", "x").environment([variable: Self.value]),
      shows: "  op: bad token <redacted>\n")
  }

  @Test func opShowsAnotherStoresValue() throws {
    try group.secrets([
      ("env", "SOURCE"), ("file", "$XDG_STATE_HOME/file"), ("one_password", "op://v/i"),
    ])
    try home.file("$STATE/file", "a-\(Self.value)-b\n")
    try home.pathExecutable(
      "op", sh: "echo \"$SOURCE\" >&2; cat \"$XDG_STATE_HOME/file\" >&2; false")
    try expectPrivate(
      home.qli("g", "x").environment(["SOURCE": Self.value]),
      shows: "  op: <redacted>\n  op: <redacted>\n")
  }

  // MARK: - A plugin

  @Test(arguments: [
    #"say "\"error\":{\"kind\":\"other\",\"detail\":\"not $VALUE\"}""#,
    #"say "\"error\":{\"code\":1,\"message\":\"not $VALUE\"}""#,
    #"echo "$VALUE""#, #"echo "$VALUE" >&2; exit 3"#, #"printf %s "$VALUE"; exit 0"#,
    #"say "\"result\":{\"value\":\"$VALUE\"},\"error\":{\"kind\":\"other\"}""#,
    #"say "\"result\":{\"values\":\"$VALUE\"}""#,
    #"v="\"result\":{\"value\":\"$VALUE\"}"; two=$(say "$v"; say "$v"); printf '%s\n' "$two""#,
    #"id=999; say "\"result\":{\"value\":\"$VALUE\"}""#,
    #"say "\"result\":{\"value\":\"$VALUE\\u0000\"}""#,
  ])
  func aPluginThatFailsShowsNoValue(_ answer: String) throws {
    try group.secrets([("env", "VALUE"), ("demo", "a")])
    try group.plugin(
      "demo", answer: "echo \"here: $VALUE\" >&2; \(answer); return",
      sidecar: "allowed_env_vars = ['VALUE']")
    try expectPrivate(
      home.qli("g", "x").environment(["VALUE": Self.value]),
      shows: "error: secret 'S1' couldn't be resolved: ")
  }

  /// One that only the plugin knows.
  @Test func thePluginRepeatsItsAnswer() throws {
    try group.secrets([("demo", "a"), ("demo", "b")])
    try group.plugin(
      "demo",
      answer: """
        if [ $reference = b ]; then
          echo "a was \(Self.value)" >&2
          say '"error":{"kind":"other","detail":"a was \(Self.value)"}'
        else
          say '"result":{"value":"\(Self.value)"}'
        fi
        return
        """)
    try expectPrivate(home.qli("g", "x"), shows: "a was <redacted>\n  demo: a was <redacted>\n")
  }
}
