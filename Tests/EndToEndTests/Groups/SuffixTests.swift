import Glibc
import TestSupport
import Testing

/// A script's suffix is no part of its extension's name.
@Suite struct SuffixTests {
  private let home: TestHome
  private let folder = "$DATA/qli/extensions/g"

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"\n[extensions.deploy]\nconfirm = true")
    try home.extension("g", "deploy.sh", sh: "echo \"$QLI_EXTENSION $1\"")
  }

  /// Both names reach it, with its rules, and it has one name.
  @Test(arguments: ["deploy", "deploy.sh"]) func oneNameEverywhere(_ typed: String) throws {
    #expect(try home.qli("g", typed).run().ending == .exited(121))
    try home.qli("--yes", "g", typed, "v1").expect(stdout: "deploy v1\n")
    #expect(try home.auditLines("$STATE/log").allSatisfy { $0["extension"] == "deploy" })
    for command in ["which", "explain"] {
      let object = try JSON.parse(home.qli(command, "--json", "g", typed).run().stdout)
      #expect(object["extension"] == "deploy", "\(command)")
      #expect(object["path"]?.string.map(home.collapse) == "\(folder)/deploy.sh", "\(command)")
    }
    let run = try JSON.parse(home.qli("run", "--json", "--yes", "g", typed).run().stdout)
    #expect(run["extension"] == "deploy")
    let audit = try home.qli("audit", "g", typed).run()
    #expect(audit.stdout.split(separator: "\n").count == 2)
    #expect(try home.qli("list").run().stdout.hasPrefix("g\tdeploy\tgroup\t"))
  }

  /// Older records have the name of the file.
  @Test func olderRecords() throws {
    try home.qli("--yes", "g", "deploy").expect(stdout: "deploy \n")
    let log = try home.read("$STATE/log").replacing("\"deploy\"", with: "\"deploy.sh\"")
    try home.file("$STATE/log", log, mode: 0o600)
    #expect(try home.qli("audit", "g", "deploy").run().stdout.contains("g\tdeploy.sh"))
  }

  @Test func theVeryNameComesFirst() throws {
    try home.extension("g", "deploy", sh: "echo plain")
    try home.qli("--yes", "g", "deploy").expect(stdout: "plain\n")
    let both = "error: several files are extension 'deploy' of group 'g':"
    let outcome = try home.qli("--yes", "g", "deploy.sh").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.hasPrefix(both), "\(outcome.stderr)")
    #expect(try home.qli("doctor").run().stdout.contains("several files are extension 'deploy'"))
    let list = try JSON.parse(home.qli("list", "--json").run().stdout)
    let rivals = list["groups"]?.array?[0]["extensions"]?.array?[0]["rivals"]?.array
    #expect(rivals?.compactMap { $0.string }.map(home.collapse) == ["\(folder)/deploy.sh"])
  }

  @Test func severalScripts() throws {
    try home.extension("g", "deploy.py", sh: "echo other")
    let outcome = try home.qli("--yes", "g", "deploy").run()
    #expect(outcome.ending == .exited(125))
    #expect(
      home.collapse(outcome.stderr) == """
        error: several files are extension 'deploy' of group 'g': '\(folder)/deploy.sh', \
        '\(folder)/deploy.py'
        help: keep one of them: rename the other, or let its name begin with '_'

        """)
    let object = try JSON.parse(home.qli("run", "--json", "g", "deploy").run().stdout)
    #expect(object["cause"] == "several_files")
    // One that can't be run isn't meant, nor is one that is ignored.
    try home.chmod("\(folder)/deploy.py", 0o644)
    try home.qli("--yes", "g", "deploy").expect(stdout: "deploy \n")
    try home.chmod("\(folder)/deploy.py", 0o755)
    try home.group("g", "ignore = [\"*.py\"]")
    try home.qli("g", "deploy").expect(stdout: "deploy \n")
  }

  /// What was typed is a file's name, and there is none of it.
  @Test func anotherSuffix() throws {
    #expect(try home.qli("--yes", "g", "deploy.py").run().ending == .exited(127))
    try home.extension("g", "tool.v2", sh: "echo \"$QLI_EXTENSION\"")
    try home.qli("g", "tool.v2").expect(stdout: "tool.v2\n")
    #expect(try home.qli("g", "tool").run().ending == .exited(127))
  }

  /// Rules for the file are rules for the extension, and both at once are one too many.
  @Test func theTableOfAFile() throws {
    try home.group("g", "[extensions.\"deploy.sh\"]\nconfirm = true")
    #expect(try home.qli("g", "deploy").run().ending == .exited(121))
    try home.group(
      "g", "[extensions.\"deploy.sh\"]\nconfirm = true\n[extensions.deploy]\nreason = true")
    #expect(
      try home.qli("g", "deploy").run().stderr.contains(
        "'deploy' is extension 'deploy', which has a table already"))
    try home.group("g", "[extensions.deploy.sh]\nconfirm = true")
    #expect(
      try home.qli("g", "deploy").run().stderr.contains(
        "unknown key 'sh'; 'deploy.sh' is extension 'deploy': [extensions.deploy]"))
    try home.group("g", "[extensions.tool.v2]\nconfirm = true")
    #expect(
      try home.qli("g", "deploy").run().stderr.contains(
        "a name with a dot needs quotes: [extensions.\"tool.v2\"]"))
  }

  /// A table behind the name that is nearly a key is a mistyped key.
  @Test(arguments: [
    ("[extensions.deploy.require_env]\nA = true", "requires_env"),
    ("[extensions.deploy]\nreqires_env.A = true", "requires_env"),
    ("[extensions.deploy]\nruns = {timeout = '1m'}", "run"),
  ]) func theTableOfAMistypedKey(_ lines: String, _ key: String) throws {
    try home.group("g", lines)
    let outcome = try home.qli("g", "deploy").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("'; did you mean '\(key)'?\n"))
    #expect(!outcome.stderr.contains("needs quotes"))
  }

  /// The rules of a script aren't got round by a link to it.
  @Test func aLinkToAScript() throws {
    try home.link("\(folder)/other", to: "deploy.sh")
    let outcome = try home.qli("g", "other").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("'other' is the same file as 'deploy'"))
  }

  /// Whatever else lies there that could have been it.
  @Test(arguments: ["a file", "a folder", "a script's folder", "another script"])
  func aLinkToTheFileThatIsTaken(_ other: String) throws {
    try home.remove("\(folder)/deploy.sh")
    try home.extension("g", "deploy.py", sh: "echo deployed")
    switch other {
    case "a file": try home.extension("g", "deploy.sh", sh: "true", mode: 0o644)
    case "a folder": try home.directory("\(folder)/deploy")
    case "a script's folder": try home.directory("\(folder)/deploy.bash")
    default: try home.extension("g", "deploy.rb", sh: "echo other")
    }
    try home.link("\(folder)/other", to: "deploy.py")
    let outcome = try home.qli("g", "other").run()
    #expect(outcome.ending == .exited(125) && outcome.stdout.isEmpty, "\(outcome)")
    #expect(outcome.stderr.contains("'other' is the same file as 'deploy'"))
    #expect(try home.qli("doctor").run().stdout.contains("'other' is the same file as 'deploy'"))
  }

  /// Nor by a link from another group.
  @Test func aLinkFromAnotherGroup() throws {
    try home.group("h")
    try home.link("$DATA/qli/extensions/h/x", to: "../g/deploy.sh")
    let outcome = try home.qli("h", "x").run()
    #expect(outcome.ending == .exited(125) && outcome.stdout.isEmpty, "\(outcome)")
    #expect(outcome.stderr.contains("'h x' is 'g deploy'"), "\(outcome)")
    #expect(try home.qli("doctor").run().stdout.contains("'h x' is 'g deploy'"))
  }

  /// What can't be run isn't meant where something else can.
  @Test func aFileOfTheVeryNameThatCannotBeRun() throws {
    try home.extension("g", "deploy", sh: "echo plain", mode: 0o644)
    try home.qli("--yes", "g", "deploy").expect(stdout: "deploy \n")
    #expect(
      try home.qli("list").run().stdout == "g\tdeploy\tgroup\t\(home.path(folder))/deploy.sh\n")
    try home.chmod("\(folder)/deploy.sh", 0o644)
    #expect(try home.qli("--yes", "g", "deploy").run().ending == .exited(126))
  }

  // MARK: - On PATH

  @Test(arguments: ["far", "far.sh"]) func aScriptOnPath(_ typed: String) throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"\n[extensions.far]\nconfirm = true")
    let script = try home.pathExecutable("qli-g-far.sh", sh: "echo far")
    #expect(try home.qli("g", typed).run().ending == .exited(121))
    try home.qli("--yes", "g", typed).expect(stdout: "far\n")
    #expect(try home.auditLines("$STATE/log").allSatisfy { $0["extension"] == "far" })
    try home.qli("which", "g", typed).expect(stdout: "\(script)\n")
    let list = try JSON.parse(home.qli("list", "--json").run().stdout)
    let found = list["groups"]?.array?[0]["extensions"]?.array?.first { $0["origin"] == "path" }
    #expect(found?["name"] == "far" && found?["guards"]?.array?.contains("confirm") == true)
    #expect(try !home.qli("doctor").run().stdout.contains("an extension that isn't there"))
    // Nor is it got round by a link there.
    try home.link("$BIN/qli-g-other", to: "qli-g-far.sh")
    #expect(try home.qli("g", "other").run().ending == .exited(125))
    // What was trusted is what runs.
    try home.remove("$BIN/qli-g-other")
    try home.qli("trust", "--yes", "g").run().expectCode(0)
    try home.qli("--yes", "g", typed).expect(stdout: "far\n")
  }

  @Test func severalScriptsOnPath() throws {
    try home.pathExecutable("qli-g-far.sh", sh: "echo far")
    try home.pathExecutable("qli-g-far.py", sh: "echo other")
    let outcome = try home.qli("g", "far").run()
    #expect(outcome.ending == .exited(125) && outcome.stdout.isEmpty)
    #expect(outcome.stderr.hasPrefix("error: several files are extension 'far' of group 'g':"))
    #expect(try home.qli("doctor").run().stdout.contains("several files are extension 'far'"))
    try home.pathExecutable("qli-g-far", sh: "echo plain")
    try home.qli("g", "far").expect(stdout: "plain\n")
  }

  /// A lock and completion go by the name as well.
  @Test func whatGoesByTheName() throws {
    try home.qli("__complete", "bash", "g", "d").expect(stdout: "deploy\n")
    try home.group("g", "[run]\nexclusive = true")
    try home.extension("g", "deploy.sh", sh: "touch ready; exec probe wait-for go")
    let first = try home.qli("g", "deploy").start()
    try home.waitForFile("ready")
    #expect(try home.qli("g", "deploy.sh").run().ending == .exited(120))
    try home.file("go")
    #expect(try first.wait().ending == .exited(0))
    #expect(try home.qli("new", "g", "deploy").run().stderr.contains("is already there"))
    #expect(try home.qli("new", "g", "deploy.py").run().stderr.contains("is already there"))
  }

  /// A script that completes its arguments does so by either name.
  @Test func itsOwnCompletion() throws {
    try home.extension("g", "deploy.sh", sh: "# qli: complete\necho v41; echo v42")
    for typed in ["deploy", "deploy.sh"] {
      // It has half a second to answer, which a busy machine may take away.
      try waitUntil("\(typed) answers") {
        try home.qli("__complete", "fish", "g", typed, "v").run().stdout == "v41\nv42\n"
      }
    }
  }

  @Test func aService() throws {
    let scene = try ServiceScene()
    try scene.home.remove("$DATA/qli/extensions/g/x")
    try scene.home.extension("g", "x.sh", sh: "exec probe wait-for never")
    let (main, _) = try scene.start()
    let again = try scene.home.qli("start", "--json", "g", "x.sh").run()
    #expect(try JSON.parse(again.stdout)["pid"]?.integer == Int(main))
    #expect(try scene.status(of: "x.sh")["extension"] == "x")
    #expect(try scene.home.qli("stop", "g", "x.sh").run().ending == .exited(0))
    #expect(try scene.state() == "ended")
    #expect(try scene.records().allSatisfy { $0["extension"] == "x" })
  }

  // MARK: - What lies beside them

  /// A repository as they are: nothing in it is wrong.
  @Test func aRepositorysFolder() throws {
    try home.group("g", "ignore = [\"lib*\"]")
    for file in ["README.md", "a b.txt", "data.json"] {
      try home.file("\(folder)/\(file)", "text\n", mode: 0o644)
    }
    try home.extension("g", "library.sh", sh: "true", mode: 0o644)
    try home.directory("\(folder)/docs")
    try home.qli("doctor").expectFindings("", home: home)
    #expect(try home.qli("g", "library").run().ending == .exited(127))
    try home.extension("g", "forgotten.sh", sh: "true", mode: 0o644)
    #expect(try home.qli("doctor").run().stdout.contains("has no execute bit"))
  }
}
