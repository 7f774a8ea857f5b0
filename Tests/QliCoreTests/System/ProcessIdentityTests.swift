import CSystem
import Glibc
import TestSupport
import Testing

@testable import QliCore

/// Whether a process is still the one that was meant, asked of real ones.
@Suite struct ProcessIdentityTests {
  /// A process that goes on until it is ended, and is reaped at the end of its life.
  private final class Sleeper {
    let process: ProcessID

    init() throws {
      process = try Spawn(signalMask: SignalSet()).start(
        "/bin/sleep", arguments: CStringArray(["sleep", "1000"]), environment: CStringArray([])
      ).process
    }

    /// Waits until it has ended, and leaves it unreaped.
    func waitForEnd() {
      var information = siginfo_t()
      waitid(P_PID, id_t(process.rawValue), &information, WEXITED | WNOWAIT)
    }

    deinit {
      process.sendQuietly(.kill)
      process.reap()
    }
  }

  private func changed(
    _ identity: ProcessIdentity, ticks: UInt64? = nil, boot: String? = nil, namespace: String? = nil
  ) -> ProcessIdentity {
    ProcessIdentity(
      process: identity.process, startTicks: ticks ?? identity.startTicks,
      bootID: boot ?? identity.bootID, pidNamespace: namespace ?? identity.pidNamespace)
  }

  @Test func thisProcess() throws {
    let identity = try #require(ProcessIdentity.current)
    #expect(identity.process == .current)
    #expect(identity.isOfThisBoot && identity.isAlive)
    #expect(ProcessIdentity(of: .current) == identity)
    #expect(identity.pidNamespace.hasPrefix("pid:["))
    #expect(identity.bootID.utf8.count == 36)
  }

  @Test func aProcessIsAliveUntilItEnds() throws {
    let sleeper = try Sleeper()
    let identity = try #require(ProcessIdentity(of: sleeper.process))
    #expect(identity.isAlive && ProcessIdentity.current != identity)
    try sleeper.process.send(.kill)
    sleeper.waitForEnd()
    // A zombie: it is still there, and does nothing any more.
    #expect(ProcessIdentity(of: sleeper.process) == identity)
    #expect(!identity.isAlive)
    sleeper.process.reap()
    #expect(!identity.isAlive)
    #expect(ProcessIdentity(of: sleeper.process) == nil)
  }

  /// The number alone isn't enough, and neither are the ticks of another start of the system.
  @Test func anotherWithTheSameNumberIsNotTaken() throws {
    let sleeper = try Sleeper()
    let identity = try #require(ProcessIdentity(of: sleeper.process))
    let others = [
      changed(identity, ticks: identity.startTicks + 1),
      changed(identity, boot: "00000000-0000-0000-0000-000000000000"),
      changed(identity, namespace: "pid:[1]"),
    ]
    for other in others {
      #expect(!other.isAlive)
      #expect(try !other.send(.kill) { false })
    }
    #expect(others.map(\.isOfThisBoot) == [true, false, false])
    #expect(identity.isAlive)
  }

  @Test func aSignalIsSentToTheOneThatIsMeant() throws {
    let sleeper = try Sleeper()
    let identity = try #require(ProcessIdentity(of: sleeper.process))
    #expect(try identity.send(.terminate) { false })
    #expect(try nextState(of: sleeper.process) == .signalled(.terminate))
    // It is gone now, and was reaped.
    #expect(try !identity.send(.terminate) { false })
  }

  /// What is asked once the process is pinned is the last word.
  @Test func aStaleOneGetsNoSignal() throws {
    let sleeper = try Sleeper()
    let identity = try #require(ProcessIdentity(of: sleeper.process))
    var isAsked = false
    let isSent = try identity.send(.kill) {
      isAsked = true
      return true
    }
    #expect(isAsked && !isSent)
    #expect(identity.isAlive)
  }

  @Test func aZombieGetsNoSignal() throws {
    let sleeper = try Sleeper()
    let identity = try #require(ProcessIdentity(of: sleeper.process))
    try sleeper.process.send(.kill)
    sleeper.waitForEnd()
    #expect(try !identity.send(.kill) { false })
  }

  /// It ends between the question and the signal: the pin is of a process, not of its number.
  @Test func oneThatEndsMeanwhile() throws {
    let sleeper = try Sleeper()
    let identity = try #require(ProcessIdentity(of: sleeper.process))
    let isSent = try identity.send(.kill) {
      sleeper.process.sendQuietly(.kill)
      sleeper.process.reap()
      return false
    }
    #expect(!isSent)
  }

  @Test func numbersThatNameNoProcess() {
    // The second is above the largest number that the kernel gives.
    for number in [0, pid_t(1 << 22 + 1)] {
      #expect(ProcessIdentity(of: ProcessID(rawValue: number)) == nil)
    }
  }

  // MARK: - Copies of this process

  /// In the copy nothing but system calls: the tests have more than one thread.
  @Test func theCopyGetsNil() throws {
    guard let copy = try ProcessID.fork() else { _exit(7) }
    #expect(copy.rawValue > 0 && copy != .current)
    #expect(try nextState(of: copy) == .exited(7))
  }

  @Test func aSessionOfItsOwn() throws {
    guard let copy = try ProcessID.fork() else {
      ProcessID.beginSession()
      _exit(getsid(0) == getpid() && getpgrp() == getpid() ? 7 : 8)
    }
    #expect(try nextState(of: copy) == .exited(7))
  }

  /// Where it can't get one it stays where it is.
  @Test func theLeaderOfAGroupGetsNoSession() throws {
    guard let copy = try ProcessID.fork() else {
      setpgid(0, 0)
      ProcessID.beginSession()
      _exit(getsid(0) == getpid() ? 8 : 7)
    }
    #expect(try nextState(of: copy) == .exited(7))
  }
}
