/// What the system would make of a file that it is to execute, as far as first bytes and permissions
/// tell.
struct StartForecast {
  enum Verdict {
    /// It would be executed.
    case starts
    /// It is a text, which qli hands to `/bin/sh`.
    case startsUnderShell
    /// It, or an interpreter, can't be read, or is of a kind that only the system knows.
    case unknown
    /// It is none of this machine's binaries, and no text: nothing executes it but an emulator that
    /// the system was told of.
    case foreign
    case fails(SpawnFailure)
  }

  /// How many interpreters, each named by the one before, Linux goes through.
  static let mostInterpreters = 5

  let verdict: Verdict
  /// The first bytes of the file; nil if it can't be read, or executed.
  let head: [UInt8]?
  private let directory: FilePath?

  /// Looks at `path`, to be executed in `directory` or, if that is nil, in the current folder.
  init(_ path: FilePath, in directory: FilePath?) {
    var head: [UInt8]?
    verdict = Self.verdict(path, in: directory, head: &head)
    self.head = head
    self.directory = directory
  }

  /// The `#!` line of the file, or nil if it has none.
  var shebang: Shebang? { head.flatMap { Shebang($0) } }

  /// What env(1) executes, where it is the interpreter, and the file, if it is known and can be
  /// executed.
  func programOfEnv(
    in environment: Environment
  ) -> (program: EnvArgument.Program, path: FilePath?)? {
    guard let program = shebang?.env?.program else { return nil }
    switch program {
    case .name(let name): return (program, SearchPath(environment).find(name))
    case .path(let path):
      let path = Self.resolved(path, in: directory)
      return (program, (try? Self.checkExecuting(path)) == nil ? nil : path)
    case .unknown: return (program, nil)
    }
  }

  private static func verdict(
    _ path: FilePath, in directory: FilePath?, head first: inout [UInt8]?
  ) -> Verdict {
    var program = path
    for depth in 0...mostInterpreters {
      do throws(Errno) { try checkExecuting(program) } catch {
        return .fails(SpawnFailure(error, starting: path))
      }
      guard let head = Shebang.head(of: program) else { return .unknown }
      if depth == 0 { first = head }
      if Shebang.isBinary(head) {
        do throws(Errno) { return try forecast(ofBinary: program, head, in: directory) } catch {
          return .fails(SpawnFailure(error, starting: path))
        }
      }
      guard let shebang = Shebang(head) else {
        if depth > 0 { return .unknown }
        if Shebang.hasByteOrderMark(head) { return .fails(.byteOrderMark(path)) }
        return Shebang.isPlainScript(head) ? .startsUnderShell : .foreign
      }
      guard !shebang.isCut, !shebang.interpreter.isEmpty else {
        return .fails(.emptyInterpreter(path))
      }
      program = resolved(FilePath(shebang.interpreter), in: directory)
    }
    return .fails(.tooManyLinks(path))
  }

  /// Where the system looks for an interpreter.
  static func resolved(_ path: FilePath, in directory: FilePath?) -> FilePath {
    guard let directory, !path.isAbsolute else { return path }
    return directory.appending(path.string)
  }

  private static func checkExecuting(_ program: FilePath) throws(Errno) {
    try FileAccess.checkExecuting(program)
    guard try FileStatus(following: program).kind == .regular else { throw .permissionDenied }
  }

  /// - Throws: why its loader can't be executed.
  private static func forecast(
    ofBinary program: FilePath, _ head: [UInt8], in directory: FilePath?
  ) throws(Errno) -> Verdict {
    // What is shorter than a header no system executes.
    guard head.count >= 64 else { throw .notExecutableFormat }
    guard isOfThisMachine(head) else { return .foreign }
    switch BinaryLoader(of: program, head: head) {
    case .none: return .starts
    case .unknown: return .foreign
    case .path(let loader):
      try checkExecuting(resolved(loader, in: directory))
      return .starts
    }
  }

  /// Whether an ELF binary has the machine and the word size that qli itself has.
  private static func isOfThisMachine(_ head: [UInt8]) -> Bool {
    guard let path = Host.executable, let own = Shebang.head(of: path) else { return false }
    // e_ident up to the byte order, and e_machine.
    return head.count >= 20 && head[4..<6] == own[4..<6] && head[18..<20] == own[18..<20]
  }
}
