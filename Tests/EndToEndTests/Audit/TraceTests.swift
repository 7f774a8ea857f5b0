import TestSupport
import Testing

/// Which run and which trace a run belongs to, also on another machine.
@Suite struct TraceTests {
  let home: TestHome
  private static let trace = "0af7651916cd43dd8448eb211c80319c"
  private static let span = "b7ad6b7169203331"
  private static let id = "0199c82c-cf49-7651-a9a8-128b0c5c7fd0"

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", sh: "echo \"$TRACEPARENT $TRACESTATE\"")
  }

  private func start() throws -> JSON {
    try #require(home.auditLines("$STATE/log").last { $0["event"] == "start" })
  }

  private func digits(_ record: JSON) throws -> String {
    try #require(record["run_id"]?.string).replacing("-", with: "")
  }

  @Test(arguments: ["00", "01"]) func theTraceAroundIt(_ flags: String) throws {
    let outcome = try home.qli("g", "x").environment([
      "TRACEPARENT": "00-\(Self.trace)-\(Self.span)-\(flags)", "TRACESTATE": "vendor=1",
    ]).run()
    let record = try start()
    #expect(record["trace_id"]?.string == Self.trace)
    #expect(record["parent_span_id"]?.string == Self.span)
    #expect(
      outcome.stdout
        == "00-\(Self.trace)-\(try digits(record).suffix(16))-\(flags) vendor=1\n")
  }

  /// Both are of one kind, also where the policy names neither.
  @Test func onlySomeVariables() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"\n[run]\nenv = [\"PATH\"]")
    let outcome = try home.qli("g", "x").environment([
      "TRACEPARENT": "00-\(Self.trace)-\(Self.span)-01", "TRACESTATE": "vendor=1",
    ]).run()
    #expect(outcome.stdout.hasPrefix("00-\(Self.trace)-"))
    #expect(outcome.stdout.hasSuffix("-01 vendor=1\n"))
  }

  /// What is no trace, by its form or as it says none.
  @Test(arguments: [
    nil, "", "garbage", "00-\(trace)-\(span)", "ff-\(trace)-\(span)-01",
    "00-\(trace.uppercased())-\(span)-01", "00-00000000000000000000000000000000-\(span)-01",
    "00-\(trace)-0000000000000000-01", "00-\(trace)-\(span)-01-more",
  ]) func itsOwnTrace(_ parent: String?) throws {
    let environment = parent.map { ["TRACEPARENT": $0] } ?? [:]
    let outcome = try home.qli("g", "x").environment(environment).run()
    let record = try start()
    #expect(record["trace_id"] == nil && record["parent_span_id"] == nil)
    let id = try digits(record)
    #expect(outcome.stdout == "00-\(id)-\(id.suffix(16))-01 \n")
  }

  /// A nested run is a span of the same trace.
  @Test func aNestedRun() throws {
    try home.extension("g", "outer", sh: "exec \"$QLI\" g x")
    try home.qli("g", "outer").run().expectCode(0)
    let starts = try home.auditLines("$STATE/log").filter { $0["event"] == "start" }
    try #require(starts.count == 2)
    let outer = try digits(starts[0])
    #expect(starts[1]["trace_id"]?.string == outer)
    #expect(starts[1]["parent_span_id"]?.string == String(outer.suffix(16)))
  }

  @Test func theRunOnAnotherMachine() throws {
    try home.qli("--parent-run", Self.id, "g", "x").run().expectCode(0)
    #expect(try start()["parent_run_id"]?.string == Self.id)
    // What is typed comes before what is found.
    try home.qli("--parent-run", Self.id, "g", "x")
      .environment(["QLI_RUN_ID": Self.id.replacing("0199", with: "0188")]).run().expectCode(0)
    #expect(try start()["parent_run_id"]?.string == Self.id)
  }

  @Test func theRunOnAnotherMachineOfARefusal() throws {
    try home.group(
      "g", "audit_log = \"$XDG_STATE_HOME/log\"\naudit_refusals = true\nconfirm = true")
    try home.qli("--parent-run", Self.id, "g", "x").run().expectCode(121)
    let record = try #require(home.auditLines("$STATE/log").last)
    #expect(record["event"] == "refused" && record["parent_run_id"]?.string == Self.id)
  }

  @Test(arguments: ["", "x", "0199c82c", "0199c82c-cf49-7651-a9a8-128b0c5c7fd"])
  func noRunsID(_ text: String) throws {
    try home.qli("--parent-run", text, "g", "x").expect(
      stderr: """
        error: option '--parent-run' can't be '\(text)': it must be the whole id of a run, as an \
        extension finds it in QLI_RUN_ID
        help: --parent-run "$QLI_RUN_ID"

        """, code: 125)
    #expect(!home.exists("$STATE/log"))
  }
}
