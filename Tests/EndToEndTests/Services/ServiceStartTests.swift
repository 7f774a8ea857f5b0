import Glibc
import TestSupport
import Testing

/// `qli start`: one service however often it is asked for, ready when it returns.
@Suite struct ServiceStartTests {
  @Test func startStatusStop() throws {
    let scene = try ServiceScene("ready = \"file:$STATE/up\"".expanded, script: Self.readyFile)
    let outcome = try scene.home.qli("start", "g", "x").run()
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
    let status = try scene.status()
    let main = try #require(status["pid"]?.integer)
    let run = try #require(status["run_id"]?.string)
    #expect(outcome.stdout == "g\tx\tready\t\(main)\t\t\(run)\n")
    #expect(outcome.stderr.hasPrefix("g x is ready after "))
    #expect(outcome.stderr.hasSuffix(" (pid \(main))\n"))
    #expect(status["state"] == "ready")
    try scene.home.qli("status", "g", "x").run().expectCode(0)
    try scene.stop()
    #expect(try scene.state() == "ended")
    try scene.home.qli("status", "g", "x").run().expectCode(1)
    #expect(try scene.events() == ["start", "ready", "stopped"])
    let records = try scene.records()
    #expect(records.allSatisfy { $0["run_id"]?.string == run })
    #expect(records[0]["service"]?.bool == true)
    #expect(records[1]["main_pid"]?.integer == main)
    #expect(records[2]["ended_by"] == "stop")
    #expect(records[2]["uid"]?.integer == Int(getuid()))
  }

  /// Of no service that is ready while a test runs.
  private static let never = "ready = \"after:1h\"\nready_timeout = \"2h\""
  private static let readyFile = "echo > \"$XDG_STATE_HOME/up\"; exec probe wait-for never"

  @Test func aSecondStartFindsTheFirst() throws {
    let scene = try ServiceScene()
    let (main, _) = try scene.start()
    let again = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(again.ending == .exited(0))
    let object = try JSON.parse(again.stdout)
    #expect(object["outcome"] == "ready")
    #expect(object["already"]?.bool == true)
    #expect(object["pid"]?.integer == Int(main))
    #expect(try scene.events() == ["start", "ready"])
    let other = try scene.home.qli("start", "g", "x", "argument").run()
    #expect(other.ending == .exited(120))
    #expect(other.stderr.hasPrefix("error: it runs already, with other arguments: process \(main)"))
    #expect(other.stderr.contains("help: end it first: qli stop g x\n"))
    try scene.stop()
  }

  @Test func thirtyTwoStartsAtOnce() throws {
    let scene = try ServiceScene("ready = \"after:50ms\"")
    let starts = try (1...32).map { _ in try scene.home.qli("start", "--json", "g", "x").start() }
    let objects = try starts.map { try JSON.parse($0.wait().stdout) }
    #expect(objects.allSatisfy { $0["outcome"] == "ready" })
    #expect(objects.count { $0["already"] == nil } == 1)
    #expect(Set(objects.compactMap { $0["pid"]?.integer }).count == 1)
    #expect(try scene.events() == ["start", "ready"])
    try scene.stop()
  }

