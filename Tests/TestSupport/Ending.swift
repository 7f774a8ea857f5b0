import Glibc

/// How a process ended.
public enum Ending: Sendable, Equatable, CustomStringConvertible {
  /// It exited with this status.
  case exited(Int32)
  /// It was killed by this signal.
  case signalled(Int32)

  /// Reads what `waitpid` gave.
  init(status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
  }

  /// `exit 3` or `killed by signal 15 (Terminated)`.
  public var description: String {
    switch self {
    case .exited(let code): "exit \(code)"
    case .signalled(let signal):
      "killed by signal \(signal) (\(String(cString: strsignal(signal))))"
    }
  }
}
