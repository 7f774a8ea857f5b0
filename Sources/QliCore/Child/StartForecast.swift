/// What the system would make of a file that it is to execute, as far as first bytes and permissions
/// tell.
enum StartForecast {
  /// It would be executed.
  case starts
  /// It is a text, which qli hands to `/bin/sh`.
  case startsUnderShell
  /// It, or an interpreter, can't be read, or is of a kind that only the system knows.
  case unknown
  case fails(SpawnFailure)

  /// How many interpreters, each named by the one before, Linux goes through.
  private static let mostInterpreters = 5

  /// Looks at `path`, to be executed in `directory` or, if that is nil, in the current folder.
  init(_ path: FilePath, in directory: FilePath?) {
    var program = path
    for depth in 0...Self.mostInterpreters {
      do throws(Errno) {
        try FileAccess.checkExecuting(program)
        guard try FileStatus(following: program).kind == .regular else { throw .permissionDenied }
      } catch {
        self = .fails(SpawnFailure(error, starting: path))
        return
      }
      guard let head = Shebang.head(of: program) else {
        self = .unknown
        return
      }
      guard head.starts(with: "#!".utf8) else {
        self = Self.ending(head, isInterpreter: depth > 0)
        return
      }
      guard let next = Shebang.program(head), !next.isEmpty else {
        self = .fails(.emptyInterpreter(path))
        return
      }
      program = FilePath(next)
      if let directory, !program.isAbsolute { program = directory.appending(next) }
    }
    self = .fails(.tooManyLinks(path))
  }

  /// What becomes of a file without a `#!` line.
  private static func ending(_ head: [UInt8], isInterpreter: Bool) -> StartForecast {
    if Shebang.isBinary(head) { return isOfThisMachine(head) ? .starts : .unknown }
    return Shebang.isPlainScript(head) && !isInterpreter ? .startsUnderShell : .unknown
  }

  /// Whether an ELF binary has the machine and the word size that qli itself has.
  private static func isOfThisMachine(_ head: [UInt8]) -> Bool {
    guard let path = Host.executable, let own = Shebang.head(of: path) else { return false }
    // e_ident up to the byte order, and e_machine.
    return head.count >= 20 && head[4..<6] == own[4..<6] && head[18..<20] == own[18..<20]
  }
}
