import Foundation
import TestSupport
import Testing

/// Nothing that was started in a run survives the end of its time, whatever it is.
@Suite struct TimeLimitTreeTests {
  let run: TimedRun

  init() throws { run = try TimedRun() }

  /// A process that stays until it is ended, and says when it is there.
  private static let stay = "sh -c 'echo ready >> ready; exec probe wait-for never'"
  /// The same, in a session of its own.
  private static let elsewhere = "probe launch --session -- /bin/\(stay)"
  /// Runs a program with nothing but what it needs.
  private static let cleared = "env -i CLEARED=1 PATH=\"$PATH\""
  /// A process that SIGTERM doesn't end.
  private static let stubborn = "probe trap TERM --count 1000 --ready ready"

  private func expect(
    _ script: String, ready: Int, endedBy signal: String, code: Int32, grace: String = "60s",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try run.cut(script, ready: ready, grace: grace, sourceLocation: sourceLocation)
    #expect(run.processes.alive().isEmpty, sourceLocation: sourceLocation)
    #expect(outcome.ending == .exited(code), sourceLocation: sourceLocation)
    // A shell that loses its children may have its say before.
    let said = outcome.stderr.split(separator: "\n").last ?? ""
    #expect(
      said.hasPrefix("error: the extension was ended by \(signal): "),
      sourceLocation: sourceLocation)
    let closing = try run.closing(sourceLocation: sourceLocation)
    #expect(closing["event"] == "timed_out", sourceLocation: sourceLocation)
    #expect(closing["signal"]?.string == signal, sourceLocation: sourceLocation)
    #expect(closing["exit_code"]?.integer == Int(code), sourceLocation: sourceLocation)
    #expect(closing["survivors"] == nil, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    // The child alone, and with grandchildren.
    ("exec \(stay)", 1),
    ("\(stay) & \(stay) & (\(stay) & wait) & wait", 3),
    // Left behind by those who started them: qli adopts them.
    ("(\(stay) & \(stay) &); exec \(stay)", 3),
    // In sessions of their own, also left behind.
    ("\(elsewhere) & (\(elsewhere) &); exec \(stay)", 3),
    // Ended, and never reaped.
    ("(exit 0) & (exit 1) & exec \(stay)", 1),
  ]) func sigtermEnds(_ script: String, _ ready: Int) throws {
    try expect(script, ready: ready, endedBy: "SIGTERM", code: 124)
  }

  @Test(arguments: [
    ("exec \(stubborn)", 1),
    ("\(stay) & exec \(stubborn)", 2),
    ("\(stubborn) & (\(stubborn) &); exec \(stay)", 3),
    ("(probe launch --session --ignore TERM -- /bin/\(stay) &); exec \(stay)", 2),
    ("trap '' TERM; \(stay) & (\(stay) & wait) & wait", 2),
  ]) func sigkillEnds(_ script: String, _ ready: Int) throws {
    try expect(script, ready: ready, endedBy: "SIGKILL", code: 137, grace: "20ms")
  }

  /// It can't act on SIGTERM unless it is continued.
  @Test func aStoppedProcessCleansUp() throws {
    let stopped = "echo ready >> ready; trap \"echo cleaned > cleaned; exit\" TERM; kill -STOP $$"
    try expect(
      "sh -c '\(stopped)' & exec \(Self.stay)", ready: 2, endedBy: "SIGTERM", code: 124)
    #expect(try run.home.read("cleaned") == "cleaned\n")
  }

  @Test func aStoppedProcessThatIgnoresSigterm() throws {
    let stopped = "echo ready >> ready; trap \"\" TERM; kill -STOP $$; exec probe wait-for never"
    try expect(
      "sh -c '\(stopped)' & exec \(Self.stay)", ready: 2, endedBy: "SIGKILL", code: 137,
      grace: "20ms")
  }

  /// Each that is told to end starts another first, which nobody has told.
  @Test func whatForksWhileItIsEnded() throws {
    let forks = "trap '(\(Self.stubborn) &)' TERM; echo ready >> ready; while :; do wait; done"
    try expect(
      "\(Self.stay) & \(forks.replacingOccurrences(of: "do wait", with: "do probe exit 0"))",
      ready: 2, endedBy: "SIGKILL", code: 137, grace: "20ms")
  }

  @Test func aProcessThatRespawnsItself() throws {
    let one = "probe respawn --ready ready &"
    try expect(
      "\(one) exec \(Self.stay)", ready: 2, endedBy: "SIGKILL", code: 137, grace: "20ms")
  }

  @Test func manyThatRespawnThemselves() throws {
    let four = String(repeating: "probe respawn --ready ready & ", count: 4)
    try expect(
      "\(four) exec \(Self.stay)", ready: 5, endedBy: "SIGKILL", code: 137, grace: "20ms")
  }

  /// Whoever is started while the others are told is told as well, and has its time.
  @Test func whatForksAsFastAsItCan() throws {
    try expect("while :; do \(Self.stay) & done", ready: 3, endedBy: "SIGTERM", code: 124)
  }

  /// Two hundred at once, half of them children of the others.
  @Test func aWideTree() throws {
    try expect(
      """
      mkfifo fifo
      i=0
      while [ $i -lt 100 ]; do (read x < fifo & read x < fifo) & i=$((i + 1)); done
      exec \(Self.stay)
      """, ready: 1, endedBy: "SIGTERM", code: 124)
  }

  /// The usual way for a script to take its own with it: SIGTERM for the group, and so for qli. It
  /// comes from the run and is nobody's wish to have qli end: the others keep their time.
  @Test func aScriptThatEndsItsGroup() throws {
    let slow = "trap \"probe exit 0; probe exit 0; echo cleaned > cleaned; exit\" TERM"
    // A shell may say "Terminated" of the program that it waits for: that is no word of qli's.
    try expect(
      """
      exec 2> /dev/null
      sh -c '\(slow); echo ready >> ready; while :; do probe exit 0; done' &
      trap 'trap "" TERM; kill 0; exit' TERM
      echo ready >> ready
      while :; do probe exit 0; done
      """, ready: 2, endedBy: "SIGTERM", code: 124)
    #expect(try run.home.read("cleaned") == "cleaned\n")
  }

  /// A child that signals qli as fast as it can doesn't keep the clock from being seen.
  @Test func aFloodOfSignals() throws {
    try expect(
      "probe flood $PPID USR1 --ready ready & exec \(Self.stay)", ready: 2, endedBy: "SIGTERM",
      code: 124)
  }

  @Test func aFloodDuringTheGrace() throws {
    try expect(
      "(trap '' TERM; exec probe flood $PPID TERM --ready ready) & exec \(Self.stay)", ready: 2,
      endedBy: "SIGKILL", code: 137, grace: "20ms")
  }

  /// What was started before qli, by a shell that then became qli, isn't the run's.
  @Test(
    arguments: [
      ("exec \(stay)", 124), ("exec \(stubborn)", 137),
      // Nothing in their environment says whose they are.
      ("[ \"$CLEARED\" ] || exec \(cleared) \"$0\"; exec \(stubborn)", 137),
      ("(\(cleared) setsid /bin/\(stay) &); exec \(stay)", 124),
    ] as [(String, Int32)])
  func whatWasThereBeforeIsLeftAlone(_ script: String, _ code: Int32) throws {
    let home = run.home
    try home.extension("g", "x", sh: script)
    try TimedRun.lengthening { milliseconds -> Void? in
      // What ends by itself may take its time for that.
      try run.group(timeout: "\(milliseconds)ms", grace: code == 124 ? "1h" : "20ms")
      try home.file("ready")
      try home.file("bystander")
      let running = try home.program(
        "/bin/sh", "-c",
        "probe trap TERM --ready bystander --log told & exec '\(home.path("$QLI"))' g x"
      ).start()
      #expect(try running.wait().ending == .exited(code))
      try home.waitForFile("bystander", toContain: "\n")
      let bystander = try #require(pid_t(home.read("bystander").dropLast()))
      #expect(run.processes.alive() == [bystander])
      #expect(!home.exists("told"))
      kill(bystander, SIGTERM)
      try run.processes.waitUntilGone()
      try home.remove("told")
      #expect(running.hasEnded)
      return try home.read("ready").isEmpty ? nil : ()
    }
  }
}
