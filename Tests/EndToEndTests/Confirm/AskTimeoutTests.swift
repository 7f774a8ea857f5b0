import Foundation
import Glibc
import TestSupport
import Testing

/// A question waits no longer than it is to.
@Suite struct AskTimeoutTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g", "confirm = true")
    try home.extension("g", "x", sh: "echo ran >> ran; echo out")
  }

  /// A run without colours.
  private func qli(_ words: String...) -> QliRun {
    home.qli().arguments(words.map { $0 as any ByteText }).environment(["NO_COLOR": "1"])
  }

  private static let question = "Run `qli g x`? [y/N] "

  private func refusal(_ limit: String) -> String {
    """
    error: this run needs a confirmation, and nobody answered in \(limit)
    help: in scripts, confirm with '--yes'

    """
  }

  @Test func theOption() throws {
    let terminal = try qli("--ask-timeout", "300ms", "g", "x").startOnTerminal()
    try terminal.wait().expect(
      terminal: "\(Self.question)\n\(refusal("300ms"))", code: 121)
    #expect(!home.exists("ran"))
  }

  @Test func theVariable() throws {
    let run = qli("g", "x").environment(["QLI_ASK_TIMEOUT": "200ms"])
    try run.startOnTerminal().wait().expect(
      terminal: "\(Self.question)\n\(refusal("200ms"))", code: 121)
    // What is typed counts first, and nothing is as if it were unset.
    let option = try run.arguments().environment(["QLI_ASK_TIMEOUT": ""]).startOnTerminal()
    try option.waitFor(Self.question)
    try option.type("y\n")
    #expect(try option.wait().ending == .exited(0))
    let other = try qli("--ask-timeout=100ms", "g", "x")
      .environment(["QLI_ASK_TIMEOUT": "10h"]).startOnTerminal()
    try other.wait().expect(terminal: "\(Self.question)\n\(refusal("100ms"))", code: 121)
  }

  /// As behind Ctrl-S, or where nobody reads what a full terminal has: the time goes on, and so do signals.
  @Test(.requireTool("python3")) func aTerminalThatTakesNothing() throws {
    let python = try #require(Tools.path("python3"))
    let stopping =
      "import os, sys, termios; termios.tcflow(0, termios.TCOOFF); os.execv(sys.argv[1], sys.argv[1:])"
    let run = qli("--ask-timeout", "200ms", "g", "x").wrapped(python, "-c", stopping)
    let outcome = try run.stderr(.file("err")).startOnTerminal().wait()
    #expect(outcome.ending == .exited(121))
    #expect(try home.read("err") == refusal("200ms"))
    let waiting = try qli("--ask-timeout", "1h", "g", "x").wrapped(python, "-c", stopping)
      .startOnTerminal()
    let process = waiting.process
    try waitUntil("it is qli") {
      let program = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/\(process.pid)/exe")
      return program == Products.qli
    }
    try SignalState.waitUntilSettled(process.pid)
    try process.signal(SIGTERM)
    #expect(try waiting.wait().ending == .exited(128 + SIGTERM))
    #expect(!home.exists("ran"))
  }

  @Test func anAnswerInTime() throws {
    let terminal = try qli("--ask-timeout", "1h", "g", "x").startOnTerminal()
    try terminal.waitFor(Self.question)
    try terminal.type("y\n")
    try terminal.wait().expect(terminal: "\(Self.question)y\nout\n")
  }

  /// Where only standard input is a terminal, it is one that a program has given.
  @Test func aTerminalThatNobodyReads() throws {
    func remark(_ run: QliRun) throws -> String? {
      let outcome = try run.startOnTerminal().wait()
      let text = outcome.stdout + outcome.terminal
      guard let start = text.firstIndex(of: "{") else { return nil }
      let steps = try JSON.parse(String(text[start...]))["steps"]?.array ?? []
      let remarks = steps.first { $0["name"] == "confirm" }?["remarks"]?.array ?? []
      return remarks.first { $0["subject"] == "ask_timeout" }?["text"]?.string
    }
    let run = qli("explain", "--json", "g", "x")
    let waits = "an answer is waited for 2m"
    #expect(try remark(run.stdout(.capture).stderr(.capture)) == waits)
    #expect(try remark(run.stdout(.file("/dev/null")).stderr(.closed)) == nil)
    #expect(try remark(run.stdout(.capture)) == nil)
    #expect(try remark(run.stderr(.capture)) == nil)
    #expect(
      try remark(run.stdout(.capture).stderr(.capture).environment(["QLI_ASK_TIMEOUT": "5s"]))
        == "an answer is waited for 5s")
    #expect(
      try remark(
        qli("explain", "--json", "--ask-timeout", "7s", "g", "x").stdout(.capture)
          .stderr(.capture)) == "an answer is waited for 7s")
  }

  @Test(arguments: [
    ("2", "needs a number and a unit; write '90s', '10m' or '1h30m'"),
    ("0s", "must be more than zero"), ("1000000h", "is longer than a hundred years"),
    (
      "2x",
      "has no unit 'x' there; write 'h', 'm', 's' and 'ms' in this order, as in '1h30m'"
    ),
  ]) func aVariableThatIsNoSpan(_ text: String, _ reason: String) throws {
    let run = qli("g", "x").environment(["QLI_ASK_TIMEOUT": text])
    try run.startOnTerminal().wait().expect(
      terminal: """
        error: this run needs a confirmation, and QLI_ASK_TIMEOUT \(reason)
        help: in scripts, confirm with '--yes'

        """, code: 121)
    // Where nobody is asked, nobody looks at it.
    try qli("--yes", "g", "x").environment(["QLI_ASK_TIMEOUT": text]).expect(stdout: "out\n")
  }

  @Test func anOptionThatIsNoSpan() throws {
    let outcome = try qli("--ask-timeout", "2", "g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(
      outcome.stderr.hasPrefix("error: option '--ask-timeout' can't be '2': it needs a number"))
    #expect(!home.exists("ran"))
  }

  /// What was typed of a line is no command for the shell that has the terminal then.
  @Test func whatWasTypedIsThrownAway() throws {
    let shell = try home.shell("bash").startOnTerminal()
    try shell.waitFor(TestHome.prompt)
    let before = try shell.attributes
    try shell.type("qli --ask-timeout 1s g x\n")
    try shell.waitFor("[y/N] ")
    try shell.type("touch typ")
    try shell.waitFor("nobody answered in 1s")
    try shell.waitFor(TestHome.prompt)
    #expect(try shell.attributes.c_lflag == before.c_lflag)
    try shell.type("echo status=$?\n")
    try shell.waitFor("status=121\r\n")
    #expect(!shell.output.contains("typecho"))
    try shell.type("exit\n")
    try shell.wait()
    #expect(!home.exists("ran"))
  }

  /// Each has its own time.
  @Test func theSecondQuestion() throws {
    try home.group(
      "g", "confirm = true\nreason = true\naudit_refusals = true\naudit_log = '$XDG_STATE_HOME/log'"
    )
    let terminal = try qli("--ask-timeout", "2s", "g", "x").startOnTerminal()
    try terminal.waitFor(Self.question)
    try terminal.type("y\n")
    try terminal.waitFor("Reason for `qli g x`: ")
    try terminal.wait().expect(
      terminal: """
        \(Self.question)y
        Reason for `qli g x`:\u{20}
        error: this run needs a reason, and nobody answered in 2s
        help: give it before the group's name: --reason 'TEXT'

        """, code: 121)
    let record = try #require(home.auditLines("$STATE/log").last)
    #expect(record["event"] == "refused" && record["step"] == "reason")
    #expect(record["exit_code"]?.integer == 121)
  }

  /// After a stop the question is asked again, and has its time again.
  @Test func afterAStop() throws {
    let shell = try home.shell("bash").startOnTerminal()
    try shell.waitFor(TestHome.prompt)
    try shell.type("qli --ask-timeout 1h g x\n")
    try shell.waitFor("[y/N] ")
    try shell.control("Z")
    try shell.waitFor(TestHome.prompt)
    try shell.type("fg\n")
    try shell.waitFor("[y/N] ")
    try shell.type("y\n")
    try shell.waitFor("out\r\n")
    try shell.waitFor(TestHome.prompt)
    try shell.type("exit\n")
    try shell.wait()
  }

  @Test func aWord() throws {
    try home.group("g", "confirm = 'prod'")
    let terminal = try qli("--ask-timeout", "100ms", "g", "x").startOnTerminal()
    try terminal.wait().expect(
      terminal: """
        Run `qli g x`? Type 'prod' to confirm:\u{20}
        error: this run needs the confirmation 'prod', and nobody answered in 100ms
        help: in scripts, confirm with: --confirm=prod

        """, code: 121)
  }

  @Test func aServiceIsNotStarted() throws {
    try home.group("g", "confirm = true\n[extensions.x.service]")
    let terminal = try qli("start", "--ask-timeout", "100ms", "g", "x").startOnTerminal()
    let outcome = try terminal.wait()
    #expect(outcome.ending == .exited(121))
    #expect(outcome.terminal.contains("nobody answered in 100ms\n"))
    #expect(!home.exists("ran"))
  }
}
