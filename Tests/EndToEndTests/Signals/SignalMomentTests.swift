import Glibc
import TestSupport
import Testing

/// Signals that come before the spawn, around it, and after the child's end.
@Suite struct SignalMomentTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("dev", "audit_log = \"\(home.path("$STATE/log/audit"))\"")
    try home.extension("dev", "mark", sh: "echo ran >> '\(home.path("marks"))'; exit 3")
  }

  /// Some containers have strace, but not the system call that it needs.
  private static let canTrace: Bool = {
    guard let strace = Tools.path("strace"), let home = try? TestHome() else { return false }
    let run = home.program(strace, "-qq", "-o", home.path("trace"), "/bin/true")
    return (try? run.run().ending) == .exited(0)
  }()

  /// The lock of the audit log, held by somebody else until it is released.
  private final class Lock {
    private let home: TestHome
    private let holder: RunningQli

    init(_ home: TestHome) throws {
      self.home = home
      try home.directory("$STATE/log")
      let ready = try home.fifo("locked")
      holder = try home.program(
        Products.probe, "lock", home.path("$STATE/log/audit"), "--ready", ready.path, "--until",
        home.path("unlock")
      ).start()
      try ready.wait(for: holder)
    }

    func release() throws {
      try home.file("unlock")
      try holder.expect()
    }
  }

  /// Waits until a process has opened the audit log, and so waits for its lock.
  private func waitForLockTaker(_ process: pid_t) throws {
    let log = home.path("$STATE/log/audit")
    try waitUntil("\(process) has opened the log") {
      (3..<20).contains { number in
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/\(process)/fd/\(number)", &buffer, buffer.count)
        let path = buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        return path.elementsEqual(log.utf8)
      }
    }
  }

  private func closings() throws -> [String] {
    try home.auditLines("$STATE/log/audit").map { record in
      "\(record["event"]?.string ?? "") \(record["signal"]?.string ?? "-") "
        + "\(record["exit_code"]?.integer ?? -1)"
    }
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2])
  func aSignalDuringTheWaitForTheLockEndsQli(_ number: Int32) throws {
    let lock = try Lock(home)
    let running = try home.qli("dev", "mark").start()
    try waitForLockTaker(running.pid)
    try running.signal(SIGWINCH)
    try running.signal(number)
    try running.expect(code: 128 + number)
    try lock.release()
    #expect(!home.exists("marks"))
    #expect(try closings().isEmpty)
  }

  @Test func sigintDuringTheWaitForTheLockKillsQli() throws {
    let lock = try Lock(home)
    let terminal = try home.qli("dev", "mark").startOnTerminal()
    try waitForLockTaker(terminal.process.pid)
    try terminal.control("C")
    #expect(try terminal.wait().ending == .signalled(SIGINT))
    try lock.release()
    #expect(!home.exists("marks"))
    #expect(try closings().isEmpty)
  }

  /// The signal comes while the start is written, when nothing can stop that any more.
  @Test(
    .requireKernelSignals,
    arguments: [
      (SIGTERM, "interrupted SIGTERM 143"), (SIGHUP, "interrupted SIGHUP 129"),
      (SIGUSR1, "interrupted SIGUSR1 138"),
    ])
  func aSignalBetweenStartRecordAndSpawn(_ number: Int32, _ closing: String) throws {
    let lock = try Lock(home)
    let running = try home.qli("dev", "mark").start()
    try waitForLockTaker(running.pid)
    let signal = try KernelSignal(number, to: running.pid, at: .write, in: "$STATE/log", of: home)
    try lock.release()
    try running.expect(code: 128 + number)
    withExtendedLifetime(signal) {}
    #expect(!home.exists("marks"))
    #expect(try closings() == ["start - -1", closing])
  }

  @Test(.requireKernelSignals) func sigintBetweenStartRecordAndSpawn() throws {
    let lock = try Lock(home)
    let running = try home.qli("dev", "mark").start()
    try waitForLockTaker(running.pid)
    let signal = try KernelSignal(SIGINT, to: running.pid, at: .write, in: "$STATE/log", of: home)
    try lock.release()
    try running.wait().expect(signal: SIGINT)
    withExtendedLifetime(signal) {}
    #expect(!home.exists("marks"))
    #expect(try closings() == ["start - -1", "interrupted SIGINT 130"])
  }

  /// A child that qli was given with its process, as by `sleep 1 & exec qli …`, ends.
  @Test(.requireKernelSignals, arguments: [SIGCHLD, SIGWINCH, SIGCONT])
  func otherSignalsBeforeTheSpawnEndNothing(_ number: Int32) throws {
    let lock = try Lock(home)
    let running = try home.qli("dev", "mark").start()
    try waitForLockTaker(running.pid)
    let signal = try KernelSignal(number, to: running.pid, at: .write, in: "$STATE/log", of: home)
    try lock.release()
    try running.expect(code: 3)
    withExtendedLifetime(signal) {}
    #expect(try closings() == ["start - -1", "finish - 3"])
  }

  /// A captured extension has left qli's group when it has a session of its own. What came before is
  /// qli's to pass on: it has it as well.
  @Test(.enabled(if: canTrace, "needs strace, and leave to use it"))
  func aSignalToTheGroupThatACapturedExtensionIsAboutToLeave() throws {
    let run = home.qli("run", "--json", "dev", "mark").wrapped(
      "/usr/bin/strace", "-f", "-qq", "-o", home.path("trace"), "-e", "trace=setsid", "-e",
      "inject=setsid:signal=SIGINT:when=1")
    #expect(try run.run().ending == .exited(3))
    #expect(try closings() == ["start - -1", "finish - 3"])
  }

  /// The key reached qli, and there was no child yet that could get it: the signal comes on the way
  /// into the call that makes the child.
  @Test(.enabled(if: canTrace, "needs strace, and leave to use it"))
  func controlCJustBeforeTheSpawn() throws {
    // A program that leaves its signals alone from its first moment on, as far as it has come.
    try home.copy("/bin/sleep", to: "\(home.extensions())/dev/stay")
    let running = try home.qli("dev", "stay", "100").wrapped(
      "/usr/bin/strace", "-qq", "-o", home.path("trace"), "-e", "trace=clone,clone3,vfork", "-e",
      "inject=clone,clone3,vfork:signal=SIGINT:when=1"
    ).start()
    try running.wait().expect(signal: SIGINT)
    #expect(try closings() == ["start - -1", "interrupted SIGINT 130"])
  }

  /// The same where the program catches the signal by the time that qli looks, as dash does for
  /// scripts: to catch it isn't to have got it. qli looks late, so that it does.
  @Test(.enabled(if: canTrace, "needs strace, and leave to use it"))
  func controlCJustBeforeTheSpawnOfAProgramThatCatchesIt() throws {
    let options = "--log '\(home.path("signals"))' --exit 7"
    try home.extension("dev", "trap", sh: "exec probe trap INT \(options)")
    let running = try home.qli("dev", "trap").wrapped(
      "/usr/bin/strace", "-qq", "-o", home.path("trace"), "-e", "trace=clone3,futex", "-e",
      "inject=clone3:signal=SIGINT:when=1", "-e", "inject=futex:delay_exit=300000"
    ).start()
    try running.wait().expect(code: 7)
    #expect(try home.read("signals") == "SIGINT\n")
    #expect(try closings() == ["start - -1", "interrupted SIGINT 7"])
  }

  /// A qli that is stopped on its way out of the spawn, when its child's interpreter is read. The
  /// child waits for two of these signals.
  private func stoppedJustAfterTheSpawn(trapping signals: String) throws -> PseudoTerminal {
    let ready = try home.fifo("ready")
    let shell = try home.copy("/bin/sh", to: "interpreter/sh")
    let options = "--ready \(ready.path) --log '\(home.path("signals"))' --count 2 --exit 7"
    try home.extension("dev", "trap", "#!\(shell)\nexec probe trap \(signals) \(options)\n")
    let lock = try Lock(home)
    let terminal = try home.qli("dev", "trap").startOnTerminal()
    try waitForLockTaker(terminal.process.pid)
    let stop = try KernelSignal(
      SIGSTOP, to: terminal.process.pid, at: .read, in: "interpreter", of: home)
    try lock.release()
    try ready.wait(for: terminal.process)
    try SignalState.waitUntilStopped(terminal.process.pid)
    withExtendedLifetime(stop) {}
    return terminal
  }

  /// But what the child did get isn't handed on, however late qli is.
  @Test(.requireKernelSignals) func controlCJustAfterTheSpawn() throws {
    let terminal = try stoppedJustAfterTheSpawn(trapping: "INT CONT")
    try terminal.control("C")
    try home.waitForFile("signals", toContain: "SIGINT\n")
    try terminal.process.signal(SIGCONT)
    #expect(try terminal.wait().ending == .exited(7))
    #expect(try home.read("signals") == "SIGINT\nSIGCONT\n")
    #expect(try closings() == ["start - -1", "interrupted SIGINT 7"])
  }

  /// Nor is what only the leader of the session gets lost: a hang-up, which wakes it as well.
  @Test(.requireKernelSignals) func aHangUpJustAfterTheSpawn() throws {
    let terminal = try stoppedJustAfterTheSpawn(trapping: "HUP CONT")
    terminal.hangUp()
    #expect(try terminal.wait().ending == .exited(7))
    #expect(try home.read("signals").split(separator: "\n").sorted() == ["SIGCONT", "SIGHUP"])
    #expect(try closings() == ["start - -1", "interrupted SIGHUP 7"])
  }

  /// The signal comes on the way into the call that reaps the child.
  @Test(.enabled(if: canTrace, "needs strace, and leave to use it"))
  func aSignalBetweenTheLastLookAndTheEnd() throws {
    let begun = try home.fifo("begun")
    let go = try home.fifo("go")
    try home.extension("dev", "wait", sh: "echo > \(begun.path); read x < \(go.path); exit 3")
    let running = try home.qli("dev", "wait").wrapped(
      "/usr/bin/strace", "-qq", "-o", home.path("trace"), "-e", "trace=wait4", "-e",
      "inject=wait4:signal=SIGTERM:when=2"
    ).start()
    try begun.wait(for: running)
    // The first call found the child running.
    try home.waitForFile("trace", toContain: "= 0\n")
    try go.release()
    try running.expect(code: 3)
    #expect(try closings() == ["start - -1", "interrupted SIGTERM 3"])
  }

  /// A run whose child has exited with 3, while another has the lock that the closing record needs.
  private func runAtItsFinish() throws -> (RunningQli, Lock) {
    let begun = try home.fifo("begun")
    let go = try home.fifo("go")
    try home.extension("dev", "wait", sh: "echo > \(begun.path); read x < \(go.path); exit 3")
    let running = try home.qli("dev", "wait").start()
    try begun.wait(for: running)
    let lock = try Lock(home)
    try go.release()
    try waitForLockTaker(running.pid)
    return (running, lock)
  }

  /// It cuts the wait for the lock to a second. The child's code stands.
  @Test(arguments: [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")])
  func aSignalAfterTheEndCutsTheWaitForTheLock(_ number: Int32, _ name: String) throws {
    let (running, lock) = try runAtItsFinish()
    try running.signal(number)
    try running.expect(
      stderr: """
        warning: the end of this run isn't on record: cannot write the audit log \
        '$STATE/log/audit': another process holds its lock, and \(name) cut the wait for it\n
        """, code: 3)
    try lock.release()
    #expect(try closings() == ["start - -1"])
  }

  @Test func aSignalDuringTheFinishIsNotLate() throws {
    let (running, lock) = try runAtItsFinish()
    try running.signal(SIGTERM)
    try lock.release()
    // The child was gone when it came.
    try running.expect(code: 3)
    #expect(try closings() == ["start - -1", "finish - 3"])
  }
}
