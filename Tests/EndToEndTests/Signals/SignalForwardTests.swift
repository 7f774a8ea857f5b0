import Glibc
import TestSupport
import Testing

/// "One of these sent by a process, or SIGTERM, SIGUSR1, SIGUSR2 from anyone: forwards the same
/// signal."
@Suite struct SignalForwardTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  static let all = [
    (SIGHUP, "HUP", "interrupted SIGHUP 7"), (SIGINT, "INT", "interrupted SIGINT 7"),
    (SIGQUIT, "QUIT", "interrupted SIGQUIT 7"), (SIGTERM, "TERM", "interrupted SIGTERM 7"),
    (SIGUSR1, "USR1", "finish - 7"), (SIGUSR2, "USR2", "finish - 7"),
    (SIGCONT, "CONT", "finish - 7"), (SIGWINCH, "WINCH", "finish - 7"),
  ]

  @Test(arguments: all)
  func aSignalToQliReachesTheChildOnce(_ number: Int32, _ name: String, _ closing: String) throws {
    let scene = try SignalScene(home)
    let running = try scene.run.start()
    let child = try scene.started(running)
    try running.signal(number)
    try home.waitForFile("signals", toContain: "SIG\(name)\n")
    try scene.release(running.pid, child)
    try running.expect(code: 7)
    #expect(try scene.received() == ["SIG\(name)"])
    #expect(try scene.closings() == [closing])
  }

  @Test(arguments: all)
  func aSignalFromSigqueueReachesTheChildOnce(_ number: Int32, _ name: String, _ closing: String)
    throws
  {
    let scene = try SignalScene(home)
    let running = try scene.run.start()
    let child = try scene.started(running)
    try home.program(Products.probe, "signal-pid", "\(running.pid)", "--queue", name).expect()
    try home.waitForFile("signals", toContain: "SIG\(name)\n")
    try scene.release(running.pid, child)
    try running.expect(code: 7)
    #expect(try scene.received() == ["SIG\(name)"])
    #expect(try scene.closings() == [closing])
  }

  /// The child sees the signal come from qli.
  @Test func aForwardedSignalComesFromKill() throws {
    let scene = try SignalScene(home, ending: "--senders --exit 7")
    let running = try scene.run.start()
    _ = try scene.started(running)
    try running.signal(SIGTERM)
    try running.expect(code: 7)
    #expect(try scene.received() == ["SIGTERM code=0 pid=\(running.pid)"])
  }

  @Test func theFirstStopRequestIsRecorded() throws {
    let scene = try SignalScene(home)
    let running = try scene.run.start()
    let child = try scene.started(running)
    for (number, name) in [(SIGUSR1, "USR1"), (SIGTERM, "TERM"), (SIGINT, "INT")] {
      try running.signal(number)
      try home.waitForFile("signals", toContain: "SIG\(name)\n")
    }
    try scene.release(running.pid, child)
    try running.expect(code: 7)
    #expect(try scene.received() == ["SIGUSR1", "SIGTERM", "SIGINT"])
    #expect(try scene.closings() == ["interrupted SIGTERM 7"])
  }

  /// qli outlives the child: a child that takes a signal and stays isn't given up.
  @Test func aChildThatIgnoresTheSignalIsWaitedFor() throws {
    let scene = try SignalScene(home)
    let running = try scene.run.start()
    let child = try scene.started(running)
    for _ in 0..<3 {
      try running.signal(SIGTERM)
      try SignalState.waitUntilSettled(running.pid)
      try SignalState.waitUntilSettled(child)
    }
    #expect(!running.hasEnded)
    try scene.release(running.pid, child)
    try running.expect(code: 7)
    #expect(try scene.received() == ["SIGTERM", "SIGTERM", "SIGTERM"])
  }

  /// It can't be told from one to qli alone. qli is stopped meanwhile, so that the child has taken
  /// the first before the second comes: two that wait at once are one.
  @Test func aSignalToTheGroupReachesTheChildTwice() throws {
    let scene = try SignalScene(home)
    let running = try scene.run.start()
    let child = try scene.started(running)
    try running.signal(SIGSTOP)
    try SignalState.waitUntilStopped(running.pid)
    try running.signalGroup(SIGTERM)
    try home.waitForFile("signals", toContain: "SIGTERM\n")
    try running.signal(SIGCONT)
    try home.waitForFile("signals", toContain: "SIGCONT\n")
    try scene.release(running.pid, child)
    try running.expect(code: 7)
    #expect(try scene.received() == ["SIGTERM", "SIGTERM", "SIGCONT"])
  }

  /// timeout(1) signals qli, and then the group, which it leads. Told to end by hand, it does as at
  /// the end of the time.
  @Test(.requireTool("timeout")) func timeoutSignalsTheGroup() throws {
    let scene = try SignalScene(home)
    let running = try scene.run.wrapped("/usr/bin/timeout", "1000").start()
    let child = try scene.started(running)
    let qli = try scene.qli()
    try SignalState.waitUntilSettled(qli)
    try running.signal(SIGTERM)
    try home.waitForFile("signals", toContain: "SIGTERM\n")
    try SignalState.waitUntilSettled(running.pid)
    try scene.release(qli, child)
    try running.expect(code: 7)
    let count = try scene.received().filter { $0 == "SIGTERM" }.count
    #expect((1...3).contains(count))
    #expect(try scene.closings() == ["interrupted SIGTERM 7"])
  }
}
