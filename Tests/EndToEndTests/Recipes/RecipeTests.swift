import TestSupport
import Testing

/// qli-recipes(7), word for word, by the real tools.
@Suite struct RecipeTests {
  let home: TestHome
  let page: FleetPage

  init() throws {
    home = try TestHome()
    page = try FleetPage("qli-recipes.7")
    try home.link("$BIN/qli", to: Products.qli)
    try home.group("ops", manifest: page.display("[extensions.deploy]"))
    try home.extension("ops", "deploy", sh: "echo \"deployed $*\"")
    try home.extension("ops", "lint", sh: "echo \"looked at $*\"; grep -L bad \"$@\" | grep -q .")
  }

  /// A tool, the file that it reads, and how it ends where qli ends with 121.
  struct Tool: CustomTestStringConvertible {
    let name: String
    let file: String
    /// Something of the display with the file, and of that with the lines to type.
    let displays: (file: String, lines: String)
    let refused: Int32
    var testDescription: String { name }

    static let all = [
      Tool(
        name: "make", file: "Makefile", displays: ("deploy: ;", "make deploy VERSION"), refused: 2),
      Tool(name: "just", file: "justfile", displays: ("qli := ", "just deploy"), refused: 121),
      Tool(
        name: "npm", file: "package.json", displays: ("\"private\"", "npm run --silent deploy --"),
        refused: 121),
    ]
  }

  /// The two lines to type: with a question, and without.
  private func lines(_ tool: Tool) throws -> [String] {
    guard Tools.path(tool.name) != nil else {
      try skip("needs '\(tool.name)', which isn't in /usr/bin")
    }
    try home.file(tool.file, page.display(tool.displays.file))
    let lines = try page.display(tool.displays.lines).split(separator: "\n").map(String.init)
    try #require(lines.count == 2)
    return lines
  }

  private func shell(_ line: String) -> QliRun {
    home.program("/bin/sh", "-c", line).environment([
      "NO_COLOR": "1", "npm_config_update_notifier": "false",
    ])
  }

  @Test(arguments: Tool.all) func theQuestionIsAskedOnTheTerminal(_ tool: Tool) throws {
    let terminal = try shell(lines(tool)[0]).startOnTerminal()
    try terminal.waitFor("Run `qli ops deploy")
    try terminal.waitFor("[y/N] ")
    try terminal.type("y\n")
    let outcome = try terminal.wait()
    #expect(outcome.ending == .exited(0))
    #expect(outcome.terminal.contains("deployed v42\n"))
  }

  @Test(arguments: Tool.all) func nobodyIsThere(_ tool: Tool) throws {
    let lines = try lines(tool)
    let refused = try shell(lines[0]).run()
    #expect(refused.ending == .exited(tool.refused))
    #expect(refused.stderr.contains("error: this run needs a confirmation"))
    #expect((tool.name == "make") == refused.stderr.contains("Error 121"))
    let run = try shell(lines[1]).run()
    #expect(run.ending == .exited(0) && run.stdout == "deployed v42\n")
    #expect(try home.auditLines("$STATE/qli/ops.jsonl").count == 2)
  }

  /// An answer behind the dashes is the extension's.
  @Test(.requireTool("npm")) func whatStandsBehindTheDashes() throws {
    _ = try lines(Tool.all[2])
    #expect(try shell("npm run --silent deploy -- --yes v42").run().ending == .exited(121))
  }

  /// By hand: the shell ends with the first code that isn't 0, and git commits nothing.
  @Test(.requireTool("git")) func aHookOfGit() throws {
    let commit = "git add a.sh && git -c user.name=x -c user.email=x@example.org commit -q -m x"
    #expect(try shell("git init -q .").run().ending == .exited(0))
    try home.file(".git/hooks/pre-commit", page.display("#!/bin/sh -e"), mode: 0o755)
    for (text, code) in [("good\n", Int32(0)), ("bad\n", 1)] {
      try home.file("a.sh", text)
      let outcome = try shell(commit).run()
      #expect(outcome.ending == .exited(code), "\(outcome)")
    }
    #expect(try shell("git rev-list --count HEAD").run().stdout == "1\n")
  }

  /// A hook has no terminal to read from, unless it is given one.
  @Test(.requireTool("git")) func aHookThatAsks() throws {
    let commit = "git -c user.name=x -c user.email=x@example.org commit -q --allow-empty -m x"
    #expect(try shell("git init -q .").run().ending == .exited(0))
    let hook = ".git/hooks/pre-commit"
    try home.file(hook, "#!/bin/sh -e\nqli ops deploy v42\n", mode: 0o755)
    let refused = try shell(commit).startOnTerminal().wait()
    #expect(refused.ending == .exited(1))
    #expect(refused.terminal.contains("standard input isn't a terminal"))
    try home.file(hook, "#!/bin/sh -e\nqli ops deploy v42 </dev/tty\n", mode: 0o755)
    let asked = try shell(commit).startOnTerminal()
    try asked.waitFor("[y/N] ")
    try asked.type("y\n")
    #expect(try asked.wait().ending == .exited(0))
  }

  @Test(.requireTool("pre-commit"), .requireTool("git")) func beforeACommit() throws {
    try home.file(".pre-commit-config.yaml", page.display("repos:"))
    try home.file("a.sh", "good\n")
    try home.file("_manifest.toml", "not looked for here\n")
    let line = try page.command("pre-commit run")
    let prepare = "git init -q . && git add -A && "
    let passed = try shell(prepare + line).run()
    #expect(passed.ending == .exited(0), "\(passed.stdout)")
    #expect(passed.stdout.matches(of: /Passed/).count == 2)
    try home.file("a.sh", "bad\n")
    try home.file("$DATA/qli/extensions/ops/_manifest.toml", "banner = 1\n")
    let failed = try shell(prepare + line).run()
    #expect(failed.ending == .exited(1))
    #expect(failed.stdout.matches(of: /Failed/).count == 2)
    #expect(failed.stdout.contains("'banner' must be a string"))
  }
}
