import CSystem

extension FileDescriptor {
  /// Closes it. Nobody may own it, see `OwnedDescriptor`.
  func closeNow() { _ = close(rawValue) }

  /// Closes all that this process has open but the standard streams and `kept`: what it has inherited
  /// from whoever started it keeps a reader there from seeing an end. Nobody may use what was closed.
  static func closeAll(but kept: [FileDescriptor]) {
    var first: UInt32 = 3
    for descriptor in kept.map({ UInt32($0.rawValue) }).sorted() where descriptor >= first {
      if descriptor > first { closeAll(from: first, to: descriptor - 1) }
      first = descriptor + 1
    }
    closeAll(from: first, to: .max)
  }

  /// Keeps all that this process has open but the standard streams from what it starts, with close_range(2)
  /// and CLOSE_RANGE_CLOEXEC, or one by one where the kernel is older than 5.11.
  static func keepAllFromChildren() {
    #if os(Linux)
      if csystem_close_range(3, .max, 4) == 0 { return }
    #endif
    let limit = Int32(clamping: sysconf(Int32(_SC_OPEN_MAX)))
    for number in 3..<max(limit, 3) { _ = csystem_fcntl(number, F_SETFD, FD_CLOEXEC) }
  }

  /// With close_range(2), or one by one where the kernel is older than 5.9.
  private static func closeAll(from first: UInt32, to last: UInt32) {
    #if os(Linux)
      if csystem_close_range(first, last, 0) == 0 { return }
    #endif
    let limit = UInt32(clamping: sysconf(Int32(_SC_OPEN_MAX)))
    guard first < limit else { return }
    for number in first...min(last, limit) { _ = close(Int32(number)) }
  }
}
