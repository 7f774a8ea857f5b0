import TestSupport
import Testing

/// Where the stack may not grow, documents are read as far as everywhere else.
@Suite struct SmallStackTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", sh: "echo ran")
  }

  /// As deep as a document may be.
  private let nested = String(repeating: "[", count: 127) + String(repeating: "]", count: 127)

  private func expectTheSame(
    _ run: QliRun, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let wanted = try run.run(sourceLocation: sourceLocation)
    let outcome = try run.stackLimit(32 << 10).run(sourceLocation: sourceLocation)
    #expect(outcome.ending == wanted.ending, sourceLocation: sourceLocation)
    #expect(outcome.stdout == wanted.stdout, sourceLocation: sourceLocation)
    #expect(outcome.stderr == wanted.stderr, sourceLocation: sourceLocation)
  }

  @Test func anOrdinaryRun() throws {
    try expectTheSame(home.qli("g", "x"))
    try expectTheSame(home.qli("doctor"))
    try expectTheSame(home.qli("explain", "g", "x"))
  }

  @Test func aNestedManifest() throws {
    try home.group("h", "secrets = \(nested)")
    try expectTheSame(home.qli("doctor"))
    try expectTheSame(home.qli("h", "x"))
  }

  @Test func aNestedState() throws {
    try home.group("g", "[extensions.x.service]")
    try home.file("$STATE/qli/services/g/x/state.json", "{\"phase\":\(nested)}", mode: 0o600)
    try expectTheSame(home.qli("status"))
    try expectTheSame(home.qli("status", "--json"))
  }

  @Test func aNestedReply() throws {
    try home.plugin("v", availability: "\"status\":\(nested)")
    try expectTheSame(home.qli("sources", "check", "v"))
  }

  @Test func aNestedResult() throws {
    try home.extension("g", "x", sh: "echo '\(nested)'")
    let run = home.qli("run", "--json", "--output", "json", "g", "x")
    #expect(try run.stackLimit(32 << 10).run().stdout.contains(nested))
  }

  /// What it starts has the limit that it had itself.
  @Test func theLimitIsTheExtensionsAsWell() throws {
    try home.extension("g", "x", sh: "ulimit -s")
    try home.qli("g", "x").stackLimit(32 << 10).expect(stdout: "32\n")
  }
}
