import Testing

@testable import QliCore

/// How many starts may fail before the next one has to wait, by a clock that may be set.
@Suite struct StartFailuresTests {
  private static let start: Int64 = 1_800_000_000
  private let folder: ServiceFolder
  private let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
    let environment = Environment([ByteString("XDG_STATE_HOME=\(scratch.path)")])
    let name = try #require(ExtensionName("g"))
    let id = ServiceID(group: name, extension: name)
    folder = try #require(ServiceFolder(id, in: environment))
  }

  private func at(_ seconds: Int64) -> Timestamp {
    Timestamp(seconds: Self.start + seconds, nanoseconds: 0)
  }

  /// Those that failed at these moments, in seconds.
  private func failures(_ moments: Int64...) -> StartFailures {
    var failures = StartFailures(reading: folder)
    for moment in moments { failures.add("it failed", "file", at: at(moment)) }
    return failures
  }

  @Test func threeAreBorneWith() {
    #expect(failures(0, 1, 2).wait("file", at: at(3)) == nil)
    #expect(failures(0, 1, 2, 3).wait("file", at: at(4)) == 26)
    #expect(failures(0, 1, 2, 3).wait("other", at: at(4)) == nil)
    #expect(failures(0, 1, 2, 3).wait("file", at: at(30)) == nil)
    #expect(failures(0, 20, 40, 60).wait("file", at: at(61)) == nil)
  }

  /// Nobody has to wait for hours because the clock was set back, or is let by for ever.
  @Test func aClockThatIsSet() {
    var failures = failures(0, 1, 2, 3)
    #expect(failures.wait("file", at: at(-3600)) == nil)
    #expect(failures.wait("file", at: at(3600)) == nil)
    for moment in Int64(-3600)...(-3597) { failures.add("again", "file", at: at(moment)) }
    #expect(failures.wait("file", at: at(-3596)) == 26)
    // A little back: no longer than the window.
    let wait = self.failures(0, 1, 2, 3).wait("file", at: at(-10))
    #expect(wait.map { $0 <= 60 } == true)
  }
}
