import Foundation
import Testing

@testable import QliCore

/// What is remembered of a source from one run to the next.
@Suite struct SourceHistoryTests {
  private let scene: SourceScene
  private var history: SourceHistory { scene.history }
  private var lifetime = SourceLifetime()

  init() throws { scene = try SourceScene() }

  private var file: String { scene.path("state/qli/sources/demo.json") }

  private func write(_ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: scene.recordFolder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
  }

  /// What `body` throws, in words, with the scene's own folder left out.
  private func error(_ body: () throws(SourceHistoryError) -> Void) -> String {
    do throws(SourceHistoryError) {
      try body()
      return "no error"
    } catch {
      return error.message.replacingOccurrences(of: scene.path(""), with: "")
    }
  }

  @Test func aSourceThatNeverRanHasAnEmptyRecord() throws {
    #expect(try history.read("demo") == SourceRecord())
    #expect(!scene.exists("state"))
    #expect(SourceRecord().state(lifetime, at: history.now) == .idle)
  }

  @Test func crashesAreCountedWithinTheWindow() throws {
    let start = TestClock.start * 1000
    try history.recordCrash("demo", "one", lifetime)
    #expect(try scene.record().crashes == [start])
    #expect(try scene.record().state(lifetime, at: history.now) == .recovering)
    scene.clock.advance(seconds: 30)
    try history.recordCrash("demo", "two", lifetime)
    #expect(try scene.record().crashes == [start, start + 30_000])
    scene.clock.advance(seconds: 29.999)
    #expect(try scene.record().crashCount(within: lifetime.restartWindow, at: history.now) == 2)
    scene.clock.advance(seconds: 0.001)
    #expect(try scene.record().crashCount(within: lifetime.restartWindow, at: history.now) == 1)
    try history.recordCrash("demo", "three", lifetime)
    let record = try scene.record()
    #expect(record.crashes == [start + 30_000, start + 60_000])
    #expect(record.lastError == "three" && !record.isDisabled)
    #expect(record.lastCrash == Timestamp(seconds: TestClock.start + 60, nanoseconds: 0))
    scene.clock.advance(seconds: 60)
    #expect(try scene.record().state(lifetime, at: history.now) == .idle)
    #expect(
      scene.text("state/qli/sources/demo.json") == """
        {"crashes":[1800000030000,1800000060000],"last_error":"three","disabled":false,\
        "capabilities_bits":null,"plugin_version":null}

        """)
  }

  @Test func aLockThatIsNeverFreedEndsTheReset() throws {
    try history.recordCrash("demo", "one", lifetime)
    let folder = try OwnedDescriptor(opening: FilePath(scene.recordFolder), for: .reading)
    #expect(try folder.number.tryLock())
    let clock = TestClock(step: 1)
    let waiting = SourceHistory(stateFolder: FilePath(scene.path("state/qli")), clock: clock.clock)
    let text = error { () throws(SourceHistoryError) in try waiting.reset("demo") }
    #expect(text == "another process has held the lock of 'state/qli/sources' for 10 seconds")
    #expect(try scene.record().crashes.count == 1)
    folder.number.unlock()
    try waiting.reset("demo")
    #expect(try scene.record().crashes.isEmpty)
  }

  @Test func atTheCapItStaysDisabledUntilItIsCleared() throws {
    let greeting = SourceGreeting(
      name: "demo", capabilities: .read, version: "3", protocolVersion: nil)
    #expect(try history.tryRecordStart("demo", greeting))
    for _ in 0..<3 { try history.recordCrash("demo", "it fell", lifetime) }
    #expect(try scene.record().isDisabled)
    scene.clock.advance(seconds: 1_000_000)
    #expect(try scene.record().state(lifetime, at: history.now) == .disabled)
    // Whatever comes later, there are never more than the cap.
    try history.recordCrash("demo", "again", lifetime)
    #expect(try scene.record().crashes.count == 1)
    #expect(try scene.record().isDisabled)
    try history.reset("demo")
    #expect(try scene.record() == SourceRecord(capabilities: .read, pluginVersion: "3"))
    #expect(try scene.record().state(lifetime, at: history.now) == .idle)
  }

  @Test func aCapThatIsLoweredCountsAtOnce() throws {
    try history.recordCrash("demo", "it fell", lifetime)
    var strict = lifetime
    strict.restartCap = 1
    #expect(try scene.record().state(lifetime, at: history.now) == .recovering)
    #expect(try scene.record().state(strict, at: history.now) == .disabled)
  }

  /// A clock that was set back mustn't leave crashes in the far future.
  @Test func aCrashInTheFarFutureDoesNotCount() throws {
    scene.clock.advance(seconds: 1000)
    try history.recordCrash("demo", "it fell", lifetime)
    scene.clock.advance(seconds: -30)
    #expect(try scene.record().state(lifetime, at: history.now) == .recovering)
    scene.clock.advance(seconds: -30)
    #expect(try scene.record().state(lifetime, at: history.now) == .idle)
    try history.recordCrash("demo", "it fell", lifetime)
    #expect(try scene.record().crashes.count == 1)
  }

  @Test func whatIsKnownIsNotWrittenAgain() throws {
    let greeting = SourceGreeting(
      name: "demo", capabilities: .read, version: "3", protocolVersion: nil)
    #expect(try history.tryRecordStart("demo", greeting))
    let before = try FileStatus(following: FilePath(file)).inode
    #expect(try history.tryRecordStart("demo", greeting))
    #expect(try FileStatus(following: FilePath(file)).inode == before)
    let newer = SourceGreeting(
      name: "demo", capabilities: .read, version: "4", protocolVersion: nil)
    #expect(try history.tryRecordStart("demo", newer))
    #expect(try scene.record().pluginVersion == "4")
  }

  @Test func onlyItsOwnerCanReadTheFile() throws {
    try history.recordCrash("demo", "it fell", lifetime)
    #expect(try FileStatus(following: FilePath(file)).permissions == 0o600)
    #expect(
      try FileStatus(following: FilePath(scene.recordFolder)).permissions == 0o700)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scene.recordFolder)
        == ["demo.json"])
  }

  // MARK: - What can't be used

  @Test func withoutAStateFolder() {
    let history = SourceHistory(stateFolder: nil, clock: scene.clock.clock)
    let expected =
      "nothing says where its crashes are counted: neither XDG_STATE_HOME nor HOME is set "
      + "to an absolute path"
    #expect(error { () throws(SourceHistoryError) in _ = try history.read("demo") } == expected)
    #expect(error { () throws(SourceHistoryError) in try history.reset("demo") } == expected)
    #expect(SourceHistory(Environment([]), clock: scene.clock.clock).folder == nil)
    #expect(
      SourceHistory(Environment(["HOME=/h"]), clock: scene.clock.clock).folder
        == "/h/.local/state/qli/sources")
  }

  @Test(arguments: [
    "", "{}", "[]", "null", #"{"crashes":[],"disabled":0}"#, #"{"crashes":{},"disabled":false}"#,
    #"{"crashes":["1"],"disabled":false}"#, #"{"crashes":[-1],"disabled":false}"#,
    #"{"crashes":[1.5],"disabled":false}"#, #"{"crashes":[9223372036854775807],"disabled":false}"#,
    #"{"crashes":[],"disabled":false"#, #"{"crashes":[],"disabled":false,"disabled":false}"#,
  ])
  func aBrokenRecordIsRefusedUntilItIsReset(_ text: String) throws {
    try write(text)
    let expected = "the record of its crashes is broken: 'state/qli/sources/demo.json'"
    #expect(
      error { () throws(SourceHistoryError) in _ = try history.read("demo") } == expected)
    #expect(
      error { () throws(SourceHistoryError) in
        _ = try history.tryRecordCrash("demo", "it fell", lifetime)
      } == expected)
    #expect(scene.text("state/qli/sources/demo.json") == text)
    try history.reset("demo")
    #expect(try scene.record() == SourceRecord())
  }

  @Test func whatIsNoFileIsRefused() throws {
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
    let broken = "the record of its crashes is broken: 'state/qli/sources/demo.json'"
    #expect(error { () throws(SourceHistoryError) in _ = try history.read("demo") } == broken)
    rmdir(file)
    try #require(mkfifo(file, 0o600) == 0)
    #expect(error { () throws(SourceHistoryError) in _ = try history.read("demo") } == broken)
    // Whatever it is, it is replaced.
    try history.reset("demo")
    #expect(try scene.record() == SourceRecord())
  }

  /// Where somebody else could put a record, nothing is made, and nobody's lock is waited for.
  @Test func aPlaceThatIsNotSafeIsNotTouched() throws {
    try FileManager.default.createDirectory(
      atPath: scene.path("state"), withIntermediateDirectories: false)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o777], ofItemAtPath: scene.path("state"))
    let reset = error { () throws(SourceHistoryError) in try history.reset("demo") }
    #expect(reset.contains("unsafe") && !scene.exists("state/qli"))
    let crash = error { () throws(SourceHistoryError) in
      _ = try history.tryRecordCrash("demo", "one", lifetime)
    }
    #expect(crash.contains("unsafe") && !scene.exists("state/qli"))
  }

  @Test func aFileInPlaceOfTheFolder() throws {
    try Data().write(to: URL(fileURLWithPath: scene.path("state")))
    let expected = "the record of its crashes can't be used: 'state/qli/sources"
    #expect(
      error { () throws(SourceHistoryError) in _ = try history.read("demo") }
        == expected + "/demo.json': Not a directory")
    #expect(
      error { () throws(SourceHistoryError) in
        _ = try history.tryRecordCrash("demo", "it fell", lifetime)
      } == expected + "': Not a directory")
  }

  // MARK: - Many at once

  @Test func whoHasTheLockIsNotWaitedFor() throws {
    try history.recordCrash("demo", "it fell", lifetime)
    let release = try scene.holdLock()
    #expect(try !history.tryRecordCrash("demo", "it fell", lifetime))
    #expect(try scene.record().crashes.count == 1)
    release()
    #expect(try history.tryRecordCrash("demo", "it fell", lifetime))
    #expect(try scene.record().crashes.count == 2)
  }

  @Test func sixteenThreadsLoseNoCrash() async throws {
    var lifetime = lifetime
    lifetime.restartCap = 1000
    let (history, roomy) = (history, lifetime)
    try await withThrowingTaskGroup { group in
      for number in 0..<16 {
        group.addTask {
          for _ in 0..<8 { try history.recordCrash("demo", "\(number)", roomy) }
        }
      }
      try await group.waitForAll()
    }
    #expect(try scene.record().crashes.count == 128)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scene.recordFolder)
        == ["demo.json"])
  }
}
