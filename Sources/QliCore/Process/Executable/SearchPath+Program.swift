extension SearchPath {
  /// The program called `name` on the `PATH` of `environment`, which only this user and root could
  /// exchange for another, as they alone could what executes it.
  static func program(
    _ name: String, in environment: Environment, _ safety: PathSafety
  ) throws(ProgramError) -> FilePath {
    let path = try file(called: name, in: environment, safety)
    try converting({ ProgramError.unsafe(name, $0) }) { () throws(LookupError) in
      try InterpreterSafety.require(path, in: nil, environment, safety)
    }
    return path
  }

  /// The program that `word` names, on the `PATH` of `environment` or, where a slash is in it, by its
  /// path, as it would be run in `directory`; found as safe as by its name.
  static func program(
    named word: String, in directory: FilePath?, _ environment: Environment, _ safety: PathSafety
  ) throws(ProgramError) -> FilePath {
    guard word.utf8.contains(.slash) else { return try program(word, in: environment, safety) }
    let path = try file(named: word, in: directory, environment, safety)
    try converting({ ProgramError.unsafe(word, $0) }) { () throws(LookupError) in
      try InterpreterSafety.require(path, in: directory, environment, safety)
    }
    return path
  }
}
