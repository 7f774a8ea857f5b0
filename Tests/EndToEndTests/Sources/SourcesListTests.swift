import TestSupport
import Testing

/// `qli sources`: for a person, for programs, and as JSON.
@Suite struct SourcesListTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private let checksum = String(repeating: "ab", count: 32)

  /// One that never ran, one that was asked, one that is broken.
  private func makePlugins() throws {
    try home.plugin("pass", "checksum_sha256 = '\(checksum)'", root: .system)
    try home.plugin("vault")
    _ = try home.qli("sources", "check", "vault").run()
    try home.sidecar("bad", "x = 1")
    try home.sidecar("pass", "", root: .user)
    try home.remove("$DATA/qli/sources/qli-source-pass.toml")
  }

  @Test func theListOfPluginsForPrograms() throws {
    try makePlugins()
    try home.qli("sources").expect(
      stdout: """
        bad\tbroken\t\t$DATA/qli/sources/qli-source-bad.toml
        pass\tidle\t0.1.0\t$SYSTEM/qli/sources/qli-source-pass.toml
        vault\tidle\t0.1.0\t$DATA/qli/sources/qli-source-vault.toml

        """)
  }

  @Test func theListOfPluginsAsJSON() throws {
    try makePlugins()
    try home.qli("sources", "--json").expect(
      stdout: """
        {"version":1,"sources":[\
        {"name":"bad","state":"broken","error":"the sidecar has 1 problem",\
        "sidecar":"$DATA/qli/sources/qli-source-bad.toml","crashes":0},\
        {"name":"pass","state":"idle","version":"0.1.0",\
        "program":"$SYSTEM/qli/sources/qli-source-pass","pinned":true,\
        "sidecar":"$SYSTEM/qli/sources/qli-source-pass.toml","crashes":0},\
        {"name":"vault","state":"idle","version":"0.1.0",\
        "program":"$DATA/qli/sources/qli-source-vault","pinned":false,\
        "sidecar":"$DATA/qli/sources/qli-source-vault.toml","crashes":0,\
        "plugin_version":"1.2","capabilities":["read","validate"],"capabilities_bits":5}]}

        """)
  }

  private func onTerminal(_ arguments: String...) throws -> String {
    try home.collapse(
      home.qli("sources").arguments(arguments).startOnTerminal(columns: 200).wait().terminal)
  }

  @Test func theListOfPluginsForAPerson() throws {
    try makePlugins()
    let plain = """
      bad  can't be used: the sidecar has 1 problem
        see: qli doctor
        in $DATA/qli/sources/qli-source-bad.toml

      pass  0.1.0
        state: idle
        program: $SYSTEM/qli/sources/qli-source-pass
        in $SYSTEM/qli/sources/qli-source-pass.toml

      vault  0.1.0
        state: idle
        capabilities: read, validate
        program: $DATA/qli/sources/qli-source-vault  not pinned
        in $DATA/qli/sources/qli-source-vault.toml

      """
    #expect(try onTerminal("--color=never") == plain)
    let coloured = [
      ("bad  ", "\u{1b}[1mbad\u{1b}[0m  "), ("pass  0", "\u{1b}[1mpass\u{1b}[0m  0"),
      ("vault  0", "\u{1b}[1mvault\u{1b}[0m  0"), ("idle", "\u{1b}[32midle\u{1b}[0m"),
      (
        "can't be used: the sidecar has 1 problem",
        "\u{1b}[1;31mcan't be used: the sidecar has 1 problem\u{1b}[0m"
      ),
      ("see: qli doctor", "\u{1b}[36msee: qli doctor\u{1b}[0m"),
      ("  not pinned", "\u{1b}[2m  not pinned\u{1b}[0m"),
    ].reduce(plain) { text, pair in text.replacing(pair.0, with: pair.1) }
    #expect(try onTerminal() == coloured)
  }

  @Test func crashesOfPluginsAreTold() throws {
    try home.sidecar("vault", "lifetime = { restart_window = '1h', restart_cap = 2 }")
    try home.crashes("vault", 1)
    let recovering = try onTerminal("--color=never")
    #expect(recovering.contains(#/\n  state: recovering: 1 crash within 1h, last at [-0-9: ]+, /#))
    #expect(try onTerminal().contains("\u{1b}[1;33mrecovering\u{1b}[0m"))

    try home.crashes("vault", 1)
    let disabled = try onTerminal("--color=never")
    #expect(disabled.contains(#/\n  state: disabled: 2 crashes within 1h, last at [-0-9: ]+, /#))
    #expect(try onTerminal().contains("\u{1b}[1;31mdisabled\u{1b}[0m"))
    let json = try home.qli("sources", "--json").run().stdout
    #expect(
      json.contains(#""state":"disabled""#) && json.contains(#""crashes":2,"last_crash":"20"#))
    #expect(json.contains(#""last_error":"it exited with 1 before it answered""#))
  }

  @Test func aRecordThatCannotBeRead() throws {
    try home.plugin("vault")
    try home.file("$STATE/qli/sources/vault.json", "nonsense")
    let json = try home.qli("sources", "--json").run().stdout
    #expect(json.contains(#""state":"disabled""#))
    #expect(
      json.contains(
        "\"record_error\":\"the record of its crashes is broken: "
          + "'\(home.path("$STATE/qli/sources/vault.json"))'\""))
    #expect(
      try onTerminal("--color=never").contains(
        "  state: disabled: the record of its crashes is broken: "
          + "'$STATE/qli/sources/vault.json'\n"))
  }

  @Test func aListWithoutPlugins() throws {
    try home.qli("sources").expect(
      stderr: "qli: there are no source plugins yet\nhelp: man 7 qli-source\n")
    try home.qli("-q", "sources").expect()
    try home.qli("-q", "sources", "--json").expect(stdout: "{\"version\":1,\"sources\":[]}\n")
  }

  /// What comes from elsewhere could obey nobody.
  @Test func hostileTextOfAPluginIsEscaped() throws {
    try home.sidecar("vault")
    let sidecar = "$DATA/qli/sources/qli-source-vault.toml"
    let text = try home.read(sidecar).replacing("0.1.0", with: #"\u001b[31m\t"#)
    try home.file(sidecar, text)
    #expect(try onTerminal("--color=never").contains("vault  \\x1b[31m\\t\n"))
    try home.qli("sources").expect(
      stdout: "vault\tidle\t\\x1b[31m\\t\t$DATA/qli/sources/qli-source-vault.toml\n")
  }
}
