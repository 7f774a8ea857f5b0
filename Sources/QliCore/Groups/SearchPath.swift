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

  /// The folders that are searched before the one in which `path` was found: whoever can write to one
  /// of them can put another file of that name first.
  func directories(before path: FilePath) -> ArraySlice<FilePath> {
    let name = path.lastComponent
    return directories.prefix { $0.appending(name) != path }
  }

  /// The first executable file called `name`.
  func find(_ name: String) -> FilePath? {
    for directory in directories {
      if let path = Self.executable(name, in: directory) { return path }
    }
    return nil
  }

  /// All executable files called `name`, in the order in which they are found.
  func all(_ name: String) -> [FilePath] {
    directories.compactMap { Self.executable(name, in: $0) }
  }

  private static func executable(_ name: String, in directory: FilePath) -> FilePath? {
    let path = directory.appending(name)
    guard let status = try? FileStatus(following: path), status.isExecutableFile else { return nil }
    return path
  }
}
