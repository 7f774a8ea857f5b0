import CSystem

#if os(macOS)
  private typealias DirectoryStream = UnsafeMutablePointer<DIR>
#else
  private typealias DirectoryStream = OpaquePointer
#endif

/// The entries of a folder.
enum Directory {
  /// An entry while the folder is read.
  struct Entry {
    fileprivate let record: UnsafeMutablePointer<dirent>
    fileprivate let folder: Int32

    /// The name; valid until the next entry is read.
    var name: UnsafeBufferPointer<UInt8> {
      // Sound: the kernel's record holds the whole name and its NUL, however long the C type says
      // the array is; and it isn't null, as the record isn't.
      let name = UnsafeRawPointer(csystem_name(record).unsafelyUnwrapped)
        .assumingMemoryBound(to: UInt8.self)
      var length = 0
      while name[length] != 0 { length += 1 }
      return UnsafeBufferPointer(start: name, count: length)
    }

    /// What fstatat(2) says of it: of a link's target.
    func status() throws(Errno) -> FileStatus {
      var value = stat()
      let (name, folder) = (name, folder)
      try valueOrErrno {
        name.withMemoryRebound(to: CChar.self) { name in
          name.baseAddress.map { fstatat(folder, $0, &value, 0) } ?? -1
        }
      }
      return FileStatus(value)
    }
  }

  /// Calls `body` with each entry but `.` and `..`, in no particular order.
  ///
  /// - Throws: the error of opendir(3) or readdir(3).
  static func forEachEntry(in path: FilePath, _ body: (Entry) -> Void) throws(Errno) {
    let stream = path.string.withCString { opendir($0) }
    guard let stream else { throw .current }
    try forEachEntry(of: stream, body)
  }

  /// The same in an open folder, whose position is left as it is.
  static func forEachEntry(
    in folder: FileDescriptor, _ body: (Entry) -> Void
  ) throws(Errno) {
    let number = try valueOrErrno {
      csystem_open_in(folder.rawValue, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard let stream = fdopendir(number) else {
      let error = Errno.current
      FileDescriptor(rawValue: number).closeNow()
      throw error
    }
    try forEachEntry(of: stream, body)
  }

  /// Reads `stream` to its end, and closes it.
  private static func forEachEntry(
    of stream: DirectoryStream, _ body: (Entry) -> Void
  ) throws(Errno) {
    defer { closedir(stream) }
    while true {
      csystem_set_errno(0)
      guard let record = readdir(stream) else {
        guard csystem_errno() == 0 else { throw .current }
        return
      }
      let entry = Entry(record: record, folder: dirfd(stream))
      let name = entry.name
      if name.count <= 2, name.allSatisfy({ $0 == UInt8(ascii: ".") }) { continue }
      body(entry)
    }
  }

  /// The names of the entries, sorted by their bytes.
  static func names(in path: FilePath) throws(Errno) -> [ByteString] {
    var names: [ByteString] = []
    try forEachEntry(in: path) { entry in
      names.append(ByteString(unchecked: UnsafeRawBufferPointer(entry.name)))
    }
    names.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    return names
  }

  /// Makes the folder `path` and those above it that are missing, each with mode 0700 or, if everybody is
  /// to see what is in it, 0755.
  static func create(_ path: FilePath, isPublic: Bool = false) throws(Errno) {
    try create(path, mode: isPublic ? 0o755 : 0o700)
  }

  /// The same with another mode.
  static func create(_ path: FilePath, mode: UInt32) throws(Errno) {
    do throws(Errno) {
      try make(path, mode: mode)
    } catch .fileExists {
      return
    } catch .noSuchFile {
      try create(path.parent, mode: mode)
      do throws(Errno) { try make(path, mode: mode) } catch .fileExists { return }
    }
  }

  /// Removes the folder `path`, which is empty, with rmdir(2).
  static func remove(_ path: FilePath) throws(Errno) {
    _ = try path.string.withCString { text throws(Errno) in try valueOrErrno { rmdir(text) } }
  }

  /// Leaves the folder to its owner alone, with chmod(2).
  static func close(_ path: FilePath) throws(Errno) {
    _ = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { chmod(text, 0o700) }
    }
  }

  private static func make(_ path: FilePath, mode: UInt32) throws(Errno) {
    if mode == 0o700 {
      _ = try path.string.withCString { text throws(Errno) in
        try valueOrErrno { mkdir(text, 0o700) }
      }
      return
    }
    // Whatever the process's mask leaves of a mode.
    let mask = umask(0)
    defer { _ = umask(mask) }
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let number = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { mkdir(text, 0o700) }
      return try valueOrErrno { csystem_open(text, flags, 0) }
    }
    let folder = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
    // Who may write to the folder above it may have put a link, or another folder, in its place by now.
    guard try folder.number.status().owner == Host.effectiveUserID else { throw .notPermitted }
    try valueOrErrno { fchmod(number, mode_t(mode)) }
    withExtendedLifetime(folder) {}
  }

  /// The current folder, or nil if it was deleted or can't be reached from the root.
  static var current: FilePath? {
    guard let buffer = getcwd(nil, 0) else { return nil }
    defer { free(buffer) }
    let path = FilePath(ByteString(cString: buffer))
    return path.isAbsolute ? path : nil
  }
}
