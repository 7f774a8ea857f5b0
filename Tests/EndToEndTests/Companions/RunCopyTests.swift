import Foundation
import Glibc
import SeededNumbers
import TestSupport
import Testing

/// `with_qli`: what qli has started ends when qli is killed, whichever of its two processes that is.
@Suite struct RunCopyTests {
  /// Which of the two is killed.
  enum Victim: CaseIterable {
    /// The one that was started, and that the caller knows.
    case standIn
    /// Its copy, which the run is of.
    case copy
  }

  private func kill(_ victim: Victim, _ running: RunningQli, _ scene: CompanionScene) throws {
    let process = try victim == .standIn ? running.pid : scene.recorder()
    #expect(Glibc.kill(process, SIGKILL) == 0)
  }

  @Test(arguments: Victim.allCases) func itIsKilled(_ victim: Victim) throws {
    let scene = try CompanionScene(run: "with_qli = true")
    let running = try scene.home.qli("g", "x").stderr(.file("err")).start()
    try scene.waitUntilReady()
    #expect(try scene.recorder() != running.pid)
    try kill(victim, running, scene)
    let outcome = try running.wait()
    #expect(outcome.ending == (victim == .standIn ? .signalled(SIGKILL) : .exited(137)))
    try scene.expectEnd("interrupted SIGKILL 137")
    #expect(
      try scene.home.read("err") == "error: the extension was ended by SIGTERM: qli was killed\n")
    let closing = try #require(scene.home.auditLines("$STATE/log").last)
    #expect(closing["cause"] == "qli_killed")
  }

  @Test(arguments: Victim.allCases) func whoSurvivesSigtermIsKilled(_ victim: Victim) throws {
    let scene = try CompanionScene(
      run: "with_qli = true", grace: "20ms", script: CompanionScene.stubborn)
    let running = try scene.home.qli("g", "x").stderr(.file("err")).start()
    try scene.waitUntilReady(2)
    try kill(victim, running, scene)
    try running.wait()
    try scene.expectEnd("interrupted SIGKILL 137")
    #expect(
      try scene.home.read("err") == "error: the extension was ended by SIGKILL: qli was killed\n")
  }

  /// As `subprocess.run(timeout=)` does: it waits for the pipes after the kill, and then goes on.
  @Test(.requireTool("python3")) func aTimeoutOfPython() throws {
    let scene = try CompanionScene(run: "with_qli = true")
    try scene.home.file(
      "caller.py",
      """
      import os, subprocess, sys, time
      class Ready(subprocess.Popen):
          def communicate(self, input=None, timeout=None):
              while timeout and (not os.path.exists("ready") or len(open("ready").readlines()) < 3):
                  time.sleep(0.01)
              return super().communicate(input, timeout and 0.01)
      subprocess.Popen = Ready
      try:
          subprocess.run(sys.argv[1:], timeout=1, capture_output=True)
      except subprocess.TimeoutExpired:
          print("timed out")
      """)
    let python = try #require(Tools.path("python3"))
    let caller = try scene.home.qli("g", "x").wrapped(python, "caller.py").stdout(.file("said"))
      .start()
    try caller.wait().expectCode(0)
    try scene.expectEnd("interrupted SIGKILL 137")
    #expect(try scene.home.read("said") == "timed out\n")
    // What it leaves behind is killed with it, and the copy of qli ends the run after it.
    withExtendedLifetime(caller) {}
  }

  /// One that is ended by itself ends as ever, and what it leaves behind is left alone.
  @Test(arguments: [0, 3, 125]) func itsOwnEnd(_ code: Int32) throws {
    let scene = try CompanionScene(
      run: "with_qli = true",
      script: """
        touching="touch up; probe wait-for go; touch gone"
        (probe launch --session -- /bin/sh -c "$touching" > /dev/null 2>&1 &)
        probe wait-for up
        echo out; echo err >&2; exit \(code)
        """)
    try scene.home.qli("g", "x").expect(stdout: "out\n", stderr: "err\n", code: code)
    #expect(try scene.closings() == ["finish - \(code)"])
    try scene.home.file("go")
    try scene.home.waitForFile("gone")
    try scene.processes.waitUntilGone()
  }

  @Test func aSignalOfItsOwn() throws {
    let scene = try CompanionScene(run: "with_qli = true", script: "kill -USR1 $$")
    try scene.home.qli("g", "x").expect(code: 128 + SIGUSR1)
    #expect(try scene.closings() == ["finish SIGUSR1 \(128 + SIGUSR1)"])
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGUSR1]) func signalsArePassedOn(_ signal: Int32)
    throws
  {
    let name = String(cString: strsignal(signal))
    let scene = try CompanionScene(
      run: "with_qli = true",
      script: "exec probe trap TERM HUP INT USR1 --ready ready --log got --exit 7")
    let running = try scene.home.qli("g", "x").start()
    try scene.waitUntilReady(1)
    try SignalState.waitUntilSettled(scene.recorder())
    try running.signal(signal)
    #expect(try running.wait().ending == .exited(7), "\(name)")
    #expect(try scene.home.read("got").split(separator: "\n").count == 1, "\(name)")
  }

  /// A shell's loop stops at Ctrl-C because qli dies of it.
  @Test func itDiesOfControlC() throws {
    let scene = try CompanionScene(
      run: "with_qli = true", script: "echo up > ready; exec probe wait-for never")
    let terminal = try scene.home.qli("g", "x").startOnTerminal()
    try scene.waitUntilReady(1)
    try terminal.control("C")
    #expect(try terminal.wait().ending == .signalled(SIGINT))
    try scene.expectEnd("interrupted SIGINT 130")
  }

  /// It keeps no pipe open.
  @Test func aPipeline() throws {
    let scene = try CompanionScene(run: "with_qli = true", script: "echo one; echo two")
    let outcome = try scene.home.qli("g", "x")
      .wrapped("/bin/sh", "-c", "\"$0\" \"$@\" | cat; echo end").run()
    #expect(outcome.stdout == "one\ntwo\nend\n")
    let captured = try scene.home.qli("run", "--json", "g", "x").run()
    #expect(try JSON.parse(captured.stdout)["stdout"] == "one\ntwo")
  }

  @Test func aCapturedRunIsKilled() throws {
    let scene = try CompanionScene(run: "with_qli = true")
    let running = try scene.home.qli("run", "--json", "g", "x").start()
    try scene.waitUntilReady()
    try running.signal(SIGKILL)
    try running.wait()
    try scene.expectEnd("interrupted SIGKILL 137")
  }

  @Test func beyondATimeLimit() throws {
    let scene = try CompanionScene(run: "with_qli = true\ntimeout = \"300ms\"")
    let outcome = try scene.home.qli("g", "x").run()
    #expect(outcome.ending == .exited(124))
    try scene.expectEnd("timed_out SIGTERM 124")
  }

  @Test func anExclusiveRun() throws {
    let scene = try CompanionScene(run: "with_qli = true\nexclusive = true")
    let running = try scene.home.qli("g", "x").start()
    try scene.waitUntilReady()
    let second = try scene.home.qli("g", "x").run()
    #expect(second.ending == .exited(120))
    #expect(second.stderr.hasPrefix("error: another run has this extension to itself: process"))
    try running.signal(SIGKILL)
    try running.wait()
    try scene.processes.waitUntilGone()
    try scene.home.extension("g", "x", sh: "echo again")
    try scene.home.qli("g", "x").expect(stdout: "again\n")
  }

  /// Its folder is removed, and what it claims is free again.
  @Test(.requireLandlock, arguments: Victim.allCases) func itsScope(_ victim: Victim) throws {
    let scene = try CompanionScene(
      run: "with_qli = true\nwrite = [\"\(try TestHome().root)\"]")
    try scene.home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      [run]
      with_qli = true
      claim = true
      write = ["\(scene.home.path("$WORK"))", "$TMPDIR"]
      """)
    try scene.home.extension("g", "x", sh: "echo \"$TMPDIR\" > place; " + CompanionScene.script)
    let running = try scene.home.qli("g", "x").start()
    try scene.waitUntilReady()
    let place = try String(scene.home.read("place").dropLast())
    #expect(scene.home.exists(place))
    try kill(victim, running, scene)
    try running.wait()
    try scene.expectEnd("interrupted SIGKILL 137")
    #expect(!scene.home.exists(place))
    try scene.home.extension("g", "x", sh: "echo again")
    try scene.home.qli("g", "x").expect(stdout: "again\n")
  }

  /// Whoever was there before the run goes on, as in `exec qli … > >(tee log)`.
  @Test(arguments: Victim.allCases) func bystandersGoOn(_ victim: Victim) throws {
    let scene = try CompanionScene(run: "with_qli = true")
    let running = try scene.home.qli("g", "x").wrapped(
      "/bin/sh", "-c", "{ probe wait-for go; touch gone; } & exec \"$0\" \"$@\""
    ).stdout(.file("out")).stderr(.file("err")).start()
    try scene.waitUntilReady()
    try kill(victim, running, scene)
    try waitUntil("the run's end is on record") {
      try scene.closings() == ["interrupted SIGKILL 137"]
    }
    try scene.home.file("go")
    try scene.home.waitForFile("gone")
    try scene.processes.waitUntilGone()
  }

  /// Both keys: the copy watches the caller of the other one.
  @Test func withTheCaller() throws {
    let scene = try CompanionScene(run: "with_qli = true\nwith_caller = true")
    let caller = try scene.home.qli("g", "x").stdout(.file("out")).stderr(.file("err")).wrapped(
      "/bin/sh", "-c", "\"$0\" \"$@\" & exec probe wait-for never"
    ).start()
    try scene.waitUntilReady()
    try caller.signal(SIGKILL)
    try caller.wait()
    try scene.expectEnd("interrupted SIGHUP 129")
  }

  /// An end that the extension has written with all that it knows is none of qli's, in no log.
  @Test(arguments: ["", "audit_chain = true\n"]) func aForgedEnd(_ lines: String) throws {
    let scene = try CompanionScene(run: "with_qli = true")
    let forged =
      #"{"event":"finish","timestamp":"2026-11-30T08:30:00.000000Z","run_id":"%s","user":"u","uid":0,"#
      + #""host":"h","pid":%s,"group":"g","extension":"x","exit_code":0,"duration_ms":3}\n"#
    try scene.home.group(
      "g", "audit_log = \"$XDG_STATE_HOME/log\"\n\(lines)[run]\nwith_qli = true\n")
    try scene.home.extension(
      "g", "x",
      sh: """
        printf '\(forged)' "$QLI_RUN_ID" $PPID >>"$XDG_STATE_HOME/log"
        kill -KILL $PPID
        exec probe wait-for never
        """)
    try scene.home.qli("g", "x").expect(
      stderr: "error: the extension was ended by SIGTERM: qli was killed\n", code: 137)
    #expect(try scene.closings() == ["finish - 0", "interrupted SIGKILL 137"])
    #expect(try scene.home.qli("audit", "--failed", "g").run().stdout.contains("137"))
  }

  /// Who asked for it is told how it ended, also where the one that would have told it is killed.
  @Test(arguments: Victim.allCases) func whoAskedIsTold(_ victim: Victim) throws {
    let scene = try CompanionScene(run: "with_qli = true")
    let running = try scene.home.qli("run", "--json", "--status-file", "status", "g", "x")
      .stdout(.file("out")).start()
    try scene.waitUntilReady()
    try kill(victim, running, scene)
    try running.wait()
    try scene.expectEnd("interrupted SIGKILL 137")
    for file in ["out", "status"] {
      let object = try JSON.parse(scene.home.read(file))
      #expect(object["exit_code"] == 137, "\(file)")
      #expect(object["cause"] == "qli_killed", "\(file)")
    }
  }

  /// A pid namespace whose first process the copy is: there it sees no parent.
  @Test(.requireTool("unshare")) func aNamespaceOfItsOwn() throws {
    try #require(geteuid() == 0, "a namespace of processes needs root")
    let scene = try CompanionScene(run: "with_qli = true", script: "echo ran")
    let unshare = try #require(Tools.path("unshare"))
    try scene.home.qli("g", "x").wrapped(unshare, "--pid").expect(stdout: "ran\n")
    #expect(try scene.closings() == ["finish - 0"])
  }

  /// How many are killed: 60, or `QLI_TEST_KILLS`.
  private static let rounds =
    ProcessInfo.processInfo.environment["QLI_TEST_KILLS"].flatMap(Int.init) ?? 60

  /// Whoever is killed, and whenever: nothing is left, and each start has one end.
  @Test func anyAtAnyMoment() throws {
    let scene = try CompanionScene(run: "with_qli = true", grace: "20ms")
    var numbers = SeededNumbers(seed: 14)
    for round in 1...Self.rounds {
      let isCopy = round % 2 == 0
      let moment = UInt32.random(in: 0..<20_000, using: &numbers)
      let running = try scene.home.qli("g", "x").start()
      usleep(moment)
      // The copy is the only child that qli has while nothing asks and no secret is fetched.
      let copy = HomeProcesses.children(of: running.pid).first
      Glibc.kill(isCopy ? copy ?? running.pid : running.pid, SIGKILL)
      try running.wait()
      try waitUntil("nothing is left: round \(round), after \(moment) µs") {
        scene.processes.alive().isEmpty
      }
    }
    guard scene.home.exists("$STATE/log") else { return }
    var ends: [String: Int] = [:]
    for record in try scene.home.auditLines("$STATE/log") {
      let run = try #require(record["run_id"]?.string)
      ends[run, default: 0] += record["event"] == "start" ? 0 : 1
    }
    #expect(ends.values.allSatisfy { $0 == 1 }, "\(ends.filter { $0.value != 1 })")
  }
}
