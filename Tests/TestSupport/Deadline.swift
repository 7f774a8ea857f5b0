public import Foundation

/// When waiting turns into failure. Generous: it is met only by something that hangs, also where a busy
/// machine takes a minute for what takes 20 s alone.
public enum Deadline {
  /// How long anything may take: 300 s, or `QLI_TEST_DEADLINE`.
  public static let seconds: Double =
    ProcessInfo.processInfo.environment["QLI_TEST_DEADLINE"].flatMap(Double.init) ?? 300

  /// The moment at which a wait that starts now fails.
  public static var fromNow: Date { Date(timeIntervalSinceNow: seconds) }
}

/// Waits until the condition holds, looking every 5 ms; throws when the deadline passes. A file that it reads
/// may still have to be written; any other error of the condition ends the wait.
public func waitUntil(_ what: String, _ condition: () throws -> Bool) throws {
  let deadline = Deadline.fromNow
  while try !isMet(condition) {
    guard Date() < deadline else {
      throw HarnessError("waited \(Int(Deadline.seconds)) s in vain until \(what)")
    }
    usleep(5_000)
  }
}

private func isMet(_ condition: () throws -> Bool) throws -> Bool {
  do { return try condition() } catch CocoaError.fileReadNoSuchFile { return false }
}
