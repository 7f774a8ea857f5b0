import Foundation
import Glibc
import TestSupport
import Testing

/// `with_caller`: without a terminal, a run ends when the process that has started qli is gone.
@Suite struct CallerTests {
  /// Starts qli in the background, and stays.
  private static let caller = "\"$0\" \"$@\" & echo $! > qli; exec probe wait-for never"

  private func files(_ run: QliRun) -> QliRun { run.stdout(.file("out")).stderr(.file("err")) }

  @Test func theCallerIsKilled() throws {
    let scene = try CompanionScene(run: "with_caller = true")
    let caller = try files(scene.home.qli("g", "x")).wrapped("/bin/sh", "-c", Self.caller).start()
    try scene.waitUntilReady()
    try caller.signal(SIGKILL)
    try caller.wait()
    try scene.expectEnd("interrupted SIGHUP 129")
    #expect(
      try scene.home.read("err")
        == "error: the extension was ended by SIGTERM: the process that had started qli has ended\n"
    )
  }

  /// One that goes while qli waits to write the start.
  @Test func whoIsGoneBefore() throws {
    let scene = try CompanionScene(run: "with_caller = true")
    let log = try FileHandle(forWritingTo: URL(fileURLWithPath: scene.home.file("$STATE/log")))
    #expect(flock(log.fileDescriptor, LOCK_EX) == 0)
    let caller = try files(scene.home.qli("g", "x")).wrapped("/bin/sh", "-c", Self.caller).start()
    let qli = try #require(pid_t(scene.home.waitForFile("qli", toContain: "\n").dropLast()))
    try waitUntil("qli has opened the log") {
      let folder = "/proc/\(qli)/fd"
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.contains { name in
        let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
        return path == scene.home.path("$STATE/log")
      }
    }
    try caller.signal(SIGKILL)
    try caller.wait()
    #expect(flock(log.fileDescriptor, LOCK_UN) == 0)
    try scene.expectEnd("interrupted SIGHUP 129")
    #expect(!scene.home.exists("main"))
    #expect(
      try scene.home.read("err")
        == "error: nothing was run: the process that had started qli has ended\n")
  }

  /// At a terminal it is that which counts: whoever is there may have started qli by something that ends.
  @Test(arguments: ["0", "1", "2"]) func notWithATerminal(_ stream: String) throws {
    let scene = try CompanionScene(
      run: "with_caller = true", script: "echo up > ready; probe wait-for go; exit 3")
    var run = scene.home.qli("g", "x").stdin(.null).stdout(.file("out")).stderr(.file("err"))
    switch stream {
    case "0": run = run.stdin(.terminal)
    case "1": run = run.stdout(.terminal)
    default: run = run.stderr(.terminal)
    }
    let terminal = try run.wrapped(
      "/bin/sh", "-c",
      "sh -c '\"$0\" \"$@\" \(stream)<&\(stream) & echo $! > qli' \"$0\" \"$@\"; exec probe wait-for never"
    ).startOnTerminal()
    try scene.waitUntilReady(1)
    let qli = try #require(pid_t(scene.home.waitForFile("qli", toContain: "\n").dropLast()))
    try SignalState.waitUntilSettled(qli)
    try scene.home.file("go")
    try waitUntil("it has ended") { try scene.closings() == ["finish - 3"] }
    try terminal.process.signal(SIGKILL)
    try terminal.wait()
  }

  /// Started by the first process, or adopted by it before qli looks, there is nobody to watch; and a file
  /// has no reader.
  @Test(.requireTool("unshare"), .enabled("needs root") { geteuid() == 0 })
  func theFirstProcessIsNobody() throws {
    let scene = try CompanionScene(run: "with_caller = true", script: "echo up > ready; exit 3")
    let outcome = try files(scene.home.qli("g", "x")).wrapped(
      "/usr/bin/unshare", "--pid", "--fork", "--mount-proc", "/bin/sh", "-c",
      "\"$0\" \"$@\"; exit $?"
    ).run()
    #expect(outcome.ending == .exited(3))
    #expect(try scene.closings() == ["finish - 3"])
  }

  /// A run in a run: the inner one ends with the outer one's extension.
  @Test func aRunInARun() throws {
    let scene = try CompanionScene(run: "with_caller = true")
    try scene.home.extension("g", "outer", sh: "echo $$ > outer; \"$QLI\" g x; exit $?")
    let running = try files(scene.home.qli("g", "outer")).start()
    try scene.waitUntilReady()
    let outer = try #require(pid_t(scene.home.read("outer").dropLast()))
    #expect(kill(outer, SIGKILL) == 0)
    try running.wait()
    try scene.processes.waitUntilGone()
    #expect(try scene.closings().sorted() == ["finish SIGKILL 137", "interrupted SIGHUP 129"])
  }
}
