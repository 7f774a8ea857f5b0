import Foundation
import Glibc
import TestSupport
import Testing

/// What becomes of a run when the daemon that is to have copies doesn't take them.
@Suite(.requireCopyScene) struct CopyFaultTests {
  private static let units = ["journal": "systemd-journald", "syslog": "syslog"]

  private func running(_ target: String) -> String {
    "see whether it runs: systemctl status \(Self.units[target] ?? "")"
  }

  // MARK: - At the start

  @Test(arguments: ["journal", "syslog"]) func noSocket(_ target: String) throws {
    let scene = try CopyScene(target)
    try scene.expectRefused("there is no '\(scene.socket)'", help: running(target))
    try scene.start()
    try scene.qli("prod", "x").expect(stdout: "ran\n")
    #expect(try scene.received(2) == Array(scene.lines().dropFirst(2)))
  }

  @Test(arguments: ["journal", "syslog"]) func aKilledDaemon(_ target: String) throws {
    let scene = try CopyScene(target)
    try scene.start()
    try scene.kill()
    try scene.expectRefused("nobody listens at '\(scene.socket)'", help: running(target))
  }

  @Test(arguments: ["journal", "syslog"])
  func aStoppedDaemonWithAFullQueue(_ target: String) throws {
    let scene = try CopyScene(target)
    try scene.start()
    try scene.stopFull()
    try scene.expectRefused(
      "whoever listens at '\(scene.socket)' has taken nothing for a second",
      help: "see who listens, and doesn't read: fuser -v \(scene.socket)")
    // It gets nothing of that later.
    try scene.resume()
    try scene.qli("prod", "x").expect(stdout: "ran\n")
    #expect(try scene.received(2) == Array(scene.lines().dropFirst(2)))
  }

