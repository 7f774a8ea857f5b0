import Foundation
import TestSupport
import Testing

/// A group `g` whose extension `x` has a time limit, and what was started in its runs.
struct TimedRun {
  let home: TestHome
  let processes: HomeProcesses

  init() throws {
    home = try TestHome()
    processes = HomeProcesses(home)
  }

  /// Writes the group: with these limits, and with a log in `$STATE/log`.
  func group(timeout: String, grace: String = "60s", _ more: String = "") throws {
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      \(more)
      [run]
      timeout = "\(timeout)"
      grace = "\(grace)"
      """)
  }

  /// Makes `attempt` with ever longer time limits, until it was in time.
  ///
  /// The clock doesn't wait for slow machines: a run that was cut before all was where it should be
  /// proves nothing.
  ///
  /// - Parameter attempt: gets the limit in milliseconds; `nil` says that the limit was too short.
  @discardableResult
  static func lengthening<Result>(
    from first: Int = 200, _ attempt: (_ milliseconds: Int) throws -> Result?
  ) throws -> Result {
    var milliseconds = first
    while true {
      if let result = try attempt(milliseconds) { return result }
      guard Double(milliseconds) < Deadline.seconds * 1000 else {
        throw HarnessError("it wasn't in time, with a limit of \(milliseconds) ms too")
      }
      milliseconds *= 2
    }
  }

  /// Runs `script`, which appends a line to `$WORK/ready` for each process that has come to where it
  /// should be when the limit passes, and never ends by itself.
  ///
  /// - Returns: the run for which all was ready.
  func cut(
    _ script: String, ready count: Int, grace: String = "60s",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    try home.extension("g", "x", sh: script)
    return try Self.lengthening { milliseconds in
      try group(timeout: "\(milliseconds)ms", grace: grace)
      try home.file("ready")
      let outcome = try home.qli("g", "x").run(sourceLocation: sourceLocation)
      if try home.read("ready").split(separator: "\n").count >= count { return outcome }
      #expect(processes.alive().isEmpty, sourceLocation: sourceLocation)
      return nil
    }
  }

  /// Starts such a script, whose processes log the signals that they get in `$WORK/got` and survive
  /// SIGTERM, and waits until its time is over and it is in its grace.
  func startUntilGrace(
    _ script: String, ready count: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> RunningQli {
    try home.extension("g", "x", sh: script)
    return try Self.lengthening { milliseconds in
      try group(timeout: "\(milliseconds)ms", grace: "1h")
      try home.file("ready")
      try home.file("got")
      let running = try home.qli("g", "x").start()
      // Who is told before it takes signals dies of it: then another may be left, or none.
      try waitUntil("the time is over") {
        try running.hasEnded || home.read("got").contains("SIGTERM\n")
      }
      if !running.hasEnded {
        let all = try home.read("ready").split(separator: "\n").count >= count
        if all { return running }
        try running.signal(SIGTERM)
      }
      try running.wait(sourceLocation: sourceLocation)
      return nil
    }
  }

  /// The message for a run that was ended after this many milliseconds; less than an hour.
  static func message(_ signal: String, _ milliseconds: Int) -> String {
    let parts = [
      (milliseconds / 60_000, "m"), (milliseconds / 1000 % 60, "s"), (milliseconds % 1000, "ms"),
    ]
    let limit = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    return "error: the extension was ended by \(signal): it had run for \(limit), "
      + "which is its time limit\n"
  }

  /// The last record.
  func closing(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON {
    try #require(
      home.auditLines("$STATE/log").last, sourceLocation: sourceLocation)
  }
}
