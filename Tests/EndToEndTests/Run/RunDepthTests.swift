import TestSupport
import Testing

/// An extension that calls itself through qli comes to an end.
@Suite struct RunDepthTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"\naudit_refusals = true")
  }

  private static let refusal = """
    error: this run is nested in 32 others: it seems that an extension calls itself
    help: see which call which: qli audit
    help: or let it begin anew: env -u QLI_DEPTH qli GROUP EXTENSION

    """

  @Test func itEndsAt32() throws {
    try home.extension("g", "x", sh: "echo $QLI_DEPTH; exec \"$QLI\" g x")
    let depths = (1...32).map { "\($0)\n" }.joined()
    try home.qli("g", "x").expect(stdout: depths, stderr: Self.refusal, code: 120)
    let last = try #require(home.auditLines("$STATE/log").first { $0["event"] == "refused" })
    #expect(last["step"] == "depth" && last["exit_code"] == 120)
  }

  @Test(
    arguments: [("31", 0), ("32", 120), ("99999999999999999999", 0), ("-5", 0), ("x", 0)]
      as [(String, Int32)])
  func whatIsGiven(_ depth: String, _ code: Int32) throws {
    try home.extension("g", "x", sh: "true")
    let run = home.qli("g", "x").environment(["QLI_DEPTH": depth])
    #expect(try run.run().ending == .exited(code))
    let explained = try home.qli("explain", "g", "x").environment(["QLI_DEPTH": depth]).run()
    #expect(explained.ending == .exited(code))
  }
}
