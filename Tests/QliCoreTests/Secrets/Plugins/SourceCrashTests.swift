import Foundation
import TestSupport
import Testing

@testable import QliCore

/// How often a source may crash, in one run of qli and over many.
@Suite struct SourceCrashTests {
  private let scene: SourceScene

  init() throws { scene = try SourceScene() }

  /// What one request in a run of its own comes to.
  private func run(_ definition: SourceDefinition) throws -> String {
    try scene.withClient(definition) { client throws in
      sourceError { () throws(SourceError) in _ = try client.get("r") }
    }
  }

  private static let crash = "it exited with 3 before it answered"

  @Test func crashesInOneRun() throws {
    let definition = try scene.plugin("init; next; exit 3")
    try scene.withClient(definition) { client throws in
      let get = { sourceError { () throws(SourceError) in _ = try client.get("r") } }
      #expect(client.state == .idle)
      #expect(get() == Self.crash && client.state == .recovering)
      #expect(get() == Self.crash && client.state == .recovering)
      #expect(get() == Self.crash && client.state == .disabled)
      let refusal =
        "it is disabled, because it crashed 3 times within 1m; the last error: \(Self.crash)"
      #expect(get() == refusal && get() == refusal)
      #expect(client.state == .disabled && scene.processes.count == 3)
      // Time alone doesn't enable it.
      scene.clock.advance(seconds: 3600)
      #expect(
        get() == "it is disabled, because it crashed too often, last at "
          + "2027-01-15T08:00:00.000000Z; the last error: \(Self.crash)")
      #expect(client.state == .disabled && scene.processes.count == 3)
      try scene.history.reset("demo")
      #expect(client.state == .idle)
      #expect(get() == Self.crash && scene.processes.count == 4)
    }
  }

  /// Three runs crash, the fourth refuses, and starts nothing.
  @Test func crashesOverManyRuns() throws {
    let definition = try scene.plugin("init; next; exit 3")
    for _ in 0..<3 { #expect(try run(definition) == Self.crash) }
    #expect(
      try run(definition)
        == "it is disabled, because it crashed 3 times within 1m; the last error: \(Self.crash)")
    #expect(scene.processes.count == 3)
    // Also where it would work now.
    let mended = try scene.plugin("init; next; give s; next")
    #expect(try run(mended).hasPrefix("it is disabled") && scene.processes.count == 3)
    try scene.history.reset("demo")
    #expect(try run(mended) == "no error" && scene.processes.count == 4)
  }

  @Test func crashesOlderThanTheWindowDoNotCount() throws {
    let definition = try scene.plugin("init; next; exit 3")
    for _ in 0..<10 {
      #expect(try run(definition) == Self.crash)
      scene.clock.advance(seconds: 30)
    }
    #expect(scene.processes.count == 10)
    #expect(try scene.record().crashes.count == 2)
  }

  @Test func theSidecarSetsTheCapAndTheWindow() throws {
    var lifetime = SourceLifetime()
    lifetime.restartCap = 1
    lifetime.restartWindow = try RunDuration("2h")
    let definition = try scene.plugin("init; next; exit 3", lifetime: lifetime)
    #expect(try run(definition) == Self.crash)
    #expect(
      try run(definition)
        == "it is disabled, because it crashed 1 time within 2h; the last error: \(Self.crash)")
  }

  /// A run that works takes back nothing: the window alone does.
  @Test func answersInBetweenClearNothing() throws {
    let definition = try scene.plugin("init; next; [ -e \"$root/works\" ] || exit 3; give s; next")
    for _ in 0..<2 { #expect(try run(definition) == Self.crash) }
    try Data().write(to: URL(fileURLWithPath: scene.path("works")))
    #expect(try run(definition) == "no error")
    #expect(try scene.record().crashes.count == 2)
    unlink(scene.path("works"))
    #expect(try run(definition) == Self.crash)
    #expect(try run(definition).hasPrefix("it is disabled"))
  }

  /// It died between two requests: that counts, but the request is answered by the next process.
  @Test func aDeathOfAnUnusedPlugin() throws {
    let definition = try scene.plugin("init; next; give s; exit 7")
    try scene.withClient(definition) { client throws in
      for count in 1...3 {
        #expect(try client.get("r").text == "s")
        let process = try #require(scene.processes.last)
        // It may have been reaped with its answer.
        try waitUntil("it has ended") {
          ProcessID(rawValue: process).isZombie || isGone(process)
        }
        #expect(scene.processes.count == count)
      }
      #expect(try scene.record().crashes.count == 2)
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(
        error == "it is disabled, because it crashed 3 times within 1m; the last error: "
          + "it exited with 7 before it answered")
    }
    #expect(scene.processes.count == 3)
  }

  // MARK: - What is no crash

  @Test(arguments: [
    (#"{"kind":"needs-credential","detail":"log in"}"#, "it needs a credential: log in"),
    (#"{"kind":"unavailable","detail":"no net"}"#, "it is unavailable: no net"),
    (
      #"{"kind":"bad-reference","reference":"r","reason":"not found"}"#,
      "it doesn't take the reference 'r': not found"
    ),
    (
      #"{"kind":"unsupported-capability","capability":"read"}"#,
      "it doesn't support this: read"
    ),
    (#"{"kind":"other","detail":"why"}"#, "it failed: why"),
    (#"{"code":-32603,"message":"internal"}"#, "it failed with the error -32603: internal"),
  ])
  func anErrorIsAnAnswer(_ error: String, _ expected: String) throws {
    let definition = try scene.plugin(
      "init; while next; do say '\"error\":\(error)'; done")
    try scene.withClient(definition) { client throws in
      for _ in 0..<5 {
        #expect(sourceError { () throws(SourceError) in _ = try client.get("r") } == expected)
        #expect(client.state == .running)
      }
    }
    #expect(scene.processes.count == 1)
    #expect(try scene.record().crashes.isEmpty)
  }

  @Test func aTimeOutIsACrash() throws {
    let definition = try scene.plugin(
      "init; next; : > \"$root/asked\"; exec sleep 1000", allowed: ["PATH"])
    scene.when("asked", seconds: 10)
    #expect(try run(definition) == "it didn't answer within 30s")
    #expect(try scene.record().crashes.count == 1)
    #expect(try isGone(#require(scene.processes.first)))
  }

  @Test func aTimeOutWhileAPersonIsAskedIsNone() throws {
    let definition = try scene.plugin(
      "init 33; next; : > \"$root/asked\"; exec sleep 1000", allowed: ["PATH"])
    scene.when("asked", seconds: 10)
    for _ in 0..<4 {
      unlink(scene.path("asked"))
      #expect(try run(definition) == "it didn't answer within 30s")
    }
    #expect(scene.processes.count == 4 && scene.processes.allSatisfy { isGone($0) })
    #expect(try scene.record().crashes.isEmpty)
  }

  /// That it may ask a person is known from its last run, also before it has said so.
  @Test func aTimeOutOfItsInitIsNoneEither() throws {
    let works = try scene.plugin("init 33; next; give s; next")
    #expect(try run(works) == "no error")
    let definition = try scene.plugin(
      "next; : > \"$root/asked\"; exec sleep 1000", allowed: ["PATH"])
    scene.when("asked", seconds: 10)
    #expect(try run(definition) == "it didn't answer within 30s")
    #expect(try scene.record().crashes.isEmpty)
  }

  @Test func otherCrashesOfSuchASourceCount() throws {
    let definition = try scene.plugin("init 32; next; exit 3")
    #expect(try run(definition) == Self.crash)
    #expect(try scene.record().crashes.count == 1)
  }

  // MARK: - Many at once

  /// Sixteen processes count at the same moment, and none is lost.
  @Test func sixteenProcessesLoseNoCrash() async throws {
    let folder = scene.path("state/qli")
    try await withThrowingTaskGroup { group in
      for number in 0..<16 {
        group.addTask {
          await #expect(processExitsWith: .success) {
            [folder = folder as String, number = number as Int] in
            let history = SourceHistory(stateFolder: FilePath(folder), clock: .system)
            var lifetime = SourceLifetime()
            lifetime.restartCap = 1000
            lifetime.restartWindow = try RunDuration("1h")
            for _ in 0..<4 { try history.recordCrash("demo", "\(number)", lifetime) }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try scene.record().crashes.count == 64)
  }

  /// Its crash can't be counted: that is said beside what happened.
  @Test func aCrashThatCanNotBeRecorded() throws {
    let definition = try scene.plugin(
      "init; next; rm -r \"$root/state/qli\"; : > \"$root/state/qli\"; exit 3",
      allowed: ["PATH"])
    let error = try scene.withClient(definition, environment: Environment(["PATH=/usr/bin:/bin"])) {
      client throws in sourceError { () throws(SourceError) in _ = try client.get("r") }
    }
    #expect(
      error == Self.crash + " | unrecorded: the record of its crashes can't be used: "
        + "'\(scene.recordFolder)': Not a directory")
  }
}
