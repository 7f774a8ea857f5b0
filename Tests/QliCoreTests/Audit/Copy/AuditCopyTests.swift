import Foundation
import Glibc
import Testing

@testable import QliCore

/// Copies to a socket of the test's own, at a clock of its own.
@Suite struct AuditCopyTests {
  private let scratch: ScratchFolder
  private var path: FilePath { scratch["log"] }

  init() throws { scratch = try ScratchFolder() }

  /// What came of an attempt.
  private struct Attempt: Sendable, Equatable {
    var failure = "none"
    var help: [String] = []
    /// How long it took at its own clock, in seconds.
    var seconds = 0.0
  }

  /// Sends a copy of a start record, of later ones after it where there are more lines, or of such alone.
  private func attempt(
    _ target: CopyTarget = .syslog, while phase: AuditLog.Phase = .starting, signal: Int32? = nil,
    step: Double = 0.05, lines: [String] = ["{}\n"]
  ) throws -> Attempt {
    let clock = TestClock(step: step)
    return try withLoop(clock.clock) { loop in
      // Blocked by now, so it waits to be read.
      if let signal { pthread_kill(pthread_self(), signal) }
      let copy = AuditCopy(to: target, at: path)
      var attempt = Attempt()
      for (index, line) in lines.enumerated() {
        let record = CopiedRecord(.start, try CopiedRecordTests.head(), Array(line.utf8))
        do throws(AuditLog.Failure) {
          if phase == .starting, index == 0 {
            copy.start = record
            try copy.sendStart(loop)
          } else {
            try converting({ AuditLog.Failure.audit($0) }) { () throws(AuditError) in
              try copy.sendLater(record, loop)
            }
          }
        } catch {
          switch error {
          case .interrupted(let signal): attempt.failure = "interrupted by \(signal)"
          case .audit(let error):
            attempt.failure = ErrorReport(error).headline
            attempt.help = ErrorReport(error).help
          }
        }
      }
      attempt.seconds = clock.seconds
      return attempt
    }
  }

  private func refused(_ why: String, to target: String = "syslog") -> String {
    "cannot copy the record to \(target): \(why); nothing was run"
  }

  @Test func aCopyIsTaken() throws {
    let reader = try MessageReader(at: path)
    #expect(try attempt().failure == "none")
    let message = try #require(try reader.next())
    #expect(String(decoding: message, as: UTF8.self) == "<86>qli[4711]: @cee: {}")
    #expect(try reader.next() == nil)
  }

  /// Nobody reads: a second later it is given up, and what comes then isn't tried.
  @Test(arguments: [AuditLog.Phase.starting, .finishing])
  func whoReadsNothing(_ phase: AuditLog.Phase) throws {
    let reader = try MessageReader(at: path)
    let count = try MessageReader.fill(path)
    let attempt = try attempt(while: phase)
    #expect(
      attempt.failure == refused("whoever listens at '\(path)' has taken nothing for a second"))
    #expect(attempt.help == ["see who listens, and doesn't read: fuser -v \(path)"])
    #expect(attempt.seconds >= 1 && attempt.seconds < 2)
    // Nothing of it comes later.
    for _ in 0..<count { #expect(try reader.next() == [0x21]) }
    #expect(try reader.next() == nil)
  }

  /// Where the start wasn't taken, what follows is for the log alone.
  @Test func afterTheStartNothingIsTried() throws {
    let first = try attempt(lines: ["{}\n"])
    let three = try attempt(lines: ["{}\n", "{}\n", "{}\n"])
    #expect(first.failure == refused("there is no '\(path)'"))
    #expect(three.seconds - first.seconds < 0.5)
    // Each later record is tried.
    let later = try attempt(while: .finishing, lines: ["{}\n", "{}\n", "{}\n"])
    #expect(later.seconds >= 3)
  }

  @Test(arguments: [SIGTERM, SIGUSR1])
  func aSignalEndsTheWaitBeforeTheExtensionRuns(_ signal: Int32) throws {
    let reader = try MessageReader(at: path)
    _ = try MessageReader.fill(path)
    let attempt = try attempt(signal: signal)
    #expect(attempt.failure == "interrupted by \(Signal(rawValue: signal))")
    #expect(attempt.seconds < 1)
    withExtendedLifetime(reader) {}
  }

