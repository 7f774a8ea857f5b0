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

  /// The first executable file called `name`.
  func find(_ name: String) -> FilePath? {
    for directory in directories {
      let path = directory.appending(name)
      if let status = try? FileStatus(following: path), status.isExecutableFile { return path }
    }
    return nil
  }
}
