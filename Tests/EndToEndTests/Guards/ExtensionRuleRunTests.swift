import TestSupport
import Testing

/// A run is guarded by its group's rules and by its extension's own.
@Suite struct ExtensionRuleRunTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    for name in ["x", "y"] { try home.extension("g", name, sh: "echo \"$QLI_EXTENSION\" $A $B") }
  }

  @Test func eachGuardIsTheExtensionsAlone() throws {
    try home.group(
      "g",
      """
      [extensions.x]
      banner = "OWN"
      confirm = true
      requires_env = { STAGE = "it" }
      audit_log = "$XDG_STATE_HOME/own"
      secrets = [{ env = "A", provider = "env", ref = "SOURCE" }]
      """)
    try home.qli("g", "y").expect(stdout: "y\n")
    let run = home.qli("g", "x").environment(["STAGE": "it", "SOURCE": "s3cret"])
    try run.unset("STAGE").expect(
      stderr: """
        OWN
        error: the environment isn't what 'g x' requires
          STAGE isn't set; it must be 'it'
          this run needs a confirmation, too, and standard input isn't a terminal
        help: export STAGE=it
        help: in scripts, confirm with '--yes'

        """, code: 120)
    try run.expect(
      stderr: """
        OWN
        error: this run needs a confirmation, and standard input isn't a terminal
        help: in scripts, confirm with '--yes'

        """, code: 121)
    #expect(!home.exists("$STATE/own"))
    try home.qli("-y", "g", "x").environment(["STAGE": "it", "SOURCE": "s3cret"])
      .expect(stdout: "x s3cret\n", stderr: "OWN\n")
    #expect(try home.auditLines("$STATE/own").map { $0["event"] } == ["start", "finish"])
  }

  @Test func requirementsOfGroupAndExtensionAddUp() throws {
    try home.group(
      "g",
      """
      banner = "GROUP"
      audit_log = "$XDG_STATE_HOME/group"
      requires_env = { STAGE = true }
      secrets = [{ env = "A", provider = "env", ref = "SOURCE_A" }]

      [extensions.x]
      requires_env = { OTHER = "x" }
      secrets = [{ env = "B", provider = "env", ref = "SOURCE_B" }]
      """)
    try home.qli("g", "x").expect(
      stderr: """
        GROUP
        error: the environment isn't what 'g x' requires
          STAGE isn't set
          OTHER isn't set; it must be 'x'
        help: export STAGE=<value>
        help: export OTHER=x

        """, code: 120)
    let environment = ["STAGE": "1", "OTHER": "x", "SOURCE_A": "aaa", "SOURCE_B": "bbb"]
    try home.qli("g", "x").environment(environment)
      .expect(stdout: "x aaa bbb\n", stderr: "GROUP\n")
    try home.qli("g", "y").environment(environment).expect(stdout: "y aaa\n", stderr: "GROUP\n")
    let starts = try home.auditLines("$STATE/group").filter { $0["event"] == "start" }
    #expect(starts.map { $0["env_var_names"] } == [["A", "B"], ["A"]])
  }

  /// An exact value in place of any.
  @Test func aRequirementMayBecomeStricter() throws {
    try home.group(
      "g", "requires_env = { STAGE = true }\n[extensions.x]\nrequires_env = { STAGE = 'it' }")
    let other = ["STAGE": "other"]
    try home.qli("g", "y").environment(other).expect(stdout: "y\n")
    try home.qli("-q", "g", "x").environment(other).expect(
      stderr: """
        error: the environment isn't what 'g x' requires
          STAGE has another value; it must be 'it'

        """, code: 120)
  }

  /// A rule that would weaken a guard leaves the whole group unusable, whatever runs.
  @Test func weakeningIsAnErrorOfTheManifest() throws {
    try home.group("g", "banner = 'GROUP'\n\n[extensions.x]\nbanner = ''\n")
    for name in ["x", "y"] {
      try home.qli("g", name).expect(
        stderr: """
          error: the manifest has 1 problem
          $DATA/qli/extensions/g/_manifest.toml:6:10: 'banner' would weaken the group's banner; \
          leave it out
            6 | banner = ''
              |          ^^
          help: see the format: qli help manifest

          """, code: 125)
    }
  }

  /// An executable on PATH has the rule of its name, too.
  @Test func anExtensionFromPATH() throws {
    try home.pathExecutable("qli-g-far", sh: "echo far")
    try home.group("g", "[extensions.far]\nrequires_commands = ['no-a']")
    try home.qli("-q", "g", "far").expect(
      stderr: """
        error: the environment isn't what 'g far' requires
          the command 'no-a' isn't on PATH

        """, code: 120)
  }

  @Test func descriptionsAreListed() throws {
    try home.group(
      "g",
      "requires_commands = ['sh']\nrun.exclusive = true\n[extensions.x]\ndescription = 'Own one'")
    try home.qli("list", "--color=never").startOnTerminal().wait().expect(
      terminal: home.expand(
        """
        g  A test group
          guards: requires_commands, exclusive
          in $DATA/qli/extensions/g
            x  Own one
            y

        """))
    let groups = try JSON.parse(home.qli("list", "--json").run().stdout)["groups"]
    let extensions = try #require(groups?[0]?["extensions"]?.array)
    #expect(extensions.map { $0["description"] } == ["Own one", nil])
  }
}
