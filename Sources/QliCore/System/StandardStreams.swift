import CSystem

/// The descriptors 0, 1 and 2 that qli was started with.
enum StandardStreams {
  /// Opens those that are closed as `/dev/null`, closed again in programs that are started.
  ///
  /// Without it the next file that is opened, an audit log say, would become standard error. Each
  /// is opened for the wrong direction, so that using it still fails with EBADF: a result that
  /// nobody can receive is an error, not a success.
  static func reserve() {
    for number in Int32(0)...2 where !FileDescriptor(rawValue: number).isOpen {
      let flags = (number == 0 ? O_WRONLY : O_RDONLY) | O_CLOEXEC
      // Lower numbers are taken by now, so the file gets this one.
      _ = csystem_open("/dev/null", flags, 0)
    }
  }

  /// Makes all three `/dev/null`, for a process that outlives whoever has started it.
  static func detach() {
    let null = csystem_open("/dev/null", O_RDWR | O_CLOEXEC, 0)
    guard null != -1 else { return }
    for number in Int32(0)...2 where number != null { _ = dup2(null, number) }
    if null > 2 { _ = close(null) }
  }
}
