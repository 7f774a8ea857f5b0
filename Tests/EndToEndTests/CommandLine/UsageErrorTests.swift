import TestSupport
import Testing

/// Lines that qli doesn't understand, names that aren't there, and the codes for both.
@Suite struct UsageErrorTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("prod")
    try home.extension("prod", "deploy", sh: "echo \"$QLI_GROUP $QLI_EXTENSION\" \"$@\"; exit 2")
    try home.group("list")
    try home.extension("list", "all", sh: "echo all")
  }

  private func expect(
    _ line: String..., code: Int32, _ stderr: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.qli().arguments(line)
      .expect(stderr: stderr, code: code, sourceLocation: sourceLocation)
  }

  @Test func usageErrorsOfQlisOwnCommandsExitWith2() throws {
    try expect(code: 2, "error: no group and no command\nhelp: qli list\nhelp: qli --help\n")
    try expect(
      "list", "a", "b", code: 2,
      "error: 'list' doesn't know what to do with 'b'\nhelp: qli list --help\n")
    try expect(
      "which", "prod", code: 2,
      "error: group 'prod': which extension?\nhelp: qli which prod deploy\n")
    try expect(
      "--jsn", "list", code: 2,
      "error: unknown option '--jsn'; did you mean '--json'?\nhelp: qli list --help\n")
    try expect(
      "list", "-y", code: 2, "error: 'list' takes no option '-y'\nhelp: qli list --help\n")
    try expect(
      "doctor", "--color=blue", code: 2,
      "error: option '--color' can't be 'blue'; write 'auto', 'always', or 'never'\n")
    try expect(
      "list", "--color", code: 2,
      "error: option '--color' needs a value\nhelp: --color auto|always|never\n")
    try expect("list", "--json=1", code: 2, "error: option '--json' takes no value\n")
  }

  @Test func actionsOfSources() throws {
    let help = "help: qli sources --help\n"
    try expect(
      "sources", "chek", "a", code: 2,
      "error: 'sources' has no action 'chek'; did you mean 'check'?\n" + help)
    try expect("sources", "vault", code: 2, "error: 'sources' has no action 'vault'\n" + help)
    try expect("sources", "pin", code: 2, "error: 'sources pin' needs NAME\n" + help)
    try expect("sources", "check", code: 2, "error: 'sources check' needs NAME [REF]\n" + help)
    try expect(
      "sources", "reset", "a", "b", code: 2,
      "error: 'sources' doesn't know what to do with 'b'\n" + help)
    try expect(
      "sources", "check", "a", "b", "c", code: 2,
      "error: 'sources' doesn't know what to do with 'c'\n" + help)
    try expect(
      "sources", "check", "a", "b", "c", "d", code: 2,
      "error: 'sources' doesn't know what to do with 'c'\n" + help)
    try expect(
      "sources", "--yes", code: 2, "error: 'sources' takes no option '--yes'\n" + help)
    try expect(
      "sources", "pin", "a", "--json", code: 2,
      "error: 'sources pin' takes no option '--json'\nhelp: qli sources pin --help\n")
    try expect(
      "-y", "sources", "check", "a", code: 2,
      "error: 'sources check' takes no option '-y'\nhelp: qli sources check --help\n")
    let text = try home.qli("sources", "pin", "--help").run().stdout
    #expect(text.contains("\nActions:\n  check NAME [REF]  start it, and ask if it is ready"))
  }

  @Test func usageErrorsOfRunsExitWith125() throws {
    let hint =
      "help: an option of the extension's stands behind the extension's name\nhelp: qli run --help\n"
    try expect("-z", "prod", "deploy", code: 125, "error: unknown option '-z'\n" + hint)
    try expect("prod", "--force", "deploy", code: 125, "error: unknown option '--force'\n" + hint)
    try expect(
      "run", "--yse", "prod", "deploy", code: 125,
      "error: unknown option '--yse'; did you mean '--yes'?\n" + hint)
    try expect(
      "run", code: 125,
      "error: 'run' needs GROUP EXTENSION [ARGUMENT...]\nhelp: qli run --help\n")
    try expect(
      "--version", "prod", "deploy", code: 125,
      "error: 'run' takes no option '--version'\nhelp: qli run --help\n")
    try expect(
      "--color", "blue", "prod", "deploy", code: 125,
      "error: option '--color' can't be 'blue'; write 'auto', 'always', or 'never'\n")
  }

  @Test func aStartThatIsNoneIsAUsageErrorOfARun() throws {
    try home.group("status")
    try home.extension("status", "now", sh: "echo now")
    try expect(
      "start", "status", code: 125,
      "error: group 'status' has no service\nhelp: begin one: qli new --service status NAME\n")
    try expect(
      "start", "--no-wait", "--wait", "1s", "status", "now", code: 125,
      "error: options '--no-wait' and '--wait' don't go together\n")
    try home.qli("run", "status", "now").expect(stdout: "now\n")
  }

  @Test func runReachesAGroupCalledLikeACommand() throws {
    try home.qli("run", "list", "all").expect(stdout: "all\n")
    try home.qli("run", "prod", "deploy", "--help", "--", "-y")
      .expect(stdout: "prod deploy --help -- -y\n", code: 2)
    try home.qli("run", "list", "--help").expect(
      stdout: """
        Usage: qli run list EXTENSION [ARGUMENT...]

        list  A test group
          guards: none
          in $DATA/qli/extensions/list
            all

        """)
    try expect(
      "run", "list", "al", code: 127,
      """
      error: there is no extension 'al' in group 'list'
      help: did you mean 'all'?
      help: see its extensions: qli run list --help

      """)
  }

  @Test func wrongNamesGetTheNearestRightOne() throws {
    let noGroup = "error: there is no group 'prd'\nhelp: did you mean 'prod'?\n"
    for line in [
      ["prd", "deploy"], ["prd"], ["list", "prd"], ["which", "prd", "x"], ["run", "prd"],
    ] {
      try home.qli().arguments(line)
        .expect(stderr: noGroup + "help: see all groups: qli list\n", code: 127)
    }
    let noExtension =
      "error: there is no extension 'depoly' in group 'prod'\nhelp: did you mean 'deploy'?\n"
    for line in [["prod", "depoly"], ["which", "prod", "depoly"]] {
      try home.qli().arguments(line).expect(
        stderr: noExtension + "help: see its extensions: qli prod --help\n", code: 127)
    }
    try expect(
      "help", "exit-code", code: 2,
      """
      error: there is no help on 'exit-code'; did you mean 'exit-codes'?
      help: qli help
      help: see all groups: qli list

      """)
  }

  @Test func aMistypedCommandIsSuggestedToo() throws {
    try expect(
      "doctr", code: 127,
      "error: there is no group 'doctr'\nhelp: did you mean 'doctor'?\n"
        + "help: see all groups: qli list\n")
  }

  @Test func farNamesGetNoSuggestion() throws {
    // Not even one that is as short.
    try home.extension("prod", "x", sh: "true")
    try expect(
      "prod", "q", code: 127,
      "error: there is no extension 'q' in group 'prod'\n"
        + "help: see its extensions: qli prod --help\n")
    try expect(
      "zebra", "x", code: 127, "error: there is no group 'zebra'\nhelp: see all groups: qli list\n")
    try expect(
      "", "", code: 127, "error: there is no group ''\nhelp: see all groups: qli list\n")
    try expect(
      "prod", "", code: 127,
      "error: there is no extension '' in group 'prod'\n"
        + "help: see its extensions: qli prod --help\n")
  }

  @Test func namesThatCannotBeAreNotThere() throws {
    for name in ["../prod", "none/deploy", "/", ".", "..", "_x", "a b", "é"] {
      try expect(
        name, "deploy", code: 127,
        "error: there is no group '\(name)'\nhelp: see all groups: qli list\n")
    }
    try home.qli([0x70, 0xff] as [UInt8], "deploy").expect(
      stderr: "error: there is no group 'p\u{fffd}'\nhelp: see all groups: qli list\n", code: 127)
    try home.qli("a\u{1b}[31m\nb", "x").expect(
      stderr: "error: there is no group 'a\\x1b[31m\\nb'\nhelp: see all groups: qli list\n",
      code: 127)
    try home.qli("prod", "../prod/deploy").expect(
      stderr: "error: there is no extension '../prod/deploy' in group 'prod'\n"
        + "help: see its extensions: qli prod --help\n", code: 127)
  }

  @Test func quietKeepsTheErrorAndDropsTheHints() throws {
    try expect("-q", code: 2, "error: no group and no command\n")
    try expect("list", "-q", "a", "b", code: 2, "error: 'list' doesn't know what to do with 'b'\n")
    try expect("-q", "prd", "deploy", code: 127, "error: there is no group 'prd'\n")
    try expect("-q", "help", "nothing", code: 2, "error: there is no help on 'nothing'\n")
  }

  @Test func colourIsAsTheLineWantsIt() throws {
    try home.qli("list", "a", "b", "--color=always").expect(
      stderr: "\u{1b}[1;31merror:\u{1b}[0m 'list' doesn't know what to do with 'b'\n"
        + "\u{1b}[36mhelp:\u{1b}[0m qli list --help\n", code: 2)
  }
}
