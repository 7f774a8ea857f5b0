import Testing

@testable import QliCore

/// `[extensions.NAME]`: what is inherited, added, intersected and replaced, and what is refused
/// because it would weaken a guard.
@Suite struct ExtensionRuleTests {
  private let head = "schema_version = 1\ndescription = 'x'\n"

  private func manifest(_ lines: String) throws -> Manifest {
    try ManifestReader.read(Array((head + lines).utf8)).get()
  }

  /// The policies of the group and of its extension `deploy`.
  private func policies(_ lines: String) throws -> (group: Policy, deploy: Policy) {
    let manifest = try manifest(lines)
    let name = try #require(ExtensionName("deploy"))
    return (manifest.policy, manifest.policy(for: name))
  }

  /// What is wrong, as `line:column+width: message`; the first of these lines is line 3.
  private func problems(_ lines: String) -> [String] {
    switch ManifestReader.read(Array((head + lines).utf8)) {
    case .success: []
    case .failure(let problems):
      problems.list.map { "\($0.position.line):\($0.position.column)+\($0.width): \($0.message)" }
    }
  }

  private let everything = """
    banner = 'group'
    confirm = true
    audit_log = '/group'
    requires_env = { A = 'x', B = true }
    requires_commands = ['one', 'two']
    secrets = [{ env = 'S', ref = 'R', provider = 'env' }]
    run = { timeout = '1m', grace = '1s', env = ['A*'], cwd = '/group', exclusive = true }

    """

  // MARK: - What is inherited and replaced

  @Test func whatIsNotSetIsInherited() throws {
    for rule in ["", "[extensions.deploy]", "extensions.deploy.run = {}", "[extensions.other]"] {
      let (group, deploy) = try policies(everything + rule)
      #expect(deploy == group, "\(rule)")
    }
    let (group, _) = try policies(everything)
    #expect(group.requiredCommands == ["one", "two"])
    #expect(group.run.timeLimit == (try RunDuration("1m")))
    #expect(group.run.grace == (try RunDuration("1s")))
    #expect(group.run.environment.map { $0.map(\.description) } == [["A*"]])
    #expect(group.run.directory == (try PathTemplate("/group")))
    #expect(group.run.isExclusive)
  }

  @Test func withoutKeysNothingIsLimited() throws {
    let (group, deploy) = try policies("[run]\n[extensions.deploy.run]")
    #expect(group == Policy() && deploy == Policy())
    #expect(group.run.grace == (try RunDuration("10s")))
    #expect(group.run.timeLimit == nil && group.run.directory == nil && !group.run.isExclusive)
    #expect(group.run.environment.isEmpty && group.requiredCommands.isEmpty)
  }

  /// One key after the other: it is the extension's, and the group and all else stay as they are.
  @Test func whatIsNoGuardIsReplaced() throws {
    let (group, _) = try policies(everything)
    func changed(_ line: String, _ change: (inout Policy) throws -> Void) throws {
      let (same, deploy) = try policies(everything + "[extensions.deploy]\n" + line)
      var expected = group
      try change(&expected)
      #expect(same == group && deploy == expected && deploy != group, "\(line)")
    }
    try changed("banner = 'own'") { $0.banner = "own" }
    try changed("banner_color = 'red'") { $0.bannerColor = .red }
    try changed("audit_log = '~/own'") { $0.audit?.log = try LogTemplate("~/own") }
    // Longer, too: it is no guard.
    try changed("run.timeout = '1h'") { $0.run.timeLimit = try RunDuration("1h") }
    try changed("run.grace = '1h'") { $0.run.grace = try RunDuration("1h") }
    try changed("run.cwd = '$HOME'") { $0.run.directory = try PathTemplate("$HOME") }
  }

  @Test func descriptionsAreKeptApart() throws {
    let manifest = try manifest("[extensions.a]\ndescription = 'own'\n[extensions.b]")
    #expect(manifest.description == "x")
    #expect(manifest.extensions.map(\.name.text) == ["a", "b"])
    #expect(manifest.extensions.map(\.description) == ["own", nil])
  }

  @Test func extensionsDoNotShareTheirRules() throws {
    let manifest = try manifest(
      """
      [extensions.a]
      confirm = true
      requires_commands = ["one"]
      [extensions.b]
      requires_commands = ["two"]
      """)
    #expect(manifest.policy == Policy())
    #expect(manifest.extensions.map(\.policy.confirmation) == [.yes, .none])
    #expect(manifest.extensions.map(\.policy.requiredCommands) == [["one"], ["two"]])
  }

  // MARK: - What adds up

