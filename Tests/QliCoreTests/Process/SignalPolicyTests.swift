import Glibc
import Testing

@testable import QliCore

/// The whole table: what qli does on each signal, from everyone, in each state.
@Suite struct SignalPolicyTests {
  /// One line of the table, for some signals in one state.
  struct Row: Sendable, CustomTestStringConvertible {
    let state: SignalPolicy.State
    let signals: [Signal]
    let kernel, descendant, stranger: SignalPolicy.Action

    init(
      _ state: SignalPolicy.State, _ signals: [Signal], kernel: SignalPolicy.Action,
      descendant: SignalPolicy.Action, stranger: SignalPolicy.Action
    ) {
      self.state = state
      self.signals = signals
      self.kernel = kernel
      self.descendant = descendant
      self.stranger = stranger
    }

    func action(from origin: SignalPolicy.Origin) -> SignalPolicy.Action {
      switch origin {
      case .kernel: kernel
      // The child didn't get it, so it is like one from anybody.
      case .kernelToQliAlone: stranger
      case .descendant: descendant
      case .stranger: stranger
      }
    }

    var testDescription: String { "\(state): \(signals)" }
  }

  /// A key, a hang-up or a resize reaches the whole group.
  static let toGroup: [Signal] = [.interrupt, .quit, .hangUp, .windowChange, .terminalStop]
  /// All that can be caught and end a program, but for the keys and the hang-up.
  static let toOne =
    ([
      SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM,
      SIGTERM,
      SIGSTKFLT, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGSYS,
    ] + Array(34...64)).map { Signal(rawValue: $0) }

  static let table = [
    Row(
      .noChild, [.interrupt, .quit, .hangUp] + toOne,
      kernel: .end, descendant: .end, stranger: .end),
    Row(
      .noChild, [.windowChange, .child], kernel: .ignore, descendant: .ignore, stranger: .ignore),
    Row(.noChild, [.terminalStop], kernel: .stop, descendant: .stop, stranger: .stop),
    Row(.noChild, [.resume], kernel: .resume, descendant: .resume, stranger: .resume),

    Row(
      .childInGroup, toGroup + [.resume],
      kernel: .ignore, descendant: .ignore, stranger: .forward),
    Row(.childInGroup, toOne, kernel: .forward, descendant: .ignore, stranger: .forward),
    Row(.childInGroup, [.child], kernel: .ignore, descendant: .ignore, stranger: .ignore),

    Row(
      .childElsewhere, toGroup + toOne + [.resume],
      kernel: .forward, descendant: .ignore, stranger: .forward),
    Row(.childElsewhere, [.child], kernel: .ignore, descendant: .ignore, stranger: .ignore),

    Row(.childStopped, toGroup, kernel: .ignore, descendant: .ignore, stranger: .forward),
    Row(.childStopped, toOne, kernel: .forward, descendant: .ignore, stranger: .forward),
    // Whoever continues qli means its child too.
    Row(.childStopped, [.resume], kernel: .forward, descendant: .forward, stranger: .forward),
    Row(.childStopped, [.child], kernel: .ignore, descendant: .ignore, stranger: .ignore),
  ]

  @Test(arguments: table) func theTableHolds(_ row: Row) {
    for signal in row.signals {
      for origin in SignalPolicy.Origin.allCases {
        let action = SignalPolicy.action(on: signal, from: origin, while: row.state)
        #expect(action == row.action(from: origin), "\(signal) from \(origin)")
      }
    }
  }

  /// Every signal that qli collects stands in the table, once for each state.
  @Test func theTableIsWhole() {
    var collected: Set<Signal> = [.child]
    for number in Int32(1)...64 where SignalPolicy.signals.contains(Signal(rawValue: number)) {
      collected.insert(Signal(rawValue: number))
    }
    for state in SignalPolicy.State.allCases {
      let listed = Self.table.filter { $0.state == state }.flatMap(\.signals)
      #expect(Set(listed) == collected, "\(state)")
      #expect(listed.count == collected.count, "\(state)")
    }
  }

  /// Whoever sends one of the two messages doesn't ask for an end.
  @Test func allThatEndAProgramAskItToStopButTwo() {
    for number in Int32(1)...64 where SignalPolicy.signals.contains(Signal(rawValue: number)) {
      let signal = Signal(rawValue: number)
      let isOther: [Signal] = [.user1, .user2, .windowChange, .resume, .terminalStop]
      #expect(signal.isStopRequest == !isOther.contains(signal), "\(signal)")
    }
  }
}
