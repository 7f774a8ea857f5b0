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
      let path = directory.appending(name)
      if let status = try? FileStatus(following: path), status.isExecutableFile { return path }
    }
    return nil
  }
}
