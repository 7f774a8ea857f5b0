import Glibc
import TestSupport
import Testing

/// "Any of them sent by the child or a descendant of it: nothing."
@Suite struct SignalSenderTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  static let all = ["HUP", "INT", "QUIT", "TERM", "USR1", "USR2", "CONT", "WINCH"]

  /// The record says `interrupted` all the same: qli was told to stop, by whomever.
  private func closing(_ name: String) -> String {
    ["HUP", "INT", "QUIT", "TERM"].contains(name) ? "interrupted SIG\(name) 7" : "finish - 7"
  }

  @Test(arguments: all) func theChildsOwnSignalDoesNotComeBack(_ name: String) throws {
    let scene = try SignalScene(home, beginning: "kill -\(name) $PPID; exec probe")
    let running = try scene.run.start()
    let child = try scene.started(running)
    try scene.release(running.pid, child)
    try running.expect(code: 7)
    #expect(try scene.received().isEmpty)
    #expect(try scene.closings() == [closing(name)])
  }

  /// The sender stays until qli has looked who it is.
  @Test(arguments: all) func aGrandchildsSignalDoesNotComeBack(_ name: String) throws {
    let sent = try home.fifo("sent")
    let looked = try home.fifo("looked")
    let scene = try SignalScene(
      home,
      beginning: """
        qli=$PPID
        sh -c 'sh -c "kill -\(name) $1; echo > \(sent.path); read x < \(looked.path)"; :' - $qli &
        exec probe
        """)
    let running = try scene.run.start()
    let child = try scene.started(running)
    try sent.wait(for: running)
    try SignalState.waitUntilSettled(running.pid)
    try looked.release()
    try scene.release(running.pid, child)
    try running.expect(code: 7)
    #expect(try scene.received().isEmpty)
    #expect(try scene.closings() == [closing(name)])
  }

  /// qli is stopped until the sender is gone.
  @Test func aSenderAlreadyGoneCountsAsAStranger() throws {
    let go = try home.fifo("go")
    let begun = try home.fifo("begun")
    let scene = try SignalScene(
      home,
      beginning: """
        echo > \(begun.path); read x < \(go.path)
        sh -c 'kill -TERM $1; :' - $PPID
        exec probe
        """)
    let running = try scene.run.start()
    try begun.wait(for: running)
    try SignalState.waitUntilSettled(running.pid)
    try running.signal(SIGSTOP)
    try SignalState.waitUntilStopped(running.pid)
    try go.release()
    let child = try scene.started(running)
    try running.signal(SIGCONT)
    try home.waitForFile("signals", toContain: "SIGCONT\n")
    try scene.release(running.pid, child)
    try running.expect(code: 7)
    #expect(try scene.received() == ["SIGTERM", "SIGCONT"])
  }

  /// A child that ends its whole group ends itself, and is seen to.
  @Test func aChildThatSignalsItsGroup() throws {
    try home.group("dev", "audit_log = \"\(home.path("$STATE/log/audit"))\"")
    try home.extension("dev", "suicide", sh: "exec probe signal-group TERM")
    try home.qli("dev", "suicide").expect(code: 143)
    let last = try #require(try home.auditLines("$STATE/log/audit").last)
    #expect(last["event"] == "interrupted" && last["signal"] == "SIGTERM")
    #expect(last["exit_code"] == 143)
  }
}
