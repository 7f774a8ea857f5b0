/// Stays beside a program, and ends it with all that it started when one of those is gone whom it ends with.
final class CompanionWatch: Watched {
  /// Who was gone, while the program ran.
  private(set) var gone: Companion?

  private let supervisor: Supervisor
  private let companions: Companions
  private let clock: Clock
  private var nextLook: MonotonicTime?

  init(_ supervisor: Supervisor, endingWith companions: Companions, _ clock: Clock) {
    self.supervisor = supervisor
    self.companions = companions
    self.clock = clock
    nextLook = companions.nextLook(after: clock.monotonicTime())
  }

  // Who is gone stays so: once the program is being ended, nobody else is waited for.
  var interests: [Poll.Interest] {
    supervisor.isRunning ? supervisor.interests + companions.interests : supervisor.interests
  }

  var deadline: MonotonicTime? {
    guard supervisor.isRunning, let nextLook else { return supervisor.deadline }
    return supervisor.deadline.map { min($0, nextLook) } ?? nextLook
  }

  func receive(_ received: ReceivedSignal) { supervisor.receive(received) }

  func advance() throws(Errno) -> Bool {
    // First: what has ended by itself wasn't ended.
    let isOver = try supervisor.advance()
    guard supervisor.isRunning else { return isOver }
    if let gone = companions.gone {
      self.gone = gone
      supervisor.tell()
    }
    nextLook = companions.nextLook(after: clock.monotonicTime())
    return isOver
  }
}