  @Test func aGuardMayBeTurnedOn() throws {
    let (group, deploy) = try policies(
      "confirm = false\nrun.exclusive = false\nbanner = ''\n"
        + "[extensions.deploy]\nconfirm = true\nrun.exclusive = true\nbanner = 'own'\n"
        + "audit_log = '/own'")
    #expect(group.guardNames == [])
    #expect(deploy.guardNames == ["banner", "exclusive", "confirm", "audit_log"])
    // What is off already isn't weakened.
    let (_, same) = try policies(
      "banner = ''\n[extensions.deploy]\nbanner = ''\nconfirm = false\nrun.exclusive = false")
    #expect(same.guardNames == [])
  }

  @Test func requirementsAddUp() throws {
    let (group, deploy) = try policies(
      """
      requires_env = { A = 'x', B = true, C = true }
      [extensions.deploy.requires_env]
      D = 'd'
      C = 'exact'
      A = 'x'
      B = true
      """)
    func shown(_ policy: Policy) -> [String] {
      policy.requirements.map { "\($0.name) \($0.condition)" }
    }
    #expect(shown(group) == ["A equal(\"x\")", "B notEmpty", "C notEmpty"])
    #expect(
      shown(deploy) == ["A equal(\"x\")", "B notEmpty", "C equal(\"exact\")", "D equal(\"d\")"])
  }

  @Test func commandsAddUp() throws {
    let (group, deploy) = try policies(
      "requires_commands = ['b', 'a', 'b']\n"
        + "[extensions.deploy]\nrequires_commands = ['c', 'a', '\u{e9}', 'e\u{301}']")
    #expect(group.requiredCommands == ["b", "a"])
    // The two last look alike, and are different files.
    #expect(deploy.requiredCommands.map(\.utf8.count) == [1, 1, 1, 2, 3])
    #expect(deploy.requiredCommands.prefix(3) == ["b", "a", "c"])
  }

  @Test func secretsAddUp() throws {
    let (group, deploy) = try policies(
      """
      secrets = [{ env = 'A', ref = 'R', provider = 'env' }]
      [[extensions.deploy.secrets]]
      env = 'B'
      ref = 'R'
      provider = 'env'
      """)
    #expect(group.secrets.map(\.variable.text) == ["A"])
    #expect(deploy.secrets.map(\.variable.text) == ["A", "B"])
  }

  @Test func theEnvironmentIsTheIntersection() throws {
    let (group, deploy) = try policies(
      "run.env = ['A*', 'HOME']\n[extensions.deploy]\nrun.env = ['AB*']")
    #expect(group.run.environment.map { $0.map(\.description) } == [["A*", "HOME"]])
    #expect(deploy.run.environment.map { $0.map(\.description) } == [["A*", "HOME"], ["AB*"]])
    // An empty list is one that nothing matches, and no list is none.
    let (none, own) = try policies("[extensions.deploy]\nrun.env = []")
    #expect(none.run.environment.isEmpty)
    #expect(own.run.environment.count == 1 && own.run.environment[0].isEmpty)
  }

  // MARK: - What would weaken a guard

  @Test(arguments: [
    ("confirm = true", "confirm = false", "11+5: 'confirm' would weaken the group's confirmation"),
    ("banner = 'x'", "banner = ''", "10+2: 'banner' would weaken the group's banner"),
    (
      "audit_log = '/x'", "audit_log = ''", "13+2: 'audit_log' would weaken the group's audit log"
    ),
    (
      "run.exclusive = true", "run.exclusive = false",
      "17+5: 'exclusive' would weaken the group's 'exclusive'"
    ),
    (
      "run.with_caller = true", "run.with_caller = false",
      "19+5: 'with_caller' would weaken the group's 'with_caller'"
    ),
    (
      "run.with_qli = true", "run.with_qli = false",
      "16+5: 'with_qli' would weaken the group's 'with_qli'"
    ),
  ])
  func turningAGuardOff(_ group: String, _ own: String, _ problem: String) {
    #expect(
      problems("\(group)\n[extensions.deploy]\n\(own)") == ["5:\(problem); leave it out"])
    // Also where the rule stands first.
    #expect(
      problems("extensions.deploy = { \(own) }\n\(group)").map { $0.suffix(12) }
        == ["leave it out"])
    // Where the group has no such guard, or the extension keeps it, nothing is wrong.
    #expect(problems("\(group)\n[extensions.deploy]\n\(group)") == [])
    if !own.hasPrefix("audit_log") { #expect(problems("[extensions.deploy]\n\(own)") == []) }
  }

  /// Whoever gets the group's copies gets those of all its extensions.
  @Test func copiesForAnother() throws {
    let group = "audit_log = '/x'\naudit_copy = 'journal'\n[extensions.deploy]\n"
    for (own, width) in [("'syslog'", 8), ("''", 2)] {
      #expect(
        problems("\(group)audit_copy = \(own)") == [
          "6:14+\(width): 'audit_copy' would weaken the group's 'audit_copy'; leave it out"
        ])
    }
    let (policy, same) = try policies("\(group)audit_copy = 'journal'")
    #expect(policy.audit?.copy == .journal && same == policy)
    // The log may be another one.
    let (_, other) = try policies("\(group)audit_log = '/y'")
    #expect(other.audit?.copy == .journal)
    let (none, own) = try policies(
      "audit_log = '/x'\n[extensions.deploy]\naudit_copy = 'syslog'")
    #expect(none.audit?.copy == nil && own.audit?.copy == .syslog)
  }

  @Test func copiesOfNothing() {
    #expect(
      problems("audit_copy = 'journal'") == [
        "3:14+9: 'audit_copy' needs an 'audit_log' to write to"
      ])
    for name in ["", "Journal", "both"] {
      #expect(
        problems("audit_log = '/x'\naudit_copy = '\(name)'").first?.hasSuffix(
          "'audit_copy' must be \"journal\" or \"syslog\"") == true)
    }
  }

  @Test func anotherValueForARequiredVariable() {
    let group = "requires_env = { A = 'x', B = true, C = '\u{e9}' }\n[extensions.deploy]\n"
    #expect(
      problems(
        group + "requires_env = { A = 'y', B = '', C = 'e\u{301}', D = true }\n"
          + "[extensions.other.requires_env]\nA = true\n") == [
          "5:22+3: 'A' would weaken the group's requirement, which is another value",
          "5:31+2: 'B' would weaken the group's requirement, which is a value that isn't empty",
          "5:39+4: 'C' would weaken the group's requirement, which is another value",
          "7:5+4: 'A' would weaken the group's requirement, which is another value",
        ])
  }

  @Test func aSecretOfTheGroups() {
    let secret = { (name: String) in "{ env = '\(name)', ref = 'R', provider = 'env' }" }
    #expect(
      problems(
        "secrets = [\(secret("A"))]\nextensions.deploy.secrets = [\(secret("A")), \(secret("B")),"
          + "\(secret("B"))]") == [
          "4:38+3: the secret 'A' is declared twice: it would weaken the group's; leave it out",
          "4:125+3: the secret 'B' is declared twice",
        ])
    // Two extensions may have the same.
    #expect(
      problems(
        "extensions.a.secrets = [\(secret("A"))]\nextensions.b.secrets = [\(secret("A"))]") == [])
  }

  // MARK: - What is no rule

  @Test func keysThatARuleMayNotHave() {
    #expect(
      problems(
        """
        [extensions.deploy]
        schema_version = 1
        confrim = true
        extensions = {}
        env = []
        """) == [
          "4:1+14: unknown key 'schema_version'; it belongs above the first line that begins with '['",
          "5:1+7: unknown key 'confrim'; did you mean 'confirm'?",
          "6:1+10: unknown key 'extensions'",
          "7:1+3: unknown key 'env'; it belongs in [extensions.deploy.run]",
        ])
    #expect(
      problems("extension = {}") == ["3:1+9: unknown key 'extension'; did you mean 'extensions'?"])
  }

  @Test func rulesThatAreNoTables() {
    #expect(
      problems("extensions = 'x'") == [
        "3:14+3: 'extensions' must be a table for each extension, written [extensions.NAME], "
          + "not a string"
      ])
    #expect(
      problems("[[extensions]]\nname = 'x'").map { $0.suffix(12) } == ["not an array"])
    #expect(
      problems("[extensions]\ndeploy = true\nother = []") == [
        "4:10+4: 'deploy' must be a table, written [extensions.NAME], not a boolean",
        "5:9+2: 'other' must be a table, written [extensions.NAME], not an array",
      ])
  }

  @Test func namesOfRulesThatAreNoNames() {
    #expect(
      problems("[extensions._x]\n[extensions.\"a b\"]\n[extensions.\"\"]\n[extensions.\"\\u001b\"]")
        == [
          "3:13+2: '_x' can't be an extension's name", "4:13+5: 'a b' can't be an extension's name",
          "5:13+2: '' can't be an extension's name", "6:13+8: '\\x1b' can't be an extension's name",
        ])
  }

  /// The values of a rule are judged as the group's are, all at once.
  @Test func wrongValues() {
    #expect(
      problems(
        """
        [extensions.deploy]
        description = "a\\nb"
        banner = 1
        confirm = 'false'
        audit_log = 'x'
        requires_env = []
        requires_commands = ''
        secrets = {}
        run = 1
        """) == [
          "4:15+6: 'description' must be one line",
          "5:10+1: 'banner' must be a string, not an integer",
          "6:11+7: 'confirm' is the word 'false' here; write false without quotes",
          "7:13+3: 'audit_log' must be absolute: begin it with '/', '~/' or a variable",
          "8:16+2: 'requires_env' must be a table, not an array",
          "9:21+2: 'requires_commands' must be an array of strings, not a string",
          "10:11+2: 'secrets' must be an array of tables, each written [[extensions.deploy.secrets]], not "
            + "a table",
          "11:7+1: 'run' must be a table, written [extensions.deploy.run], not an integer",
        ])
  }
}
