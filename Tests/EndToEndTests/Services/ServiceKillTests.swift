import Foundation
import Glibc
import SeededNumbers
import TestSupport
import Testing

/// Whoever is killed, and whenever: nothing is left, and the next start works.
@Suite struct ServiceKillTests {
  /// How many are killed: 60, or `QLI_TEST_KILLS`.
  private static let rounds =
    ProcessInfo.processInfo.environment["QLI_TEST_KILLS"].flatMap(Int.init) ?? 60

  /// Who is killed.
  private enum Victim: CaseIterable {
    case starter, supervisor, watcher, service
  }

  private static let qli = URL(fileURLWithPath: Products.qli).resolvingSymlinksInPath().path

  /// Leaves one behind that ignores what asks it to end.
  private static let script = "probe trap TERM --count 1000 & exec probe wait-for never"

  @Test func anyAtAnyMoment() throws {
    let scene = try ServiceScene(run: "grace = \"10ms\"", script: Self.script)
    // The first start reads what later ones find in memory.
    try scene.start()
    try scene.stop()
    var numbers = SeededNumbers(seed: 12)
    for round in 1...Self.rounds {
      let victim = Victim.allCases[round % Victim.allCases.count]
      let moment = UInt32.random(in: 0..<60_000, using: &numbers)
      let isLookedAt = Bool.random(using: &numbers)
      let place = "round \(round): \(victim) after \(moment) µs"
      try kill(victim, after: moment, scene, place)
      if isLookedAt { try expectNoDeadService(scene, place) }
      // Whatever has become of the one before: there is one now, and one alone.
      let outcome = try scene.home.qli("start", "g", "x").run()
      #expect(outcome.ending == .exited(0), "\(place): \(outcome.stderr)")
      #expect(try scene.state() == "ready", "\(place)")
      let stop = try scene.home.qli("stop", "g", "x").run()
      #expect(stop.ending == .exited(0), "\(place): \(stop.stderr)")
      try waitUntil("nothing is left: \(place)") { scene.processes.alive().isEmpty }
      #expect(try scene.state() == "ended", "\(place)")
    }
    try scene.expectAnEndForEachStart()
  }

  /// What it has left behind takes its time to end: it isn't ready for all that.
  @Test(arguments: [false, true]) func whatIsLeftIsNotReady(_ isSupervisor: Bool) throws {
    let scene = try ServiceScene(
      "ready = \"file:$XDG_STATE_HOME/up\"", run: "grace = \"1h\"",
      script: """
        probe trap TERM --count 1000 --ready "$XDG_STATE_HOME/up" &
        exec probe wait-for never
        """)
    let (main, supervisor) = try scene.start()
    #expect(Glibc.kill(isSupervisor ? supervisor : main, SIGKILL) == 0)
    try expectNotReady(main, scene, "")
    #expect(try scene.state() == "stopping")
    #expect(try scene.home.qli("status", "g", "x").run().ending == .exited(1))
    #expect(!scene.processes.alive().isEmpty)
    try scene.home.qli("stop", "--kill", "g", "x").run().expectCode(0)
    try scene.processes.waitUntilGone()
    try scene.expectAnEndForEachStart()
  }

  /// Starts it, and kills one of those that belong to it, if it is there then.
  private func kill(
    _ victim: Victim, after moment: UInt32, _ scene: ServiceScene, _ place: String
  ) throws {
    let running = try scene.home.qli("start", "g", "x").start()
    usleep(moment)
    let killed = try process(victim, starter: running.pid, scene)
    if let killed {
      #expect(Glibc.kill(killed, SIGKILL) == 0 || errno == ESRCH)
      // It lives until the system has come to it; the starter is this process's to reap.
      if victim != .starter { try SignalState.waitUntilGone(killed) }
    }
    let outcome = try running.wait()
    // Of what it was started for there is word, but for the one that was killed itself.
    let isDead = victim == .starter && killed != nil && outcome.ending == .signalled(SIGKILL)
    switch outcome.ending {
    case .exited(0): break
    case .exited(let code):
      #expect(killed != nil && [125, 137].contains(code), "\(place): \(outcome.stderr)")
    case .signalled: #expect(isDead, "\(place)")
    }
    if victim == .service, let killed { try expectNotReady(killed, scene, place) }
  }

  /// The process of a victim, as far as it is there.
  private func process(
    _ victim: Victim, starter: pid_t, _ scene: ServiceScene
  ) throws -> pid_t? {
    if victim == .starter { return starter }
    let all = scene.processes.alive()
    let qli = Set(all.filter { Self.program(of: $0) == Self.qli }).subtracting([starter])
    // The lower one's parent is the other.
    let parents = Dictionary(uniqueKeysWithValues: qli.map { ($0, SignalState(of: $0)?.parent) })
    let supervisor = qli.first { process in parents[process].map { qli.contains($0 ?? 0) } ?? false
    }
    let watcher = qli.first { $0 != supervisor }
    switch victim {
    case .starter: return starter
    case .supervisor: return supervisor
    case .watcher: return watcher
    case .service:
      return all.first { !qli.contains($0) && SignalState(of: $0)?.parent == supervisor }
    }
  }

  private static func program(of process: pid_t) -> String? {
    let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
    return path.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
  }

  /// Whoever is gone isn't ready.
  private func expectNotReady(
    _ killed: pid_t, _ scene: ServiceScene, _ place: String
  ) throws {
    try waitUntil("it has died") { SignalState(of: killed).map { $0.isZombie } ?? true }
    let status = try scene.status()
    #expect(
      status["state"] != "ready" || status["pid"]?.integer != Int(killed), "\(place): \(status)")
  }

  /// What `status` calls ready is there.
  private func expectNoDeadService(_ scene: ServiceScene, _ place: String) throws {
    let status = try scene.status()
    guard status["state"] == "ready", let process = status["pid"]?.integer.map({ pid_t($0) })
    else { return }
    let isThere = SignalState(of: process).map { !$0.isZombie } ?? false
    // It may have ended since then; but then it is said to have, as well.
    if !isThere { #expect(try scene.state() != "ready", "\(place)") }
  }
}