  /// It takes some, and then none: it has exactly those that were taken.
  @Test(arguments: ["journal", "syslog"]) func aStoppedDaemon(_ target: String) throws {
    let scene = try CopyScene(target)
    try scene.start()
    try scene.stop()
    var taken: [String] = []
    while true {
      let before = taken.isEmpty ? 0 : try scene.lines().count
      let outcome = try scene.qli("prod", "x").run()
      let lines = try Array(scene.lines().dropFirst(before))
      try #require(lines.count == 2 && before < 2_000)
      if outcome.ending == .exited(123) { break }
      #expect(outcome.ending == .exited(0))
      // The start was taken, and the end unless there is a warning.
      taken += outcome.stderr.isEmpty ? lines : [lines[0]]
      if !outcome.stderr.isEmpty {
        #expect(
          outcome.stderr == "warning: the end of this run is in the audit log alone: cannot copy "
            + "the record to \(scene.name): whoever listens at '\(scene.socket)' has taken "
            + "nothing for a second\n")
      }
    }
    let limit = try String(contentsOfFile: "/proc/sys/net/unix/max_dgram_qlen", encoding: .utf8)
    let queue = try #require(Int(limit.trimmingCharacters(in: .newlines)))
    #expect(taken.count == queue + 1)
    try scene.resume()
    #expect(try scene.received(taken.count) == taken)
  }

  /// Taken isn't stored: what a killed daemon had accepted is in the log alone.
  @Test(arguments: ["journal", "syslog"])
  func aDaemonThatIsKilledWithWhatItHasAccepted(_ target: String) throws {
    let scene = try CopyScene(target)
    try scene.start()
    try scene.stop()
    for _ in 0..<5 { try scene.qli("prod", "x").expect(stdout: "ran\n") }
    try scene.kill()
    try scene.start()
    try scene.qli("prod", "x").expect(stdout: "ran\n")
    let lines = try scene.lines()
    #expect(lines.count == 12)
    #expect(try scene.received(2) == Array(lines.suffix(2)))
  }

  /// Somebody who could put a socket of their own in its place gets nothing.
  @Test func anUnsafePlace() throws {
    let scene = try CopyScene("journal")
    try scene.start()
    let folder = "/run/systemd/journal"
    chmod(scene.outside(folder), 0o777)
    try scene.expectRefused(
      "unsafe: anyone on this machine can write to the folder '\(folder)', and so take the records",
      help: "chmod o-w \(folder)", cause: "copy_unsafe")
    chmod(scene.outside(folder), 0o755)
    chown(scene.outside(scene.socket), 71_002, 0)
    try scene.expectRefused(
      "unsafe: '\(scene.socket)' belongs to the user '71002', who can take the records",
      help: "chown -h root \(scene.socket)", cause: "copy_unsafe")
    #expect(try scene.entries("SYSLOG_IDENTIFIER=qli").isEmpty)
  }

  @Test func aSignalEndsTheWait() throws {
    let scene = try CopyScene("journal", "audit_refusals = true")
    try scene.start()
    try scene.stopFull()
    // The wait is over after a second in any case: it has to be caught in it.
    for attempt in 1...10 {
      let count = attempt == 1 ? 0 : try scene.lines().count
      let running = try scene.qli("prod", "x").start()
      try waitUntil("the start is in the log") {
        try scene.home.exists(CopyScene.log) && scene.lines().count > count
      }
      try running.signal(SIGTERM)
      let outcome = try running.wait()
      #expect(outcome.stdout.isEmpty)
      if outcome.ending == .exited(123), attempt < 10 { continue }
      #expect(outcome.ending == .signalled(SIGTERM) || outcome.ending == .exited(143))
      #expect(outcome.stderr.isEmpty)
      // One end, and no refusal beside it.
      let records = try scene.home.auditLines(CopyScene.log).dropFirst(count)
      #expect(records.map { $0["event"] } == ["start", "interrupted"])
      #expect(records.last?["signal"] == "SIGTERM" && records.last?["exit_code"] == 143)
      return
    }
  }

  // MARK: - Later

  @Test(arguments: ["journal", "syslog"])
  func aDaemonThatIsKilledMeanwhile(_ target: String) throws {
    let scene = try CopyScene(target)
    try scene.start()
    let daemon = try #require(scene.daemon).pid
    // It listens until the system has closed what it had open, when the last of its threads is gone.
    try scene.home.extension(
      "prod", "x",
      sh: """
        kill -KILL \(daemon)
        until [ "$(echo /proc/\(daemon)/task/*)" = /proc/\(daemon)/task/\(daemon) ] &&
          grep -q '^State:.Z' /proc/\(daemon)/status; do :; done
        echo ran
        exit 3
        """)
    let error =
      "cannot copy the record to \(scene.name): nobody listens at '\(scene.socket)'"
    try scene.qli("prod", "x").expect(
      stdout: "ran\n", stderr: "warning: the end of this run is in the audit log alone: \(error)\n",
      code: 3)
    #expect(
      try scene.home.auditLines(CopyScene.log).map { $0["event"] } == ["start", "finish"])
  }

  @Test(arguments: ["journal", "syslog"])
  func aDaemonThatIsStoppedMeanwhile(_ target: String) throws {
    let scene = try CopyScene(target)
    try scene.start()
    let daemon = try #require(scene.daemon).pid
    try scene.home.file("fill.py", CopyScene.filling)
    try scene.home.extension(
      "prod", "x",
      sh: """
        kill -STOP \(daemon)
        until grep -q '^State:.T' /proc/\(daemon)/status; do :; done
        /usr/bin/python3 '\(scene.home.path("fill.py"))' \(scene.socket)
        echo ran
        exit 3
        """)
    try scene.qli("prod", "x").expect(
      stdout: "ran\n",
      stderr: "warning: the end of this run is in the audit log alone: cannot copy the record to "
        + "\(scene.name): whoever listens at '\(scene.socket)' has taken nothing for a second\n",
      code: 3)
    try scene.resume()
    #expect(try scene.received(1) == [scene.lines()[0]])
  }

  @Test(arguments: ["journal", "syslog"]) func aRefusal(_ target: String) throws {
    let scene = try CopyScene(target, "audit_refusals = true\n[requires_env]\nSTAGE = \"prod\"")
    let outcome = try scene.qli("prod", "x").run()
    #expect(outcome.ending == .exited(120))
    #expect(
      outcome.stderr.contains(
        "warning: this refusal is in the audit log alone: cannot copy the record to "
          + "\(scene.name): there is no '\(scene.socket)'\n"))
    #expect(try scene.home.auditLines(CopyScene.log).map { $0["event"] } == ["refused"])
  }

  // MARK: - A service

  @Test func theStartOfAService() throws {
    let scene = try CopyScene("journal", "[extensions.x.service]")
    try scene.home.extension("prod", "x", sh: "touch ran; exec sleep infinity")
    try scene.expectRefused(
      "there is no '\(scene.socket)'",
      help: "\(running("journal"))\nhelp: see its output: qli logs prod x",
      scene.qli("start", "prod", "x"))
    #expect(!scene.home.exists("ran"))
  }

  @Test func theEndOfAService() throws {
    let scene = try CopyScene("journal", "[extensions.x.service]")
    try scene.start()
    try scene.home.extension("prod", "x", sh: "exec sleep infinity")
    #expect(try scene.qli("start", "prod", "x").run().ending == .exited(0))
    try scene.kill()
    #expect(try scene.qli("stop", "prod", "x").run().ending == .exited(0))
    #expect(
      try scene.home.auditLines(CopyScene.log).map { $0["event"] } == [
        "start", "ready", "stopped",
      ])
    // Nobody reads what is said on the way: its log has it.
    let log = try scene.home.read("$STATE/qli/services/prod/x/log")
    #expect(log.contains("is in the audit log alone: cannot copy the record to the journal"))
  }
}
