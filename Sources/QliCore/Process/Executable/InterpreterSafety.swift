/// Whether somebody else could change what executes a script.
enum InterpreterSafety {
  /// Refuses the script at `path` if its interpreter, that one's, and so on, or what env(1)
  /// executes, could be changed by somebody else than the user and root. As far as that can be
  /// known: what isn't there is for the start to report, what can't be read is no script, and where
  /// only env knows what it executes, `explain` and `doctor` say so.
  ///
  /// - Parameter directory: the folder that it runs in, or nil for the current one.
  static func require(
    _ path: FilePath, in directory: FilePath?, _ environment: Environment, _ safety: PathSafety
  ) throws(LookupError) {
    var program = path
    for _ in 0..<StartForecast.mostInterpreters {
      guard let shebang = Shebang(readingFrom: program), !shebang.interpreter.isEmpty else {
        return
      }
      program = StartForecast.resolved(FilePath(shebang.interpreter), in: directory)
      guard try isThere(program, safety) else { return }
      switch shebang.env?.program {
      case nil: continue
      case .name(let name)?:
        let searchPath = SearchPath(environment)
        guard let found = searchPath.find(name) else { return }
        try searchPath.require(found, safety)
        program = found
      case .path(let path)?:
        program = StartForecast.resolved(path, in: directory)
        guard try isThere(program, safety) else { return }
      case .unknown?: return
      }
    }
  }

  private static func isThere(
    _ program: FilePath, _ safety: PathSafety
  ) throws(LookupError) -> Bool {
    let arrival = try converting({ LookupError($0) }) { () throws(PathError) in
      try safety.walk(program, for: .file)
    }
    if case .found = arrival { return true }
    return false
  }
}
