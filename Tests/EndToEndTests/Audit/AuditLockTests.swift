import Foundation
import Glibc
import TestSupport
import Testing

/// Writers that meet: the lock, rotation, and many runs at once.
@Suite struct AuditLockTests {
  let home: TestHome
  private let log = "$STATE/log"

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", sh: "echo ran")
  }

  /// Somebody who holds the log's lock until `free` is there.
  private func holder() throws -> RunningQli {
    let holder = try home.program(
      Products.probe, "lock", home.path(log), "--ready", home.path("held"), "--until",
      home.path("free")
    ).start()
    try home.waitForFile("held", toContain: "\n")
    return holder
  }

  /// Waits until the run has opened the log. It can't have its lock, so it waits, or is about to.
  private func waitUntilItWaits(_ running: RunningQli) throws {
    let folder = "/proc/\(running.pid)/fd"
    let target = home.path(log)
    try waitUntil("qli has opened the log") {
      try #require(!running.hasEnded)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.contains {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == target
      }
    }
  }

  @Test func aRunWaitsForTheLock() throws {
    let holder = try holder()
    let running = try home.qli("g", "x").start()
    try waitUntilItWaits(running)
    #expect(try home.read(log).isEmpty)
    #expect(running.output.isEmpty)
    try home.file("free")
    try running.expect(stdout: "ran\n")
    try holder.expect()
    #expect(try home.auditLines(log).map { $0["event"] } == ["start", "finish"])
  }

  @Test func aStopSignalEndsTheWaitAtTheStart() throws {
    let holder = try holder()
    let running = try home.qli("g", "x").start()
    try waitUntilItWaits(running)
    try running.signal(SIGTERM)
    try running.expect(code: 143)
    #expect(try home.read(log).isEmpty)
    try home.file("free")
    try holder.expect()
  }

  /// The log is rotated while a run waits: its record goes to the new file.
  @Test(arguments: [true, false])
  func theRecordGoesToTheNewFile(_ isMadeAnew: Bool) throws {
    try home.file(log, "{\"old\":1}\n")
    let holder = try holder()
    let running = try home.qli("g", "x").start()
    try waitUntilItWaits(running)
    #expect(rename(home.path(log), home.path("\(log).1")) == 0)
    if isMadeAnew { try home.file(log, "{\"new\":1}\n", mode: 0o640) }
    try home.file("free")
    try running.expect(stdout: "ran\n")
    try holder.expect()
    #expect(try home.read("\(log).1") == "{\"old\":1}\n")
    let events = try home.auditLines(log).map { $0["event"] }
    #expect(events == (isMadeAnew ? [nil] : []) + ["start", "finish"])
    #expect(try home.mode(log) == (isMadeAnew ? 0o640 : 0o600))
  }

  /// What replaces it may be anything.
  @Test func aLogThatIsReplacedByAFolderIsRefused() throws {
    let holder = try holder()
    let running = try home.qli("-q", "g", "x").start()
    try waitUntilItWaits(running)
    #expect(unlink(home.path(log)) == 0)
    try home.directory(log)
    try home.file("free")
    try running.expect(
      stderr: "error: cannot write the audit log '$STATE/log': Is a directory; nothing was run\n",
      code: 123)
    try holder.expect()
  }

  /// The lock isn't held while the extension runs, nor by it.
  @Test func theExtensionMayRunWhileOthersWrite() throws {
    try home.extension(
      "g", "outer",
      sh: "\"$QLI\" g x && probe descriptors | grep -c '\(home.path(log))$'; exit 0")
    try home.qli("g", "outer").expect(stdout: "ran\n0\n")
    #expect(try home.auditLines(log).count == 4)
  }

  /// Loops of runs in parallel, whose records have more bytes than a pipe or a page takes at once.
  @Test func manyRunsLoseNoLine() throws {
    let loops = 16
    let runs = 20
    try home.copy("/bin/true", to: "$DATA/qli/extensions/g/x")
    let script = """
      long=$(head -c 70000 /dev/zero | tr '\\0' "$2")
      run=0
      while [ $run -lt \(runs) ]; do
        "$0" g x "$1.$run" "$long" || exit
        run=$((run + 1))
      done
      """
    let started = try (0..<loops).map { loop in
      let letter = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(loop)))
      return try home.program("/bin/sh", "-c", script, home.path("$QLI"), "\(loop)", letter).start()
    }
    for process in started { try process.expect() }

    let records = try home.auditLines(log)
    #expect(records.count == 2 * loops * runs)
    let starts = records.filter { $0["event"] == "start" }
    let numbers = starts.compactMap { $0["args"]?[0]?.string }
    let expected = (0..<loops).flatMap { loop in (0..<runs).map { "\(loop).\($0)" } }
    #expect(numbers.sorted() == expected.sorted())
    for start in starts {
      let long = try #require(start["args"]?[1]?.string)
      #expect(long.utf8.count == 70_000 && Set(long.utf8).count == 1)
    }
    let startIDs = starts.compactMap { $0["run_id"]?.string }
    let endIDs = records.filter { $0["event"] == "finish" }.compactMap { $0["run_id"]?.string }
    #expect(Set(startIDs).count == loops * runs)
    #expect(startIDs.sorted() == endIDs.sorted())
  }
}
