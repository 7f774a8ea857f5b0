import CSystem

/// The terminal behind a descriptor.
struct Terminal {
  let descriptor: FileDescriptor

  /// The terminal behind `descriptor`, or nil if there is none, by isatty(3).
  init?(_ descriptor: FileDescriptor) {
    guard isatty(descriptor.rawValue) == 1 else { return nil }
    self.descriptor = descriptor
  }

  /// Throws away what was typed but not read, with tcflush(3). Stops a background process
  /// (SIGTTOU) until it is brought to the foreground.
  func discardInput() { _ = tcflush(descriptor.rawValue, TCIFLUSH) }

  /// How many columns it has, by TIOCGWINSZ of ioctl(2); nil if it doesn't say.
  var columns: Int? { size.flatMap { $0.ws_col > 0 ? Int($0.ws_col) : nil } }

  /// How many lines it has; nil if it doesn't say.
  var rows: Int? { size.flatMap { $0.ws_row > 0 ? Int($0.ws_row) : nil } }

  private var size: winsize? {
    var size = winsize()
    return csystem_window_size(descriptor.rawValue, &size) == 0 ? size : nil
  }

  /// Whether its other end was closed, by poll(2).
  var isHungUp: Bool {
    var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0 && request.revents & Int16(POLLHUP) != 0
  }

  /// The process group in its foreground, or nil if it isn't this process's controlling terminal.
  var foreground: pid_t? {
    let group = tcgetpgrp(descriptor.rawValue)
    return group > 0 ? group : nil
  }

  /// Whether this process has a controlling terminal, whatever its streams are.
  static var hasControlling: Bool {
    (try? OwnedDescriptor(opening: "/dev/tty", for: .conversing)) != nil
  }

  /// Whether this process is in the foreground of its controlling terminal.
  static var isInForeground: Bool {
    guard let terminal = try? OwnedDescriptor(opening: "/dev/tty", for: .conversing) else {
      return false
    }
    return tcgetpgrp(terminal.number.rawValue) == getpgrp()
  }
}
