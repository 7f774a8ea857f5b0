import Glibc
import Testing

@testable import QliCore

/// Names and sets of signals.
@Suite struct SignalTests {
  @Test(arguments: [
    (SIGHUP, "SIGHUP"), (SIGINT, "SIGINT"), (SIGKILL, "SIGKILL"), (SIGTERM, "SIGTERM"),
    (SIGSYS, "SIGSYS"), (33, "SIG33"), (34, "SIGRTMIN+0"), (37, "SIGRTMIN+3"),
    (64, "SIGRTMIN+30"), (65, "SIG65"),
  ]) func namesOfSignals(_ number: Int32, _ name: String) {
    #expect(Signal(rawValue: number).name == name)
    #expect("\(Signal(rawValue: number))" == name)
  }

  /// Each signal of the system has the name that the C library gives it.
  @Test func everySignalHasItsName() {
    for number in Int32(1)...31 {
      #expect(Signal(rawValue: number).name == "SIG\(abbreviation(number))")
    }
  }

  /// The names of `kill -l`, which bash and the manual agree on.
  private func abbreviation(_ number: Int32) -> String {
    let names = """
      HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP \
      TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS
      """.split(separator: " ")
    return String(names[Int(number) - 1])
  }

  @Test func setsHoldWhatWasPutIn() {
    var set = SignalSet(.interrupt, .terminate)
    #expect(set.contains(.interrupt) && set.contains(.terminate) && !set.contains(.hangUp))
    set.insert(.hangUp)
    #expect(set.contains(.hangUp))
  }

  @Test func blockingTellsWhatWasBlockedBefore() {
    let before = SignalSet().block()
    SignalSet(.user1, .user2).unblock()
    let none = SignalSet(.user1).block()
    #expect(!none.contains(.user1) && !none.contains(.user2))
    let one = SignalSet(.user2).block()
    #expect(one.contains(.user1) && !one.contains(.user2))
    SignalSet(.user1).unblock()
    let other = SignalSet().block()
    #expect(!other.contains(.user1) && other.contains(.user2))
    var mask = before.value
    pthread_sigmask(SIG_SETMASK, &mask, nil)
  }
}
