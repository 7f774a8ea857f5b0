import TestSupport
import Testing

/// A run within another one that keeps back what it needs: an `export` doesn't help, and so it is told what does.
@Suite struct WithheldVariableTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.extension("out", "night", sh: "exec \"$QLI\" in job")
    try home.extension("in", "job", sh: "echo ok")
  }

  private let secret = "[[secrets]]\nenv = \"KEY\"\nprovider = \"env\"\nref = \"CI_KEY\""

  private func help(_ names: String) -> String {
    "help: the run around this one, 'out night', keeps back what isn't in its 'run.env': add \(names) there\n"
  }

  private var run: QliRun {
    home.qli("out", "night").environment(["REGION": "eu", "ZONE": "a", "CI_KEY": "abcdefghijk"])
  }

  @Test func whatIsMissingIsNamed() throws {
    try home.group("out", "[run]\nenv = [\"HOME\", \"XDG_*\"]")
    try home.group("in", "requires_env = { REGION = true, ZONE = true }\n\(secret)")
    let first = try run.run()
    #expect(
      first.ending == .exited(120)
        && first.stderr.hasSuffix("  ZONE isn't set\n" + help("REGION and ZONE")), "\(first)")
    try home.group("out", "[run]\nenv = [\"HOME\", \"XDG_*\", \"REGION\", \"ZONE\"]")
    let second = try run.run()
    #expect(second.ending == .exited(122) && second.stderr.hasSuffix(help("CI_KEY")), "\(second)")
    try home.group("out", "[run]\nenv = [\"HOME\", \"XDG_*\", \"REGION\", \"ZONE\", \"CI_*\"]")
    try run.expect(stdout: "ok\n")
  }

  /// What is set nowhere has to be set as well.
  @Test func whatIsSetNowhere() throws {
    try home.group("out", "[run]\nenv = [\"HOME\", \"XDG_*\"]")
    try home.group("in", "requires_env.NOWHERE = true")
    let outcome = try run.run()
    #expect(
      outcome.stderr.hasSuffix("help: export NOWHERE=<value>\n" + help("NOWHERE")), "\(outcome)")
  }

  /// Nothing is said where nothing is kept back, or the variable has another value.
  @Test func nothingIsKeptBack() throws {
    try home.group("in", "requires_env = { REGION = \"us\", MORE = true }")
    for lines in ["", "[run]\nenv = [\"HOME\", \"XDG_*\", \"REGION\", \"MORE\"]"] {
      try home.group("out", lines)
      let outcome = try run.run()
      #expect(outcome.ending == .exited(120) && !outcome.stderr.contains("around"), "\(outcome)")
    }
  }
}
