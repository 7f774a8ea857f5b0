/// Waits until a process and all that it leaves behind has ended, and tells when it has left something.
final class DeathWatch: Watched {
  private let supervisor: Supervisor
  private var tell: (() -> Void)?

  /// - Parameter tell: is called once, when the process has ended otherwise than with 0.
  init(_ supervisor: Supervisor, telling tell: @escaping () -> Void) {
    self.supervisor = supervisor
    self.tell = tell
  }

  var interests: [Poll.Interest] { supervisor.interests }

  var deadline: MonotonicTime? { supervisor.deadline }

  func receive(_ received: ReceivedSignal) { supervisor.receive(received) }

  func advance() throws(Errno) -> Bool {
    let isOver = try supervisor.advance()
    if let end = supervisor.end, end != .exited(0), let tell {
      self.tell = nil
      tell()
    }
    return isOver
  }
}
