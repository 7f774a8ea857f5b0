import CSystem

/// An error number of the C library.
struct Errno: Error, Hashable, Sendable {
  /// The number, as `errno` holds it.
  let rawValue: Int32

  /// The error with this number.
  init(rawValue: Int32) { self.rawValue = rawValue }

  /// The error that the last failed call of this thread left.
  static var current: Errno { Errno(rawValue: csystem_errno()) }

  static let noSuchFile = Errno(rawValue: ENOENT)
  static let notDirectory = Errno(rawValue: ENOTDIR)
  static let permissionDenied = Errno(rawValue: EACCES)
  static let notPermitted = Errno(rawValue: EPERM)
  static let fileExists = Errno(rawValue: EEXIST)
  static let interrupted = Errno(rawValue: EINTR)
  static let wouldBlock = Errno(rawValue: EAGAIN)
  static let noSuchProcess = Errno(rawValue: ESRCH)
  static let noChild = Errno(rawValue: ECHILD)
  static let timedOut = Errno(rawValue: ETIMEDOUT)
  static let brokenPipe = Errno(rawValue: EPIPE)
  static let noDevice = Errno(rawValue: ENXIO)
  static let ioError = Errno(rawValue: EIO)
  static let isDirectory = Errno(rawValue: EISDIR)
  static let notExecutableFormat = Errno(rawValue: ENOEXEC)
  static let textBusy = Errno(rawValue: ETXTBSY)
  static let argumentListTooLong = Errno(rawValue: E2BIG)
  static let tooManyLinks = Errno(rawValue: ELOOP)
  static let nameTooLong = Errno(rawValue: ENAMETOOLONG)
  static let invalidArgument = Errno(rawValue: EINVAL)
  static let noSpace = Errno(rawValue: ENOSPC)
  static let noLocks = Errno(rawValue: ENOLCK)
  static let noQuota = Errno(rawValue: EDQUOT)
  static let fileTooBig = Errno(rawValue: EFBIG)
  static let connectionRefused = Errno(rawValue: ECONNREFUSED)
  static let noSystemCall = Errno(rawValue: ENOSYS)
  static let inProgress = Errno(rawValue: EINPROGRESS)
  static let addressInUse = Errno(rawValue: EADDRINUSE)
  static let notSupported = Errno(rawValue: EOPNOTSUPP)
  static let messageTooLong = Errno(rawValue: EMSGSIZE)
}

extension Errno: CustomStringConvertible {
  /// The text of strerror(3), such as "No such file or directory".
  var description: String {
    guard let text = strerror(rawValue) else { return "error \(rawValue)" }
    return String(cString: text)
  }
}
