import CSystem

/// Whether this process may use a file.
enum FileAccess {
  /// Checks that `path` could be opened for appending, or made. Nothing is touched.
  ///
  /// - Throws: what would be in the way: EISDIR, ENOTDIR, EACCES, EROFS and the like.
  static func checkOpeningOrMaking(_ path: FilePath) throws(Errno) {
    do throws(Errno) {
      switch try FileStatus(following: path).kind {
      case .directory: throw Errno.isDirectory
      case .socket: throw Errno.noDevice
      case .regular, .symbolicLink, .pipe, .device, .other: try check(path, R_OK | W_OK)
      }
    } catch .noSuchFile {
      try checkMaking(path)
    }
  }

  /// Checks that the file `path`, which isn't there, could be made.
  private static func checkMaking(_ path: FilePath) throws(Errno) {
    var file = path
    // What a link leads to is made, but no folder for it. The system follows 40 links.
    for _ in 0..<40 {
      guard let target = try? file.linkTarget() else { break }
      file = target
      _ = try FileStatus(following: file.parent)
    }
    let name = file.lastComponent
    if name.isEmpty || name.equals(".") || name.equals("..") { throw .isDirectory }
    if name.count > longestName { throw .nameTooLong }
    try checkMaking(in: file.parent)
  }

  /// Checks that a file could be made in `folder`, with the folders that are missing on the way.
  /// Nothing is touched.
  ///
  /// - Throws: what would be in the way: ENOTDIR, EACCES, EROFS and the like.
  static func checkMaking(in folder: FilePath) throws(Errno) {
    let status: FileStatus
    do throws(Errno) {
      status = try FileStatus(following: folder)
    } catch .noSuchFile {
      // In the place of a link that leads nowhere no folder is made.
      if (try? FileStatus(notFollowing: folder)) != nil { throw .noSuchFile }
      if folder.lastComponent.count > longestName { throw .nameTooLong }
      return try checkMaking(in: folder.parent)
    }
    guard status.kind == .directory else { throw .notDirectory }
    try check(folder, W_OK | X_OK)
  }

  /// The most bytes of a name in a folder: NAME_MAX.
  private static let longestName = 255

  /// Whether something is at `path`, if only a link, or that can't be found out; by lstat(2).
  static func mayBeThere(_ path: FilePath) -> Bool {
    guard let reason = path.string.withCString({ reason(notThere: $0) }) else { return true }
    return reason != .noSuchFile && reason != .notDirectory
  }

  /// Why nothing is at `path`, by lstat(2); nil where something is.
  static func reason(notThere path: UnsafePointer<CChar>) -> Errno? {
    var value = stat()
    return lstat(path, &value) == 0 ? nil : .current
  }

  /// Checks with access(2) that `path` may be written to.
  ///
  /// - Throws: EACCES, EROFS and the like.
  static func checkWriting(_ path: FilePath) throws(Errno) { try check(path, W_OK) }

  /// Checks with access(2) that `path` may be read.
  static func checkReading(_ path: FilePath) throws(Errno) { try check(path, R_OK) }

  /// Checks with access(2) that `path` may be executed; it may not where its file system is mounted
  /// noexec, either.
  static func checkExecuting(_ path: FilePath) throws(Errno) { try check(path, X_OK) }

  /// Whether `path` lies on a file system that is mounted noexec, by statvfs(3).
  static func isOnNoExecMount(_ path: FilePath) -> Bool {
    path.string.withCString { csystem_is_noexec($0) } == 1
  }

  /// Whether `path`, which is no link, has an access list (acl(5)): then what its mode shows as the
  /// rights of its group is the most that any of those may do who are named there.
  static func hasAccessList(_ path: FilePath) -> Bool {
    path.string.withCString { csystem_has_access_list($0) } == 1
  }

  /// Checks that the folder `path` may be made the current one: by faccessat(2), as the effective
  /// user, for that is who chdir(2) asks about.
  static func checkEntering(_ path: FilePath) throws(Errno) {
    // Everywhere but in a set-uid program both are one, and access(2) is everywhere.
    if Host.userID == Host.effectiveUserID { return try check(path, X_OK) }
    _ = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { faccessat(AT_FDCWD, text, X_OK, AT_EACCESS) }
    }
  }

  private static func check(_ path: FilePath, _ mode: Int32) throws(Errno) {
    _ = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { access(text, mode) }
    }
  }
}
