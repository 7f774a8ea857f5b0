import TestSupport
import Testing

/// Options of qli's behind the extension's name, where they are none: what a refusal says of them.
@Suite struct MisplacedAnswerTests: TypedLines {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("lab", "[extensions.site.service]\nready = \"after:1ms\"")
    try home.extension("lab", "site", sh: "exec probe wait-for never")
    try home.group("dev")
    try home.extension("dev", "hello", sh: "echo hello \"$@\"")
  }

  @Test func answersBehindTheName() throws {
    try home.group("dev", "confirm = true")
    let refusal = """
      error: this run needs a confirmation, and standard input isn't a terminal
      help: in scripts, confirm with '--yes'

      """
    try expect("dev hello a", code: 121, refusal)
    try expect(
      "dev hello --yes a", code: 121,
      refusal
        + "help: '--yes' stands behind the extension's name; put it before: qli --yes dev hello a\n"
    )
    try expect(
      "dev hello -y", code: 121,
      refusal + "help: '-y' stands behind the extension's name; put it before: qli -y dev hello\n"
    )
    try home.group("dev", "confirm = \"dev\"")
    let word = try home.qli("dev", "hello", "--confirm", "dev", "b c").run()
    #expect(
      word.stderr.hasSuffix(
        "help: '--confirm' stands behind the extension's name; put it before: qli --confirm dev dev hello 'b c'\n"
      ))
    // All that the refusal names.
    try home.group("dev", "requires_env.NEVER = true\nconfirm = \"dev\"\nreason = true")
    let several = try home.qli("dev", "hello", "--reason=a b", "c", "--confirm", "dev", "-x").run()
    #expect(several.ending == .exited(120))
    #expect(
      several.stderr.hasSuffix(
        "help: '--reason' and '--confirm' stand behind the extension's name; put them before: "
          + "qli '--reason=a b' --confirm dev dev hello c -x\n"))
    // No line holds the value of a secret.
    try home.group(
      "dev", "confirm = true\n[[secrets]]\nenv = \"T\"\nprovider = \"env\"\nref = \"TOKEN\"")
    let secret = try home.qli("dev", "hello", "--yes", "s3cr3t-value")
      .environment(["TOKEN": "s3cr3t-value"]).run()
    #expect(
      secret.stderr == refusal
        + "help: '--yes' stands behind the extension's name; put it before: qli --yes dev hello <arguments>\n"
    )
    try home.group(
      "dev", "reason = true\n[[secrets]]\nenv = \"T\"\nprovider = \"env\"\nref = \"TOKEN\"")
    let reason = try home.qli("dev", "hello", "--reason", "s3cr3t-value")
      .environment(["TOKEN": "s3cr3t-value"]).run().stderr
    #expect(
      reason.hasSuffix(
        "help: '--reason' stands behind the extension's name; put it before: qli --reason <text> dev hello <arguments>\n"
      ))
    // What was given in front stays, but for what it stands in place of; a value that isn't there is asked for.
    try home.group("dev", "confirm = \"dev\"\nreason = true")
    for (line, mended) in [
      (
        "--timeout 5s dev --reason=r hello --confirm dev a",
        "--confirm dev --timeout 5s dev --reason=r hello a"
      ),
      ("--confirm other dev hello --confirm dev", "--confirm dev dev hello"),
      ("dev hello --reason", "--reason <text> dev hello"),
      ("run --write /tmp dev hello --confirm", "run --confirm <word> --write /tmp dev hello"),
    ] {
      let outcome = try home.qli().arguments(line.split(separator: " ").map(String.init)).run()
      #expect(outcome.stderr.hasSuffix(" before: qli \(mended)\n"), "\(outcome)")
    }
    // Also where somebody was asked all the same.
    try home.group("dev", "confirm = true")
    let terminal = try home.qli("--color=never", "dev", "hello", "--yes").startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.type("n\n")
    #expect(
      try terminal.wait().terminal.hasSuffix(
        "n\nerror: not confirmed; nothing was run\nhelp: '--yes' stands behind the extension's name; "
          + "put it before: qli --yes --color=never dev hello\n"))
    try home.group("lab", "confirm = true\n[extensions.site.service]\nready = \"after:1ms\"")
    try expect(
      "start lab site --yes", code: 121,
      refusal
        + "help: '--yes' stands behind the extension's name; put it before: qli start --yes lab site\n"
    )
  }

  /// The same for whatever ended the run.
  @Test func otherOptionsBehindTheName() throws {
    try home.extension("dev", "hello", sh: "exec probe wait-for never")
    let outcome = try home.qli("--timeout", "100ms", "dev", "hello", "--timeout", "1h").run()
    #expect(outcome.ending == .exited(124))
    #expect(
      outcome.stderr.hasSuffix(
        "help: '--timeout' stands behind the extension's name; put it before: "
          + "qli --timeout 1h dev hello\n"))
    try home.group("dev", "confirm = true")
    let waited = try home.qli("--ask-timeout", "100ms", "dev", "hello", "--ask-timeout=1h")
      .environment(["NO_COLOR": "1"]).startOnTerminal().wait()
    #expect(
      waited.terminal.hasSuffix(
        "help: '--ask-timeout' stands behind the extension's name; put it before: "
          + "qli --ask-timeout=1h dev hello\n"))
    try home.group("one", "run.exclusive = true")
    try home.extension("one", "x", sh: "echo > begun; exec probe wait-for go")
    let holder = try home.qli("one", "x").start()
    try home.waitForFile("begun")
    let held = try home.qli("one", "x", "--wait", "10m").run()
    #expect(held.ending == .exited(120))
    #expect(
      held.stderr.hasSuffix(
        "help: '--wait' stands behind the extension's name; put it before: qli --wait 10m one x\n"))
    try home.file("go")
    try holder.wait()
    // What would have changed nothing isn't spoken of.
    #expect(try !home.qli("dev", "hello", "--timeout", "1h").run().stderr.contains("stands behind"))
  }

  /// Whoever has put one there has put the others there as well.
  @Test func theOthersBesideIt() throws {
    try home.group("dev", "confirm = true\nreason = true")
    let terminal = try home.qli("dev", "hello", "--reason", "INC-3", "-y", "--no-input", "a")
      .environment(["NO_COLOR": "1"]).startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.type("n\n")
    #expect(
      try terminal.wait().terminal.hasSuffix(
        " before: qli --reason INC-3 -y --no-input dev hello a\n"))
  }

  /// A line that only some shells take says so, also behind a sentence with an apostrophe.
  @Test func whatOnlySomeShellsTake() throws {
    try home.group("dev", "confirm = true")
    let refused = try home.qli("dev", "hello", "--yes", "x\ny").run()
    #expect(
      refused.stderr.hasSuffix(
        "qli --yes dev hello $'x\\ny'\n  type that in bash or zsh: fish and some sh don't know $'...'\n"
      ),
      "\(refused)")
    #expect(try !home.qli("dev", "hello", "--yes", "it's").run().stderr.contains("type that in"))
  }

  /// Where only the time was over, the extension's own options stay its own.
  @Test func optionsOfTheExtension() throws {
    try home.extension("dev", "hello", sh: "exec probe wait-for never")
    let outcome = try home.qli(
      "--timeout", "100ms", "dev", "hello", "--yes", "--timeout", "1h"
    ).run()
    #expect(outcome.ending == .exited(124))
    #expect(outcome.stderr.hasSuffix(" before: qli --timeout 1h dev hello --yes\n"), "\(outcome)")
  }

  /// What the line leaves where it stands may be meant for qli as well.
  @Test func whatStays() throws {
    try home.group("two", "confirm = true")
    try home.extension("two", "x", sh: "true")
    let refused = try home.qli("two", "x", "--wait", "30s", "--timeout=5s", "--yes").run()
    #expect(
      refused.stderr.hasSuffix(
        """
        put it before: qli --yes two x --wait 30s --timeout=5s
        help: '--wait' and '--timeout' stay the extension's own; what is meant for qli belongs before the \
        name, too

        """), "\(refused)")
  }

  /// A program's request has no place behind a name.
  @Test func aRequest() throws {
    try home.group("dev", "confirm = true\nreason = 'INC-*'")
    let lines = [
      "{'group':'dev','extension':'hello','args':['--yes']}",
      "{'group':'dev','extension':'hello','yes':true,'reason':'nix'}",
    ]
    let input = lines.joined(separator: "\n").replacing("'", with: "\"") + "\n"
    let answers = try home.qli("run", "--json", "-").stdin(.text(input)).run().stdout
      .split(separator: "\n").map { try JSON.parse(String($0)) }
    try #require(answers.count == 2)
    #expect(
      answers[0]["help"] == [
        "put it into the request: \"yes\": true", "put it into the request: \"reason\"",
      ])
    #expect(
      answers[0]["details"] == ["this run needs a reason that matches 'INC-*', too"])
    // It is in there already.
    #expect(answers[1]["help"] == nil)
  }
}
