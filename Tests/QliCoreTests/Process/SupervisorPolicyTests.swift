import Testing

@testable import QliCore

/// The whole table: what a supervisor does on each event, in each state.
@Suite struct SupervisorPolicyTests {
  private typealias State = SupervisorPolicy.State
  private typealias Event = SupervisorPolicy.Event
  private typealias Action = SupervisorPolicy.Action

  /// Everything that isn't ignored.
  private static func expected(_ event: Event, _ state: State) -> Action {
    switch state {
    case .running, .stopped:
      switch event {
      case .exited: .drain
      case .stopped: .stopToo
      case .continued: state == .stopped ? .goOn : .none
      case .timeUp, .outputFull, .told, .left: .end
      case .stepUp, .cutShort, .gone, .drained: .none
      }
    case .ending:
      switch event {
      case .stepUp, .cutShort: .nextStep
      case .gone: .drain
      default: .none
      }
    case .draining:
      switch event {
      case .outputFull: .end
      case .drained, .cutShort: .finish
      default: .none
      }
    case .over: .none
    }
  }

  @Test func everyEventInEveryState() {
    for state in State.allCases {
      for event in Event.allCases {
        #expect(
          SupervisorPolicy.action(on: event, in: state) == Self.expected(event, state),
          "\(event) while \(state)")
      }
    }
  }

  /// From every state, what a program can't help leads to its end.
  @Test func aProgramThatIsToldToAlwaysEnds() {
    for state in [State.running, .stopped] {
      #expect(SupervisorPolicy.action(on: .told, in: state) == .end)
    }
    // Whatever it does, a step that had its time leads on, and the last one out.
    #expect(SupervisorPolicy.action(on: .stepUp, in: .ending) == .nextStep)
    #expect(SupervisorPolicy.action(on: .drained, in: .draining) == .finish)
  }
}
