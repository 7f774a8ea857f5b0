import TestSupport
import Testing

/// Rules for an extension whose name was mistyped: it doesn't run without them.
@Suite struct LostRuleTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g", "[extensions.delte]\nconfirm = \"delete\"")
    try home.extension("g", "delete", sh: "echo deleted")
    try home.extension("g", "other", sh: "echo other")
  }

  private var manifest: String { home.path("$DATA/qli/extensions/g/_manifest.toml") }

  @Test func itIsRefused() throws {
    let error = """
      error: [extensions.delte] is for an extension that isn't there, and 'g delete' would run without it; \
      did you mean 'delete'?
      help: mend the name, or take the table out, in \(manifest)

      """
    try home.qli("g", "delete").expect(stderr: error, code: 125)
    try home.qli("--yes", "g", "delete").expect(stderr: error, code: 125)
    try home.qli("explain", "g", "delete").expect(stderr: error, code: 125)
    let json = try JSON.parse(home.qli("run", "--json", "g", "delete").run().stdout)
    #expect(json["cause"] == "manifest_invalid" && json["exit_code"] == 125)
    let doctor = try home.qli("doctor", "g").run()
    #expect(doctor.ending == .exited(1))
    #expect(doctor.stdout.contains("'g delete' would run without it; did you mean 'delete'?\n"))
    try home.qli("which", "g", "delete").expect(stderr: error, code: 125)
    // The others aren't what was meant.
    try home.qli("g", "other").expect(stdout: "other\n")
    try home.group("g", "[extensions.delete]\nconfirm = \"delete\"")
    #expect(try home.qli("g", "delete").run().ending == .exited(121))
  }

  /// What is there, in the folder, by its suffix, as a command or on PATH, has rules of its own.
  @Test func whatIsThere() throws {
    try home.extension("g", "delte.sh", "#!/bin/sh\necho delte\n")
    try home.qli("g", "delete").expect(stdout: "deleted\n")
    #expect(try home.qli("doctor", "g").run().ending == .exited(0))
    // Also where it can't be run now.
    try home.chmod("$DATA/qli/extensions/g/delte.sh", 0o644)
    try home.qli("g", "delete").expect(stdout: "deleted\n")
    #expect(try home.qli("doctor", "g").run().ending == .exited(0))
    try home.remove("$DATA/qli/extensions/g/delte.sh")
    try home.pathExecutable("qli-g-delte", sh: "echo on PATH")
    try home.qli("g", "delete").expect(stdout: "deleted\n")
    try home.remove("$BIN/qli-g-delte")
    #expect(try home.qli("g", "delete").run().ending == .exited(125))
    try home.group("g", "[extensions.delte]\ncommand = \"echo delte\"")
    try home.qli("g", "delete").expect(stdout: "deleted\n")
  }

  /// What an extension has in another table doesn't stand for what it has lost.
  @Test func besideRulesOfItsOwn() throws {
    try home.group(
      "g", "[extensions.delte]\nconfirm = true\n[extensions.delete.run]\ntimeout = \"10m\"")
    #expect(try home.qli("g", "delete").run().ending == .exited(125))
    #expect(try home.qli("doctor", "g").run().ending == .exited(1))
  }

  /// One letter too many or too few, another one, two that have changed places, or nothing but separators and case.
  @Test(arguments: [
    ("delet", "delete"), ("deletee", "delete"), ("dalete", "delete"), ("deltee", "delete"),
    ("deploy-prd", "deploy-prod"), ("wipedb", "wipe-db"), ("wipe_db", "wipe-db"),
    ("rmall", "rm-all"),
    ("DB", "db"), ("deploy-", "deploy"), ("web.1", "web1"),
  ]) func typingMistakes(_ rule: String, _ name: String) throws {
    try home.group("g", "[extensions.\(rule)]\nconfirm = true")
    try home.extension("g", name, sh: "true")
    #expect(try home.qli("g", name).run().ending == .exited(125))
  }

  /// Names that a number, a plural or a short part tells apart are two, and so are those that have less in common.
  @Test(arguments: [
    ("web1", "web2"), ("v10", "v1"), ("backup", "restore"), ("deploy", "de"),
    ("uninstall", "install"),
    ("restart", "start"), ("lint", "list"), ("backup", "backups"), ("web-a", "web-b"),
    ("deploy-eu", "deploy-us"), ("database-dump", "database-load"), ("db", "bd"),
  ])
  func whatIsMeantAsItStands(_ rule: String, _ name: String) throws {
    try home.group("g", "[extensions.\(rule)]\nconfirm = true")
    try home.extension("g", name, sh: "echo \(name)")
    try home.qli("g", name).expect(stdout: "\(name)\n")
    #expect(try home.qli("doctor", "g").run().ending == .exited(0))
  }
}
