extension SearchPath {
  /// The file called `name` on the `PATH` of `environment`, which only this user and root could exchange
  /// for another. What executes it isn't looked at, see `program`.
  static func file(
    called name: String, in environment: Environment, _ safety: PathSafety
  ) throws(ProgramError) -> FilePath {
    let searchPath = SearchPath(environment)
    guard let path = searchPath.find(name) else {
      // What can't be executed is passed over, as a shell does; but it may be what was meant.
      for directory in searchPath.directories {
        let path = directory.appending(name)
        if (try? FileStatus(following: path))?.kind == .regular { throw .notExecutable(name, path) }
      }
      throw .missing(name)
    }
    try converting({ ProgramError.unsafe(name, $0) }) { () throws(LookupError) in
      _ = try searchPath.require(path, safety)
    }
    return path
  }

  /// The file that `word` names, on the `PATH` of `environment` or, where a slash is in it, by its path, as
  /// it would be run in `directory`; found as safe as by its name.
  static func file(
    named word: String, in directory: FilePath?, _ environment: Environment, _ safety: PathSafety
  ) throws(ProgramError) -> FilePath {
    guard word.utf8.contains(.slash) else {
      return try file(called: word, in: environment, safety)
    }
    let typed = FilePath(word)
    let path = typed.isAbsolute ? typed : directory?.appending(typed.string) ?? typed
    guard let status = try? FileStatus(following: path) else { throw .absent(word) }
    guard status.isExecutableFile, (try? FileAccess.checkExecuting(path)) != nil else {
      throw .notExecutable(word, path)
    }
    try converting({ ProgramError.unsafe(word, $0) }) { () throws(LookupError) in
      _ = try safety.require(path)
    }
    return path
  }
}
