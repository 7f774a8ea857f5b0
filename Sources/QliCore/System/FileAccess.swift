#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether this process may use a file.
enum FileAccess {
  /// Checks with access(2) that `path` may be written to.
  ///
  /// - Throws: EACCES, EROFS and the like.
  static func checkWriting(_ path: FilePath) throws(Errno) {
    _ = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { access(text, W_OK) }
    }
  }
}
