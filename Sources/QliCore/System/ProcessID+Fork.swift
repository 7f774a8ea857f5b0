import CSystem

extension ProcessID {
  /// Makes a copy of this process, which has one thread as qli always has, by fork(2).
  ///
  /// - Returns: the copy; nil in the copy itself.
  static func fork() throws(Errno) -> ProcessID? {
    let process = try valueOrErrno { csystem_fork() }
    return process == 0 ? nil : ProcessID(rawValue: process)
  }

  /// Makes this process the leader of a session of its own without a terminal, by setsid(2). One that
  /// leads a process group already stays where it is.
  static func beginSession() { _ = setsid() }
}
