import Glibc
import TestSupport
import Testing

/// Who has the lock of an exclusive extension is whoever holds it, and nobody else.
@Suite struct ExclusiveHolderTests {
  let home: TestHome
  private let lock = "$STATE/qli/locks/g/x.lock"

  init() throws {
    home = try TestHome()
    try home.group("g", "run = { exclusive = true }")
    try home.extension("g", "x", sh: "echo ran")
  }

  /// Somebody who has the lock's file open to read it, until `end` is there.
  private func reader() throws -> RunningQli {
    let ready = try home.fifo("ready")
    let reader = try home.program(
      "/bin/sh", "-c",
      "exec 3< '\(home.path(lock))'; echo > '\(ready.path)'; exec probe wait-for end"
    ).start()
    try ready.wait(for: reader)
    return reader
  }

  private func refused(_ process: pid_t, _ words: String) throws {
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(120) && outcome.stdout.isEmpty)
    #expect(
      outcome.stderr.hasPrefix(
        "error: another run has this extension to itself: process \(process)\(words)"))
  }

  @Test func whoReadsARemovedFileHoldsNothing() throws {
    try home.qli("g", "x").expect(stdout: "ran\n")
    let reader = try reader()
    try home.remove(lock)
    try home.qli("g", "x").expect(stdout: "ran\n")
    try home.file("end")
    try reader.expect()
  }

  /// Who reads it was there first.
  @Test func whoReadsItIsNotNamed() throws {
    try home.qli("g", "x").expect(stdout: "ran\n")
    let reader = try reader()
    let left = try home.fifo("left")
    try home.extension("g", "x", sh: "(probe trap TERM --ready \(left.path) &)")
    // Kept to the end: with it what it has left behind would go.
    let run = try home.qli("g", "x").start()
    try run.expect()
    let process = try #require(pid_t(left.wait()))
    for _ in 1...2 {
      try refused(process, " (probe), which run ")
      if home.exists(lock) { try home.remove(lock) }
    }
    #expect(run.hasEnded)
    kill(process, SIGTERM)
    try SignalState.waitUntilGone(process)
    try home.file("end")
    try reader.expect()
  }

  /// Whoever moves the file away, or the folder, frees nobody's lock.
  @Test(arguments: [
    (lock: "locks/g/x.lock", place: "locks/g/x.old"), ("locks/g/x.lock", "../moved"),
    ("locks", "old locks"),
  ])
  func aFileThatIsMovedAway(_ from: String, _ place: String) throws {
    let (ready, go) = (try home.fifo("ready"), try home.fifo("go"))
    try home.extension("g", "x", sh: "echo > \(ready.path); read x < \(go.path)")
    let first = try home.qli("g", "x").start()
    try ready.wait(for: first)
    try home.program(
      "/bin/mv", home.path("$STATE/qli/\(from)"), home.path("$STATE/qli/\(place)")
    ).expect()
    try refused(first.pid, " since ")
    try go.release()
    try first.expect()
    try go.release()
    try home.qli("g", "x").expect()
  }

  /// An extension of the same name that keeps its locks elsewhere is another one.
  @Test func aLockOfAnotherStateFolder() throws {
    let (ready, go) = (try home.fifo("ready"), try home.fifo("go"))
    try home.extension("g", "x", sh: "echo > \(ready.path); read x < \(go.path)")
    try home.directory("other")
    let other = try home.qli("g", "x").environment(["XDG_STATE_HOME": home.path("other")]).start()
    try ready.wait(for: other)
    try home.extension("g", "x", sh: "echo ran")
    try home.qli("g", "x").expect(stdout: "ran\n")
    try go.release()
    try other.expect()
  }
}
