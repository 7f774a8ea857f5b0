#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The entries of a folder.
enum Directory {
  /// Calls `body` with the name of each entry but `.` and `..`, in no particular order.
  ///
  /// - Throws: the error of opendir(3) or readdir(3).
  static func forEachName(
    in path: FilePath, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws(Errno) {
    let stream = path.string.withCString { opendir($0) }
    guard let stream else { throw .current }
    defer { closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw .current }
        return
      }
      withEntryName(entry) { name in
        if name.count <= 2, name.allSatisfy({ $0 == UInt8(ascii: ".") }) { return }
        body(name)
      }
    }
  }

  /// The names of the entries, sorted by their bytes.
  static func names(in path: FilePath) throws(Errno) -> [ByteString] {
    var names: [ByteString] = []
    try forEachName(in: path) { name in
      names.append(ByteString(unchecked: UnsafeRawBufferPointer(name)))
    }
    names.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    return names
  }

  /// Makes the folder `path` and those above it that are missing, each with mode 0700.
  static func create(_ path: FilePath) throws(Errno) {
    do throws(Errno) {
      try make(path)
    } catch .fileExists {
      return
    } catch .noSuchFile {
      try create(path.parent)
      do throws(Errno) { try make(path) } catch .fileExists { return }
    }
  }

  private static func make(_ path: FilePath) throws(Errno) {
    _ = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { mkdir(text, 0o700) }
    }
  }

  /// The current folder, or nil if it was deleted or can't be reached from the root.
  static var current: FilePath? {
    guard let buffer = getcwd(nil, 0) else { return nil }
    defer { free(buffer) }
    let path = FilePath(ByteString(cString: buffer))
    return path.isAbsolute ? path : nil
  }
}

private func withEntryName(
  _ entry: UnsafeMutablePointer<dirent>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
) {
  // Sound: the kernel's record holds the whole name and its NUL, however long the C type says the
  // array is, and lives until the next readdir.
  let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
  let name = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: UInt8.self)
  var length = 0
  while name[length] != 0 { length += 1 }
  body(UnsafeBufferPointer(start: name, count: length))
}
