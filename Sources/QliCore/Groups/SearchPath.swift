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
    var last: UInt8 = .colon
    var isAbsolute = true
    for byte in value {
      if last == .colon, byte != .slash { isAbsolute = false }
      last = byte
    }
    if isAbsolute, last != .colon { return nil }
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

  /// Refuses the program at `path`, which `find` has found, where somebody else could change it or put
  /// another one before it.
  ///
  /// - Returns: where it is, behind all links.
  @discardableResult
  func require(_ path: FilePath, _ safety: PathSafety) throws(LookupError) -> FilePath {
    try requireNothingPlanted(path.lastComponent, in: directories(before: path), safety)
    return try safety.requireFound(path)
  }

  /// Refuses the program called `name`, which `find` hasn't found, where somebody else could put one.
  func requireNone(_ name: String, _ safety: PathSafety) throws(LookupError) {
    try requireNothingPlanted(FilePath(name).lastComponent, in: directories[...], safety)
  }

  private func requireNothingPlanted(
    _ name: ByteString, in directories: ArraySlice<FilePath>, _ safety: PathSafety
  ) throws(LookupError) {
    for directory in directories {
      try safety.requireNothingPlanted(in: directory)
      let path = directory.appending(name)
      guard (try? FileStatus(notFollowing: path)) != nil else { continue }
      // What lies there can't be executed. Not yet, for a link that leads nowhere.
      try safety.requireNothingPlanted(at: path, for: .file)
    }
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
