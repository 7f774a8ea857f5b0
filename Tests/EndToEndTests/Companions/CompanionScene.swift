import Foundation
import Glibc
import TestSupport
import Testing

/// A group `g` with a log, whose extension `x` goes on until it is told to end, beside a process in another
/// session whose parent is gone.
struct CompanionScene {
  let home: TestHome
  let processes: HomeProcesses

  /// - Parameter run: lines of the table `[run]`.
  init(run: String = "", grace: String = "60s", script: String = Self.script) throws {
    home = try TestHome()
    processes = HomeProcesses(home)
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      [run]
      grace = "\(grace)"
      \(run)
      """)
    try home.extension("g", "x", sh: script)
  }

  /// Three processes; each says when it is there.
  static let script = """
    (probe launch --session -- /bin/sh -c 'echo up >> ready; exec probe wait-for never' &)
    sh -c 'echo up >> ready; exec probe wait-for never' &
    echo $$ > main
    echo up >> ready
    wait
    """

  /// The same, where each survives SIGTERM.
  static let stubborn = """
    (probe trap TERM --count 1000 --ready ready &)
    echo $$ > main
    exec probe trap TERM --count 1000 --ready ready
    """

  /// Waits until this many are there.
  func waitUntilReady(_ count: Int = 3) throws {
    try waitUntil("all are there") {
      try home.exists("ready") && home.read("ready").split(separator: "\n").count == count
    }
  }

  /// The records, but for the first, as `EVENT SIGNAL CODE`.
  func closings() throws -> [String] {
    guard home.exists("$STATE/log") else { return [] }
    return try home.auditLines("$STATE/log").filter { $0["event"] != "start" }.map { record in
      "\(record["event"]?.string ?? "") \(record["signal"]?.string ?? "-") "
        + "\(record["exit_code"]?.integer ?? -1)"
    }
  }

  /// The qli that wrote the start record.
  func recorder() throws -> pid_t {
    try pid_t(home.auditLines("$STATE/log").last { $0["event"] == "start" }?["pid"]?.integer ?? 0)
  }

  /// What explain says of the step that waits for the end.
  func outlook(_ options: String...) throws -> [String] {
    let outcome = try home.qli("explain", "--json").arguments(options.map { $0 as any ByteText })
      .arguments("g", "x").run()
    let steps = try JSON.parse(outcome.stdout)["steps"]?.array ?? []
    let remarks = steps.first { $0["name"] == "wait" }?["remarks"]?.array ?? []
    return remarks.compactMap { $0["subject"]?.string }
  }

  /// Waits until nothing of the run is left and its end is on record.
  func expectEnd(_ closing: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try processes.waitUntilGone()
    let found = try closings()
    #expect(found == [closing], sourceLocation: sourceLocation)
  }
}
