import CSystem

/// Files that are replaced whole: whoever reads one sees what was there before or all that is new.
enum FileReplacement {
  /// Writes `bytes` to a file beside `path`, of the mode `mode`, and renames it to `path`.
  ///
  /// - Throws: the error of what couldn't be done; the file at `path` is what it was then.
  static func write(_ bytes: [UInt8], to path: FilePath, mode: UInt32) throws(Errno) {
    try replace(path, with: bytes, mode: mode, ownedLike: nil)
  }

  /// Writes `bytes` in the same way in place of what is at `path`, and keeps its mode, its owner
  /// and its group.
  static func rewrite(_ path: FilePath, with bytes: [UInt8]) throws(Errno) {
    let status = try FileStatus(following: path)
    try replace(path, with: bytes, mode: status.permissions, ownedLike: status)
  }

  /// The same for what is of no use after a loss of power, when there may be an empty file: both files
  /// change places, and the old one is removed. To rename one file over another makes ext4 write its data
  /// at once, which takes longer than all else of it. Where there is no room for another file, what is
  /// there is overwritten.
  static func swap(_ bytes: [UInt8], to path: FilePath, mode: UInt32) throws(Errno) {
    let fresh: FilePath
    do throws(Errno) {
      fresh = try makeBeside(path, mode: mode, ownedLike: nil, bytes)
    } catch {
      // There may be room enough where it is.
      guard error == .noSpace || error == .noQuota, (try? overwrite(path, with: bytes)) != nil
      else { throw error }
      return
    }
    do throws(Errno) {
      // Where nothing is there yet, or the file system can't do it.
      if !exchange(fresh, path) { return try rename(fresh, to: path) }
    } catch {
      try? remove(fresh)
      throw error
    }
    try? remove(fresh)
  }

  /// Writes `bytes` to the file that is there, in the room that it has; spaces fill what is left of it.
  /// Where it has too little it stays as it is.
  private static func overwrite(_ path: FilePath, with bytes: [UInt8]) throws(Errno) {
    let number = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { csystem_open(text, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0) }
    }
    let file = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
    let status = try file.number.status()
    guard status.kind == .regular else { throw .invalidArgument }
    let rest = max(0, Int(status.size) - bytes.count)
    try file.number.reserve(bytes.count)
    try file.number.writeAll(bytes + [UInt8](repeating: .space, count: rest))
  }

  /// Lets both files change places at once, by renameat2(2) with RENAME_EXCHANGE.
  ///
  /// - Returns: whether that was done.
  private static func exchange(_ path: FilePath, _ other: FilePath) -> Bool {
    #if os(Linux)
      return path.string.withCString { path in
        other.string.withCString { csystem_exchange(path, $0) == 0 }
      }
    #else
      return false
    #endif
  }

  private static func replace(
    _ path: FilePath, with bytes: [UInt8], mode: UInt32, ownedLike old: FileStatus?
  ) throws(Errno) {
    let fresh = try makeBeside(path, mode: mode, ownedLike: old, bytes)
    do throws(Errno) {
      try rename(fresh, to: path)
    } catch {
      try? remove(fresh)
      throw error
    }
  }

  /// How many names are tried. All but the first are random.
  private static let mostNames = 16

  /// Writes `bytes` to a new file in the same folder.
  ///
  /// - Returns: its path.
  private static func makeBeside(
    _ path: FilePath, mode: UInt32, ownedLike old: FileStatus?, _ bytes: [UInt8]
  ) throws(Errno) -> FilePath {
    var fresh = path.beside("\(ProcessID.current.rawValue)")
    // One of a process that had the same number, and was killed here.
    try? remove(fresh)
    var randomness = SystemRandomNumberGenerator()
    for _ in 1..<mostNames {
      do throws(Errno) {
        try make(fresh, mode: mode, ownedLike: old, bytes)
        return fresh
      } catch .fileExists {
        // In a folder such as /tmp others can have made it, and then it can't be removed.
        fresh = path.beside(String(randomness.next(), radix: 36))
      }
    }
    try make(fresh, mode: mode, ownedLike: old, bytes)
    return fresh
  }

  /// Writes `bytes` to a new file at `path`, of the mode `mode`.
  ///
  /// - Throws: EEXIST if anything is there, which stays as it is; the error of what couldn't be
  ///   done, and there is no file then.
  static func create(_ bytes: [UInt8], at path: FilePath, mode: UInt32) throws(Errno) {
    try make(path, mode: mode, ownedLike: nil, bytes)
  }

  private static func make(
    _ path: FilePath, mode: UInt32, ownedLike old: FileStatus?, _ bytes: [UInt8]
  ) throws(Errno) {
    let number = try path.string.withCString { text throws(Errno) in
      try valueOrErrno { csystem_open(text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    }
    let file = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
    do throws(Errno) {
      try file.number.writeAll(bytes)
      if let old {
        let new = try file.number.status()
        if (new.owner, new.group) != (old.owner, old.group) {
          try valueOrErrno { fchown(number, old.owner, old.group) }
        }
      }
      // The mode above is what the process's mask leaves of it.
      try valueOrErrno { fchmod(number, mode_t(mode)) }
    } catch {
      try? remove(path)
      throw error
    }
  }

  /// Renames the file at `path` to `target` with rename(2), in place of what is there.
  static func rename(_ path: FilePath, to target: FilePath) throws(Errno) {
    _ = try path.string.withCString { path throws(Errno) in
      try target.string.withCString { target throws(Errno) in
        try valueOrErrno { systemRename(path, target) }
      }
    }
  }

  /// Removes the file at `path` with unlink(2).
  static func remove(_ path: FilePath) throws(Errno) {
    _ = try path.string.withCString { text throws(Errno) in try valueOrErrno { unlink(text) } }
  }
}

extension FilePath {
  /// The name of a file that is going to be moved here.
  fileprivate func beside(_ mark: String) -> FilePath {
    var name = string
    name.append(".\(mark).new")
    return FilePath(name)
  }
}

// At file level, where `rename` means the C function and no method.
private func systemRename(_ path: UnsafePointer<CChar>, _ target: UnsafePointer<CChar>) -> Int32 {
  rename(path, target)
}
