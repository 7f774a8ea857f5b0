import TestSupport
import Testing

/// What is said of a manifest whose text is wrong. Nothing runs.
@Suite struct ManifestErrorTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  /// Expects these lines, of a run and of `which`, between the headline and the help.
  private func expect(
    _ manifest: any ByteText, problems: Int = 1, _ lines: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.group("dev", manifest: manifest)
    try home.extension("dev", "x", sh: "echo ran")
    let count = problems == 1 ? "1 problem" : "\(problems) problems"
    try Lookups(home: home).fail(
      "dev", "x",
      stderr: """
        error: the manifest has \(count)
        \(lines)
        help: see the format: qli help manifest

        """, code: 125, sourceLocation: sourceLocation)
  }

  private let file = "$DATA/qli/extensions/dev/_manifest.toml"

  @Test func theExampleOfTheManual() throws {
    try expect(
      """
      schema_version = 1
      description = "Production"
      audti_log = "/var/log/qli"
      """,
      """
      \(file):3:1: unknown key 'audti_log'; did you mean 'audit_log'?
        3 | audti_log = "/var/log/qli"
          | ^^^^^^^^^
      """)
  }

  @Test func allProblemsAtOnce() throws {
    try expect(
      """
      schema_version = "1"
      description = 5
      confirm = "true"
      banner = false

      [requires_env]
      2FA = true
      STAGE = 1

      [[secrets]]
      env = "PATH"
      ref = ""
      provider = "va/ult"
      """, problems: 9,
      """
      \(file):1:18: 'schema_version' must be an integer, not a string
        1 | schema_version = "1"
          |                  ^^^
      \(file):2:15: 'description' must be a string, not an integer
        2 | description = 5
          |               ^
      \(file):3:11: 'confirm' is the word 'true' here; write true without quotes
        3 | confirm = "true"
          |           ^^^^^^
      \(file):4:10: 'banner' must be a string, not a boolean
        4 | banner = false
          |          ^^^^^
      \(file):7:1: '2FA' is no name of an environment variable; write letters, digits and '_', not \
      beginning with a digit
        7 | 2FA = true
          | ^^^
      \(file):8:9: 'STAGE' must be a string (the exact value) or true (any value that isn't empty)
        8 | STAGE = 1
          |         ^
      \(file):11:7: a secret can't be called 'PATH': qli sets it, or a loader, shell or interpreter \
      obeys it
        11 | env = "PATH"
           |       ^^^^^^
      \(file):12:7: 'ref' is empty; write what the provider is to fetch
        12 | ref = ""
           |       ^^
      \(file):13:12: 'va/ult' is no provider; write 'env', 'one_password', 'file', or the name of a \
      source plugin
        13 | provider = "va/ult"
           |            ^^^^^^^^
      """)
  }

  @Test func aNewerVersion() throws {
    try expect(
      "schema_version = 2\nsomething_new = [1]\n",
      """
      \(file):1:18: schema_version 2 is newer than this qli supports (1); upgrade qli or downgrade \
      the manifest
        1 | schema_version = 2
          |                  ^
      """)
  }

  @Test func anOlderVersion() throws {
    try expect(
      "description = 'x'\nschema_version = 0\n",
      """
      \(file):2:18: schema_version 0 is invalid; write 1
        2 | schema_version = 0
          |                  ^
      """)
  }

  @Test func aSyntaxErrorIsTheFirstOne() throws {
    try expect(
      "schema_version = 1\ndescription = \"x\nconfirm = 'maybe'\n",
      """
      \(file):2:15: string isn't closed before the line ends
        2 | description = "x
          |               ^^
      """)
  }

  @Test func theSubsetOfTOML() throws {
    try expect(
      "schema_version = 1.0\n",
      """
      \(file):1:18: unsupported float; write an integer or a string
        1 | schema_version = 1.0
          |                  ^^^
      """)
    try expect(
      "since = 2026-01-31\n",
      """
      \(file):1:9: unsupported date or time; write a string
        1 | since = 2026-01-31
          |         ^^^^^^^^^^
      """)
    let depth = String(repeating: "[", count: 200)
    try expect(
      "x = \(depth)\n",
      """
      \(file):1:133: nested too deep; the limit is 128 levels
        1 | \(depth.prefix(120))
          | \(String(repeating: " ", count: 60))^
      """)
  }

  @Test func controlCharactersAreShownEscaped() throws {
    try expect(
      "schema_version = 1\ndescription = 'x'\n\"\\u001b]0;title\\u0007\" = 1\n",
      """
      \(file):3:1: unknown key '\\x1b]0;title\\x07'
        3 | "\\u001b]0;title\\u0007" = 1
          | ^^^^^^^^^^^^^^^^^^^^^^
      """)
    try expect(
      "schema_version = 1\ndescription = '\u{1b}[2J'\n",
      """
      \(file):2:16: control character U+001B; in a "…" string write '\\u001B'
        2 | description = '\\x1b[2J'
          |                ^^^^
      """)
  }

  @Test func requirementsAreShownEscaped() throws {
    try home.group("dev", "requires_env = { A = \"\\u001b[31m\\n\" }")
    try home.extension("dev", "x", sh: "echo ran")
    try home.qli("dev", "x").expect(
      stderr: """
        error: the environment isn't what group 'dev' requires
          A isn't set; it must be '\\x1b[31m\\n'
        help: export A=$'\\033[31m\\n'
          type that in bash or zsh: fish and some sh don't know $'...'

        """, code: 120)
    try home.qli("dev", "x").environment(["A": "\u{1b}[31m\n"]).expect(stdout: "ran\n")
  }

  @Test func windowsLineEndsAndTabs() throws {
    try expect(
      "\u{feff}schema_version = 1\r\ndescription = 'x'\r\n\tconfirm\t= 12\r\n",
      """
      \(file):3:12: 'confirm' must be true, false or the word to type, not an integer
        3 | \tconfirm\t= 12
          | \t       \t  ^^
      """)
  }

  @Test func quietSilencesHintsOnly() throws {
    try home.group("dev", manifest: "schema_version = 1\n")
    try home.qli("-q", "dev", "x").expect(
      stderr: """
        error: the manifest has 1 problem
        \(file):1:1: missing key 'description'; write 'description = "what the group is for"'
          1 | schema_version = 1
            | ^

        """, code: 125)
  }

  @Test func aThousandProblems() throws {
    let keys = (1...1000).map { "k\($0) = \($0)\n" }.joined()
    let outcome = try {
      try home.group("dev", keys)
      return try home.qli("dev", "x").run()
    }()
    #expect(outcome.ending == .exited(125))
    let lines = outcome.stderr.split(separator: "\n")
    #expect(lines.first == "error: the manifest has 1000 problems")
    #expect(lines.count == 3002)
    #expect(lines.dropLast().last == "       | ^^^^^")
  }
}
