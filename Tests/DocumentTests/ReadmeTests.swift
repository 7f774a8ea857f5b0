import Foundation
import TestSupport
import Testing

@testable import QliCore

/// Whoever types what README says sees what it says, and it names nothing that isn't there.
@Suite struct ReadmeTests {
  let home: TestHome
  let text: String

  init() throws {
    home = try TestHome()
    text = try Checkout.read("README.md")
  }

  /// The lines to type of a section.
  private func blocks(_ title: String, _ language: String = "sh") throws -> [String] {
    let section = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix(title) })
    return section.components(separatedBy: "```\(language)\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
  }

  /// The five minutes, on a terminal, in a home in which there is nothing.
  @Test(.requireTool("bash")) func theFirstGroup() throws {
    let blocks = try blocks("Your first group")
    try home.link("$BIN/qli", to: Products.qli)
    // The umask of many distributions, with which others of one's group may write.
    let script = "umask 002\n" + blocks.map { "\($0)echo '== done'\n" }.joined()
    try home.file("script", script)
    let terminal = try home.program("/bin/bash", home.path("script"))
      .environment(["NO_COLOR": "1"])
      .unset("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")
      .startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.type("y\n")
    let parts = home.collapse(try terminal.wait().terminal).components(separatedBy: "== done\n")
    try #require(parts.count == 7 && blocks.count == 6)
    #expect(parts[0].hasPrefix("wrote $HOME/.local/share/qli/extensions/ops/_manifest.toml\n"))
    #expect(parts[1] == "restarting web\n")
    #expect(
      parts[2] == """
        OPS: these are real machines.
        error: the environment isn't what group 'ops' requires
          OPS_REGION isn't set; it must be 'eu-west'
        help: export OPS_REGION=eu-west
        120

        """)
    #expect(
      parts[3] == """
        OPS: these are real machines.
        Run `qli ops restart web`? [y/N] y
        restarting web

        """)
    let records = try home.auditLines("$HOME/.local/state/qli/ops.jsonl")
    #expect(records.map { $0["event"] } == ["start", "finish", "start", "finish"])
    #expect(parts[4].hasPrefix("OPS: these are real machines.\nrestarting web\n"))
    #expect(parts[4].matches(of: /\ \ ok .*  ops restart web\n/).count == 2)
    #expect(parts[4].contains("asks     confirm       Run `qli ops restart web`? [y/N]\n"))
    #expect(parts[4].contains("\nops  Our machines\n"))
    #expect(parts[4].contains("\n    restart  Restart a service\n"))
    #expect(parts[4].hasSuffix("\nall is well: 0 errors, 0 warnings\n"))
    try home.qli("__complete", "fish", "ops", "restart", "w").unset("XDG_DATA_HOME")
      .expect(stdout: "web\nmail\n")
  }

  /// A folder of scripts becomes a group by one line, and its manifest gets the commands that are shown.
  @Test func theFolderOfScripts() throws {
    try home.link("$BIN/qli", to: Products.qli)
    try home.file(
      "scripts/deploy.sh", "#!/bin/sh\n# Roll it out.\necho \"deployed $1\"\n", mode: 0o755)
    let lines = try #require(blocks("From a folder of scripts").first)
    let outcome = try home.program("/bin/sh", "-ec", lines).run()
    #expect(outcome.ending == .exited(0) && outcome.stdout.contains("extensions: deploy\n"))
    #expect(
      home.collapse(outcome.stdout)
        .hasSuffix("tools\tdeploy\tgroup\t$DATA/qli/extensions/tools/deploy.sh\n"))
    try home.qli("tools", "deploy", "v1").expect(stdout: "deployed v1\n")
    let keys = try #require(blocks("From a folder of scripts", "toml").first)
    try home.file("scripts/_manifest.toml", home.read("scripts/_manifest.toml") + "\n" + keys)
    try home.pathExecutable("npm", sh: "echo npm \"$@\"")
    try home.qli("tools", "lint", "--fix").expect(stdout: "npm run lint -- --fix\n")
    #expect(try home.qli("tools", "top", "--sort", "-pcpu").run().ending == .exited(0))
  }

  /// The service that README begins, and with what it says to change.
  @Test(.requireTool("python3")) func theFirstService() throws {
    let processes = HomeProcesses(home)
    try home.link("$BIN/qli", to: Products.qli)
    let lines = try #require(blocks("Services").first)
    #expect(try home.program("/bin/sh", "-ec", lines).run().ending == .exited(0))
    let keys = try #require(blocks("Services", "toml").first)
    let folder = "$DATA/qli/extensions/mine"
    let manifest = "\(folder)/_manifest.toml"
    try home.file(manifest, try home.read(manifest) + keys)
    try home.extension(
      "mine", "web",
      sh: "exec python3 -u -m http.server ${QLI_ENDPOINT##*:} --bind 127.0.0.1")
    #expect(try home.qli("stop", "mine").run().ending == .exited(0))
    #expect(try home.qli("start", "mine", "web").run().ending == .exited(0))
    #expect(
      try home.qli("status", "--json", "mine", "web").run().stdout.contains("\"tcp:127.0.0.1:"))
    #expect(try home.qli("stop", "mine").run().ending == .exited(0))
    try processes.waitUntilGone()
    let section = try #require(text.components(separatedBy: "\n## Services\n").last)
    #expect(section.components(separatedBy: "\n## ")[0].split(separator: "\n").count <= 25)
  }

  @Test func theManifestInTheReadmeIsValid() throws {
    let block = try #require(blocks("What a manifest can ask for", "toml").first)
    let manifest = try ManifestReader.read(Array(block.utf8)).get()
    #expect(
      manifest.policy.guardNames == [
        "banner", "requires_env", "requires_commands", "confirm", "reason", "secrets", "audit_log",
      ])
  }

  /// The lines for CI pass the guards of the examples that they are to be tried with, and those of the
  /// manifest that README shows.
  @Test(.requireLandlock, arguments: [false, true]) func theLinesForCI(_ isShown: Bool) throws {
    try home.link("$BIN/qli", to: Products.qli)
    try home.copyExamples(to: home.extensions())
    if isShown {
      let manifest = try #require(blocks("What a manifest can ask for", "toml").first)
      try home.group("prod", manifest: manifest)
      try home.extension("prod", "deploy", sh: "test \"$DEPLOY_TOKEN\" = value")
      try home.directory("$HOME/infra")
      try home.pathExecutable("kubectl", sh: "true")
      try home.pathExecutable("op", sh: "echo value")
    }
    let environment = [
      "DEPLOY_ENV": "production", "KUBECONFIG": "/k", "TICKET": "7", "GITHUB_ACTOR": "me",
      "CI_COMMIT_TAG": "v42",
    ]
    let shell = try #require(blocks("In CI").first { $0.contains("--no-input") })
    let outcome = try home.program("/bin/sh", "-c", shell).environment(environment).run()
    #expect(outcome.ending == .exited(0), "\(outcome)")
    #expect(outcome.stdout.hasSuffix("deploy exited with 0\n"))
    let steps = try blocks("In CI", "yaml")
    #expect(steps.count == 2)
    for step in steps {
      // YAML folds the lines of a plain text.
      let start = try #require(step.range(of: "qli "))
      let folded = step[start.lowerBound...].components(separatedBy: "\n  artifacts:")[0]
        .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      let line = folded.joined(separator: " ")
      let outcome = try home.program("/bin/sh", "-c", line).environment(environment).run()
      #expect(outcome.ending == .exited(0), "\(line): \(outcome)")
    }
    #expect(try TestSupport.JSON.parse(home.read("status.json"))["outcome"] == "finished")
  }

  /// What a captured run prints has the members that are shown, in their order.
  @Test func theCapturedRun() throws {
    try home.copyExamples(to: home.extensions())
    let lines = try #require(blocks("In CI", "console").first).split(separator: "\n")
    try #require(lines.count == 2 && lines[0].hasPrefix("$ qli "))
    let words = lines[0].split(separator: " ").dropFirst(2).map(String.init)
    let printed = try home.qli().arguments(words).run().stdout
    let names = { (text: String) in text.matches(of: /"([a-z_]+)":/).map { String($0.output.1) } }
    #expect(names(String(lines[1])) == names(printed))
    let (shown, real) = (
      try TestSupport.JSON.parse(String(lines[1])), try TestSupport.JSON.parse(printed)
    )
    for name in ["group", "extension", "outcome", "exit_code", "stdout", "stderr"] {
      #expect(shown[name] == real[name], "\(name)")
    }
  }

  /// From the folder of a checkout.
  @Test(.requireLandlock) func theFence() throws {
    try home.link("$BIN/qli", to: Products.qli)
    let lines = try #require(blocks("What a manifest can ask for").first)
    let outcome = try home.program("/bin/sh", "-c", lines).directory(Checkout.path("."))
      .unset("XDG_DATA_HOME").run()
    #expect(outcome.ending == .exited(1))
    #expect(outcome.stderr.contains("Permission denied") && !home.exists("$HOME/oops"))
  }

  /// The group of the examples, and what is said of a change. What a signer types is in `SignatureTests`.
  @Test func theLook() throws {
    try home.copyExamples(to: "$DATA/qli/extensions")
    let lines = try blocks("What runs is what somebody looked at")
    #expect(lines.first == "qli trust dev\n" && lines.count == 2)
    try home.link("$BIN/qli", to: Products.qli)
    let terminal = try home.program("/bin/sh", "-c", lines[0]).environment(["PAGER": ""])
      .startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.type("y\n")
    #expect(try terminal.wait().ending == .exited(0))
    try home.file("$DATA/qli/extensions/dev/hello", "#!/bin/sh\n", mode: 0o755)
    let outcome = try home.qli("dev", "hello").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.hasSuffix("help: look: qli trust dev\n"))
  }

  @Test func theReadmeExplainsEveryCode() {
    for code in ExitCode.allCases where code.isOfRuns {
      #expect(text.contains("| \(code.rawValue) | "), "\(code)")
    }
    #expect(
      text.contains("own commands: 0 success, 1 `doctor` found errors, or `status` a service"))
  }

  @Test func theReadmeNamesEveryCommandThatHasJSON() throws {
    let sentence = try #require(text.firstMatch(of: /\n(`qli [^.]*) have `--json`, too\./)).output.1
    let names = sentence.matches(of: /`(?:qli )?([a-z]+)`/).map { String($0.output.1) }
    let commands = BuiltIn.allCases.filter { $0 != .run && $0.description.options.contains(.json) }
    #expect(names == commands.map(\.rawValue))
  }

  @Test func everyFileThatTheReadmePointsToIsThere() {
    let links = text.matches(of: /\]\(([^)#]+)\)/).map { String($0.output.1) }
    #expect(links.contains("examples/terminal.svg"))
    for link in links where !link.contains("://") {
      #expect(FileManager.default.fileExists(atPath: Checkout.path(link)), "\(link)")
    }
  }

  @Test func theReadmePointsToEveryPageAndTopic() {
    for page in ManPage.all {
      #expect(text.contains("`man \(page.split(separator: ".")[0])`"), "\(page)")
    }
    for topic in HelpText.Topic.allCases {
      #expect(text.contains("`qli help \(topic.rawValue)`"), "\(topic)")
    }
    let targets = try? Checkout.read("Makefile")
    for target in text.matches(of: /make ([a-z]+)/).map({ String($0.output.1) }) {
      #expect(targets?.contains("\n\(target):") == true, "make \(target)")
    }
  }
}
