import Foundation
import Glibc
import TestSupport
import Testing

/// A group `g` with an audit log, whose extension `x` is a service, and what was started of it.
struct ServiceScene {
  let home: TestHome
  let processes: HomeProcesses

  /// - Parameter table: the lines of `[extensions.x.service]`.
  /// - Parameter run: those of `[extensions.x.run]`.
  init(_ table: String = "ready = \"after:1ms\"", run: String = "", script: String? = nil) throws {
    home = try TestHome()
    processes = HomeProcesses(home)
    try manifest(table, run: run)
    try home.extension("g", "x", sh: script ?? "exec probe wait-for never")
  }

  /// Writes the group anew.
  func manifest(_ table: String, run: String = "", more: String = "") throws {
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      \(more)
      [extensions.x.run]
      \(run)
      [extensions.x.service]
      \(table)
      """)
  }

  /// The service's folder.
  var folder: String { home.path("$STATE/qli/services/g/x") }

  /// What `qli status --json g x` says of it, or of an instance.
  func status(
    of name: String = "x", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> JSON {
    let outcome = try home.qli("status", "--json", "g", name).run(sourceLocation: sourceLocation)
    let object = try JSON.parse(outcome.stdout)
    return try #require(object["services"]?.array?.first, sourceLocation: sourceLocation)
  }

  /// How it is.
  func state(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    try status(sourceLocation: sourceLocation)["state"]?.string ?? ""
  }

  /// Starts it, and sees that it is ready.
  ///
  /// - Returns: its main process, and the one that watches over it.
  @discardableResult
  func start(
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (main: pid_t, supervisor: pid_t) {
    let outcome = try home.qli("start", "g", "x").run(sourceLocation: sourceLocation)
    try #require(outcome.ending == .exited(0), "\(outcome.stderr)", sourceLocation: sourceLocation)
    let status = try status(sourceLocation: sourceLocation)
    let main = try #require(status["pid"]?.integer, sourceLocation: sourceLocation)
    let supervisor = try #require(status["supervisor"]?.integer, sourceLocation: sourceLocation)
    return (pid_t(main), pid_t(supervisor))
  }

  /// Stops it, and sees that nothing is left.
  func stop(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = try home.qli("stop", "g", "x").run(sourceLocation: sourceLocation)
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)", sourceLocation: sourceLocation)
    try waitUntil("nothing of it is left") { processes.alive().isEmpty }
  }

  /// The records of the audit log.
  func records() throws -> [JSON] {
    home.exists("$STATE/log") ? try home.auditLines("$STATE/log") : []
  }

  /// Their events, in order.
  func events() throws -> [String] { try records().map { $0["event"]?.string ?? "" } }

  /// The record that closes the last run.
  func closing(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON {
    try #require(try records().last, sourceLocation: sourceLocation)
  }

  /// What `qli status --json` says of all services.
  func services(sourceLocation: SourceLocation = #_sourceLocation) throws -> [JSON] {
    let outcome = try home.qli("status", "--json").run(sourceLocation: sourceLocation)
    return try JSON.parse(outcome.stdout)["services"]?.array ?? []
  }

  /// Sees that each start on record has one end, and each end its start.
  func expectAnEndForEachStart(sourceLocation: SourceLocation = #_sourceLocation) throws {
    var (starts, ends) = ([String: Int](), [String: Int]())
    for record in try records() {
      let run = record["run_id"]?.string ?? ""
      switch record["event"]?.string {
      case "start": starts[run, default: 0] += 1
      case "ready", "restarted": break
      default: ends[run, default: 0] += 1
      }
    }
    #expect(starts == ends, sourceLocation: sourceLocation)
    #expect(starts.values.allSatisfy { $0 == 1 }, sourceLocation: sourceLocation)
  }

  /// The processes that watch over it, the upper one last; empty where there are none.
  func watchers() throws -> [pid_t] {
    guard let supervisor = try status()["supervisor"]?.integer.map({ pid_t($0) }),
      let watcher = SignalState(of: supervisor)?.parent
    else { return [] }
    return [supervisor, watcher]
  }
}