  @Test func aSignalDoesNotEndItAfterwards() throws {
    let reader = try MessageReader(at: path)
    _ = try MessageReader.fill(path)
    let attempt = try attempt(while: .finishing, signal: SIGTERM)
    #expect(attempt.failure.contains("has taken nothing for a second"))
    #expect(attempt.seconds >= 1 && attempt.seconds < 2)
    withExtendedLifetime(reader) {}
  }

  @Test(arguments: [CopyTarget.journal, .syslog])
  func whoWasKilled(_ target: CopyTarget) throws {
    do { _ = try MessageReader(at: path) }
    let attempt = try attempt(target)
    let isJournal = target == .journal
    #expect(
      attempt.failure
        == refused("nobody listens at '\(path)'", to: isJournal ? "the journal" : "syslog"))
    let unit = isJournal ? "systemd-journald" : "syslog"
    #expect(attempt.help == ["see whether it runs: systemctl status \(unit)"])
    #expect(attempt.seconds >= 1 && attempt.seconds < 2)
  }

  /// An engine that is started anew meanwhile gets it.
  @Test(arguments: [true, false]) func whoComesBack(_ wasThere: Bool) throws {
    if wasThere { do { _ = try MessageReader(at: path) } }
    let path = path
    let (isDone, isSent) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    nonisolated(unsafe) var message: [UInt8]?
    Thread {
      _ = unlink(path.description)
      defer { isDone.signal() }
      guard let reader = try? MessageReader(at: path) else { return }
      isSent.wait()
      message = try? reader.next()
    }.start()
    let attempt = try attempt(step: 0.0001)
    isSent.signal()
    isDone.wait()
    #expect(attempt.failure == "none")
    #expect(message != nil)
  }

  @Test func aMessageThatIsTooLong() throws {
    let reader = try MessageReader(at: path)
    let attempt = try attempt(lines: [String(repeating: "a", count: 300_000) + "\n"])
    #expect(attempt.failure == refused("'\(path)' takes no message of 300021 bytes"))
    #expect(attempt.help == ["the journal takes records of any length: audit_copy = \"journal\""])
    #expect(attempt.seconds < 1)
    #expect(try reader.next() == nil)
  }

  /// What isn't over in a moment isn't waited for.
  @Test func whatIsNoSocket() throws {
    try scratch.makeFile("log")
    let file = try attempt()
    #expect(file.failure == refused("'\(path)' is a regular file, not a socket"))
    #expect(file.help == ["mend the path, or change 'audit_copy' in the group's manifest"])
    #expect(file.seconds < 1)
    unlink(path.description)
    let listener = try Listener(at: .local(path))
    let stream = try attempt()
    #expect(stream.failure == refused("'\(path)': Protocol wrong type for socket"))
    #expect(stream.seconds < 1)
    withExtendedLifetime(listener) {}
  }

  /// Who may put a socket there gets nothing.
  @Test func aFolderThatOthersMayWriteTo() throws {
    try scratch.makeFolder("open", mode: 0o777)
    try scratch.link("log", to: "open/log")
    let reader = try MessageReader(at: scratch["open/log"])
    let attempt = try attempt()
    #expect(
      attempt.failure
        == refused(
          "unsafe: anyone on this machine can write to the folder '\(scratch["open"])', "
            + "and so take the records"))
    #expect(attempt.help == ["chmod o-w \(scratch["open"])"])
    #expect(attempt.seconds < 1)
    #expect(try reader.next() == nil)
  }

  /// To look sends nothing.
  @Test func whetherAnyoneListens() throws {
    let copy = AuditCopy(to: .syslog, at: path)
    let words = { copy.obstacle().map { ErrorReport(obstacle: $0).headline } }
    #expect(words() == "cannot copy the record to syslog: there is no '\(path)'")
    do {
      let reader = try MessageReader(at: path)
      #expect(words() == nil)
      #expect(try reader.next() == nil)
    }
    #expect(words() == "cannot copy the record to syslog: nobody listens at '\(path)'")
  }
}
