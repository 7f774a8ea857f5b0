import Glibc
import TestSupport
import Testing

/// Two names of one file, of which the manifest guards one.
@Suite struct AliasTests {
  private let home: TestHome
  private let folder = "$DATA/qli/extensions/g"

  init() throws {
    home = try TestHome()
    try home.group("g", "[extensions.e]\nconfirm = true")
    try home.extension("g", "e", sh: "echo ran")
  }

  private func expectRefusal(
    _ name: String, of ruled: String = "e", _ keys: String = "'confirm'", canBeGiven: Bool = true
  ) throws {
    let refusal = """
      '\(name)' is the same file as '\(ruled)', whose rules in the manifest it would get round: \
      \(keys)
      """
    let help = [
      "qli g \(ruled)",
      canBeGiven
        ? "or give it the same, in [extensions.\(name)] of \(folder)/_manifest.toml"
        : "or copy the file, as one lock can't hold for two names, and give the copy the same, in "
          + "[extensions.\(name)] of \(folder)/_manifest.toml",
    ]
    for line in [["g", name], ["explain", "g", name], ["which", "g", name]] {
      try home.qli().arguments(line).expect(
        stderr: "error: \(refusal)\n" + help.map { "help: \($0)\n" }.joined(), code: 125)
    }
    let doctor = try home.collapse(home.qli("doctor").run().stdout)
    #expect(doctor.contains(refusal), "\(doctor)")
  }

  @Test func aLink() throws {
    try home.link("\(folder)/other", to: "e")
    try expectRefusal("other")
  }

