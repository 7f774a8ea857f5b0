import Glibc
import TestSupport
import Testing

/// The first failure, or a stop signal, ends every `op` that runs; then nothing runs.
@Suite struct SecretEndingTests {
  let home: TestHome
  let ready: Rendezvous
  let go: Rendezvous

  init() throws {
    home = try TestHome()
    ready = try home.fifo("ready")
    go = try home.fifo("go")
    let references = ["one", "two", "fails", "three"]
    let secrets = references.map {
      "{ env = '\($0.uppercased())', ref = 'op://\($0)', provider = 'one_password' },\n"
    }
    try home.group(
      "g", "audit_log = '$XDG_STATE_HOME/log'\nsecrets = [\n\(secrets.joined())]")
    try home.extension("g", "x", sh: "echo ran")
  }

  /// One of four fails, as soon as it may; the others log the signals that they get.
  private func op(trapping words: String) throws {
    try home.pathExecutable(
      "op",
      sh: """
        if [ "$2" = op://fails ]; then
          echo $$ > '\(ready.path)'
          read line < '\(go.path)'
          echo "no such item" >&2
          exit 1
        fi
        exec probe trap \(words) --ready '\(ready.path)' --log '\(home.path("log"))'
        """)
  }

  private var run: QliRun { home.qli("g", "x").environment(["OP_CONNECT_TOKEN": "key"]) }

  /// The process numbers of all four.
  private func processes(of running: RunningQli) throws -> [String] {
    try (0..<4).map { _ in try ready.wait(for: running) }
  }

  private func expectNothingLeft(
    of processes: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for process in processes {
      #expect(!home.exists("/proc/\(process)"), sourceLocation: sourceLocation)
    }
    #expect(!home.exists("$STATE/log"), sourceLocation: sourceLocation)
  }

  private static let failure = """
    error: secret 'FAILS' couldn't be resolved: 'op read' exited with 1
      op: no such item
    help: op signin

    """

  /// Those that don't go have two seconds, and one that fails because of it says nothing.
  @Test(arguments: ["TERM --exit 0", "TERM --exit 3", "TERM --count 100"])
  func aFailureEndsTheRest(_ trap: String) throws {
    try op(trapping: trap)
    let running = try run.start()
    let processes = try processes(of: running)
    try go.release()
    try running.expect(stderr: Self.failure, code: 122)
    #expect(try home.read("log") == "SIGTERM\nSIGTERM\nSIGTERM\n")
    expectNothingLeft(of: processes)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGUSR1])
  func aSignalEndsEveryOp(_ signal: Int32) throws {
    try op(trapping: "TERM HUP USR1 --exit 0")
    let running = try run.start()
    let processes = try processes(of: running)
    try running.signal(signal)
    try running.expect(code: 128 + signal)
    #expect(try home.read("log") == "SIGTERM\nSIGTERM\nSIGTERM\n")
    expectNothingLeft(of: processes)
  }

  @Test func controlCEndsEveryOp() throws {
    try op(trapping: "INT TERM --die")
    let terminal = try run.startOnTerminal()
    let processes = try processes(of: terminal.process)
    try terminal.control("C")
    let outcome = try terminal.wait()
    #expect(outcome.ending == .signalled(SIGINT))
    #expect(["", "^C"].contains(outcome.terminal))
    expectNothingLeft(of: processes)
  }

  /// A second signal leaves no more time.
  @Test func aSecondSignalKillsEveryOp() throws {
    try op(trapping: "TERM INT --count 100")
    let running = try run.start()
    let processes = try processes(of: running)
    try running.signal(SIGTERM)
    try home.waitForFile("log", toContain: "SIGTERM\nSIGTERM\nSIGTERM\n")
    try running.signal(SIGINT)
    try running.expect(code: 143)
    #expect(try home.read("log") == "SIGTERM\nSIGTERM\nSIGTERM\n")
    expectNothingLeft(of: processes)
  }

  /// Then it was told to stop: a loop in a shell shouldn't go on.
  @Test func aSignalWhileAFailureEndsTheRest() throws {
    try op(trapping: "TERM INT --count 100")
    let running = try run.start()
    let processes = try processes(of: running)
    try go.release()
    try home.waitForFile("log", toContain: "SIGTERM\nSIGTERM\nSIGTERM\n")
    try running.signal(SIGINT)
    try running.wait().expect(signal: SIGINT)
    expectNothingLeft(of: processes)
  }
}
