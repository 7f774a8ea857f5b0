import TestSupport
import Testing

/// What is longer than the screen is read in a pager.
@Suite struct PagedTests {
  let home: TestHome
  private static let lines = [
    ["list"], ["list", "--groups"], ["explain", "g", "x"], ["doctor"], ["help"],
    ["list", "--help"],
    ["help", "g", "x"], ["g", "--help"],
  ]

  init() throws {
    home = try TestHome()
    for name in ["g", "h", "i"] { try home.group(name, "requires_env.READY = true") }
    try home.extension("g", "x", "#!/bin/sh\n# One.\n# Two.\n# Three.\n")
    try home.pathExecutable("mine", sh: "echo \"paged $LESS\"; exec cat")
  }

  private func run(_ line: [String], _ variables: [String: String] = ["PAGER": "mine"]) -> QliRun {
    home.qli("--color=never").arguments(line).unset("LESS").environment(variables)
  }

  @Test(arguments: lines) func whatIsLongerThanTheScreen(_ line: [String]) throws {
    let outcome = try run(line).startOnTerminal(columns: 80, rows: 4).wait()
    #expect(outcome.terminal.hasPrefix("paged FRX\n"), "\(outcome.terminal)")
    let whole = try run(line, ["QLI_PAGER": ""]).startOnTerminal(columns: 80, rows: 4).wait()
    #expect(outcome.terminal == "paged FRX\n" + whole.terminal)
    #expect(outcome.ending == whole.ending)
  }

  @Test(arguments: lines) func whatFitsIsShown(_ line: [String]) throws {
    let outcome = try run(line).startOnTerminal(columns: 80, rows: 200).wait()
    #expect(!outcome.terminal.contains("paged"))
  }

  @Test func forProgramsThereIsNone() throws {
    for line in Self.lines {
      #expect(try !run(line).run().stdout.contains("paged"))
      let dumb = try run(line, ["PAGER": "mine", "TERM": "dumb"]).startOnTerminal(rows: 4).wait()
      #expect(!dumb.terminal.contains("paged"))
    }
    for line in [["list", "--json"], ["doctor", "--json"], ["explain", "g", "x", "--json"]] {
      #expect(try !run(line).startOnTerminal(rows: 1).wait().terminal.contains("paged"))
    }
  }

  @Test(arguments: [["--run", TrailText.id(1)], ["--summary"]])
  func whatAuditTellsOfRuns(_ options: [String]) throws {
    try home.trail(
      "g", TrailText.start(1, at: 0), TrailText.end(1, at: 1, code: 0, milliseconds: 5))
    let paged = try run(["audit"] + options).startOnTerminal(columns: 80, rows: 2).wait()
    #expect(paged.terminal.hasPrefix("paged FRX\n"), "\(paged.terminal)")
    let whole = try run(["audit"] + options).startOnTerminal(columns: 80, rows: 200).wait()
    #expect(paged.terminal == "paged FRX\n" + whole.terminal)
  }

  /// The code is the command's.
  @Test func theCodeIsTheSame() throws {
    #expect(
      try run(["explain", "g", "x"]).startOnTerminal(rows: 4).wait().ending == .exited(120))
    try home.group("bad", manifest: "x")
    #expect(try run(["doctor"]).startOnTerminal(rows: 4).wait().ending == .exited(1))
    #expect(try run(["help"]).startOnTerminal(rows: 4).wait().ending == .exited(0))
  }

  /// Nobody knows what it has shown.
  @Test func aPagerThatFails() throws {
    let outcome = try run(["list", "g"], ["PAGER": "sh -c 'exit 3'"])
      .startOnTerminal(columns: 80, rows: 2).wait()
    #expect(
      outcome.terminal.hasPrefix(
        "warning: the pager has failed, so this is what there is to see:\ng  A test group\n"))
    #expect(outcome.ending == .exited(0))
  }

  /// Who has seen enough leaves, whatever there is more of.
  @Test func aPagerThatIsLeftEarly() throws {
    let outcome = try run(["help"], ["PAGER": "head -n 1"]).startOnTerminal(columns: 80, rows: 4)
      .wait()
    #expect(outcome.terminal.split(separator: "\n").count == 1)
    #expect(outcome.ending == .exited(0))
  }

  /// What tells qli to end ends it as well.
  @Test func aSignalEndsBoth() throws {
    let processes = HomeProcesses(home)
    try home.pathExecutable("mine", sh: "cat > /dev/null; echo begun; exec probe wait-for never")
    let terminal = try run(["help"]).startOnTerminal(columns: 80, rows: 4)
    try terminal.waitFor("begun")
    try terminal.process.signal(15)
    let ending = try terminal.wait().ending
    #expect(ending == .exited(143) || ending == .signalled(15), "\(ending)")
    try processes.waitUntilGone()
  }
}
