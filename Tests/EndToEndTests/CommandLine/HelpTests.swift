import TestSupport
import Testing

/// Help, everywhere it can be asked for; it goes to standard output and asks nothing of the home.
@Suite struct HelpTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private let commands = [
    "run", "list", "which", "explain", "unit", "new", "sources", "audit", "doctor", "completions",
    "help", "version",
  ]

  /// The output of a run that has to succeed in silence.
  private func output(
    _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let outcome = try home.qli().arguments(words).run()
    #expect(outcome.ending == .exited(0), "\(words)", sourceLocation: sourceLocation)
    #expect(outcome.stderr.isEmpty, "\(words)", sourceLocation: sourceLocation)
    return outcome.stdout
  }

  @Test func theOverviewHasFourNames() throws {
    let overview = try output("--help")
    #expect(
      overview.hasPrefix(
        """
        qli runs the executables of a group through the guards that the group declares.

        Usage: qli [OPTION...] GROUP EXTENSION [ARGUMENT...]
               qli COMMAND

        """))
    #expect(try output("-h") == overview)
    #expect(try output("help") == overview)
    #expect(try output("-q", "help", "--color=always") == overview)
  }

  @Test func theHelpOfACommandHasThreeNames() throws {
    for command in commands {
      let help = try output(command, "--help")
      #expect(help.hasPrefix("qli \(command): "))
      #expect(help.contains("\nUsage: qli \(command == "run" ? "[run]" : command) [OPTION...]"))
      #expect(try output("--help", command) == help)
      #expect(try output(command, "-h") == help)
      let more = command == "audit" ? "\nA group with an audit_log records" : ""
      #expect(try output("help", command).hasPrefix(help + more))
      #expect(try more.isEmpty == (output("help", command) == help))
    }
    // It skips all that would be wrong with the line otherwise.
    #expect(try output("which", "--help", "a", "b", "c") == output("help", "which"))
  }

  @Test func everyTopicHasAText() throws {
    #expect(try output("help", "manifest").contains("schema_version = 1"))
    #expect(try output("help", "environment").contains("QLI_GROUP_DIR"))
    let codes = try output("help", "exit-codes")
    for line in [
      "  0    success\n",
      "  1    'doctor' found errors; a plugin or service isn't ready; a log is broken\n",
      "  120  refused: a requirement isn't met\n",
      "  121  refused: not confirmed, or no reason given\n",
      "  122  refused: a secret couldn't be resolved\n",
      "  123  refused: the audit record couldn't be written\n",
      "  126  found, but couldn't be executed\n",
      "  127  no such group or extension\n",
    ] {
      #expect(codes.contains(line), "\(line)")
    }
  }

  @Test func versionIsOneLine() throws {
    let version = try output("--version")
    #expect(version.hasPrefix("qli ") && version.hasSuffix("\n") && version.count < 20)
    #expect(try output("version") == version)
    #expect(try output("-q", "--version") == version)
  }

  private func makeGroup() throws {
    try home.group("dev", "confirm = true")
    try home.extension("dev", "hello", sh: "echo hello; echo \"$@\"")
    try home.extension("dev", "bye", sh: "true")
  }

  private let listing = """
    dev  A test group
      guards: confirm
      in $DATA/qli/extensions/dev
        bye
        hello

    """

  @Test func aGroupAloneIsAnErrorThatShowsItsExtensions() throws {
    try makeGroup()
    let stderr =
      "error: group 'dev': which extension?\n\(listing)help: qli dev EXTENSION [ARGUMENT...]\n"
    for line in [["dev"], ["run", "dev"], ["-y", "dev"], ["--", "dev"]] {
      try home.qli().arguments(line).expect(stderr: stderr, code: 125)
    }
  }

  @Test func aGroupsHelpIsAResult() throws {
    try makeGroup()
    let stdout = "Usage: qli dev EXTENSION [ARGUMENT...]\n\n" + listing
    for line in [
      ["dev", "--help"], ["--help", "dev"], ["run", "dev", "-h"], ["-y", "-h", "dev"],
    ] {
      try home.qli().arguments(line).expect(stdout: stdout)
    }
    // Behind the extension's name it is the extension's own.
    try home.qli("-y", "dev", "hello", "--help").expect(stdout: "hello\n--help\n")
  }

  @Test func aBrokenGroupStillShowsWhatItHas() throws {
    try home.group("bad", manifest: "x")
    try home.extension("bad", "x", sh: "true")
    let listing = """
      bad  can't be used: the manifest has 1 problem
        see: qli doctor bad
        in $DATA/qli/extensions/bad
          x

      """
    try home.qli("bad", "--help")
      .expect(stdout: "Usage: qli bad EXTENSION [ARGUMENT...]\n\n" + listing)
    try home.qli("bad").expect(
      stderr: "error: group 'bad': which extension?\n\(listing)"
        + "help: qli bad EXTENSION [ARGUMENT...]\n", code: 125)
  }
}
