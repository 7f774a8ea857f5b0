import Glibc
import TestSupport
import Testing

/// Many at once: each gets an answer, and what is left fits to all of them.
@Suite struct ServiceRaceTests {
  /// How many start and stop the service beside each other, and how often each.
  private static let (chains, rounds) = (8, 25)

  /// Half of them begin with the stop, so that both come from all sides.
  @Test func startAndStopRace() throws {
    let scene = try ServiceScene()
    let script = """
      start() { "$QLI" start g x > /dev/null 2>> errors; echo "start $?" >> codes; }
      stop() { "$QLI" stop -q g x > /dev/null 2>> errors; echo "stop $?" >> codes; }
      for round in $(seq \(Self.rounds)); do $1; $2; done
      """
    let shells = try (1...Self.chains).map { number in
      try scene.home.program(
        "/bin/sh", "-c", script, "sh", number % 2 == 0 ? "start" : "stop",
        number % 2 == 0 ? "stop" : "start"
      ).environment(["QLI": Products.qli]).start()
    }
    for shell in shells { #expect(try shell.wait().ending == .exited(0)) }
    let codes = try scene.home.read("codes").split(separator: "\n")
    #expect(codes.count == 2 * Self.chains * Self.rounds)
    let odd = Set(codes).subtracting(["start 0", "start 143", "stop 0"])
    let errors = try scene.home.read("errors")
    #expect(odd.isEmpty, "\(odd): \(errors)")

    // One and its two watchers, or none.
    let state = try scene.state()
    #expect(["ready", "ended", "never"].contains(state), "\(state)")
    try waitUntil("as many are left") {
      scene.processes.alive().count == (state == "ready" ? 3 : 0)
    }
    try scene.stop()
    try scene.expectAnEndForEachStart()
  }

  @Test func sixteenServicesBySixteenStarters() throws {
    let scene = try ServiceScene()
    let starts = try (1...16).map { try scene.home.qli("start", "g", "x@n\($0)").start() }
    for start in starts { try start.wait().expectCode(0) }
    let services = try scene.services()
    #expect(services.count == 16)
    #expect(services.allSatisfy { $0["state"] == "ready" })
    #expect(Set(services.compactMap { $0["pid"]?.integer }).count == 16)
    try scene.home.qli("stop", "g").run().expectCode(0)
    try scene.processes.waitUntilGone()
    try scene.expectAnEndForEachStart()
  }

  /// No place is taken twice, and none is lost to one that is refused.
  @Test func moreStartersThanPlaces() throws {
    let scene = try ServiceScene()
    let starts = try (1...24).map { try scene.home.qli("start", "g", "x@n\($0)").start() }
    let outcomes = try starts.map { try $0.wait() }
    let refused = outcomes.filter { $0.ending != .exited(0) }
    #expect(refused.count == 8)
    for outcome in refused {
      #expect(outcome.ending == .exited(120))
      #expect(outcome.stderr.hasPrefix("error: 16 services run, and no more may run at a time"))
    }
    #expect(try scene.services().count { $0["state"] == "ready" } == 16)
    try scene.home.qli("stop", "g").run().expectCode(0)
    try scene.processes.waitUntilGone()
  }

  /// It is told to end before it is ready: its start says so, however well it ends.
  @Test(arguments: ["exec probe wait-for never", "exec probe trap TERM --ready up"])
  func stopDuringTheStart(_ script: String) throws {
    let scene = try ServiceScene("ready = \"after:1h\"\nready_timeout = \"2h\"", script: script)
    let running = try scene.home.qli("start", "--json", "g", "x").start()
    try waitUntil("it runs") { try scene.status()["pid"] != nil }
    if script.contains("trap") { try scene.home.waitForFile("up", toContain: "\n") }
    try scene.stop()
    let outcome = try running.wait()
    #expect(outcome.ending == .exited(143), "\(outcome.stderr)")
    #expect(try JSON.parse(outcome.stdout)["outcome"] == "interrupted")
    #expect(try scene.events() == ["start", "stopped"])
  }
}
