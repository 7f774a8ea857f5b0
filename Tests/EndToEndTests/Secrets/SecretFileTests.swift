import Glibc
import TestSupport
import Testing

/// The provider `file`.
@Suite struct SecretFileTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.extension("g", "x", sh: "echo \"<$TOKEN>\"")
    try group("$XDG_STATE_HOME/token")
  }

  private func group(_ reference: String) throws {
    try home.group(
      "g", "secrets = [{ env = 'TOKEN', ref = '\(reference)', provider = 'file' }]")
  }

  private func refused(
    _ reason: String, help: String = Self.changeIt,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.qli("g", "x").expect(
      stderr: "error: secret 'TOKEN' couldn't be resolved: \(reason)\n"
        + (help.isEmpty ? "" : "help: \(help)\n"),
      code: 122, sourceLocation: sourceLocation)
  }

  private static let changeIt =
    "write the secret to a file of its own, or change 'ref' in the group's manifest"

  @Test(arguments: [
    ("v", "v"), ("v\n", "v"), ("v\n\n", "v\n"), ("\nv\r\n", "\nv\r"), (" v é\n", " v é"),
    ("\n\n", "\n"),
  ])
  func exactlyOneNewlineAtTheEndIsRemoved(_ content: String, _ value: String) throws {
    try home.file("$STATE/token", content)
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(0) && outcome.stdout == "<\(value)>\n")
  }

  @Test(arguments: ["~/d/t", "$HOME/d/t", "${HOME}/d/t", "$DIR/t", "${DIR}/../d/t"])
  func thePathIsExpanded(_ reference: String) throws {
    try group(reference)
    try home.file("$HOME/d/t", "here\n")
    try home.qli("g", "x").environment(["DIR": home.path("$HOME/d")]).expect(stdout: "<here>\n")
  }

  @Test func aLinkIsFollowed() throws {
    try home.file("$STATE/real", "here\n")
    try home.link("$STATE/token", to: "real")
    try home.qli("g", "x").expect(stdout: "<here>\n")
  }

  @Test func aPathThatIsNotKnown() throws {
    try group("$DIR/token")
    try refused(
      "the path of its file isn't known: the variable 'DIR' isn't set", help: "export DIR=<value>")
    try home.qli("g", "x").environment(["DIR": "relative"]).expect(
      stderr: """
        error: secret 'TOKEN' couldn't be resolved: the path of its file isn't known: \
        'relative/token' isn't an absolute path
        help: \(Self.changeIt)

        """, code: 122)
  }

  /// None of them is waited for.
  @Test func aSecretThatIsNoRegularFile() throws {
    let path = home.path("$STATE/token")
    try refused("cannot read '\(path)': No such file or directory")
    try home.directory("$STATE/token")
    try refused("'\(path)' is a folder, not a regular file")
    try home.remove("$STATE/token")
    try #require(mkfifo(path, 0o600) == 0)
    try refused("'\(path)' is a FIFO, not a regular file")
    try group("/dev/zero")
    try refused("'/dev/zero' is a device, not a regular file")
    try group("\(path)/token")
    try refused("cannot read '\(path)/token': Not a directory")
  }

  @Test(.enabled(if: getuid() != 0, "root may read everything"))
  func aFileThatMayNotBeRead() throws {
    let path = try home.file("$STATE/token", "xyzzy", mode: 0)
    try refused("cannot read '\(path)': Permission denied", help: "ls -l \(path)")
  }

  @Test func theLargestFile() throws {
    let path = try home.file("$STATE/token", String(repeating: "v", count: 1 << 20))
    let limit = 131_071 - "TOKEN=".utf8.count
    let tooLong =
      "its value is longer than the \(limit) bytes that an environment variable can hold"
    try refused(tooLong, help: "write its file anew: printf %s <value> > \(path)")
    try home.file("$STATE/token", String(repeating: "v", count: 1 << 20 + 1))
    try refused("'\(path)' is larger than 1 MiB")
    try home.extension("g", "x", sh: "printf %s \"$TOKEN\" | wc -c")
    try home.file("$STATE/token", String(repeating: "v", count: limit) + "\n")
    try home.qli("g", "x").expect(stdout: "\(limit)\n")
  }

  @Test(arguments: [
    ("", "its value is empty"), ("\n", "its value is empty"),
    ("a\u{0}b", "its value holds a NUL, which no environment variable can"),
  ])
  func valuesThatNoVariableCanHold(_ content: String, _ reason: String) throws {
    let help = "write its file anew: printf %s <value> > \(home.path("$STATE/token"))"
    try home.file("$STATE/token", content)
    try refused(reason, help: help)
    try home.file("$STATE/token", [0x61, 0xff])
    try refused("its value isn't UTF-8", help: help)
  }

  /// Its size tells without a look into it.
  @Test func anEmptyFileIsForetold() throws {
    try home.file("$STATE/token", "")
    let explained = try home.qli("explain", "g", "x").run()
    #expect(explained.ending == .exited(122), "\(explained)")
    #expect(explained.stdout.contains("its value is empty"), "\(explained)")
    #expect(try home.qli("doctor").run().stdout.contains("its value is empty"))
  }

  /// Nobody asks a file for the keys of a store.
  @Test func noKeysAreWithheld() throws {
    try home.file("$STATE/token", "v")
    try home.extension("g", "x", sh: "echo \"$OP_CONNECT_TOKEN\"")
    try home.qli("g", "x").environment(["OP_CONNECT_TOKEN": "key"]).expect(stdout: "key\n")
  }

  // MARK: - doctor

  private func expectFindings(_ findings: String, warnings: Int = 0) throws {
    try home.qli("doctor").expectFindings(findings, home: home, warnings: warnings)
  }

  @Test func doctorTellsWhoElseCanReadTheFile() throws {
    try home.file("$STATE/token", "v", mode: 0o640)
    try expectFindings("")
    try home.chmod("$STATE/token", 0o604)
    try expectFindings(
      """
      warning  $STATE/token: it holds the secret 'TOKEN', and others can read it
               help: chmod o= $STATE/token
      """, warnings: 1)
    try home.chmod("$STATE/token", 0o600)
    try home.link("$STATE/link", to: "token")
    try group("$XDG_STATE_HOME/link")
    try expectFindings("")
  }

  @Test func doctorTellsWhatIsNotThere() throws {
    try expectFindings(
      """
      warning  group 'g': secret 'TOKEN' couldn't be resolved: cannot read '$STATE/token': No such \
      file or directory
               help: \(Self.changeIt)
      """, warnings: 1)
  }

  @Test(arguments: [
    ("\u{feff}v\n", "begins with a byte order mark"),
    ("v\r\n", "ends in a carriage return (Windows line ends)"),
    ("v\n\n", "ends in a newline, as its file ends in more than one"), ("v\n", nil), ("v", nil),
  ])
  func whatIsProbablyNotMeant(_ text: String, _ oddity: String?) throws {
    let home = try TestHome()
    let file = try home.file("value", text, mode: 0o600)
    // The line that mends it names the file itself, whatever the manifest calls it.
    try home.group("g", "secrets = [{ env = 'S', ref = '$PLACE/value', provider = 'file' }]")
    try home.extension("g", "x", sh: "printf %s \"$S\"")
    let place = ["PLACE": String(file.dropLast("/value".count))]
    let outcome = try home.qli("g", "x").environment(place).run()
    // It is handed over as it is.
    #expect(
      outcome.stdout == (text.utf8.last == 0x0a ? String(text.unicodeScalars.dropLast()) : text))
    let sentence = oddity.map { "the secret 'S' \($0), which is a part of its value" }
    let help = "help: write its file anew: printf %s <value> > \(file)\n"
    #expect(outcome.stderr == (sentence.map { "warning: \($0)\n\(help)" } ?? ""))
    #expect(
      try home.qli("doctor").environment(place).run().stdout
        .contains(sentence.map { "\($0)\n         \(help)" } ?? "is in order")
        || oddity == nil)
  }
}
