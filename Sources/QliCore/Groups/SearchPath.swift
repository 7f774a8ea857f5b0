/// The folders of `PATH`.
struct SearchPath {
  /// The absolute entries in their order; empty and relative ones are left out, for they would mean
  /// a different program in each folder.
  let directories: [FilePath]

  init(_ environment: Environment) {
    var directories: [FilePath] = []
    for entry in (environment["PATH"] ?? "").parts(separatedBy: UInt8(ascii: ":")) {
      let path = FilePath(entry)
      if path.isAbsolute, !directories.contains(path) { directories.append(path) }
    }
    self.directories = directories
  }

  /// The entries of `value`, a `PATH`, that name a folder by themselves; nil if all do. Where none
  /// does, the system's folders, for a shell takes an empty one for the folder that it is in.
  static func absolute(_ value: UnsafeRawBufferPointer) -> ByteString? {
    var isAbsolute = true
    var isAtStart = true
    for byte in value {
      if isAtStart, byte != .slash { isAbsolute = false }
      isAtStart = byte == .colon
    }
    if isAbsolute, !isAtStart { return nil }
    let kept = value.split(separator: .colon).filter { $0.first == .slash }
    return kept.isEmpty
      ? "/usr/bin:/bin" : ByteString(Array(kept.joined(separator: [UInt8.colon])))
  }

  /// The folders that are searched before the one in which `path` was found: whoever can write to one
  /// of them can put another file of that name first.
  func directories(before path: FilePath) -> ArraySlice<FilePath> {
    let name = path.lastComponent
    return directories.prefix { $0.appending(name) != path }
  }

  /// The first file called `name` that this user may execute.
  func find(_ name: String) -> FilePath? {
    for directory in directories {
      if let path = Self.executable(name, in: directory) { return path }
    }
    return nil
  }

  /// The program called `name`, which only this user and root could exchange for another.
  func program(_ name: String, _ safety: PathSafety) throws(ProgramError) -> FilePath {
    guard let path = find(name) else {
      // What can't be executed is passed over, as a shell does; but it may be what was meant.
      for directory in directories {
        let path = directory.appending(name)
        if (try? FileStatus(following: path))?.kind == .regular { throw .notExecutable(name, path) }
      }
      throw .missing(name)
    }
    try converting({ ProgramError.unsafe(name, $0) }) { () throws(LookupError) in
      try require(path, safety)
    }
    return path
  }

  /// Refuses the program at `path`, which `find` has found, where somebody else could change it or put
  /// another one before it.
  func require(_ path: FilePath, _ safety: PathSafety) throws(LookupError) {
    for earlier in directories(before: path) { try safety.requireNothingPlanted(in: earlier) }
    try safety.requireFound(path)
  }

  /// All executable files called `name`, in the order in which they are found.
  func all(_ name: String) -> [FilePath] {
    directories.compactMap { Self.executable(name, in: $0) }
  }

  private static func executable(_ name: String, in directory: FilePath) -> FilePath? {
    let path = directory.appending(name)
    guard let status = try? FileStatus(following: path), status.isExecutableFile,
      (try? FileAccess.checkExecuting(path)) != nil
    else { return nil }
    return path
  }
}
