import Foundation
public import Glibc
public import Testing

/// A program that was started. It leads a session, or with `inProcessGroup` a process group, and is
/// killed at the end of its life, with all that is left of that.
public final class RunningQli: @unchecked Sendable {
  /// The process id: qli's, unless it runs `wrapped`.
  public let pid: pid_t
  let pump: OutputPump
  private let run: QliRun
  private let lock = NSLock()
  private var outcome: Outcome?
  private var matched: [OutputPump.Channel: Int] = [:]

  init(process: pid_t, pump: OutputPump, run: QliRun) throws {
    pid = process
    self.pump = pump
    self.run = run
    try pump.start(process)
  }

  deinit {
    killAll()
    if outcome == nil {
      _ = pump.waitUntilFinished(Deadline.fromNow)
      waitpid(pid, nil, 0)
    }
  }

  /// Sends a signal to the process alone. It may have exited, but not yet be waited for.
  public func signal(_ number: Int32) throws {
    try checked(kill(pid, number), "cannot signal \(pid)")
  }

  /// Sends a signal to its whole process group.
  public func signalGroup(_ number: Int32) throws {
    try checked(kill(-pid, number), "cannot signal the group \(pid)")
  }

  /// Kills its whole group, and waits until nothing of it is left: a signal has yet to be taken when
  /// kill(2) returns.
  public func killGroup() throws {
    try signalGroup(SIGKILL)
    try wait()
    try waitUntil("the group \(pid) is gone") { try leftOvers().isEmpty }
  }

  /// Writes to its stdin, which has to be `.pipe`. Never waits.
  public func write(_ text: any ByteText) { pump.write(text.byteText) }

  /// Ends its stdin, after what was written.
  public func closeInput() { pump.endInput() }

  /// Waits for a text on the captured stdout, behind the one waited for before.
  public func waitForOutput(_ text: String) throws { try wait(for: text, on: .output) }

  /// Waits for a text on the captured stderr, behind the one waited for before.
  public func waitForErrors(_ text: String) throws { try wait(for: text, on: .errors) }

  /// What has been captured of stdout so far.
  public var output: String { String(decoding: pump.bytes(.output), as: UTF8.self) }

  /// What has been captured of stderr so far.
  public var errors: String { String(decoding: pump.bytes(.errors), as: UTF8.self) }

  /// True once it has exited and its output is read.
  public var hasEnded: Bool { pump.hasFinished }

  /// The state that /proc tells: `R`, `S`, `T` for stopped, `Z` once it has exited.
  public var state: Character? { ProcessTable.state(pid) }

  /// The bytes of a file of its own in /proc: `cmdline`, `environ`, `status` …
  public func procFile(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/\(name)")))
  }

  /// Waits until it has exited, and reaps it. Waits no longer than the deadline: then all is killed
  /// and an issue recorded.
  @discardableResult
  public func wait(sourceLocation: SourceLocation = #_sourceLocation) throws -> Outcome {
    if let outcome = lock.withLock({ outcome }) { return outcome }
    if !pump.waitUntilFinished(Deadline.fromNow) {
      Issue.record(
        "it hung and was killed after \(Int(Deadline.seconds)) s: \(run.commandLine)",
        sourceLocation: sourceLocation)
      killAll()
      _ = pump.waitUntilFinished(Deadline.fromNow)
    }
    return try lock.withLock {
      if let outcome { return outcome }
      var status: Int32 = 0
      try checked(waitpid(pid, &status, 0), "waitpid")
      let result = Outcome(
        ending: Ending(status: status), stdoutBytes: pump.bytes(.output),
        stderrBytes: pump.bytes(.errors), terminalBytes: pump.bytes(.terminal),
        commandLine: run.commandLine, substitutions: run.home.substitutions)
      outcome = result
      return result
    }
  }

  /// Waits until it has exited and compares all exactly; see `Outcome.expect`.
  @discardableResult
  public func expect(
    stdout: String = "", stderr: String = "", code: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    try wait(sourceLocation: sourceLocation)
      .expect(stdout: stdout, stderr: stderr, code: code, sourceLocation: sourceLocation)
  }

  func wait(for text: String, on channel: OutputPump.Channel) throws {
    let start = lock.withLock { matched[channel] ?? 0 }
    let end = pump.wait(for: Array(text.utf8), on: channel, from: start, Deadline.fromNow)
    guard let end else {
      let rest = String(decoding: pump.bytes(channel).dropFirst(start), as: UTF8.self)
      let why = pump.hasFinished ? "it ended" : "\(Int(Deadline.seconds)) s passed"
      throw HarnessError(
        "\(why) without \(text.debugDescription) from: \(run.commandLine)\n"
          + "what came: \(rest.debugDescription)")
    }
    lock.withLock { matched[channel] = end }
  }

  /// Kills whatever is left of its session or group.
  private func killAll() {
    if lock.withLock({ outcome }) == nil {
      kill(pid, SIGKILL)
    } else if ProcessTable.state(pid) != nil {
      // Reaped, and the number is somebody else's now: so nothing of the session was left.
      return
    }
    for process in ProcessTable.members(of: pid) { kill(process, SIGKILL) }
  }
}

extension QliRun {
  /// The line for messages, with `$HOME` and the like in place of the real paths.
  var commandLine: String {
    let words = wrapper + [program] + arguments.map { String(decoding: $0, as: UTF8.self) }
    return home.collapse(words.joined(separator: " "))
  }
}
