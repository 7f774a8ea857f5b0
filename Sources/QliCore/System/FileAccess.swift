#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether this process may use a file.
enum FileAccess {
  /// Checks that a file could be made in `folder`, with the folders that are missing on the way.
  /// Nothing is touched.
  ///
  /// - Throws: what would be in the way: ENOTDIR, EACCES, EROFS and the like.
  static func checkMaking(in folder: FilePath) throws(Errno) {
    let status: FileStatus
    do throws(Errno) {
      status = try FileStatus(following: folder)
    } catch .noSuchFile {
      return try checkMaking(in: folder.parent)
    }
    guard status.kind == .directory else { throw .notDirectory }
    try checkWriting(folder)
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

  private static func check(_ path: FilePath, _ mode: Int32) throws(Errno) {
    _ = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { access(text, mode) }
    }
  }
}
