import Foundation
import TestSupport
import Testing

@testable import QliCore

/// Programs that are watched for real, by the values that they are started with.
@Suite struct SupervisorTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  /// A shell with `script` in the test's folder, advanced until it is over.
  private func watch(
    _ script: String, _ limits: Limits = .none, _ ending: QliCore.Ending = .process(grace: 60_000),
    output: HelperOutput? = nil, _ meanwhile: (Supervisor) throws -> Void = { _ in }
  ) throws -> Supervisor {
    try withLoop { loop in
      var launch = Launch(
        program: "/bin/sh", arguments: Arguments(["-c", ByteString(script)]),
        environment: ChildEnvironment(Environment(["PATH=/usr/bin:/bin"])),
        directory: FilePath(scratch.path), signalMask: loop.callerMask)
      try output?.connect(to: &launch)
      let started = try launch.start()
      output?.closeWritingEnds()
      let supervisor = Supervisor(started, as: .helper, limits, ending, output: output, loop)
      try meanwhile(supervisor)
      try waitUntil("it is over") { try supervisor.advance() }
      return supervisor
    }
  }

  @Test func oneThatEndsByItself() throws {
    let supervisor = try watch("exit 7")
    #expect(supervisor.end == .exited(7) && supervisor.cut == nil && supervisor.isOver)
  }

  @Test func oneThatDiesOfASignal() throws {
    #expect(try watch("kill -ABRT $$").end == .signalled(Signal(rawValue: SIGABRT)))
  }

  @Test func oneWhoseTimeIsOver() throws {
    let supervisor = try watch("exec sleep 1000", Limits(time: .milliseconds(50)))
    guard case .timeLimit(let limit) = supervisor.cut, limit == .milliseconds(50) else {
      Issue.record("it was cut otherwise: \(String(describing: supervisor.cut))")
      return
    }
    #expect(supervisor.end == .signalled(.terminate))
    #expect(supervisor.treeEnd.signal == .terminate)
  }

  /// The second step follows when the first has had its time.
  @Test func oneThatDoesNotEndOnSIGTERM() throws {
    let supervisor = try watch(
      "trap '' TERM; echo > ready; while :; do sleep 0.01; done", .none, .process(grace: 1)
    ) { supervisor in
      try waitUntil("it has set its trap") { access("\(scratch.path)/ready", F_OK) == 0 }
      supervisor.tell()
    }
    #expect(supervisor.end == .signalled(.kill) && supervisor.treeEnd.signal == .kill)
  }

  /// Whoever says it twice doesn't want to wait for the grace.
  @Test func oneThatIsToldTwice() throws {
    let supervisor = try watch("trap '' TERM; echo > ready; while :; do sleep 0.01; done") {
      supervisor in
      try waitUntil("it has set its trap") { access("\(scratch.path)/ready", F_OK) == 0 }
      supervisor.tell(.interrupt)
      supervisor.tell(.terminate)
    }
    #expect(supervisor.end == .signalled(.kill) && supervisor.stopRequest == .interrupt)
  }

  @Test func oneThatWritesTooMuch() throws {
    let supervisor = try watch("exec yes", output: HelperOutput(limit: 100))
    guard case .outputLimit = supervisor.cut else {
      Issue.record("it was cut otherwise: \(String(describing: supervisor.cut))")
      return
    }
    #expect(supervisor.end == .signalled(.terminate))
  }

  /// A stopped one can't act on SIGTERM: it is continued.
  @Test func oneThatIsStopped() throws {
    let supervisor = try watch("kill -STOP $$") { supervisor in
      try SignalState.waitUntilStopped(supervisor.process.rawValue)
      supervisor.tell()
    }
    #expect(supervisor.end == .signalled(.terminate))
  }

  @Test func oneThatIsKilledAtOnce() throws {
    let supervisor = try watch("exec sleep 1000") { $0.kill() }
    #expect(supervisor.isOver && supervisor.end == .signalled(.kill))
    #expect(supervisor.deadline == nil && supervisor.interests.isEmpty)
  }
}
