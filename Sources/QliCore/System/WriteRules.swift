import CSystem

/// What a process and all that it starts may write to, kept by the kernel: a ruleset of landlock(7), under
/// which all writing is forbidden that no rule allows.
final class WriteRules {
  /// Why this system can't keep such rules.
  enum Unsupported: Error, Equatable {
    /// The kernel has no Landlock: it is too old, was built without it, or something keeps programs from
    /// asking for it.
    case missing
    /// The kernel has it, and was started without.
    case disabled
    /// This version of its interface lets a file be emptied by truncate(2), wherever it is.
    case tooOld(version: Int32)
    /// Another system than Linux.
    case otherSystem
  }

  /// The first version of the interface that covers truncation: that of Linux 6.2.
  static let leastVersion: Int32 = 3
  /// The first one that tells what was refused, by audit(7): that of Linux 6.15.
  private static let auditedVersion: Int32 = 7

  /// The ruleset; closed in programs that are started.
  let descriptor: FileDescriptor
  /// How the program is restricted by it.
  let flags: Int32
  private let file: OwnedDescriptor

  #if os(Linux)
    /// Begins with rules that forbid all.
    ///
    /// - Parameter version: that of the kernel's interface.
    init(_ version: Int32) throws(Errno) {
      let number = try valueOrErrno { csystem_landlock_create() }
      descriptor = FileDescriptor(rawValue: number)
      file = OwnedDescriptor(adopting: descriptor)
      // LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON: else nothing is told of programs that are executed.
      flags = version >= Self.auditedVersion ? 1 << 1 : 0
    }

    /// Allows to write to what is open there, and to all below a folder.
    func allow(_ descriptor: FileDescriptor, isFolder: Bool) throws(Errno) {
      let (ruleset, number) = (self.descriptor.rawValue, descriptor.rawValue)
      try valueOrErrno { csystem_landlock_allow(ruleset, number, isFolder ? 1 : 0) }
    }

    /// Makes sure that the kernel keeps such rules, and all of them.
    ///
    /// - Returns: the version of its interface.
    @discardableResult
    static func requireSupport() throws(Unsupported) -> Int32 {
      let version: Int32
      do throws(Errno) {
        version = try valueOrErrno { csystem_landlock_version() }
      } catch {
        throw error == .notSupported ? .disabled : .missing
      }
      if version < leastVersion { throw .tooOld(version: version) }
      return version
    }
  #else
    init(_ version: Int32) throws(Errno) { throw .noSystemCall }

    func allow(_ descriptor: FileDescriptor, isFolder: Bool) throws(Errno) {}

    @discardableResult
    static func requireSupport() throws(Unsupported) -> Int32 { throw .otherSystem }
  #endif

  /// Allows to write to what is at `path`, which is no link.
  func allow(_ path: FilePath, isFolder: Bool) throws(Errno) {
    let file = try OwnedDescriptor(opening: path, for: .naming)
    try allow(file.number, isFolder: isFolder)
  }
}

extension ProcessID {
  /// Whether this process can't get rights by executing a set-uid program: PR_GET_NO_NEW_PRIVS of prctl(2).
  static var hasNoNewPrivileges: Bool {
    #if os(Linux)
      return csystem_has_no_new_privileges() == 1
    #else
      return false
    #endif
  }
}
