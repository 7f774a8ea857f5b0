/// What waitpid(2) says of a child.
enum WaitStatus: Equatable, Sendable {
  case exited(Int32)
  case signalled(Signal)
  case stopped(Signal)
  case continued

  /// Decodes the status as the macros of <sys/wait.h> do, which Swift doesn't import.
  init(_ status: Int32) {
    let low = status & 0x7f
    if status == 0xffff {
      self = .continued
    } else if low == 0 {
      self = .exited((status >> 8) & 0xff)
    } else if low == 0x7f {
      self = .stopped(Signal(rawValue: (status >> 8) & 0xff))
    } else {
      self = .signalled(Signal(rawValue: low))
    }
  }
}
