import CSystem

/// Tells when files change: inotify(7), where the system has it.
struct FileWatch: ~Copyable {
  #if os(Linux)
    /// Readable as soon as something has changed; nil where nothing is told.
    let readiness: FileDescriptor?

    init() {
      let number = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
      readiness = number == -1 ? nil : FileDescriptor(rawValue: number)
    }

    deinit {
      if let readiness { _ = close(readiness.rawValue) }
    }

    /// Tells of what is written to the file or folder, of what is made in it or moved, and of its
    /// own end. To ask twice is to ask once.
    ///
    /// - Returns: whether it will. A file system on the network doesn't tell what other machines do.
    func add(_ path: FilePath) -> Bool {
      guard let number = readiness?.rawValue else { return false }
      let events = UInt32(
        IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_MOVE_SELF | IN_DELETE_SELF)
      return path.string.withCString { inotify_add_watch(number, $0, events) } != -1
    }

    /// Takes what was told.
    func clear() {
      guard let readiness else { return }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while let count = try? readiness.read(into: &buffer), count == buffer.count {}
    }
  #else
    /// Readable as soon as something has changed; nil where nothing is told.
    var readiness: FileDescriptor? { nil }

    /// - Returns: whether it will tell of changes.
    func add(_ path: FilePath) -> Bool { false }

    /// Takes what was told.
    func clear() {}
  #endif
}
