import TestSupport
import Testing

/// `--stdin`: what a captured run reads.
@Suite struct CaptureInputTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.captureGroup(sh: "cat")
  }

  @Test func withoutItThereIsNothingToRead() throws {
    let run = try home.captured().stdin(.text("input\n")).capture(home)
    #expect(run.object["stdout"] == .null)
  }

  @Test func aPipeAndAFile() throws {
    let piped = try home.captured("--stdin").stdin(.text("from a pipe\n")).capture(home)
    #expect(piped.object["stdout"] == "from a pipe")
    try home.file("input", "from a file\n")
    let read = try home.captured("--stdin", "--output", "lines").stdin(.file("input"))
      .capture(home)
    #expect(read.object["stdout"] == .array(["from a file"]))
  }

  /// The manifest has the last word.
  @Test func aGroupThatReadsNothing() throws {
    try home.captureGroup("run.stdin = \"null\"", sh: "cat")
    let run = try home.captured("--stdin").stdin(.text("input\n")).capture(home)
    #expect(run.object["stdout"] == .null)
  }

  @Test func aTerminalIsRefused() throws {
    let outcome = try home.captured("--stdin", "--color=never").stdout(.capture)
      .startOnTerminal().wait()
    #expect(outcome.ending == .exited(125) && outcome.stdout.isEmpty)
    #expect(
      outcome.terminal == """
        error: option '--stdin' hands on a file or a pipe, and standard input is a terminal
        help: qli run --json --stdin GROUP EXTENSION <FILE

        """)
  }

  @Test func withoutJSONItMeansNothing() throws {
    try home.qli("--stdin", "g", "x").expect(
      stderr: "error: option '--stdin' means nothing without '--json'\n", code: 125)
  }

  /// What is read isn't taken for an answer.
  @Test func nobodyIsAsked() throws {
    try home.captureGroup("confirm = true", sh: "cat")
    let run = try home.captured("--stdin").stdin(.text("y\n")).capture(home)
    #expect(run.object["cause"] == "no_terminal")
    let confirmed = try home.captured("--stdin", "--yes").stdin(.text("y\n")).capture(home)
    #expect(confirmed.object["stdout"] == "y")
  }
}
