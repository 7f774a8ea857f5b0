#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The settings of the terminal that this process was started on (termios(3)), to be put back.
struct TerminalSettings {
  private let terminal: Terminal
  private var settings: termios

  /// The settings now, or nil if none of the standard streams is a terminal.
  init?() {
    let streams: [FileDescriptor] = [.standardInput, .standardOutput, .standardError]
    guard let terminal = streams.lazy.compactMap({ Terminal($0) }).first else { return nil }
    self.terminal = terminal
    settings = termios()
    guard tcgetattr(terminal.descriptor.rawValue, &settings) == 0 else { return nil }
  }

  /// Puts them back, unless another job has the terminal now.
  func restore() {
    let descriptor = terminal.descriptor.rawValue
    guard tcgetpgrp(descriptor) == getpgrp() else { return }
    var settings = settings
    tcsetattr(descriptor, TCSADRAIN, &settings)
  }
}
