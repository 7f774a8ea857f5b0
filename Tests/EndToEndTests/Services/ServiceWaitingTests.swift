import Foundation
import Glibc
import TestSupport
import Testing

/// A service that is ready costs nothing: those that watch over it wait, and do nothing else.
@Suite struct ServiceWaitingTests {
  /// How long they are watched, in seconds: 2, or `QLI_TEST_WATCH`.
  private static let seconds = ProcessInfo.processInfo.environment["QLI_TEST_WATCH"] ?? "2"

  @Test(.requireTool("strace"), .requireTool("timeout")) func noSystemCall() throws {
    let scene = try ServiceScene()
    try scene.start()
    let watchers = try scene.watchers()
    #expect(watchers.count == 2)
    for process in watchers { try SignalState.waitUntilSettled(process) }
    let trace = scene.home.path("trace")
    let outcome = try scene.home.program(
      "/usr/bin/timeout", "--signal=INT", Self.seconds, "/usr/bin/strace", "-qq", "-f", "-o",
      trace, "-p", "\(watchers[0])", "-p", "\(watchers[1])"
    ).run()
    #expect([.exited(124), .exited(130)].contains(outcome.ending), "\(outcome.stderr)")
    // Each shows the call that it was in when strace came, which may go on as restart_syscall(2);
    // none is ended or begun after that.
    let lines = try scene.home.read(trace).split(separator: "\n")
    #expect(lines.count == 2, "\(lines)")
    #expect(
      lines.allSatisfy { $0.contains("poll(") || $0.contains("restart_syscall(") }, "\(lines)")
    #expect(try scene.state() == "ready")
    try scene.stop()
  }
}
