import TestSupport
import Testing

/// What `qli unit` prints no unit of, and what it warns of.
@Suite struct UnitRefusalTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.extension("g", "x", sh: "exit 0")
  }

  /// Nobody can be asked in a unit.
  @Test func whatWouldAsk() throws {
    try home.group("g", "confirm = true")
    try home.qli("unit", "g", "x").expect(
      stderr: """
        error: this run needs a confirmation, and in a unit nobody can be asked
        help: in scripts, confirm with '--yes'

        """, code: 121)
    let unit = try PrintedUnit(home.qli("unit", "--yes", "g", "x"))
    #expect(try unit.command().dropFirst() == ["run", "--no-input", "--yes", "g", "x"])

    try home.group("g", "confirm = \"pr%d\"\nreason = \"INC-*\"")
    let outcome = try home.qli("unit", "--yes", "g", "x").run()
    #expect(outcome.ending == .exited(121))
    #expect(
      outcome.stderr == """
        error: this run needs the confirmation 'pr%d', and in a unit nobody can be asked
          '--yes' is not enough for it
          this run needs a reason that matches 'INC-*', too
        help: in scripts, confirm with: --confirm=pr%d
        help: give it before the group's name: --reason 'TEXT'

        """)
    try home.qli("unit", "--confirm=pr%d", "g", "x").expect(
      stderr: """
        error: this run needs a reason that matches 'INC-*', and in a unit nobody can be asked
        help: give it before the group's name: --reason 'TEXT'

        """, code: 121)
    for wrong in [["--confirm=prod", "--reason=INC-1"], ["--confirm=pr%d", "--reason=no"]] {
      let outcome = try home.qli("unit").arguments(wrong).arguments("g", "x").run()
      #expect(outcome.ending == .exited(121))
      #expect(outcome.stdout.isEmpty)
    }
    let words = ["--confirm=pr%d", "--reason", "INC-1 $x", "--timeout=90m", "--wait=30m"]
    let answered = try PrintedUnit(home.qli("unit").arguments(words).arguments("g", "x"))
    #expect(
      try answered.command().dropFirst() == [
        "run", "--no-input", "--confirm", "pr%d", "--reason", "INC-1 $x", "--timeout", "1h30m",
        "--wait", "30m",
        "g", "x",
      ])
  }

  /// A unit is no place for the value of a secret, nor for what may be one.
  @Test func secrets() throws {
    try home.group(
      "g",
      """
      [[secrets]]
      env = "TOKEN"
      provider = "env"
      ref = "MY_TOKEN"
      """)
    let run = home.qli("unit").environment(["MY_TOKEN": "s3cr3t-value", "OTHER": "0ther-value"])
    let outcome = try run.arguments("g", "x").run()
    #expect(outcome.ending == .exited(0))
    #expect(!outcome.stdout.contains("s3cr3t"))
    #expect(!outcome.stdout.contains("0ther"))
    #expect(
      outcome.stderr == """
        warning: the manifest asks for variables that a unit doesn't take along: MY_TOKEN
        help: set them for it alone, once it is saved: systemctl --user edit qli-g-x.service
        help: and write there, for each: [Service] and below it Environment=NAME=VALUE
        help: a unit of the system's own manager is edited as root, and without --user

        """)
    for words in [["g", "x", "--", "a=s3cr3t-value"], ["--reason", "s3cr3t-value", "g", "x"]] {
      let outcome = try run.arguments(words).run()
      #expect(outcome.ending == .exited(125))
      #expect(outcome.stdout.isEmpty)
      #expect(!outcome.stderr.contains("s3cr3t"))
      #expect(outcome.stderr.contains(" has the value of a secret, which everybody could read"))
    }
  }

  @Test func requiredVariables() throws {
    try home.group(
      "g", "[requires_env]\nDEPLOY_ENV = \"production\"\nPATH = true\nKUBECONFIG = true")
    let outcome = try home.qli("unit", "g", "x").environment(["KUBECONFIG": "/k"]).run()
    #expect(outcome.ending == .exited(0))
    #expect(outcome.stderr.contains("doesn't take along: DEPLOY_ENV, KUBECONFIG\n"))
    #expect(!outcome.stdout.contains("KUBECONFIG"))
    #expect(try home.qli("unit", "--quiet", "g", "x").run().stderr.isEmpty)
  }

  @Test func linesThatAreWrong() throws {
    try home.group("g")
    for (words, code, text) in [
      ([], 2, "error: 'unit' needs GROUP EXTENSION [-- ARGUMENT...]\n"),
      (["g"], 2, "error: group 'g': which extension?\nhelp: qli unit g x\n"),
      (["g", "x", "a"], 2, "help: the extension's arguments stand behind '--'\n"),
      (["--json", "g", "x"], 2, "error: 'unit' takes no option '--json'\n"),
      (["--instance", "a/b", "g", "x"], 2, "can't be an instance's name\n"),
      (["--timeout", "1", "g", "x"], 2, "error: option '--timeout' can't be '1'"),
      (["no", "x"], 127, "error: there is no group 'no'\n"),
      (["g", "y"], 127, "error: there is no extension 'y' in group 'g'\n"),
      (["g", "x@two"], 125, "error: 'x' is no service"),
    ] as [([String], Int32, String)] {
      let outcome = try home.qli("unit").arguments(words).run()
      #expect(outcome.ending == .exited(code), "\(words)")
      #expect(outcome.stderr.contains(text), "\(words): \(outcome.stderr)")
      #expect(outcome.stdout.isEmpty)
    }
    // What a run refuses has no unit.
    try home.chmod("$DATA/qli/extensions/g/x", 0o777)
    #expect(try home.qli("unit", "g", "x").run().ending == .exited(125))
    try home.group("g", manifest: "x")
    #expect(try home.qli("unit", "g", "x").run().ending == .exited(125))
  }

  /// A group that is called like a command, also like one that there isn't yet.
  @Test func aGroupCalledUnit() throws {
    try home.group("unit")
    try home.extension("unit", "unit", sh: "echo ran")
    let unit = try PrintedUnit(home.qli("unit", "unit", "unit"))
    let command = try unit.command()
    try home.program(command[0]).arguments(Array(command.dropFirst())).expect(stdout: "ran\n")
  }
}