  /// What is required of a service's file holds for it under each name.
  @Test(arguments: [
    ("sha256 = [\"\(String(repeating: "0", count: 64))\"]", "service.sha256"),
    ("program_root = \"/opt\"", "service.program_root"),
    ("version_command = [\"-v\"]\nmin_version = \"1.0\"", "service.version_command"),
  ]) func aServicesFile(_ table: String, _ key: String) throws {
    try home.group("g", "[extensions.e.service]\n\(table)")
    try home.link("\(folder)/other", to: "e")
    let outcome = try home.qli("g", "other").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("whose rules in the manifest it would get round: '\(key)'"))
  }

  /// What it ends with holds under each name.
  @Test func whomItEndsWith() throws {
    try home.group("g", "[extensions.e]\nrun = { with_caller = true, with_qli = true }")
    try home.link("\(folder)/other", to: "e")
    try expectRefusal("other", "'run.with_caller', 'run.with_qli'")
  }

  @Test func aHardLink() throws {
    try #require(link(home.path("\(folder)/e"), home.path("\(folder)/other")) == 0)
    try expectRefusal("other")
  }

  /// It is the one with rules that is the link.
  @Test func theFileOfALinkWithRules() throws {
    try home.group("g", "[extensions.linked]\nconfirm = true")
    try home.link("\(folder)/linked", to: "e")
    try expectRefusal("e", of: "linked")
  }

  @Test func twoLinksToOneFileElsewhere() throws {
    try home.file("$ROOT/tools/real", "#!/bin/sh\necho ran\n", mode: 0o755)
    try home.remove("\(folder)/e")
    for name in ["e", "other"] { try home.link("\(folder)/\(name)", to: "$ROOT/tools/real") }
    try expectRefusal("other")
  }

  @Test func anExecutableOfPath() throws {
    try home.link("$BIN/qli-g-other", to: "\(folder)/e")
    try expectRefusal("other")
  }

  /// Rules of its own are no way round those of the other name: each that is less is named.
  @Test(arguments: [
    ("confirm = true", "description = 'none of them'", "'confirm'"),
    ("confirm = true", "banner = 'other'", "'confirm'"),
    ("confirm = 'word'", "confirm = true", "'confirm'"),
    ("confirm = 'word'", "confirm = 'other'", "'confirm'"),
    ("banner = 'b'", "banner = 'other'", "'banner'"),
    ("reason = true", "", "'reason'"), ("reason = 'I-*'", "reason = true", "'reason'"),
    ("audit_log = '/a'", "audit_log = '/b'", "'audit_log'"),
    ("audit_log = '/a'\naudit_refusals = true", "audit_log = '/a'", "'audit_refusals'"),
    ("audit_log = '/a'\naudit_copy = 'journal'", "audit_log = '/a'", "'audit_copy'"),
    (
      "audit_log = '/a'\naudit_copy = 'journal'", "audit_log = '/a'\naudit_copy = 'syslog'",
      "'audit_copy'"
    ),
    ("audit_log = '/a'\naudit_digest = true", "audit_log = '/a'", "'audit_digest'"),
    ("requires_commands = ['sh', 'ls']", "requires_commands = ['sh']", "'requires_commands'"),
    ("requires_env.A = 'x'", "requires_env.A = true", "'requires_env'"),
    ("requires_env.A = true", "requires_env.A = ''", "'requires_env'"),
    (
      "secrets = [{ env = 'T', provider = 'env', ref = 'U' }]",
      "secrets = [{ env = 'V', provider = 'env', ref = 'U' }]", "'secrets'"
    ),
    ("run.timeout = '1s'", "run.timeout = '2s'", "'run.timeout'"),
    ("run.timeout = '1s'", "", "'run.timeout'"),
    ("run.env = ['A']", "run.env = ['A', 'B']", "'run.env'"),
    (
      "banner = 'b'\nconfirm = true\nreason = true", "reason = true", "'banner', 'confirm'"
    ),
  ])
  func oneWithWeakerRules(_ rules: String, _ others: String, _ keys: String) throws {
    try home.link("\(folder)/other", to: "e")
    try home.group("g", "[extensions.e]\n\(rules)\n[extensions.other]\n\(others)")
    try expectRefusal("other", keys)
  }

  /// Two locks are none.
  @Test(arguments: ["", "run.exclusive = true"]) func oneOfAnExclusiveExtension(
    _ rules: String
  ) throws {
    try home.link("\(folder)/other", to: "e")
    try home.group("g", "[extensions.e]\nrun.exclusive = true\n[extensions.other]\n\(rules)")
    try expectRefusal("other", "'run.exclusive'", canBeGiven: false)
  }

  @Test(arguments: [
    ("confirm = true", "confirm = 'other'\nbanner = 'other'"),
    ("run.timeout = '20s'\nrun.grace = '1s'", "run.timeout = '10s'"),
    ("requires_env.HOME = true", "requires_commands = ['sh']\nrequires_env.HOME = true"),
    ("description = 'no rule at all'", "description = 'neither'"),
  ])
  func oneWithRulesThatAreAsStrict(_ rules: String, _ others: String) throws {
    try home.link("\(folder)/other", to: "e")
    try home.group("g", "[extensions.e]\n\(rules)\n[extensions.other]\n\(others)")
    try home.qli("--confirm=other", "g", "other").expect(
      stdout: "ran\n", stderr: others.contains("banner") ? "other\n" : "")
    let doctor = try home.qli("doctor").run().stdout
    #expect(!doctor.contains("is the same file as 'e'"), "\(doctor)")
  }

  /// The one that guards the file best still runs.
  @Test func theStrictestOfAllIsRun() throws {
    try home.link("\(folder)/other", to: "e")
    try home.group("g", "[extensions.e]\nconfirm = true\n[extensions.other]")
    try home.qli("--yes", "g", "e").expect(stdout: "ran\n")
  }

  @Test func withoutRulesAllNamesAreOne() throws {
    try home.group("g")
    try home.link("\(folder)/other", to: "e")
    try home.qli("g", "other").expect(stdout: "ran\n")
  }

  private func expectGroupRefusal(_ group: String, _ name: String, _ keys: String) throws {
    let refusal = "'\(group) \(name)' is 'g e', whose rules it would get round: \(keys)"
    for line in [[group, name], ["explain", group, name], ["which", group, name]] {
      let run = try home.qli().arguments(line).run()
      #expect(run.ending == .exited(125) && run.stdout.isEmpty, "\(run)")
      #expect(run.stderr.hasPrefix("error: \(refusal)\nhelp: qli g e\nhelp: or "), "\(run.stderr)")
    }
    let doctor = try home.qli("doctor").run()
    #expect(doctor.ending == .exited(1) && doctor.stdout.contains(refusal), "\(doctor.stdout)")
  }

  @Test func aLinkInAnotherGroup() throws {
    try home.group("w")
    try home.link("$DATA/qli/extensions/w/other", to: "../g/e")
    try expectGroupRefusal("w", "other", "'confirm'")
    // As strict it may be.
    try home.group("w", "confirm = true")
    try home.qli("-y", "w", "other").expect(stdout: "ran\n")
    // The rules of the whole group count, too.
    try home.group("g", "requires_env.READY = true")
    try expectGroupRefusal("w", "other", "'requires_env'")
  }

  @Test func aLinkInAnotherRoot() throws {
    try home.file(
      "$SYSTEM/qli/extensions/w/_manifest.toml", "schema_version = 1\ndescription = 'w'\n")
    try home.link("$SYSTEM/qli/extensions/w/e", to: "\(folder)/e")
    try expectGroupRefusal("w", "e", "'confirm'")
  }

  @Test func aLinkOnPath() throws {
    try home.group("w")
    try home.link("$BIN/qli-w-e", to: "\(folder)/e")
    try expectGroupRefusal("w", "e", "'confirm'")
  }

  /// The rules are the same, but not the lock, which goes by the names.
  @Test func aSecondNameOfAGroup() throws {
    try home.link("$DATA/qli/extensions/g2", to: "g")
    try home.qli("-y", "g2", "e").expect(stdout: "ran\n")
    try home.group("g", "run.exclusive = true")
    try expectGroupRefusal("g2", "e", "'run.exclusive'")
    try home.qli("g", "e").expect(stdout: "ran\n")
  }

  /// A checkout that two names lead to: none of them is the first.
  @Test func twoNamesOfACheckout() throws {
    try home.group("g", "run.exclusive = true")
    try #require(rename(home.path(folder), home.path("$ROOT/checkout")) == 0)
    for name in ["g", "h"] { try home.link("$DATA/qli/extensions/\(name)", to: "$ROOT/checkout") }
    let doctor = try home.qli("doctor").run()
    #expect(doctor.ending == .exited(1) && doctor.stdout.contains("'h e' is 'g e', whose rules"))
  }

  /// What belongs to no group is nobody's second name.
  @Test func oneToolOfTwoGroups() throws {
    try home.file("$ROOT/tools/real", "#!/bin/sh\necho ran\n", mode: 0o755)
    try home.group("w")
    try home.link("$DATA/qli/extensions/w/tool", to: "$ROOT/tools/real")
    try home.remove("\(folder)/e")
    try home.link("\(folder)/e", to: "$ROOT/tools/real")
    try home.qli("w", "tool").expect(stdout: "ran\n")
    try home.qli("doctor").run().expectCode(0)
  }
}
