import TestSupport
import Testing

/// `[run] stdin`.
@Suite struct NullInputTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.extension("g", "x", sh: "readlink /proc/self/fd/0; cat; echo end")
  }

  @Test func itHasNothingToRead() throws {
    try home.group("g", "run.stdin = 'null'")
    for input in [Input.text("secret\n"), .closed, .null, .file(try home.file("in", "text"))] {
      try home.qli("g", "x").stdin(input).expect(stdout: "/dev/null\nend\n")
    }
  }

  /// It is no guard: an extension may have what the group's others haven't.
  @Test func anExtensionMayHaveWhatQliHas() throws {
    try home.group("g", "run.stdin = 'null'\nextensions.x.run.stdin = 'inherit'")
    try home.extension("g", "x", sh: "cat")
    try home.qli("g", "x").stdin(.text("text\n")).expect(stdout: "text\n")
  }

  /// The question is read by qli, and the terminal stays the extension's own.
  @Test func itIsConfirmedAtTheTerminal() throws {
    try home.group("g", "confirm = true\nrun.stdin = 'null'")
    try home.extension("g", "x", sh: "cat; cat < /dev/tty")
    let terminal = try home.qli("g", "x").startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.type("y\n")
    try terminal.type("typed\n")
    try terminal.waitFor("typed\r\ntyped\r\n")
    try terminal.control("D")
    #expect(try terminal.wait().ending == .exited(0))
  }

  @Test func explainSaysSo() throws {
    try home.group("g", "run.stdin = 'null'")
    let outcome = try home.qli("explain", "--json", "g", "x").run()
    let steps = try JSON.parse(outcome.stdout)["steps"]?.array ?? []
    let remarks = steps.first { $0["name"] == "spawn" }?["remarks"]?.array ?? []
    #expect(
      remarks.first { $0["subject"] == "stdin" }?["text"]
        == "with nothing to read: standard input is /dev/null")
  }
}
