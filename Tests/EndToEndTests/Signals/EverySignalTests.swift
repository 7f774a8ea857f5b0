import Foundation
import TestSupport
import Testing

/// "All that can be caught and end a process": each reaches the extension, and is on record as told
/// to stop.
@Suite struct EverySignalTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
  }

  /// The others have tests of their own, in `SignalForwardTests`.
  static let others: [Int32] =
    [
      SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGPIPE, SIGALRM, SIGSTKFLT, SIGXCPU,
      SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGSYS,
    ] + [34, 35, 50, 64]

  /// An extension that waits for signal `number`, says so, and exits with 7.
  private func start(trapping number: Int32) throws -> RunningQli {
    let ready = try home.fifo("ready")
    try home.extension(
      "g", "x",
      sh: """
        trap 'echo got >> got; exit 7' \(number)
        echo > '\(ready.path)'
        while :; do sleep 0.01; done
        """)
    let running = try home.qli("g", "x").start()
    try ready.wait(for: running)
    return running
  }

  @Test(arguments: others) func itReachesTheExtensionOnceAndIsOnRecord(_ number: Int32) throws {
    let running = try start(trapping: number)
    try running.signal(number)
    try running.expect(code: 7)
    #expect(try home.read("got") == "got\n")
    let closing = try #require(try home.auditLines("$STATE/log").last)
    #expect(closing["event"] == "interrupted" && closing["exit_code"] == 7)
    #expect(closing["signal"]?.string?.hasPrefix("SIG") == true)
  }

  /// As `perl -e 'alarm 1; exec @ARGV' qli …` has it: the extension ends, and that is on record.
  @Test func anAlarmFromBeforeQliEndsBoth() throws {
    try home.extension("g", "x", sh: "exec sleep 1000")
    let outcome = try home.qli("g", "x").wrapped("/usr/bin/perl", "-e", "alarm 1; exec @ARGV").run()
    #expect(outcome.ending == .exited(128 + SIGALRM))
    let closing = try #require(try home.auditLines("$STATE/log").last)
    #expect(closing["event"] == "interrupted" && closing["signal"] == "SIGALRM")
  }

  /// To qli alone, as the man page says of Ctrl-Z. Under a shell, as the kernel stops nobody where no
  /// shell could take over.
  @Test(.requireTool("bash")) func sigtstpToQliAloneStopsBoth() throws {
    let ready = try home.fifo("ready")
    try home.extension(
      "g", "x",
      sh: """
        echo $PPID $$ > pids
        echo > '\(ready.path)'
        while [ ! -e end ]; do sleep 0.01; done
        """)
    let terminal = try home.shell("bash").startOnTerminal()
    try terminal.waitFor(TestHome.prompt)
    try terminal.type("qli g x\n")
    try ready.wait(for: terminal.process)
    let pids = try home.read("pids").split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
    try #require(pids.count == 2)
    #expect(kill(pids[0], SIGTSTP) == 0)
    try SignalState.waitUntilStopped(pids[0], pids[1])
    try terminal.waitFor(TestHome.prompt)
    try terminal.type("fg\n")
    try SignalState.waitUntilContinued(pids[0], pids[1])
    try home.file("end")
    try terminal.waitFor(TestHome.prompt)
    try terminal.type("exit\n")
    #expect(try terminal.wait().ending == .exited(0))
  }

  /// A pipe that nobody empties keeps qli, but not from a signal; the end is on record by then.
  @Test func aSignalEndsTheWaitForAReaderOfTheResult() throws {
    try home.extension("g", "x", sh: "head -c 1000000 /dev/zero | tr '\\\\0' x")
    let full = try home.fifo("result")
    // Held open, and never read.
    let held = open(full.path, O_RDWR | O_CLOEXEC)
    defer { close(held) }
    let running = try home.qli("run", "--json", "g", "x").stdout(.file(full.path)).start()
    try home.waitForFile("$STATE/log", toContain: "\"event\":\"finish\"")
    try running.signal(SIGTERM)
    #expect(try running.wait().ending == .signalled(SIGTERM))
  }
}
