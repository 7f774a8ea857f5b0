import TestSupport
import Testing

/// `qli explain GROUP EXTENSION`: what a run would do, step by step.
@Suite struct ExplainTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func guarded() throws {
    try home.group(
      "prod",
      """
      banner = "PRODUCTION\\nlook twice"
      confirm = "prod"
      reason = "INC-*"
      audit_log = "$XDG_STATE_HOME/audit.jsonl"
      requires_commands = ["sh"]
      requires_env.READY = "yes"
      requires_env.ALSO = true
      [run]
      timeout = "10m"
      env = ["READY"]
      cwd = "$HOME"
      [[secrets]]
      env = "TOKEN"
      ref = "op://vault/item/field"
      provider = "one_password"
      """)
    try home.extension("prod", "deploy", "#!/bin/sh\n# Roll it out.\necho never\n")
    try home.pathExecutable("op", sh: "echo asked >> '\(home.path("asked"))'")
    try home.pathExecutable("sh", "")
  }

  /// What would run is the line that is shown: answers stand where a run reads them.
  @Test func theAnswersOfTheLine() throws {
    try home.group("asking", "confirm = \"word\"\nreason = true")
    try home.extension("asking", "x", sh: "true")
    let line = ["explain", "--confirm", "word", "asking", "--reason", "it's time", "x", "a b"]
    let outcome = try home.qli().arguments(line).run()
    #expect(outcome.ending == .exited(0))
    #expect(
      outcome.stdout.contains(
        "\nqli --confirm word --reason 'it'\\''s time' asking x 'a b'\n"), "\(outcome.stdout)")
    // Behind the name they are the extension's, as in a run, and answer nothing.
    let behind = try home.qli("explain", "asking", "x", "--confirm", "word", "--reason=r").run()
    #expect(behind.ending == .exited(121))
    #expect(behind.stdout.contains("\nqli asking x --confirm word --reason=r\n"), "\(behind)")
  }

  /// What an extension alone requires isn't said of its group.
  @Test func whoRequiresIt() throws {
    try home.group("two", "requires_env.A = true\n[extensions.x.requires_env]\nB = true")
    try home.extension("two", "x", sh: "true")
    for (environment, subject) in [
      (["B": "b"], "group 'two'"), (["A": "a"], "'two x'"), ([:], "'two x'"),
    ] {
      let run = try home.qli("two", "x").environment(environment).run()
      #expect(
        run.stderr.hasPrefix("error: the environment isn't what \(subject) requires\n"), "\(run)")
    }
  }

  /// A service gets more, and that is known.
  @Test func theVariablesOfAService() throws {
    try home.group(
      "lab",
      "[extensions.x.service]\nready = \"endpoint\"\nendpoint = \"tcp:127.0.0.1:auto\"\n"
        + "version_command = [\"--version\"]")
    try home.extension("lab", "x", sh: "echo 1.2")
    let json = try JSON.parse(home.qli("explain", "--json", "lab", "x").run().stdout)
    let names = Set((json["environment"]?.array ?? []).compactMap(\.string))
    #expect(names.isSuperset(of: ["QLI_INSTANCE", "QLI_ENDPOINT", "QLI_SERVICE_VERSION"]))
  }

  @Test func everyStepOfARunThatIsRefused() throws {
    try guarded()
    let outcome = try home.qli("explain", "prod", "deploy", "v42", "a b")
      .environment(["READY": "no"]).run()
    #expect(outcome.ending == .exited(120))
    // Where lines are broken depends on how long the paths are.
    let words = { (text: String) in text.split { $0.isWhitespace }.map(String.init) }
    #expect(
      words(home.collapse(outcome.stdout))
        == words(
          """
          It would end at 'requirements' with exit code 120.

          qli prod deploy v42 'a b'  Roll it out
            $DATA/qli/extensions/prod/deploy

          ok       banner        PRODUCTION
                                 look twice
          blocked  requirements  READY has another value; it must be 'yes'
          blocked                ALSO isn't set
                                 help: export READY=yes
                                 help: export ALSO=<value>
          ok                     the command 'sh' is $BIN/sh
          blocked  confirm       this run needs the confirmation 'prod', and standard
                                 input isn't a terminal
                                 this run needs a reason that matches 'INC-*', and
                                 standard input isn't a terminal
                                 help: in scripts, confirm with: --confirm=prod
                                 help: give it before the group's name: --reason 'TEXT'
          unknown  secrets       TOKEN from one_password op://vault/item/field:
                                 '$BIN/op' would be asked
          ok       audit start   '$STATE/audit.jsonl' may be written to
          ok       spawn         in the folder $HOME
                                 starts $DATA/qli/extensions/prod/deploy
                                 by /bin/sh
                                 environment: PATH QLI QLI_DEPTH QLI_EXTENSION QLI_GROUP
                                 QLI_GROUP_DIR QLI_REASON QLI_RUN_ID READY TOKEN
                                 TRACEPARENT
          ok       wait          ended after 10m by SIGTERM, and 10s later by SIGKILL
          ok       audit finish  how it ended is recorded in the same file
          """))
    #expect(!home.exists("asked"))
  }

  @Test func aRunWithoutGuards() throws {
    try home.group("dev")
    try home.extension("dev", "x", sh: "echo never")
    let outcome = try home.qli("explain", "dev", "x").run()
    #expect(outcome.ending == .exited(0))
    #expect(outcome.stdout.contains("-        confirm       nothing\n"))
    #expect(outcome.stdout.hasPrefix("It would run.\n\nqli dev x\n"))
  }

  /// What is the same in every run is told to those who ask.
  @Test func allOfIt() throws {
    try home.group("dev")
    try home.extension("dev", "x", sh: "echo never")
    #expect(try !home.qli("explain", "dev", "x").run().stdout.contains("SIGWINCH"))
    for option in ["-v", "--verbose"] {
      let text = try home.qli("explain", "dev", option, "x").run().stdout
      #expect(text.contains("passes on every signal that would end qli, SIGTSTP,"))
    }
    // Programs are told always.
    #expect(try home.qli("explain", "--json", "dev", "x").run().stdout.contains("SIGWINCH"))
  }

  @Test func atATerminalItWouldAsk() throws {
    try guarded()
    let terminal = try home.qli("explain", "prod", "deploy")
      .environment(["READY": "yes", "ALSO": "x", "NO_COLOR": "1"]).startOnTerminal()
    let outcome = try terminal.wait()
    #expect(outcome.ending == .exited(0))
    #expect(
      outcome.terminal.contains(
        """
        asks     confirm       Run `qli prod deploy`? Type 'prod' to confirm:
                               Reason for `qli prod deploy` (INC-*):
        """))
    #expect(
      outcome.terminal.hasPrefix(
        "It would ask, and then run, as far as can be known without trying.\n\n"))
  }

  @Test func theFirstThatBlocksStandsOut() throws {
    try guarded()
    let outcome = try home.qli("explain", "--color=always", "prod", "deploy").run()
    let red = "\u{1b}[1;31m"
    let end = "\u{1b}[0m"
    #expect(
      outcome.stdout.contains("\(red)blocked  \(end)\u{1b}[1mrequirements  \(end)\(red)READY"))
    #expect(outcome.stdout.contains("\(red)blocked  \(end)confirm       this run needs"))
    #expect(
      outcome.stdout.hasPrefix("\(red)It would end at 'requirements' with exit code 120.\(end)\n"))
  }

  @Test func theOptionsOfTheRunAreAnswers() throws {
    try guarded()
    let ready = home.qli("explain").environment(["READY": "yes", "ALSO": "x"])
    let given = ready.arguments(
      "--confirm=prod", "prod", "--reason", "INC-1", "--timeout=5s", "deploy", "--json")
    let json = try JSON.parse(given.run().stdout)
    #expect(json["exit_code"] == 0)
    #expect(json["verdict"] == "unknown")
    let texts = json["steps"]?.array?.flatMap { step in
      step["remarks"]?.array?.compactMap { $0["text"]?.string } ?? []
    }
    #expect(texts?.contains("the reason is 'INC-1'") == true)
    #expect(texts?.contains("ended after 5s by SIGTERM, and 10s later by SIGKILL") == true)
    for options in [["--confirm=x"], ["-y"], ["--confirm=prod", "--reason=x"], ["--confirm=prod"]] {
      let run = ready.arguments(options).arguments("prod", "deploy")
      #expect(try run.run().ending == .exited(121), "\(options)")
    }
  }

  /// What is in the way stands first, and what isn't says so.
  @Test func theConditionsOfOneStep() throws {
    try home.group("dev", "requires_env.A = true\nrequires_env.B = true\nrequires_env.C = true")
    try home.extension("dev", "x", sh: "true")
    let text = try home.qli("explain", "dev", "x").environment(["A": "1", "B": "1"]).run().stdout
    #expect(
      text.contains(
        """
        blocked  requirements  C isn't set
                               help: export C=<value>
        ok                     A is set
        ok                     B is set

        """))
    // Where all of them are alike, one word is enough.
    #expect(
      try home.qli("explain", "dev", "x").environment(["A": "1", "B": "1", "C": "1"]).run().stdout
        .contains("ok       requirements  A is set\n                       B is set\n"))
  }

  /// Where a letter takes two columns a line has half as many.
  @Test func linesOfWideLetters() throws {
    let word = String(repeating: "日", count: 10)
    try home.group("dev", "banner = \"\(word) \(word) \(word)\"")
    try home.extension("dev", "x", sh: "echo never")
    let indent = String(repeating: " ", count: 23)
    #expect(
      try home.qli("explain", "dev", "x").run().stdout.contains(
        "ok       banner        \(word) \(word)\n\(indent)\(word)\n"))
  }

  @Test func shadowedExtensionsAreNamed() throws {
    for root in [TestHome.Root.user, .system] {
      try home.group("dev", root: root)
      try home.extension("dev", "x", sh: "echo never", root: root)
    }
    try home.pathExecutable("qli-dev-x", sh: "echo never")
    let outcome = try home.qli("explain", "dev", "x").run()
    #expect(
      home.collapse(outcome.stdout).hasPrefix(
        """
        It would run.

        qli dev x
          $DATA/qli/extensions/dev/x
          shadows $SYSTEM/qli/extensions/dev
          shadows $BIN/qli-dev-x

        """))
    let json = try JSON.parse(home.qli("explain", "dev", "x", "--json").run().stdout)
    #expect(
      json["shadows"]?.array?.compactMap { $0.string }.map(home.collapse)
        == ["$SYSTEM/qli/extensions/dev", "$BIN/qli-dev-x"])
  }

  /// It is that group's extension, and would be none of this one without this file either.
  @Test func aProgramOfALongerGroupIsNotShadowed() throws {
    try home.group("my")
    try home.group("my-team")
    try home.extension("my", "team-deploy", sh: "echo never")
    try home.pathExecutable("qli-my-team-deploy", sh: "echo never")
    let outcome = try home.qli("explain", "my", "team-deploy").run()
    #expect(!outcome.stdout.contains("shadows"))
  }

  @Test func explanationsAsJSON() throws {
    try home.group("dev", "requires_env.READY = true")
    try home.extension("dev", "x", sh: "echo never")
    let outcome = try home.qli("explain", "--json", "dev", "x").run()
    #expect(outcome.ending == .exited(120))
    let json = try JSON.parse(outcome.stdout)
    #expect(json["version"] == 1)
    #expect(json["group"] == "dev")
    #expect(json["extension"] == "x")
    #expect(json["origin"] == "group")
    #expect(json["verdict"] == "blocked")
    #expect(json["step"] == "requires_env")
    #expect(json["exit_code"] == 120)
    let steps = json["steps"]?.array ?? []
    #expect(
      steps.compactMap { $0["name"]?.string } == [
        "banner", "requires_env", "confirm", "secrets", "audit_start", "spawn", "wait",
        "audit_finish",
      ])
    #expect(
      steps.compactMap { $0["verdict"]?.string } == [
        "none", "blocked", "none", "none", "none", "passed", "passed", "none",
      ])
    #expect(steps[1]["remarks"]?.array?.first?["subject"] == "READY")
    #expect(steps[1]["help"]?.array?.first == "export READY=<value>")
    let names = json["environment"]?.array?.compactMap { $0.string } ?? []
    #expect(names.contains("QLI_RUN_ID"))
    #expect(names.contains("HOME"))
    #expect(names == names.sorted())
  }

  /// What the extension gets is what was said that it would.
  @Test func theEnvironmentIsTheRuns() throws {
    try home.group(
      "dev",
      """
      [[secrets]]
      env = "TOKEN"
      ref = "op://vault/item/field"
      provider = "one_password"
      """)
    try home.pathExecutable("op", sh: "echo value")
    try home.extension(
      "dev", "x", "#!/usr/bin/env -S python3 -I\nimport os\nprint(*sorted(os.environ))\n")
    let caller = [
      "OP_SERVICE_ACCOUNT_TOKEN": "t", "TOKEN": "old", "QLI_REASON": "outer", "LC_ALL": "C.UTF-8",
    ]
    let json = try JSON.parse(
      home.qli("explain", "--json", "dev", "x").environment(caller).run().stdout)
    let said = json["environment"]?.array?.compactMap { $0.string } ?? []
    let got = try home.qli("dev", "x").environment(caller).run().stdout
    #expect(said.joined(separator: " ") + "\n" == got)
  }

  /// The reason of a run around this one isn't handed on.
  @Test func theOuterReasonIsNotCountedAsHandedOn() throws {
    try home.group("dev", "reason = true")
    try home.extension("dev", "x", sh: "true")
    let many = Dictionary(uniqueKeysWithValues: (1...20).map { ("V\($0)", "") })
    let count = { (variables: [String: String]) throws in
      let text = try home.qli("explain", "dev", "x").environment(many).environment(variables).run()
        .stdout
      return try #require(text.firstMatch(of: /environment: (\d+) of the (\d+) variables/))
    }
    let inner = try count([:])
    let outer = try count(["QLI_REASON": "outer"])
    #expect(inner.1 == outer.1)
    #expect(Int(inner.2).map { $0 + 1 } == Int(outer.2))
  }

  /// Of the variables that qli adds each is named.
  @Test func theOwnVariablesByName() throws {
    try home.group("dev")
    try home.extension("dev", "x", sh: "true")
    let many = Dictionary(uniqueKeysWithValues: (1...20).map { ("V\($0)", "") })
    let text = try home.qli("explain", "dev", "x").environment(many).run().stdout
      .split { $0.isWhitespace }.joined(separator: " ")
    #expect(
      text.contains(
        "variables that qli has got (--json names them), and QLI QLI_DEPTH QLI_EXTENSION QLI_GROUP "
          + "QLI_GROUP_DIR QLI_RUN_ID TRACEPARENT"))
    #expect(!text.contains("V20"))
  }

  /// A group whose name is a command's is run with `run`, and so both say.
  @Test func theQuestionIsTheRuns() throws {
    try home.group("list", "confirm = true")
    try home.extension("list", "x", sh: "true")
    let terminal = try home.qli("run", "list", "x").startOnTerminal()
    try terminal.waitFor("Run `qli run list x`? [y/N] ")
    try terminal.type("n\n")
    #expect(try terminal.wait().ending == .exited(121))
    let explained = try home.qli("explain", "list", "x").startOnTerminal().wait()
    #expect(explained.terminal.contains("confirm       Run `qli run list x`? [y/N]"))
  }

  @Test func lookupErrorsAreThoseOfARun() throws {
    try home.group("dev")
    let missing = try home.qli("dev", "nope").run()
    let explained = try home.qli("explain", "dev", "nope").run()
    #expect(explained.ending == missing.ending)
    #expect(explained.stderr == missing.stderr)
    try home.group("bad", manifest: "schema_version = 2\n")
    #expect(try home.qli("explain", "bad", "x").run().ending == .exited(125))
    #expect(try home.qli("explain", "dev").run().ending == .exited(2))
  }
}
