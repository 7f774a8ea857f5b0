import Glibc
import TestSupport
import Testing

/// What is said of a service, and to whom.
@Suite struct ServiceTruthTests {
  /// What somebody ended with a signal has failed to start as well.
  @Test func startsThatAreKilledAreCounted() throws {
    let scene = try ServiceScene(
      "ready = \"after:1h\"\nready_timeout = \"2h\"", script: "kill -SEGV $$")
    for _ in 1...4 { try scene.home.qli("start", "g", "x").run().expectCode(139) }
    let outcome = try scene.home.qli("start", "g", "x").run()
    #expect(outcome.ending == .exited(120))
    #expect(outcome.stderr.contains("it was killed by SIGSEGV"))
  }

  /// A success makes them forgotten.
  @Test func aStartThatSucceedsClearsThem() throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"",
      script: "[ -e well ] || exit 7; echo > \"$XDG_STATE_HOME/up\"; exec probe wait-for never")
    for _ in 1...3 { try scene.home.qli("start", "g", "x").run().expectCode(7) }
    try scene.home.file("well")
    try scene.start()
    try scene.stop()
    try scene.home.remove("well")
    for _ in 1...4 { try scene.home.qli("start", "g", "x").run().expectCode(7) }
  }

  /// Whoever waits for a start gets what came of it.
  @Test func othersWaitForAFailure() throws {
    let scene = try ServiceScene(
      "ready = \"after:1h\"\nready_timeout = \"2h\"", script: "probe wait-for go; exit 9")
    let first = try scene.home.qli("start", "g", "x").start()
    try waitUntil("it runs") { try scene.status()["pid"] != nil }
    let others = try (1...3).map { _ in try scene.home.qli("start", "--json", "g", "x").start() }
    for other in others { try other.waitUntilItPolls() }
    try scene.home.file("go")
    #expect(try first.wait().ending == .exited(9))
    for other in others {
      let outcome = try other.wait()
      #expect(outcome.ending == .exited(9))
      #expect(try JSON.parse(outcome.stdout)["outcome"] == "ended")
    }
    #expect(try scene.events() == ["start", "finish"])
  }

  /// One that was stopped isn't started again by those that waited.
  @Test func stopWhileOthersWait() throws {
    let scene = try ServiceScene("ready = \"after:1h\"\nready_timeout = \"2h\"")
    let first = try scene.home.qli("start", "g", "x").start()
    try waitUntil("it runs") { try scene.status()["pid"] != nil }
    let other = try scene.home.qli("start", "g", "x").start()
    try other.waitUntilItPolls()
    try scene.stop()
    #expect(try first.wait().ending == .exited(143))
    #expect(try other.wait().ending == .exited(143))
    #expect(try scene.events() == ["start", "stopped"])
    #expect(try scene.state() == "ended")
  }

  /// A signal while it waits for another ends the one that waits.
  @Test func aWaitThatIsBrokenOff() throws {
    let scene = try ServiceScene("ready = \"after:1h\"\nready_timeout = \"2h\"")
    try scene.manifest(
      "ready = \"after:1h\"\nready_timeout = \"2h\"", more: "audit_refusals = true")
    let first = try scene.home.qli("start", "g", "x").start()
    try waitUntil("it runs") { try scene.status()["pid"] != nil }
    let other = try scene.home.qli("start", "g", "x").start()
    try other.waitUntilItPolls()
    #expect(kill(other.pid, SIGTERM) == 0)
    #expect(try other.wait().ending == .exited(143))
    #expect(try scene.events() == ["start", "refused"])
    // Who doesn't want to wait doesn't.
    let third = try scene.home.qli("start", "--no-wait", "--json", "g", "x").run()
    #expect(third.ending == .exited(0))
    #expect(try JSON.parse(third.stdout)["outcome"] == "starting")
    try scene.stop()
    _ = try first.wait()
  }

  /// A refusal before the guards is on record where the group wants that.
  @Test func aRefusalIsOnRecord() throws {
    let scene = try ServiceScene()
    try scene.manifest("ready = \"after:1ms\"", more: "audit_refusals = true")
    try scene.start()
    try scene.home.qli("start", "g", "x", "argument").run().expectCode(120)
    #expect(try scene.closing()["event"] == "refused")
    #expect(try scene.closing()["step"] == "exclusive")
    try scene.stop()
  }

  /// Nobody sees what is said on the way, but in its log.
  @Test func aRecordThatIsLost() throws {
    let scene = try ServiceScene()
    try scene.start()
    try scene.home.remove("$STATE/log")
    try scene.home.directory("$STATE/log")
    try scene.stop()
    let log = try scene.home.qli("logs", "--timestamps", "g", "x").run().stdout
    #expect(log.contains("isn't on record"), "\(log)")
  }

  @Test func theLastLineOfItsLog() throws {
    let scene = try ServiceScene(script: "probe wait-for go; exit 4")
    try scene.start()
    try scene.home.file("go")
    try waitUntil("it has ended") { try scene.state() == "ended" }
    let log = { try scene.home.qli("logs", "--timestamps", "g", "x").run().stdout }
    #expect(try log().hasSuffix(" qli ended: it exited with code 4\n"))
    try scene.home.remove("go")
    try scene.start()
    try scene.stop()
    #expect(try log().contains(" qli stopped by "))
  }

  /// Numbers of processes that are gone mean others later; how long it goes on is said while it does.
  @Test func whatMeansNothingIsLeftOut() throws {
    let scene = try ServiceScene()
    try scene.start()
    let status = try scene.status()
    #expect(status["uptime_ms"]?.integer ?? -1 >= 0)
    try scene.stop()
    let ended = try scene.status()
    #expect(ended["event"] == "stopped")
    for name in ["pid", "supervisor", "uptime_ms"] { #expect(ended[name] == nil) }
  }

  /// A time limit of its own isn't what `ready_timeout` is.
  @Test func itsTimeIsOver() throws {
    let scene = try ServiceScene("ready = \"after:1h\"\nready_timeout = \"2h\"")
    let outcome = try scene.home.qli("start", "--timeout", "100ms", "--json", "g", "x").run()
    #expect(outcome.ending == .exited(124))
    #expect(try JSON.parse(outcome.stdout)["outcome"] == "timed_out")
    #expect(try scene.closing()["event"] == "timed_out")
  }

  @Test func twoInstancesAtOnce() throws {
    let scene = try ServiceScene()
    for command in ["start", "status", "stop", "logs"] {
      let outcome = try scene.home.qli(command, "--instance", "a", "g", "x@b").run()
      #expect(outcome.stderr.contains("@b"), "\(outcome.stderr)")
      #expect(outcome.ending == .exited(command == "start" ? 125 : 2))
    }
    try scene.home.qli("start", "--instance", "a", "g", "x@a").run().expectCode(0)
    try scene.home.qli("stop", "--instance", "a", "g", "x@a").run().expectCode(0)
  }

  /// The service has what it would have in the background, and no more.
  @Test func nothingIsInheritedInTheForeground() throws {
    let scene = try ServiceScene(
      script: "ls /proc/$$/fd > open; echo > \"$XDG_STATE_HOME/up\"; exec probe wait-for never")
    try scene.manifest("ready = \"file:$XDG_STATE_HOME/up\"")
    let running = try scene.home.qli("start", "--foreground", "g", "x")
      .wrapped("/bin/sh", "-c", "exec \"$@\" 7</dev/null", "sh").start()
    try waitUntil("it is ready") { try scene.state() == "ready" }
    #expect(try !scene.home.read("open").split(separator: "\n").contains("7"))
    try scene.stop()
    _ = try running.wait()
  }

  /// What is no trace isn't handed on as one; the service is a span of the one that is.
  @Test(arguments: [
    ("garbage", ""), ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1"),
  ]) func aTrace(_ parent: String, _ state: String) throws {
    let scene = try ServiceScene(
      script: "env > environment; echo > \"$XDG_STATE_HOME/up\"; "
        + "exec probe wait-for never")
    try scene.manifest("ready = \"file:$XDG_STATE_HOME/up\"")
    try scene.home.qli("start", "g", "x")
      .environment(["TRACEPARENT": parent, "TRACESTATE": state]).run().expectCode(0)
    let environment = try scene.home.read("environment").split(separator: "\n")
    let isTrace = parent != "garbage"
    let id = try #require(scene.records()[0]["run_id"]?.string).replacing("-", with: "")
    let trace = isTrace ? String(parent.split(separator: "-")[1]) : id
    #expect(environment.contains("TRACEPARENT=00-\(trace)-\(id.suffix(16))-01"))
    #expect(environment.contains { $0.hasPrefix("TRACESTATE=") } == isTrace)
    #expect(try (scene.records()[0]["traceparent"] != nil) == isTrace)
    try scene.stop()
  }

  /// What qli says to one service is nothing for a run inside of it, or beside it.
  @Test func variablesOfAnotherService() throws {
    let scene = try ServiceScene()
    try scene.home.extension("g", "job", sh: "env > environment")
    try scene.home.qli("g", "job").environment([
      "QLI_ENDPOINT": "tcp:1.2.3.4:5", "QLI_INSTANCE": "x", "QLI_SERVICE_VERSION": "9",
    ]).run().expectCode(0)
    let environment = try scene.home.read("environment")
    for name in ["QLI_ENDPOINT", "QLI_INSTANCE", "QLI_SERVICE_VERSION"] {
      #expect(!environment.contains(name))
    }
  }

  // MARK: - Secrets

  private static let secret = """
    [[secrets]]
    env = "SECRET"
    provider = "env"
    ref = "SOURCE"
    """

  @Test func aSecretInTheEndpoint() throws {
    let scene = try ServiceScene()
    try scene.manifest(
      "ready = \"after:1ms\"\nendpoint = \"unix:$XDG_RUNTIME_DIR/$SOURCE.sock\"",
      more: Self.secret)
    let outcome = try scene.home.qli("start", "--json", "g", "x")
      .environment(["SOURCE": "hidden-away"]).run()
    #expect(outcome.ending == .exited(120))
    #expect(try JSON.parse(outcome.stdout)["step"] == "endpoint")
    #expect(!outcome.stdout.contains("hidden-away") && !outcome.stderr.contains("hidden-away"))
  }

  @Test func aSecretInTheReasonOfAStop() throws {
    let scene = try ServiceScene()
    try scene.manifest("ready = \"after:1ms\"", more: Self.secret)
    try scene.home.qli("start", "g", "x").environment(["SOURCE": "hidden-away"]).run().expectCode(0)
    try scene.home.qli("stop", "--reason", "used hidden-away", "g", "x")
      .environment(["SOURCE": "hidden-away"]).run().expectCode(0)
    #expect(try scene.closing()["event"] == "stopped")
    #expect(try !scene.home.read("$STATE/log").contains("hidden-away"))
  }
}
