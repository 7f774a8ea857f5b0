import TestSupport
import Testing

/// Lines that a newcomer types: each refusal says what to type next.
@Suite struct MeantLineTests: TypedLines {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("lab", "[extensions.site.service]\nready = \"after:1ms\"")
    try home.extension("lab", "site", sh: "exec probe wait-for never")
    try home.extension("lab", "count", sh: "echo count \"$@\"")
    try home.group("dev")
    try home.extension("dev", "hello", sh: "echo hello \"$@\"")
    try home.group("empty")
  }

  @Test func aGroupAloneShowsWhatThereIsToChooseFrom() throws {
    try expect(
      "start lab", code: 125, "error: group 'lab': which service?\nhelp: qli start lab site\n")
    try expect(
      "logs lab", code: 2, "error: group 'lab': which service?\nhelp: qli logs lab site\n")
    for command in ["explain", "which", "unit"] {
      try expect(
        "\(command) lab", code: 2,
        """
        error: group 'lab': which extension?
        help: qli \(command) lab count
        help: qli \(command) lab site

        """)
    }
    try expect(
      "start dev", code: 125,
      "error: group 'dev' has no service\nhelp: begin one: qli new --service dev NAME\n")
    try expect(
      "which empty", code: 2,
      "error: group 'empty' has no extension\nhelp: begin one: qli new empty NAME\n")
    // What isn't there has nothing to choose from.
    try expect(
      "which none", code: 2, "error: 'which' needs GROUP EXTENSION\nhelp: qli which --help\n")
    for number in 1...9 { try home.extension("empty", "x\(number)", sh: "true") }
    let many = try home.qli("which", "empty").run().stderr
    #expect(many.hasSuffix("\nhelp: qli which empty x8\nhelp: see them all: qli list empty\n"))
  }

  @Test func longOptionsWithOneDash() throws {
    for (line, option, code): (String, String, Int32) in [
      ("new dev -from x", "-from", 2), ("list -json", "-json", 2), ("-yes dev hello", "-yes", 125),
      ("-timeout=3s dev hello", "-timeout", 125),
    ] {
      let outcome = try home.qli().arguments(line.split(separator: " ").map(String.init)).run()
      let long = "-\(option)"
      #expect(outcome.ending == .exited(code), "\(outcome)")
      #expect(
        outcome.stderr.hasPrefix("error: unknown option '\(option)'; did you mean '\(long)'?\n"),
        "\(outcome)")
    }
    // Those of one letter stand together as before.
    try home.qli("-yq", "dev", "hello").expect(stdout: "hello\n")
  }

  @Test func aRestartIsAStopAndAStart() throws {
    let error = "error: there is no group 'restart'\nhelp: stop it, and start it: "
    try expect("restart lab site", code: 127, error + "qli stop lab site && qli start lab site\n")
    try expect(
      "restart lab site@blue", code: 127,
      error + "qli stop lab site@blue && qli start lab site@blue\n")
    try expect(
      "restart", code: 127, error + "qli stop GROUP EXTENSION && qli start GROUP EXTENSION\n")
    // A group of that name is one.
    try home.group("restart")
    try home.extension("restart", "lab", sh: "echo mine")
    try home.qli("restart", "lab").expect(stdout: "mine\n")
  }

  @Test func aCommandBehindTheGroup() throws {
    let error = { (word: String) in
      "error: there is no extension '\(word)' in group 'lab'\nhelp: the command stands first: "
    }
    try expect("lab start site", code: 127, error("start") + "qli start lab site\n")
    try expect("lab start", code: 127, error("start") + "qli start lab EXTENSION\n")
    try expect("lab logs a/b", code: 127, error("logs") + "qli logs lab EXTENSION\n")
    try expect("lab status", code: 127, error("status") + "qli status lab\n")
    try expect("lab list", code: 127, error("list") + "qli list lab\n")
    // What is there is run.
    try home.extension("lab", "stop", sh: "echo own")
    try home.qli("lab", "stop").expect(stdout: "own\n")
  }

  @Test func aGroupThatWasTakenForAValue() throws {
    try expect(
      "--confirm dev hello", code: 127,
      """
      error: there is no group 'hello'
      help: '--confirm' has taken 'dev' for its WORD: qli --confirm <word> dev hello

      """)
    try expect(
      "--reason dev hello a", code: 127,
      """
      error: there is no group 'hello'
      help: '--reason' has taken 'dev' for its TEXT: qli --reason <text> dev hello <arguments>

      """)
  }

  @Test func unknownOptionsPointAtTheHelpOfTheirCommand() throws {
    try expect("status -a", code: 2, "error: unknown option '-a'\nhelp: qli status --help\n")
    try expect(
      "list --jsno", code: 2,
      "error: unknown option '--jsno'; did you mean '--json'?\nhelp: qli list --help\n")
    try expect(
      "start --nope lab site", code: 125,
      """
      error: unknown option '--nope'
      help: an option of the extension's stands behind the extension's name
      help: qli start --help

      """)
    for option in ["-v", "-V"] {
      try expect(option, code: 2, "error: unknown option '\(option)'\nhelp: qli --version\n")
    }
    try expect(
      "new --guarded zz y", code: 2,
      "error: 'new GROUP EXTENSION' takes no option '--guarded'\nhelp: qli new --help\n")
  }

  /// Where the group was left out, those that have such an extension are named; no hint drops arguments silently.
  @Test func theGroupThatWasLeftOut() throws {
    try expect(
      "hello", code: 127, "error: there is no group 'hello'\nhelp: did you mean 'qli dev hello'?\n")
    try home.extension("lab", "hello.sh", "#!/bin/sh\n", mode: 0o755)
    try expect(
      "hello a b", code: 127,
      """
      error: there is no group 'hello'
      help: did you mean 'qli dev hello <arguments>'?
      help: did you mean 'qli lab hello <arguments>'?

      """)
    try expect(
      "explain hello dev a", code: 127,
      """
      error: there is no group 'hello'
      help: the group stands first: qli explain dev hello <arguments>

      """)
  }

  @Test(arguments: ["dev/hello", "dev:hello"]) func twoNamesInOneWord(_ word: String) throws {
    for line in [word, word + " a"] {
      try expect(
        line, code: 127,
        """
        error: there is no group '\(word)'
        help: did you mean 'qli dev hello'?
        help: see all groups: qli list

        """)
    }
  }

  @Test func theGroupBehindTheExtension() throws {
    try expect(
      "hello dev a", code: 127,
      "error: there is no group 'hello'\nhelp: the group stands first: qli dev hello <arguments>\n")
    // Also where a command is near.
    try home.extension("dev", "restart", sh: "true")
    try expect(
      "restart dev", code: 127,
      "error: there is no group 'restart'\nhelp: the group stands first: qli dev restart\n")
    try home.group("list")
    try home.extension("list", "all", sh: "true")
    try expect(
      "all list", code: 127,
      "error: there is no group 'all'\nhelp: the group stands first: qli run list all\n")
  }

  @Test(arguments: [
    ("ls", "list"), ("ps", "status"), ("init", "new"), ("history", "audit"), ("check", "doctor"),
  ])
  func namesOfOtherProgramsCommands(_ word: String, _ command: String) throws {
    try expect(
      word, code: 127,
      """
      error: there is no group '\(word)'
      help: did you mean '\(command)'?
      help: see all groups: qli list

      """)
  }

  @Test func aCommandThatIsNoGroup() throws {
    try expect(
      "run list hello", code: 127,
      """
      error: there is no group 'list'
      help: 'list' is a command of qli's: qli list
      help: see all groups: qli list

      """)
  }

  @Test func aScriptWithASpaceInItsName() throws {
    let folder = home.path("$DATA/qli/extensions/dev")
    try home.extension("dev", "my script", sh: "true")
    let help =
      "help: the file is there, but no extension has a space in its name: "
      + "mv '\(folder)/my script' \(folder)/my-script\n"
    try home.qli("dev", "my script").expect(
      stderr: "error: there is no extension 'my script' in group 'dev'\n" + help, code: 127)
    try expect(
      "dev my script", code: 127, "error: there is no extension 'my' in group 'dev'\n" + help)
    // What isn't there isn't spoken of.
    try expect(
      "dev my own", code: 127,
      "error: there is no extension 'my' in group 'dev'\nhelp: see its extensions: qli dev --help\n"
    )
  }

  @Test func helpInFrontOfAnExtension() throws {
    for line in ["--help dev hello", "dev -h hello", "run --help dev hello a"] {
      let words = line.split(separator: " ").map(String.init)
      try home.qli().arguments(words).expect(
        stdout: try home.qli("help", "dev", "hello").run().stdout)
    }
    try expect(
      "--help dev nope", code: 127,
      "error: there is no extension 'nope' in group 'dev'\nhelp: see its extensions: qli dev --help\n"
    )
  }

  @Test func namesInLargeLetters() throws {
    try expect(
      "DEV hello", code: 127,
      "error: there is no group 'DEV'\nhelp: did you mean 'dev'?\nhelp: see all groups: qli list\n")
  }

  @Test func anInstanceThatStandsApart() throws {
    for command in ["status", "stop", "logs"] {
      try expect(
        "\(command) lab site blue", code: 2,
        """
        error: '\(command)' doesn't know what to do with 'blue'
        help: an instance is named so: qli \(command) lab site@blue
        help: qli \(command) --help

        """)
    }
  }

  @Test func valuesThatAreNone() throws {
    try expect(
      "--timeout 5 dev hello", code: 125,
      """
      error: option '--timeout' can't be '5': it needs a number and a unit; write '90s', '10m' or \
      '1h30m'
      help: --timeout 5s

      """)
    try expect(
      "logs -n five lab site", code: 2,
      "error: option '-n' can't be 'five': it must be a number, 0 or more\nhelp: -n 20\n")
    try expect(
      "completions csh", code: 2,
      """
      error: 'completions' knows no shell 'csh'; write 'bash', 'zsh', 'fish', or 'elvish'
      help: qli completions --help

      """)
  }

  @Test func anInstanceBehindTheName() throws {
    let error =
      "error: '--instance' stands behind the extension's name, where all is the extension's\n"
    try expect(
      "start lab site --instance blue", code: 125,
      error + """
        help: qli start --instance blue lab site
        help: or, if it is meant for the extension: qli start -- lab site --instance blue

        """)
    try expect(
      "start lab site a --instance=blue", code: 125,
      error + """
        help: qli start --instance=blue lab site <arguments>
        help: or, if it is meant for the extension: qli start -- lab site --instance=blue <arguments>

        """)
    #expect(!home.exists("$STATE/qli/services"))
  }

  /// Both lines that the refusal names do what it says.
  @Test func anInstanceForTheExtension() throws {
    let scene = try ServiceScene(script: "printf '%s\\n' \"$@\"; exec probe wait-for never")
    for (line, output) in [
      (["start", "--", "g", "x", "--instance", "blue"], "--instance\nblue\n"),
      (["start", "g", "x", "--", "--instance", "blue"], "--\n--instance\nblue\n"),
    ] {
      try scene.home.qli().arguments(line).run().expectCode(0)
      let log = "\(scene.folder)/log"
      try scene.home.waitForFile(log, toContain: "blue")
      let lines = try scene.home.qli("logs", "g", "x").run().stdout
      #expect(lines.hasSuffix(output))
      try scene.stop()
    }
    try scene.home.qli("start", "--instance", "blue", "g", "x").run().expectCode(0)
    #expect(try scene.status(of: "x@blue")["state"] == "ready")
    try scene.home.qli("stop", "g", "x@blue").run().expectCode(0)
    // So does a unit.
    let unit = try scene.home.qli("unit", "g", "x", "--", "--instance", "blue").run().stdout
    #expect(unit.contains(" start --foreground --no-input -- g x --instance blue\n"))
  }
}
