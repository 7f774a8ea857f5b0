import Testing

@testable import QliCore

/// Whether and when a service is started again, by a clock that nobody waits for.
@Suite struct RestartsTests {
  private let time = TestClock()

  private func restarts(
    _ restart: ServicePolicy.Restart, most: Int = 5, window: RunDuration = .seconds(600)
  ) -> Restarts {
    var policy = ServicePolicy()
    policy.restart = restart
    policy.maxRestarts = most
    policy.restartWindow = window
    return Restarts(policy)
  }

  private static let ends: [ChildEnd] = [.exited(0), .exited(7), .signalled(.kill)]

  @Test func whichEnds() {
    let wanted: [(ServicePolicy.Restart, [Bool])] = [
      (.never, [false, false, false]), (.onFailure, [false, true, true]),
      (.always, [true, true, true]),
    ]
    for (restart, isStarted) in wanted {
      let found = Self.ends.map { end -> Bool in
        var restarts = restarts(restart)
        return restarts.pause(after: end, time.clock) != nil
      }
      #expect(found == isStarted, "\(restart)")
    }
  }

  /// Each pause is twice as long as the one before, up to half a minute.
  @Test func thePauses() {
    var restarts = restarts(.always, most: 8)
    let pauses = (1...9).map { _ in restarts.pause(after: .exited(0), time.clock) }
    #expect(pauses == [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, nil])
    #expect(restarts.count == 8)
  }

  /// A service that ends every few minutes is started for ever; one that ends at once isn't, however
  /// long it tries.
  @Test func theWindow() {
    var seldom = restarts(.always, most: 2, window: .seconds(60))
    for _ in 1...100 {
      let pause = seldom.pause(after: .exited(7), time.clock)
      #expect(pause == 1000)
      time.advance(seconds: 60)
    }
    #expect(seldom.count == 100)
    var often = restarts(.always, most: 2, window: .seconds(60))
    let pauses = (1...3).map { _ -> Int64? in
      time.advance(seconds: 20)
      return often.pause(after: .exited(7), time.clock)
    }
    #expect(pauses == [1000, 2000, nil])
  }

  /// How often it may be started again isn't told by the time of day, which may be set.
  @Test func aClockThatIsSet() {
    var restarts = restarts(.always, most: 1, window: .seconds(60))
    let first = restarts.pause(after: .exited(7), time.clock)
    #expect(first == 1000)
    let steady = time.clock
    for day in [-86_400.0, 86_400] {
      let set = QliCore.Clock(
        wallTime: {
          let now = steady.wallTime()
          return Timestamp(seconds: now.seconds + Int64(day), nanoseconds: now.nanoseconds)
        }, monotonicTime: steady.monotonicTime)
      let next = restarts.pause(after: .exited(7), set)
      #expect(next == nil)
    }
  }
}
