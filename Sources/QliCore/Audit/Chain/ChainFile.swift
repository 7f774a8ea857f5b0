/// A file of a chain, opened to be read up to where it ended then.
final class ChainFile {
  /// Why it can't be read.
  enum Failure: Error {
    case file(AuditError)
    /// There is no gzip(1) that could be used.
    case program(FilePath, ProgramError)
    case start(FilePath, SpawnFailure)
    /// gzip can't read it, or not to its end.
    case archive(FilePath)
  }

  let path: FilePath
  /// Nil for standard input.
  private let file: LogFile?
  private let isCompressed: Bool

  /// Opens the file at `path`, see `LogFile`.
  init(_ path: FilePath) throws(AuditError) {
    self.path = path
    file = try LogFile(path)
    isCompressed = ChainFiles.isCompressed(path)
  }

  /// Standard input.
  init() {
    path = "-"
    file = nil
    isCompressed = false
  }

  var status: FileStatus? { file?.status }

  var number: FileDescriptor { file?.number ?? .standardInput }

  /// Gives `body` each line with its number, and what has no newline, or is too long, as nil.
  func forEachLine(
    _ environment: Environment, _ mask: SignalSet,
    _ body: (UnsafeBufferPointer<UInt8>?, Int) -> Void
  ) throws(Failure) {
    if isCompressed { return try forEachLineOfArchive(environment, mask, body) }
    let (path, number) = (path, number)
    do throws(Errno) {
      if file != nil { try number.move(to: 0) }
      try Self.read(LogLines(number), upTo: status?.size, body)
    } catch {
      throw .file(AuditError(path: path, reason: .open(error)))
    }
  }

  private static func read(
    _ lines: LogLines, upTo size: Int64?, _ body: (UnsafeBufferPointer<UInt8>?, Int) -> Void
  ) throws(Errno) {
    while size.map({ lines.lineOffset < $0 }) ?? true {
      switch try lines.next() {
      case .text(let line): body(line, lines.number)
      case .tooLong: body(nil, lines.number)
      case .end:
        if lines.isSkipping || !lines.rest.isEmpty { body(nil, lines.number + 1) }
        return
      }
    }
  }

  private func forEachLineOfArchive(
    _ environment: Environment, _ mask: SignalSet,
    _ body: (UnsafeBufferPointer<UInt8>?, Int) -> Void
  ) throws(Failure) {
    let path = path
    let failure = { Failure.file(AuditError(path: path, reason: .open($0))) }
    let pipe = try converting(failure) { () throws(Errno) in
      try number.move(to: 0)
      return try Pipe()
    }
    let process = try startGzip(environment, mask, pipe.writing.number)
    let output = pipe.intoReading()
    // What was begun has to be ended, whatever comes.
    var error: Errno?
    do throws(Errno) { try Self.read(LogLines(output.number), upTo: nil, body) } catch let other {
      error = other
    }
    let status = process.reap()
    if let error { throw failure(error) }
    if status != .exited(0) { throw .archive(path) }
  }

  private func startGzip(
    _ environment: Environment, _ mask: SignalSet, _ output: FileDescriptor
  ) throws(Failure) -> ProcessID {
    let path = path
    let program = try converting({ Failure.program(path, $0) }) { () throws(ProgramError) in
      try SearchPath.program("gzip", in: environment, PathSafety())
    }
    // How it ends has to be known: were SIGCHLD ignored, the kernel would throw that away.
    if SignalDisposition.isIgnored(.child) { SignalDisposition.setDefault(.child) }
    let launch = Launch(
      program: program, arguments: Arguments(["-dc"]), environment: ChildEnvironment(environment),
      input: .descriptor(number), output: .descriptor(output), signalMask: mask)
    return try converting({ Failure.start(path, $0) }) { () throws(SpawnFailure) in
      try launch.start().process
    }
  }
}
