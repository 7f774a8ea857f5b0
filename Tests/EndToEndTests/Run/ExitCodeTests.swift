import Glibc
import TestSupport
import Testing

/// The exit status of a run is the extension's own.
@Suite struct ExitCodeTests {
  let home: TestHome
  private let log = "$STATE/log.jsonl"

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log.jsonl\"")
  }

  private func closingRecord() throws -> JSON? { try home.auditLines(log).last }

  @Test(
    arguments: [0, 1, 2, 3, 42, 64, 77, 99, 100, 119] + Array(120...131) + [137, 143, 254, 255])
  func everyCodeIsPassedOn(_ code: Int32) throws {
    try home.extension("g", "x", sh: "exit $1")
    try home.qli("g", "x", "\(code)").expect(code: code)
    let record = try closingRecord()
    #expect(record?["event"] == "finish")
    #expect(record?["exit_code"] == .integer(Int(code)))
    #expect(record?["signal"] == nil)
  }

  @Test(arguments: [
    (SIGHUP, "SIGHUP"), (SIGQUIT, "SIGQUIT"), (SIGABRT, "SIGABRT"), (SIGKILL, "SIGKILL"),
    (SIGSEGV, "SIGSEGV"), (SIGPIPE, "SIGPIPE"), (SIGTERM, "SIGTERM"), (SIGUSR1, "SIGUSR1"),
    (SIGXFSZ, "SIGXFSZ"), (34, "SIGRTMIN+0"), (64, "SIGRTMIN+30"),
  ])
  func aSignalIs128AndItsNumber(_ signal: Int32, _ name: String) throws {
    try home.extension("g", "x", sh: "exec probe kill-self \(signal)")
    try home.qli("g", "x").expect(code: 128 + signal)
    let record = try closingRecord()
    #expect(record?["event"] == "finish")
    #expect(record?["exit_code"] == .integer(Int(128 + signal)))
    #expect(record?["signal"] == .string(name))
  }

  /// The exception: qli dies of SIGINT itself, so that a loop around it stops.
  @Test func anInterruptIsPassedOnAsOne() throws {
    try home.extension("g", "x", sh: "exec probe kill-self INT")
    try home.qli("g", "x").run().expect(signal: SIGINT)
    let record = try closingRecord()
    #expect(record?["exit_code"] == 130)
    #expect(record?["signal"] == "SIGINT")
    try home.extension("g", "y", sh: "exit 130")
    try home.qli("g", "y").expect(code: 130)
  }

  /// The record tells the extension's own 126 from one of qli's.
  @Test func recordsTellWhoseCodeItIs() throws {
    try home.extension("g", "own", sh: "exit 126")
    try home.qli("g", "own").expect(code: 126)
    #expect(try closingRecord()?["event"] == "finish")
    try home.extension("g", "broken", [0x7f, 0x45, 0x4c, 0x46, 0] as [UInt8])
    #expect(try home.qli("g", "broken").run().ending == .exited(126))
    #expect(try closingRecord()?["event"] == "failed")
  }

  @Test func aLoopStopsAtTheFirstFailure() throws {
    try home.extension("g", "x", sh: "test \"$1\" -lt 3")
    try home.program(
      "/bin/sh", "-c", "for i in 1 2 3 4; do \"$0\" g x $i || exit $?; echo $i; done"
    )
    .arguments(home.path("$QLI")).expect(stdout: "1\n2\n", code: 1)
  }
}
