import Glibc
import Testing

@testable import QliCore

/// The one place where qli waits. Signals are sent to the test's own thread, which alone has them
/// blocked.
@Suite struct EventLoopTests {
  private static let past = MonotonicTime(nanoseconds: 0)

  private func signalThisThread(_ signal: Signal) {
    pthread_kill(pthread_self(), signal.rawValue)
  }

  /// The next signal, waiting for none. SIGCHLD is passed over: the children of tests that run beside
  /// this one send it to the whole process, and each loop of the tests is reminded of it.
  private func nextSignal(_ loop: EventLoop) -> ReceivedSignal? {
    while let received = loop.nextSignal() {
      if received.signal != .child { return received }
    }
    return nil
  }

  /// Waits, and tells what ended the wait, passing SIGCHLD over as `nextSignal` does.
  private func event(
    _ loop: EventLoop, _ interests: [Poll.Interest] = [], until deadline: MonotonicTime? = nil
  ) throws -> String {
    while true {
      switch try loop.wait(for: interests, until: deadline) {
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

  @Test func aReadyDescriptorAmongOthers() throws {
    try withLoop { loop throws in
      let quiet = try Pipe()
      let ready = try Pipe()
      #expect(
        try event(loop, [.reading(quiet.reading.number)], until: Self.past) == "deadline")
      try ready.writing.number.writeAll([1])
      #expect(
        try event(loop, [.reading(quiet.reading.number), .reading(ready.reading.number)])
          == "ready")
    }
  }

  @Test func moreDescriptorsThanAWordHasBits() throws {
    try withLoop { loop throws in
      let quiet = try Pipe()
      let ready = try Pipe()
      var interests = [Poll.Interest](repeating: .reading(quiet.reading.number), count: 500)
      #expect(try event(loop, interests, until: Self.past) == "deadline")
      try ready.writing.number.writeAll([1])
      interests.append(.reading(ready.reading.number))
      #expect(try event(loop, interests) == "ready")
    }
  }

  /// Full, it can't be written; as soon as there is room, or nobody reads any more, it can.
  @Test func aDescriptorThatCanBeWritten() throws {
    try withLoop { loop throws in
      let pipe = try Pipe()
      try pipe.writing.number.setNonBlocking()
      let interest = Poll.Interest.writing(pipe.writing.number)
      #expect(try event(loop, [interest]) == "ready")
      #expect(throws: Errno.wouldBlock) {
        let page = [UInt8](repeating: 0, count: 4096)
        while true { _ = try page.withUnsafeBytes { try pipe.writing.number.writeOnce($0) } }
      }
      #expect(try event(loop, [interest], until: Self.past) == "deadline")
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      _ = try pipe.reading.number.read(into: &bytes)
      #expect(try event(loop, [interest]) == "ready")
    }
  }

  @Test func anEndThatNobodyReadsFromIsReady() throws {
    try withLoop { loop throws in
      let writing = try Pipe().intoWriting()
      #expect(try event(loop, [.writing(writing.number)]) == "ready")
    }
  }

  @Test func aHangUpMakesADescriptorReady() throws {
    try withLoop { loop throws in
      let reading = try Pipe().intoReading()
      #expect(try event(loop, [.reading(reading.number)]) == "ready")
    }
  }

  @Test func aSignalComesBeforeAReadyDescriptor() throws {
    try withLoop { loop throws in
      let pipe = try Pipe()
      try pipe.writing.number.writeAll([1])
      signalThisThread(.hangUp)
      #expect(try event(loop, [.reading(pipe.reading.number)]) == "SIGHUP")
      #expect(try event(loop, [.reading(pipe.reading.number)]) == "ready")
    }
  }

  @Test func theSenderIsTold() throws {
    try withLoop { loop throws in
      signalThisThread(.user1)
      #expect(
        nextSignal(loop) == ReceivedSignal(signal: .user1, sender: .process(.current)))
      #expect(nextSignal(loop) == nil)
    }
  }

  @Test func thePolicysSignalsAndNoOthersAreCollected() throws {
    try withLoop { _ throws in
      let blocked = SignalSet().block()
      for number in Int32(1)...64 {
        let signal = Signal(rawValue: number)
        let isExpected = signal == .child || SignalPolicy.signals.contains(signal)
        #expect(blocked.contains(signal) == isExpected, "\(signal)")
      }
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
  @Test func ignoredSignalsAreNeverTold() async {
    await #expect(processExitsWith: .success) {
      signal(SIGINT, SIG_IGN)
      signal(SIGCHLD, SIG_IGN)
      var nothing = SignalSet().value
      pthread_sigmask(SIG_SETMASK, &nothing, nil)
      let loop = try EventLoop(callerMask: SignalSet(), clock: .system)
      let blocked = SignalSet().block()
      #expect(SignalDisposition.isIgnored(.interrupt))
      // The exception: ignored, it would throw the child's status away.
      #expect(blocked.contains(.child) && !SignalDisposition.isIgnored(.child))
      pthread_kill(pthread_self(), SIGINT)
      pthread_kill(pthread_self(), SIGUSR2)
      #expect(loop.nextSignal()?.signal == .user2)
      #expect(loop.nextSignal() == nil)
    }
  }
}