  @Test func oneThatEndsBeforeItIsReady() throws {
    let scene = try ServiceScene(
      Self.never, script: "echo out; echo why >&2; exit 7")
    let outcome = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(7))
    let object = try JSON.parse(outcome.stdout)
    #expect(object["outcome"] == "ended")
    #expect(object["exit_code"]?.integer == 7)
    #expect(object["stdout"] == "out\n")
    #expect(object["stderr"] == "why\n")
    #expect(
      outcome.stderr.hasPrefix(
        "error: the service ended before it was ready: it exited with code 7\n"))
    #expect(outcome.stderr.contains("help: see its output: qli logs g x\n"))
    #expect(try scene.closing()["event"] == "finish")
    #expect(try scene.closing()["exit_code"]?.integer == 7)
    #expect(scene.processes.alive().isEmpty)
  }

  /// It was to stay: that it ended well is no success.
  @Test func oneThatEndsWellBeforeItIsReady() throws {
    let scene = try ServiceScene(Self.never, script: "exit 0")
    let outcome = try scene.home.qli("start", "g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(try scene.closing()["event"] == "failed")
    #expect(try scene.closing()["step"] == "ready")
  }

  @Test(arguments: [("exec probe wait-for never", 124), (Self.stubborn, 137)] as [(String, Int32)])
  func oneThatIsNeverReady(_ script: String, _ code: Int32) throws {
    let scene = try ServiceScene(
      "ready = \"file:/nonexistent/up\"\nready_timeout = \"500ms\"",
      // What ends by itself may take its time for that.
      run: "grace = \"\(code == 124 ? "1h" : "50ms")\"",
      script: script)
    let outcome = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(code), "\(outcome.stderr)")
    #expect(try JSON.parse(outcome.stdout)["outcome"] == "not_ready")
    #expect(try scene.closing()["event"] == "failed")
    #expect(try scene.closing()["step"] == "ready")
    #expect(try scene.state() == "failed")
    #expect(scene.processes.alive().isEmpty)
  }

  private static let stubborn = "trap '' TERM; probe wait-for never & exec probe wait-for never"

  /// A start that fails again and again isn't tried for ever.
  @Test func startsThatFailAreCounted() throws {
    let scene = try ServiceScene(Self.never, script: "exit 7")
    for _ in 1...4 { try scene.home.qli("start", "g", "x").run().expectCode(7) }
    let outcome = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(120))
    #expect(try JSON.parse(outcome.stdout)["step"] == "start_limit")
    #expect(
      outcome.stderr.hasPrefix("error: it has failed to start 4 times in 30s; the last time: "))
    // Another file is another matter.
    try scene.home.extension("g", "x", sh: "exit 8")
    try scene.home.qli("start", "g", "x").run().expectCode(8)
  }

  @Test func kindsDoNotMix() throws {
    let scene = try ServiceScene()
    try scene.home.extension("g", "job", sh: "exit 0")
    let run = try scene.home.qli("g", "x").run()
    #expect(run.ending == .exited(125))
    #expect(run.stderr.contains("help: qli start g x\n"))
    let start = try scene.home.qli("start", "g", "job").run()
    #expect(start.ending == .exited(125))
    #expect(start.stderr.contains("help: run it: qli g job\n"))
    #expect(try scene.records().isEmpty)
  }

  @Test func explain() throws {
    let scene = try ServiceScene("ready = \"line:*up*\"")
    let outcome = try scene.home.qli("explain", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(0))
    let steps = try JSON.parse(outcome.stdout)["steps"]?.array ?? []
    let wait = steps.first { $0["name"] == "wait" }?["remarks"]?.array ?? []
    #expect(wait.compactMap { $0["subject"]?.string } == ["ready", "time_limit"])
    #expect(wait.first?["text"]?.string?.contains("a line like '*up*'") == true)
    #expect(scene.processes.alive().isEmpty)
  }

  @Test(arguments: [SIGINT, SIGTERM]) func aSignalWhileItIsAwaited(_ signal: Int32) throws {
    let scene = try ServiceScene(
      Self.never,
      script: "echo > started; exec probe wait-for never")
    let running = try scene.home.qli("start", "g", "x").start()
    try scene.home.waitForFile("started")
    try running.signal(signal)
    let outcome = try running.wait()
    #expect(outcome.ending == (signal == SIGINT ? .signalled(SIGINT) : .exited(128 + signal)))
    #expect(try scene.closing()["event"] == "interrupted")
    #expect(try scene.closing()["signal"]?.string == (signal == SIGINT ? "SIGINT" : "SIGTERM"))
    #expect(scene.processes.alive().isEmpty)
  }

  /// Nothing of who starts it is held: a reader of its output sees the end.
  @Test func leakedDescriptors() throws {
    let scene = try ServiceScene()
    let outcome = try scene.home.program(
      "/bin/sh", "-c", "exec 3>&1 7>&2; '\(scene.home.path("$QLI"))' start g x | cat"
    ).run()
    #expect(outcome.ending == .exited(0))
    #expect(try scene.state() == "ready")
    try scene.stop()
  }

  @Test func instances() throws {
    let scene = try ServiceScene(
      "ready = \"after:1ms\"", script: "echo \"$QLI_INSTANCE\"; exec probe wait-for never")
    try scene.home.qli("start", "g", "x").run().expectCode(0)
    try scene.home.qli("start", "--instance", "two", "g", "x").run().expectCode(0)
    try scene.home.qli("start", "g", "x@two").run().expectCode(0)
    let outcome = try scene.home.qli("status").run()
    #expect(
      outcome.stdout.split(separator: "\n").map { $0.split(separator: "\t")[1] } == ["x", "x@two"])
    #expect(try scene.home.qli("logs", "g", "x@two").run().stdout == "two\n")
    #expect(try scene.home.qli("logs", "g", "x").run().stdout == "shared\n")
    try scene.home.qli("stop", "g", "x@two").run().expectCode(0)
    #expect(try scene.state() == "ready")
    try scene.home.qli("stop", "g").run().expectCode(0)
    #expect(scene.processes.alive().isEmpty)
  }

  @Test func noMoreThanSixteen() throws {
    let scene = try ServiceScene()
    for number in 1...16 {
      try scene.home.qli("start", "g", "x@n\(number)").run().expectCode(0)
    }
    let outcome = try scene.home.qli("start", "g", "x").run()
    #expect(outcome.ending == .exited(120))
    #expect(outcome.stderr.hasPrefix("error: 16 services run, and no more may run at a time"))
    try scene.home.qli("stop", "g").run().expectCode(0)
    #expect(scene.processes.alive().isEmpty)
  }

  @Test func inTheForeground() throws {
    let scene = try ServiceScene(
      "ready = \"line:up\"",
      script: "echo up; echo on >&2; exec probe trap TERM --ready trapped --exit 3")
    let running = try scene.home.qli("start", "--foreground", "g", "x").start()
    try waitUntil("it is ready") { try scene.state() == "ready" }
    try scene.home.waitForFile("trapped", toContain: "\n")
    try running.signal(SIGTERM)
    let outcome = try running.wait()
    #expect(outcome.ending == .exited(3), "\(outcome.stderr)")
    #expect(outcome.stdout == "up\n")
    #expect(outcome.stderr.hasPrefix("on\n"))
    #expect(try scene.events() == ["start", "ready", "interrupted"])
    #expect(try scene.home.qli("logs", "g", "x").run().stdout == "up\n")
  }
}

extension Outcome {
  /// Compares the code alone.
  func expectCode(_ code: Int32, sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(ending == .exited(code), "\(stderr)", sourceLocation: sourceLocation)
  }
}

extension String {
  /// `$STATE` as a manifest knows it.
  fileprivate var expanded: String { replacing("$STATE", with: "$XDG_STATE_HOME") }
}
