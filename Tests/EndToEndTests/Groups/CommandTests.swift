import Foundation
import TestSupport
import Testing

/// Extensions without a file: `[extensions.NAME] command`.
@Suite struct CommandTests {
  private let home: TestHome
  private let manifest = "$DATA/qli/extensions/g/_manifest.toml"

  init() throws { home = try TestHome() }

  /// A group `g` with a log, whose extension `x` has these keys.
  private func group(_ keys: String, above: String = "") throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"\n\(above)\n[extensions.x]\n\(keys)")
  }

  @Test(arguments: [
    ("printf '<%s>' \"a b\"", "<a b><c d><$1>"), ("echo \"$#\" \"$2\"", "2 $1\n"),
    ("exec sh -c 'echo \"$0\" \"$1\"' \"$1\"", "c d \n"),
  ]) func aLine(_ line: String, _ output: String) throws {
    try group("command = '''\(line)'''")
    try home.qli("g", "x", "c d", "$1").expect(stdout: output)
  }

  /// No shell reads its words.
  @Test func words() throws {
    try group("command = [\"printf\", \"<%s>\", \"$1; `a` *\"]")
    try home.qli("g", "x", "b c").expect(stdout: "<$1; `a` *><b c>")
    try home.qli("g", "x").expect(stdout: "<$1; `a` *>")
  }

  /// The shell calls itself by the extension's name.
  @Test func itsName() throws {
    try group("command = \"echo $0; no-such-program\"")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(127) && outcome.stdout == "x\n")
    #expect(outcome.stderr.hasPrefix("x: ") && outcome.stderr.contains("no-such-program"))
  }

  /// All guards and all else hold for it as for a file.
  @Test func likeAFile() throws {
    try home.directory("$HOME/web")
    try group(
      """
      command = "pwd; echo $QLI_EXTENSION $STAGE; exit 3"
      confirm = true
      description = "Look around"
      requires_env.STAGE = "test"
      run.cwd = "$HOME/web"
      run.env = ["STAGE"]
      """)
    #expect(try home.qli("g", "x").run().ending == .exited(120))
    try home.qli("--yes", "g", "x").environment(["STAGE": "test", "OTHER": "1"])
      .expect(stdout: "$HOME/web\nx test\n", code: 3)
    let records = try home.auditLines("$STATE/log")
    #expect(records.map { $0["event"] } == ["start", "finish"])
    let command = records[0]["command"]?.array?.compactMap { $0.string }
    #expect(
      command == ["/bin/sh", "-c", "pwd; echo $QLI_EXTENSION $STAGE; exit 3 \"$@\"", "x"])
    #expect(records[0]["path"] == "/bin/sh" && records[0]["args"]?.array?.isEmpty == true)
    let id = try #require(records[0]["run_id"]?.string)
    let page = try home.qli("audit", "--run", id).startOnTerminal().wait().terminal
    #expect(page.contains("command") && page.contains("-c"))
  }

  /// What can't be run is no file of its name.
  @Test func besideWhatIsNoExtension() throws {
    try group("command = \"echo ran\"")
    try home.directory("$DATA/qli/extensions/g/x")
    try home.extension("g", "x.py", sh: "true", mode: 0o644)
    try home.qli("g", "x").expect(stdout: "ran\n")
    try home.qli("doctor").run().expectCode(0)
  }

  @Test func aFolderAsACommand() throws {
    try group("command = [\"/tmp\"]")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(126) && !outcome.stderr.contains("chmod"), "\(outcome)")
    #expect(outcome.stderr.contains("the command '/tmp' is a folder"), "\(outcome)")
  }

  /// What shows extensions shows it.
  @Test func whereItIsShown() throws {
    try home.pathExecutable("npm", sh: "echo npm \"$@\"")
    try group("command = \"npm run lint\"")
    let words = ["/bin/sh", "-c", "npm run lint \"$@\"", "x"]
    try home.qli("list").expect(stdout: "g\tx\tcommand\t/bin/sh\n")
    try home.qli("which", "g", "x").expect(stdout: "/bin/sh -c 'npm run lint \"$@\"' x\n")
    let list = try JSON.parse(home.qli("list", "--json").run().stdout)
    let found = list["groups"]?.array?[0]["extensions"]?.array?[0]
    #expect(found?["origin"] == "command")
    #expect(found?["command"]?.array?.compactMap { $0.string } == words)
    for command in ["which", "explain"] {
      let object = try JSON.parse(home.qli(command, "--json", "g", "x").run().stdout)
      #expect(object["command"]?.array?.compactMap { $0.string } == words, "\(command)")
      #expect(object["origin"] == "command" && object["path"] == "/bin/sh", "\(command)")
    }
    let terminal = try home.qli("list", "--color=never").startOnTerminal().wait().terminal
    #expect(terminal.contains("    x  npm run lint\n"))
    let explained = try home.qli("explain", "g", "x", "--fix").run().stdout
    #expect(explained.contains("\n  npm run lint\n"))
    #expect(explained.contains("starts /bin/sh -c 'npm run lint \"$@\"' x\n"))
    #expect(try home.qli("help", "g", "x").run().stdout.hasSuffix("runs:   npm run lint\n"))
    try home.qli("__complete", "fish", "g", "").expect(stdout: "x\n")
    #expect(try home.qli("doctor").run().ending == .exited(0))
  }

  /// A file of the same name: it can't be told which is meant.
  @Test(arguments: ["x", "x.sh"]) func beside(_ file: String) throws {
    try group("command = \"echo command\"")
    try home.extension("g", file, sh: "echo file")
    for typed in ["x", file] {
      let outcome = try home.qli("g", typed).run()
      #expect(outcome.ending == .exited(125) && outcome.stdout.isEmpty)
      #expect(
        home.collapse(outcome.stderr) == """
          error: extension 'x' of group 'g' is a command of its manifest, and the file \
          '$DATA/qli/extensions/g/\(file)' as well
          help: keep one of them: rename the file, or let its name begin with '_'
          help: or take 'command' out of [extensions.x] in \(manifest)

          """)
    }
    let object = try JSON.parse(home.qli("run", "--json", "g", "x").run().stdout)
    #expect(object["cause"] == "several_files")
    let doctor = try home.qli("doctor").run()
    #expect(doctor.ending == .exited(1) && doctor.stdout.contains("is a command of its manifest"))
    let list = try JSON.parse(home.qli("list", "--json").run().stdout)
    #expect(list["groups"]?.array?[0]["extensions"]?.array?[0]["rivals"]?.array?.count == 1)
  }

  /// Such a file isn't made.
  @Test(arguments: ["x", "x.sh"]) func aNewFileBeside(_ file: String) throws {
    try group("command = \"echo command\"")
    try home.qli("new", "g", file).expect(
      stderr: """
        error: command 'x' is already there: '\(manifest)'
        help: begin another extension of it: qli new g NAME

        """, code: 2)
    #expect(!home.exists("$DATA/qli/extensions/g/\(file)"))
    try home.qli("g", "x").expect(stdout: "command\n")
  }

  /// Before a program of its name on PATH; and its name has no suffix.
  @Test func otherNames() throws {
    try group("command = \"echo command\"")
    try home.pathExecutable("qli-g-x", sh: "echo path")
    try home.qli("g", "x").expect(stdout: "command\n")
    #expect(try home.qli("list").run().stdout == "g\tx\tcommand\t/bin/sh\n")
    #expect(try home.qli("g", "x.sh").run().ending == .exited(127))
  }

  @Test func aProgramThatIsNotThere() throws {
    try group("command = [\"no-such-program\"]")
    try home.qli("g", "x").expect(
      stderr: """
        error: cannot run 'g x': the command 'no-such-program' isn't on PATH
        help: install 'no-such-program', or add its folder to PATH

        """, code: 126)
    let doctor = try home.qli("doctor").run()
    #expect(
      doctor.ending == .exited(0) && doctor.stdout.contains("'no-such-program' isn't on PATH"))
    #expect(try home.qli("list").run().stdout == "g\tx\tcommand\tno-such-program\n")
  }

  /// One that others could change is as little run as a file.
  @Test func aProgramOfOthers() throws {
    try home.file("$HOME/open/tool", "#!/bin/sh\n", mode: 0o777)
    try group("command = [\"\(home.path("$HOME/open/tool"))\"]")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125) && outcome.stderr.contains("can't be trusted"))
    #expect(try home.qli("doctor").run().ending == .exited(1))
  }

  /// Nor is the file of an extension run without the rules of that.
  @Test func theFileOfAnotherExtension() throws {
    let command = "command = [\"\(home.path("$DATA/qli/extensions/g/guarded"))\", \"a\"]"
    let rule = "[extensions.guarded]\nconfirm = true"
    try group("\(command)\n\(rule)")
    try home.extension("g", "guarded", sh: "echo ran $1")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125) && outcome.stdout.isEmpty)
    let problem =
      "'x' is the same file as 'guarded', whose rules in the manifest it would get round"
    #expect(outcome.stderr.hasPrefix("error: \(problem): 'confirm'\n"), "\(outcome)")
    #expect(try home.qli("doctor").run().stdout.contains(problem))
    try group("\(command)\nconfirm = true\n\(rule)")
    try home.qli("--yes", "g", "x").expect(stdout: "ran a\n")
  }

  /// A relative path counts from where it runs.
  @Test func aRelativeProgram() throws {
    try home.file("$HOME/web/bin/tool", "#!/bin/sh\necho tool $1\n", mode: 0o755)
    try group("command = [\"bin/tool\", \"a\"]\nrun.cwd = \"$HOME/web\"")
    try home.qli("g", "x").expect(stdout: "tool a\n")
  }

  @Test func itsTimeLimitAndItsFence() throws {
    try group("command = \"sleep 60 & wait; echo late\"\nrun.timeout = \"50ms\"")
    #expect(try home.qli("g", "x").run().ending == .exited(124))
  }

  @Test(.requireLandlock) func itsFence() throws {
    try group("command = \"echo > $HOME/out\"\nrun.write = [\"$TMPDIR\"]")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.stderr.contains("Permission denied") && !home.exists("$HOME/out"))
  }

  /// What was looked at is the manifest, and what ran is on record.
  @Test func trusted() throws {
    try group("command = \"echo one\"")
    try home.qli("trust", "--yes", "g").run().expectCode(0)
    try home.qli("g", "x").expect(stdout: "one\n")
    let start = try #require(home.auditLines("$STATE/log").first)
    #expect(start["sha256"]?.string?.count == 64 && start["manifest_sha256"]?.string?.count == 64)
    try home.file(manifest, home.read(manifest).replacing("echo one", with: "echo two"))
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125) && outcome.stdout.isEmpty)
  }

  @Test func aService() throws {
    let processes = HomeProcesses(home)
    try group("command = \"exec sleep 1000\"\nservice.ready = \"after:1ms\"")
    try home.qli("start", "g", "x").run().expectCode(0)
    let status = try JSON.parse(home.qli("status", "--json", "g", "x").run().stdout)
    let state = status["services"]?.array?[0]
    #expect(state?["command"]?.array?.count == 4 && state?["path"] == "/bin/sh")
    try home.qli("start", "g", "x").run().expectCode(0)
    try home.file(manifest, home.read(manifest).replacing("sleep 1000", with: "sleep 2000"))
    let other = try home.qli("start", "g", "x").run()
    #expect(other.ending == .exited(120) && other.stderr.contains("another command"))
    try home.qli("stop", "g", "x").run().expectCode(0)
    try processes.waitUntilGone()
  }

  @Test(arguments: [
    ("command = \"\"", "must be a line for a shell, such as \"npm run lint\""),
    ("command = []", "must name a program, such as [\"npm\", \"run\", \"lint\"]"),
    ("command = [\"\", \"a\"]", "must name a program, such as [\"npm\", \"run\", \"lint\"]"),
    ("command = [1]", "must be an array of strings, not of an integer"),
    ("command = true", "must be a line for a shell, or an array of words, not a boolean"),
    ("command = \"make # all\"", "has to say where its arguments go"),
    ("command = \"a\"\ncomplete = \"click\"", "'complete' can't be \"click\" beside 'command'"),
  ]) func mistakes(_ keys: String, _ message: String) throws {
    try group(keys)
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125) && outcome.stderr.contains(message), "\(outcome.stderr)")
  }

  @Test func aGroupHasNone() throws {
    try home.group("g", "command = \"a\"")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.stderr.contains("unknown key 'command'"), "\(outcome.stderr)")
  }
}
