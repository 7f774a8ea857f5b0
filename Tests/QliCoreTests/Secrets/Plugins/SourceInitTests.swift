import Foundation
import Testing

@testable import QliCore

/// A plugin that can't be started, or whose `init` says that it can't be used. None of this is a
/// crash: trying again would change nothing.
@Suite struct SourceInitTests {
  private let scene: SourceScene

  init() throws { scene = try SourceScene() }

  /// What asking the plugin fails with; nothing is left, and no crash is on record.
  private func failure(_ definition: SourceDefinition) throws -> String {
    try scene.withClient(definition) { client throws in
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(client.state == .idle)
      #expect(scene.processes.allSatisfy { isGone($0) })
      #expect(try scene.record() == SourceRecord())
      return error.replacingOccurrences(of: scene.path(""), with: "")
    }
  }

  @Test(arguments: [
    (
      #"say '"result":{"source_name":"other","capabilities_bits":1,"plugin_version":"1"}'"#,
      "it says that its name is 'other'"
    ),
    (
      #"""
      say '"result":{"source_name":"demo","capabilities_bits":1,"plugin_version":"1",\#
      "protocol_version":"2.0"}'
      """#,
      "it speaks version 2.0 of the protocol, and qli speaks 1.0"
    ),
    (
      #"say '"error":{"kind":"other","detail":"unsupported protocol_version"}'"#,
      "its init failed: unsupported protocol_version"
    ),
    (
      #"say '"error":{"kind":"needs-credential","detail":"log in"}'"#,
      "its init failed: it needs a credential: log in"
    ),
    (
      #"say '"error":{"code":-32602,"message":"no address"}'"#,
      "its init failed: it failed with the error -32602: no address"
    ),
    (
      #"echo 'no config' >&2; say '"error":{"kind":"unavailable","detail":"x"}'"#,
      "its init failed: it is unavailable: x | no config\n"
    ),
  ])
  func aGreetingThatRefuses(_ script: String, _ expected: String) throws {
    let error = try failure(try scene.plugin("next; \(script); next"))
    #expect(error == expected)
    #expect(scene.processes.count == 1 && scene.lines("requests").count == 1)
  }

  /// Another number behind the point is the same protocol.
  @Test func aLaterMinorVersionIsUnderstood() throws {
    let definition = try scene.plugin(
      #"""
      next
      say '"result":{"source_name":"demo","capabilities_bits":1,"plugin_version":"1","protocol_version":"1.1"}'
      next; give s; next
      """#)
    try scene.withClient(definition) { client throws in #expect(try client.get("r").text == "s") }
  }

  @Test func aProgramThatIsNotThere() throws {
    #expect(
      try failure(try scene.definition()) == "the program 'qli-source-demo' isn't there")
  }

  @Test func aProgramThatMayNotBeRun() throws {
    let definition = try scene.plugin("init")
    try #require(chmod(scene.path("qli-source-demo"), 0o644) == 0)
    #expect(
      try failure(definition) == "cannot execute 'qli-source-demo': it has no execute bit")
  }

  @Test func aProgramThatAnyoneMayChange() throws {
    let definition = try scene.plugin("init")
    try #require(chmod(scene.path("qli-source-demo"), 0o757) == 0)
    #expect(
      try failure(definition) == "unsafe: anyone on this machine can write to 'qli-source-demo', "
        + "and so change what runs")
    #expect(!scene.exists("pids"))
  }

  @Test func aProgramWithoutItsInterpreter() throws {
    let definition = try scene.plugin("init")
    let text = scene.text("qli-source-demo")
    try scene.write("#!/nowhere/sh\n" + text, "qli-source-demo")
    let error = try failure(definition)
    #expect(
      error == "it couldn't be started: cannot execute 'qli-source-demo': its interpreter "
        + "'/nowhere/sh' isn't there")
  }

  /// It was pinned, and is another program now.
  @Test func aProgramWithAnotherChecksum() throws {
    let definition = try scene.plugin("init; next; give s; next")
    let pinned = try scene.definition(checksum: SourceProgram.checksum(of: definition))
    try scene.withClient(pinned) { client throws in #expect(try client.get("r").text == "s") }
    _ = try scene.plugin("init; next; give t; next")
    let processes = scene.processes.count
    try scene.withClient(pinned) { client throws in
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(error.hasSuffix("qli-source-demo' isn't what its sidecar pins"))
    }
    #expect(scene.processes.count == processes)
    #expect(try scene.record().crashes.isEmpty)
  }

  // MARK: - The record

  @Test func withoutAStateFolderNothingIsStarted() throws {
    let definition = try scene.plugin("init")
    try scene.withLoop { loop throws in
      let history = SourceHistory(stateFolder: nil, clock: scene.clock.clock)
      let client = SourceClient(
        definition, environment: Environment([]), history: history, loop)
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(
        error
          == "nothing says where its crashes are counted: neither XDG_STATE_HOME nor HOME is set "
          + "to an absolute path"
      )
      #expect(client.state == .disabled)
    }
    #expect(!scene.exists("pids"))
  }

  @Test func withABrokenRecordNothingIsStarted() throws {
    let definition = try scene.plugin("init; next; give s; next")
    let folder = scene.recordFolder
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try Data("{".utf8).write(to: URL(fileURLWithPath: "\(folder)/demo.json"))
    try scene.withClient(definition) { client throws in
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(error == "the record of its crashes is broken: '\(folder)/demo.json'")
      #expect(!scene.exists("pids"))
      try scene.history.reset("demo")
      #expect(try client.get("r").text == "s")
    }
  }

  /// Nobody could count its crashes, so it isn't used.
  @Test func whatCanNotBeNotedEndsIt() throws {
    // A file where a folder has to be made, which comes when that was looked at.
    let definition = try scene.plugin(": > \"$root/state\"; init; next; give s; next")
    try scene.withClient(definition) { client throws in
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(error.hasPrefix("the record of its crashes can't be used: "))
      #expect(scene.processes.count == 1)
      #expect(try isGone(#require(scene.processes.first)))
    }
  }

  @Test func aLockThatIsHeldIsGivenUpAfterTenSeconds() throws {
    let definition = try scene.plugin("init; : > \"$root/started\"; next; give s; next")
    let release = try scene.holdLock()
    defer { release() }
    scene.when("started", seconds: 1)
    try scene.withClient(definition) { client throws in
      let error = sourceError { () throws(SourceError) in _ = try client.get("r") }
      #expect(
        error == "another process has held the lock of '\(scene.recordFolder)' for 10 seconds")
      #expect(try isGone(#require(scene.processes.first)))
    }
  }

  @Test func aLockThatIsReleasedIsWaitedFor() throws {
    let definition = try scene.plugin("init; : > \"$root/started\"; next; give s; next")
    let release = try scene.holdLock()
    scene.when("started", release)
    try scene.withClient(definition) { client throws in #expect(try client.get("r").text == "s") }
  }
}
