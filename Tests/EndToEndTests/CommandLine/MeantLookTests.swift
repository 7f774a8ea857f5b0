import TestSupport
import Testing

/// The same of commands that look at an extension, or at a service: names the other way round, in one word, or
/// before the command.
@Suite struct MeantLookTests: TypedLines {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("lab", "[extensions.site.service]\nready = \"after:1ms\"")
    try home.extension("lab", "site", sh: "exec probe wait-for never")
    try home.extension("lab", "count.sh", "#!/bin/sh\n# Count.\necho count\n")
  }

  @Test(arguments: ["which", "explain", "help", "unit", "start", "status", "stop", "logs"])
  func theGroupBehindTheExtension(_ command: String) throws {
    for name in ["site", "count", "count.sh"] {
      try expect(
        "\(command) \(name) lab", code: 127,
        "error: there is no group '\(name)'\nhelp: the group stands first: qli \(command) lab \(name)\n"
      )
    }
    // What isn't there either way is only not there.
    let none = try home.qli().arguments([command, "none", "lab"]).run()
    #expect(none.ending == .exited(127) && !none.stderr.contains("stands first"), "\(none)")
  }

  @Test(arguments: ["which", "explain", "unit", "start", "logs"])
  func twoNamesInOneWord(_ command: String) throws {
    for word in ["lab/count", "lab:count"] {
      try expect(
        "\(command) \(word)", code: command == "start" ? 125 : 2,
        """
        error: '\(command)' needs \(try operands(command))
        help: did you mean 'qli \(command) lab count'?
        help: qli \(command) --help

        """)
    }
  }

  /// What takes a group alone gets that; a group called like a command is reached by `run`.
  @Test func twoNamesWhereOneIsTaken() throws {
    for command in ["trust", "list", "doctor"] {
      let outcome = try home.qli(command, "lab/site").run()
      #expect(outcome.ending == .exited(127))
      #expect(outcome.stderr.contains("help: did you mean 'qli \(command) lab'?\n"), "\(outcome)")
    }
    let audit = try home.qli("audit", "lab/site").run().stderr
    #expect(audit.contains("did you mean 'qli audit lab site'?"), "\(audit)")
    try home.group("run")
    try home.extension("run", "all", sh: "true")
    let run = try home.qli("run/all").run().stderr
    #expect(run.contains("did you mean 'qli run run all'?"), "\(run)")
  }

  private func operands(_ command: String) throws -> String {
    let help = try home.qli(command, "--help").run().stdout
    let line = try #require(help.split(separator: "\n").first { $0.hasPrefix("Usage: ") })
    return String(line.dropFirst("Usage: qli \(command) [OPTION...] ".count))
  }

  @Test func helpOnTwoNamesInOneWord() throws {
    try expect(
      "help lab/count", code: 2,
      """
      error: there is no help on 'lab/count'
      help: did you mean 'qli help lab count'?
      help: qli help
      help: see all groups: qli list

      """)
  }

  @Test func theCommandBehindTheGroup() throws {
    let error = { (word: String) in
      "error: there is no extension '\(word)' in group 'lab'\nhelp: the command stands first: "
    }
    for command in ["which", "explain", "help"] {
      try expect("lab \(command) count", code: 127, error(command) + "qli \(command) lab count\n")
    }
    try expect("lab help", code: 127, error("help") + "qli help lab\n")
    // An instance is named where one can be, and a group called like a command is reached.
    try expect("lab help site@x", code: 127, error("help") + "qli help lab site\n")
    try expect("lab logs site@x", code: 127, error("logs") + "qli logs lab site@x\n")
    try home.group("list")
    try expect(
      "run list help", code: 127,
      """
      error: there is no extension 'help' in group 'list'
      help: the command stands first: qli run list --help

      """)
  }

  @Test func helpForProgramsKnowsCommandsAlone() throws {
    for line in ["help --json lab", "help --json lab count", "help --json exit-codes"] {
      let word = line.split(separator: " ")[2]
      try expect(
        line, code: 2,
        """
        error: 'help --json' tells of qli's commands, and '\(word)' is none
        help: all of them: qli help --json
        help: groups and their extensions: qli list --json

        """)
    }
  }

  /// Where a command's options may stand is said above them.
  @Test func whereOptionsStand() throws {
    for (command, title) in [
      ("run", "Options (before the extension's name; what follows it is the extension's):"),
      ("start", "Options (before the extension's name; what follows it is the extension's):"),
      ("explain", "Options (before the extension's name; --json and -v also behind it):"),
      ("list", "Options:"),
    ] {
      let help = try home.qli(command, "--help").run().stdout
      #expect(help.contains("\n\n\(title)\n  -"), "\(help)")
    }
    let explained = try home.qli("explain", "lab", "count", "a", "--json", "--", "--json").run()
    #expect(try JSON.parse(explained.stdout)["arguments"] == ["a", "--json"])
  }
}
