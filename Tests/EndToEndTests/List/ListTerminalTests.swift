import TestSupport
import Testing

/// `qli list` for a person at a terminal, with and without colour.
@Suite struct ListTerminalTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group(
      "prod",
      manifest: TestHome.manifest(
        "confirm = true\naudit_log = \"~/log\"", description: "The real thing"))
    try home.extension("prod", "deploy", sh: "true")
    try home.pathExecutable("qli-prod-up", sh: "true")
    try home.group("bad", manifest: "x")
  }

  private let plain = """
    bad  can't be used: the manifest has 1 problem
      see: qli doctor bad
      in $DATA/qli/extensions/bad
        (no extensions)

    prod  The real thing
      guards: confirm, audit_log
      in $DATA/qli/extensions/prod
        deploy
        up      $BIN/qli-prod-up

    """

  private var coloured: String {
    [
      ("bad  ", "\u{1b}[1mbad\u{1b}[0m  "), ("prod  ", "\u{1b}[1mprod\u{1b}[0m  "),
      (
        "can't be used: the manifest has 1 problem",
        "\u{1b}[1;31mcan't be used: the manifest has 1 problem\u{1b}[0m"
      ),
      ("see: qli doctor bad", "\u{1b}[36msee: qli doctor bad\u{1b}[0m"),
      ("  $BIN/qli-prod-up", "\u{1b}[2m  $BIN/qli-prod-up\u{1b}[0m"),
    ].reduce(plain) { text, pair in text.replacing(pair.0, with: pair.1) }
  }

  private func expect(
    _ text: String, _ arguments: String..., environment: [String: String] = [:], code: Int32 = 125,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.qli("list").arguments(arguments).environment(environment).startOnTerminal().wait()
      .expect(terminal: home.expand(text), code: code, sourceLocation: sourceLocation)
  }

  @Test func groupsWithTheirGuardsAndExtensions() throws {
    try expect(plain, "--color=never")
    try expect(coloured)
  }

  /// What an extension is asked for beside its group, or otherwise, stands beside it; and a second file of
  /// its name.
  @Test func rulesOfOneExtension() throws {
    try home.group(
      "prod",
      manifest: TestHome.manifest(
        """
        confirm = true
        run.timeout = "1h"
        [extensions.deploy]
        confirm = "prod"
        reason = true
        run.timeout = "10m"
        """,
        description: "The real thing"))
    try home.extension("prod", "deploy.py", sh: "true")
    let outcome = try home.qli("list", "prod", "--color=never").startOnTerminal().wait()
    #expect(
      home.collapse(outcome.terminal).contains(
        "    deploy  [+ confirm, reason, timeout 10m]  (and deploy.py: keep one)\n"),
      "\(outcome.terminal)")
    #expect(outcome.terminal.contains("  guards: confirm\n  timeout: 1h\n  in "))
  }

  /// One run on the machine is more than one for each user.
  @Test func anExtensionThatIsExclusiveOnTheMachine() throws {
    try home.group("dev", "run.exclusive = true\n[extensions.x]\nrun.exclusive = \"machine\"")
    for name in ["x", "y"] { try home.extension("dev", name, sh: "true") }
    let outcome = try home.qli("list", "dev", "--color=never").startOnTerminal().wait()
    #expect(outcome.terminal.hasSuffix("    x  [+ exclusive]\n    y\n"), "\(outcome.terminal)")
    let object = try JSON.parse(home.qli("list", "dev", "--json").run().stdout)
    let found = object["groups"]?.array?[0]["extensions"]?.array
    #expect(found?.map { $0["exclusive"]?.string } == ["machine", "user"])
  }

  /// As wide as the terminal, and no wider.
  @Test func longTextsAreWrapped() throws {
    try home.group(
      "dev",
      manifest: TestHome.manifest(
        "[extensions.serve.service]", description: "Helpers for everybody who works on it"))
    let comment = "# Do what takes many words to say it.\n"
    try home.extension("dev", "serve", "#!/bin/sh\n\(comment)")
    try home.qli("list", "dev", "--color=never").startOnTerminal(columns: 34).wait().expect(
      terminal: home.expand(
        """
        dev  Helpers for everybody who
             works on it
          guards: none
          in $DATA/qli/extensions/dev
            serve  Do what takes many
                   words to say it
                   (service)

        """))
    let piped = try home.qli("dev", "--help").run().stdout
    #expect(piped.contains("\n    serve  Do what takes many words to say it  (service)\n"))
  }

  @Test func theListOfOneGroup() throws {
    try home.group("dev", root: .system)
    try expect(
      """
      dev  A test group
        guards: none
        in $SYSTEM/qli/extensions/dev
          (no extensions)

      """, "dev", "--color", "never", code: 0)
  }

  @Test func theEnvironmentDecidesAboutColour() throws {
    try expect(plain, environment: ["NO_COLOR": "1"])
    try expect(coloured, environment: ["NO_COLOR": ""])
    try expect(plain, environment: ["TERM": "dumb"])
    try expect(coloured, environment: ["TERM": "xterm"])
    try expect(plain, environment: ["NO_COLOR": "1", "CLICOLOR_FORCE": "1"])
    try expect(coloured, environment: ["TERM": "dumb", "CLICOLOR_FORCE": "1"])
    try expect(plain, environment: ["TERM": "dumb", "CLICOLOR_FORCE": "0"])
  }

  @Test func theOptionDecidesBeforeTheEnvironment() throws {
    try expect(coloured, "--color=always", environment: ["NO_COLOR": "1", "TERM": "dumb"])
    try expect(plain, "--color=never", environment: ["CLICOLOR_FORCE": "1"])
    try expect(plain, "--color=auto", environment: ["NO_COLOR": "1"])
    try expect(coloured, "--color=auto")
  }

  /// Each stream for itself: what a person reads has colours, what a file takes has none.
  @Test func eachStreamHasItsOwnColour() throws {
    let plainError = "error: there is no group 'prd'\n"
    let colouredError = "\u{1b}[1;31merror:\u{1b}[0m there is no group 'prd'\n"
    let run = home.qli("-q", "list", "prd")
    try run.stderr(.capture).startOnTerminal().wait().expect(stderr: plainError, code: 127)
    try run.stdout(.capture).startOnTerminal().wait().expect(terminal: colouredError, code: 127)
    try run.environment(["CLICOLOR_FORCE": "1"]).expect(stderr: colouredError, code: 127)
    try run.arguments("--color=always").expect(stderr: colouredError, code: 127)

    let help = home.qli("bad", "--help")
    try help.stderr(.file("errors")).startOnTerminal().wait()
      .expect(
        terminal: home.expand(
          "Usage: qli bad EXTENSION [ARGUMENT...]\n\n"
            + (coloured.split(separator: "\n\n").first ?? "") + "\n"))
    try help.expect(
      stdout: "Usage: qli bad EXTENSION [ARGUMENT...]\n\n"
        + (plain.split(separator: "\n\n").first ?? "") + "\n")
  }

  @Test func pathsBelowTheHomeAreShortened() throws {
    try home.file(
      "$HOME/.local/share/qli/extensions/dev/_manifest.toml", TestHome.manifest())
    try home.file("$HOME/bin/qli-dev-x", "", mode: 0o755)
    try home.qli("list", "dev", "--color=never").unset("XDG_DATA_HOME")
      .environment(["PATH": "\(home.path("$HOME"))/bin"]).startOnTerminal().wait()
      .expect(
        terminal: """
          dev  A test group
            guards: none
            in ~/.local/share/qli/extensions/dev
              x  ~/bin/qli-dev-x

          """)
  }

  /// What comes from elsewhere could obey nobody: no colours, no moved cursor, no new lines.
  @Test func hostileTextIsEscaped() throws {
    let data = home.path("$ROOT/da\n\u{1b}[31mta")
    try home.file(
      "\(data)/qli/extensions/dev/_manifest.toml",
      TestHome.manifest(description: #"red \u001b[31m and \u202e back"#))
    try home.file("\(data)/qli/extensions/dev/x", "", mode: 0o755)
    try home.file("\(home.path("$ROOT/b\u{7}in"))/qli-dev-y", "", mode: 0o755)
    try home.qli("list", "dev", "--color=never")
      .environment(["XDG_DATA_HOME": data, "PATH": home.path("$ROOT/b\u{7}in")])
      .startOnTerminal().wait()
      .expect(
        terminal: home.expand(
          """
          dev  red \\x1b[31m and \\u{202e} back
            guards: none
            in $ROOT/da\\n\\x1b[31mta/qli/extensions/dev
              x
              y  $ROOT/b\\x07in/qli-dev-y

          """))
  }
}
