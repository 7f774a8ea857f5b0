import TestSupport
import Testing

/// Step 2: what the environment has to hold.
@Suite struct RequirementTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group(
      "prod",
      """
      [requires_env]
      SET = true
      REGION = "eu-west 1"
      BLANK = ""
      """)
    try home.extension("prod", "x", sh: "echo ran")
  }

  private var met: QliRun {
    home.qli("prod", "x").environment(["SET": "1", "REGION": "eu-west 1", "BLANK": ""])
  }

  private static let headline = "error: the environment isn't what group 'prod' requires\n"

  @Test func aRunWhoseRequirementsAreAllMet() throws {
    try met.expect(stdout: "ran\n")
    try met.environment(["SET": [0xff] as [UInt8]]).expect(stdout: "ran\n")
  }

  @Test func allUnmetRequirementsAreListedAtOnce() throws {
    try home.qli("prod", "x").expect(
      stderr: Self.headline + """
          SET isn't set
          REGION isn't set; it must be 'eu-west 1'
          BLANK isn't set; it must be ''
        help: export SET=<value>
        help: export REGION='eu-west 1'
        help: export BLANK=''

        """, code: 120)
  }

  @Test func metRequirementsAreNotListed() throws {
    try met.environment(["SET": ""]).expect(
      stderr: Self.headline + "  SET is empty\nhelp: export SET=<value>\n", code: 120)
    try met.environment(["REGION": ""]).expect(
      stderr: Self.headline + """
          REGION is empty; it must be 'eu-west 1'
        help: export REGION='eu-west 1'

        """, code: 120)
    try met.environment(["BLANK": "x"]).expect(
      stderr: Self.headline + """
          BLANK has another value; it must be ''
        help: export BLANK=''

        """, code: 120)
  }

  @Test(arguments: [
    ("eu-west 1 ", "has other white space in its value"),
    ("eu-west  1", "has other white space in its value"),
    ("eu-west 1\r", "ends in a carriage return (Windows line ends)"),
  ])
  func aValueThatLooksTheSame(_ value: String, _ difference: String) throws {
    try met.environment(["REGION": value]).expect(
      stderr: Self.headline + """
          REGION \(difference); it must be 'eu-west 1'
        help: export REGION='eu-west 1'

        """, code: 120)
  }

  @Test(arguments: ["eu-west", "EU-WEST 1", "eu-west 11"])
  func aValueIsComparedWhole(_ value: String) throws {
    try met.environment(["REGION": value]).expect(
      stderr: Self.headline + """
          REGION has another value; it must be 'eu-west 1'
        help: export REGION='eu-west 1'

        """, code: 120)
  }

  @Test func theValueThatWasFoundIsNeverShown() throws {
    let outcome = try met.environment(["REGION": "s3cret"]).run()
    #expect(outcome.ending == .exited(120))
    #expect(!outcome.stderr.contains("s3cret"))
  }

  @Test func valuesAreComparedAsBytes() throws {
    try home.group("prod", "requires_env.NAME = \"caf\\u00e9\"")
    let composed: [UInt8] = Array("caf".utf8) + [0xc3, 0xa9]
    let decomposed = Array("cafe".utf8) + [0xcc, 0x81]
    let latin1 = Array("caf".utf8) + [0xe9]
    try home.qli("prod", "x").environment(["NAME": composed]).expect(stdout: "ran\n")
    for other in [decomposed, latin1] {
      try home.qli("prod", "x").environment(["NAME": other]).expect(
        stderr: Self.headline + """
            NAME has another value; it must be 'café'
          help: export NAME='café'

          """, code: 120)
    }
  }

  @Test(.requireTool("bash")) func aQuoteInTheValueIsQuotedForTheShell() throws {
    try home.group("prod", "requires_env.NAME = \"it's $HOME\"")
    let outcome = try home.qli("prod", "x").run()
    outcome.expect(
      stderr: Self.headline + """
          NAME isn't set; it must be 'it's $$HOME'
        help: export NAME='it'\\''s $$HOME'

        """, code: 120)
    try expectHelpMends(outcome)
  }

  @Test(.requireTool("bash")) func theExportThatIsShownMeetsTheRequirement() throws {
    for value in [
      #"a b"#, #"\\$(touch x)`\""#, #"tab\there"#, #"two\nlines\n"#, #"\u001b[1m\u202e"#,
    ] {
      try home.group("prod", "requires_env.NAME = \"\(value)\"")
      try expectHelpMends(home.qli("prod", "x").run())
    }
    #expect(!home.exists("x"))
  }

  /// Types the line of help into a shell, and runs again.
  private func expectHelpMends(_ outcome: Outcome) throws {
    let help = outcome.stderr.split(separator: "\n").last { $0.hasPrefix("help: ") }
    let line = String(try #require(help).dropFirst("help: ".count))
    try home.program("/bin/bash", "-c", "\(line)\nexec \"$0\" prod x", home.path("$QLI"))
      .expect(stdout: "ran\n")
  }

  /// As getenv(3) has it, and so as the guard's author tried it.
  @Test func theFirstOfTwoEntriesCounts() throws {
    try met.unset("SET", "REGION", "BLANK")
      .environmentEntries("SET=1", "BLANK=", "REGION=eu-west 1", "REGION=other", "SET=")
      .expect(stdout: "ran\n")
    try met.unset("REGION").environmentEntries("REGION", "REGIONAL=x", "REGION=other")
      .expect(
        stderr: Self.headline + """
            REGION has another value; it must be 'eu-west 1'
          help: export REGION='eu-west 1'

          """, code: 120)
  }
}
