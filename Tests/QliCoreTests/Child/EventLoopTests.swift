import Glibc
import Testing

@testable import QliCore

/// The one place where qli waits. Signals are sent to the test's own thread, which alone has them
/// blocked.
@Suite struct EventLoopTests {
  private static let past = MonotonicTime(nanoseconds: 0)

  /// Runs the body with a loop on a thread that blocks nothing else, and leaves the thread's mask
  /// as it was.
  private func withLoop(_ body: (EventLoop) throws -> Void) throws {
    var before = SignalSet().block().value
    var nothing = SignalSet().value
    pthread_sigmask(SIG_SETMASK, &nothing, nil)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let loop = try EventLoop(callerMask: SignalSet(), clock: .system)
    try body(loop)
    // What is left would strike when the mask is restored.
    while loop.nextSignal() != nil {}
  }

  private func signalThisThread(_ signal: Signal) {
    pthread_kill(pthread_self(), signal.rawValue)
  }

  /// Waits, and tells what ended the wait. SIGCHLD is passed over: the children of tests that run
  /// beside this one send it to the whole process.
  private func event(
    _ loop: EventLoop, _ descriptors: [FileDescriptor] = [], until deadline: MonotonicTime? = nil
  ) throws -> String {
    while true {
      switch try loop.wait(for: descriptors, until: deadline) {
      case .signal(let received) where received.signal == .child: continue
      case .signal(let received): return received.signal.name
      case .ready: return "ready"
      case .deadline: return "deadline"
      }
    }
  }

  @Test func aSignalComesBeforeADeadlineThatHasPassed() throws {
    try withLoop { loop throws in
      signalThisThread(.terminate)
      #expect(try event(loop, until: Self.past) == "SIGTERM")
      #expect(try event(loop, until: Self.past) == "deadline")
    }
  }

  @Test func aDeadlineInTheFutureIsReached() throws {
    try withLoop { loop throws in
      let deadline = loop.clock.monotonicTime().advanced(bySeconds: 0.01)
      #expect(try event(loop, until: deadline) == "deadline")
      #expect(loop.clock.monotonicTime() >= deadline)
    }
  }

  @Test func theReadyDescriptorIsTold() throws {
    try withLoop { loop throws in
      let quiet = try Pipe()
      let ready = try Pipe()
      try ready.writing.number.writeAll([1])
      let descriptors = [quiet.reading.number, ready.reading.number]
      #expect(try event(loop, descriptors) == "ready")
      let which = try #require(
        try Poll.wait(for: descriptors[0], and: descriptors, until: Self.past, clock: loop.clock))
      #expect(!which.first && !which.contains(0) && which.contains(1))
    }
  }

  @Test func aHangUpMakesADescriptorReady() throws {
    try withLoop { loop throws in
      let reading = try Pipe().intoReading()
      #expect(try event(loop, [reading.number]) == "ready")
    }
  }

  @Test func aSignalComesBeforeAReadyDescriptor() throws {
    try withLoop { loop throws in
      let pipe = try Pipe()
      try pipe.writing.number.writeAll([1])
      signalThisThread(.hangUp)
      #expect(try event(loop, [pipe.reading.number]) == "SIGHUP")
      #expect(try event(loop, [pipe.reading.number]) == "ready")
    }
  }

  @Test func theSenderIsTold() throws {
    try withLoop { loop throws in
      signalThisThread(.user1)
      #expect(
        loop.nextSignal() == ReceivedSignal(signal: .user1, sender: .process(.current)))
      #expect(loop.nextSignal() == nil)
    }
  }

  @Test func thePolicysSignalsAndNoOthersAreCollected() throws {
    try withLoop { _ throws in
      let blocked = SignalSet().block()
      var expected: Set<Int32> = [SIGCHLD]
      SignalPolicy.forEachSignal { expected.insert($0.rawValue) }
      let found = (Int32(1)...64).filter { number in
        blocked.contains(Signal(rawValue: number))
      }
      #expect(Set(found) == expected)
    }
  }

  @Test func theSignalThatEndsQliIsFoundBehindOthers() throws {
    try withLoop { loop throws in
      #expect(loop.pendingEnd() == nil)
      signalThisThread(.windowChange)
      signalThisThread(.resume)
      signalThisThread(.child)
      #expect(loop.pendingEnd() == nil)
      signalThisThread(.windowChange)
      signalThisThread(.terminate)
      #expect(loop.pendingEnd() == .terminate)
    }
  }

  /// In a process of its own, because what is ignored is so for the whole process.
  @Test func ignoredSignalsAreNeverCollected() async {
    await #expect(processExitsWith: .success) {
      signal(SIGINT, SIG_IGN)
      signal(SIGCHLD, SIG_IGN)
      var nothing = SignalSet().value
      pthread_sigmask(SIG_SETMASK, &nothing, nil)
      let loop = try EventLoop(callerMask: SignalSet(), clock: .system)
      let blocked = SignalSet().block()
      #expect(!blocked.contains(.interrupt) && SignalDisposition.isIgnored(.interrupt))
      // The exception: ignored, it would throw the child's status away.
      #expect(blocked.contains(.child) && !SignalDisposition.isIgnored(.child))
      pthread_kill(pthread_self(), SIGINT)
      pthread_kill(pthread_self(), SIGUSR2)
      #expect(loop.nextSignal()?.signal == .user2)
      #expect(loop.nextSignal() == nil)
    }
  }
}
