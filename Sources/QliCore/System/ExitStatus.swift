/// How qli ends.
enum ExitStatus: Equatable, Sendable {
  /// With this code.
  case code(Int32)
  /// By SIGINT, so that a shell's loop around qli stops at Ctrl-C. A code of 130 wouldn't do that.
  case diedOfInterrupt

  /// What `$?` is.
  var code: Int32 {
    switch self {
    case .code(let code): code
    case .diedOfInterrupt: 128 + Signal.interrupt.rawValue
    }
  }
}
