/// Why a file that was found couldn't be executed.
enum SpawnFailure: Error, Equatable {
  /// It was there when it was looked up, and is gone.
  case vanished(FilePath)
  /// The program that its `#!` line names isn't there.
  case missingInterpreter(FilePath, interpreter: String)
  /// Its `#!` line ends in a carriage return, as Windows editors leave it.
  case carriageReturn(FilePath)
  /// Its `#!` line names no program.
  case emptyInterpreter(FilePath)
  /// It is a binary whose loader isn't there.
  case missingLoader(FilePath)
  /// A byte order mark stands before its `#!` line.
  case byteOrderMark(FilePath)
  /// It is no binary of this system, and can't be read to be a script.
  case unreadable(FilePath)
  /// It lies on a file system that is mounted noexec, or its interpreter does.
  case noExecMount(FilePath, on: FilePath)
  /// It is a binary of another machine, or a broken one.
  case notExecutableFormat(FilePath)
  /// It, its interpreter or its file system may not be executed.
  case permissionDenied(FilePath)
  /// Somebody writes to it.
  case busy(FilePath)
  /// Interpreters in a circle, or too many links.
  case tooManyLinks(FilePath)
  /// One string, or all arguments and variables together, are longer than the system takes.
  case argumentsTooLong(FilePath)
  /// The folder that it is to run in can't be used.
  case directory(FilePath, FilePath, Errno)
  /// The folder that it is to run in isn't known.
  case directoryTemplate(FilePath, PathTemplate.ExpansionError)
  /// What it is to read from, `/dev/null`, can't be opened.
  case noNull(FilePath, Errno)
  /// The kernel doesn't keep what it may write to: as many rules hold here as may, or a filter forbids
  /// more.
  case fence(FilePath, Errno)
  /// Anything else.
  case other(FilePath, Errno)

  /// Finds out what `error` means for `path`.
  init(_ error: Errno, starting path: FilePath) {
    self =
      switch error {
      case .noSuchFile: Self.missingFile(path)
      case .notExecutableFormat: Self.unknownFormat(path)
      case .permissionDenied, .notPermitted:
        Self.placeWithoutExecution(path).map { .noExecMount(path, on: $0) }
          ?? .permissionDenied(path)
      case .textBusy: .busy(path)
      case .tooManyLinks: .tooManyLinks(path)
      case .argumentListTooLong: .argumentsTooLong(path)
      default: .other(path, error)
      }
  }

  private static func unknownFormat(_ path: FilePath) -> SpawnFailure {
    guard let head = Shebang.head(of: path) else { return .unreadable(path) }
    if Shebang.hasByteOrderMark(head) { return .byteOrderMark(path) }
    return Shebang(head) == nil ? .notExecutableFormat(path) : .emptyInterpreter(path)
  }

  /// The program or the interpreter that lies where nothing may be executed; nil if both don't.
  private static func placeWithoutExecution(_ path: FilePath) -> FilePath? {
    let interpreter = Shebang(readingFrom: path).map { FilePath($0.interpreter) }
    return [path, interpreter].compactMap { $0 }.first { FileAccess.isOnNoExecMount($0) }
  }

  /// execve(2) says ENOENT for the file, for its interpreter and for its loader alike; and for those
  /// of an interpreter that is a script itself.
  private static func missingFile(_ path: FilePath, depth: Int = 0) -> SpawnFailure {
    if (try? FileStatus(following: path)) == nil { return .vanished(path) }
    guard let shebang = Shebang(readingFrom: path) else { return .missingLoader(path) }
    if shebang.endsInCarriageReturn { return .carriageReturn(path) }
    let interpreter = FilePath(shebang.interpreter)
    if interpreter.isAbsolute, depth < StartForecast.mostInterpreters,
      (try? FileStatus(following: interpreter)) != nil
    {
      return missingFile(interpreter, depth: depth + 1)
    }
    return .missingInterpreter(path, interpreter: shebang.interpreter.lossyText)
  }
}
