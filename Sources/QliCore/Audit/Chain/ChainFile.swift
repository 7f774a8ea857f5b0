/// A file of a chain, opened to be read up to where it ended then.
final class ChainFile {
  /// Why it can't be read, or says nothing.
  enum Failure: Error {
    case file(AuditError)
    /// There is no gzip(1) that could be used.
    case program(FilePath, ProgramError)
    case start(FilePath, SpawnFailure)
    /// gzip can't read it, or not to its end.
    case archive(FilePath)
    /// It was named as a log, and no record in it is chained.
    case unchained(FilePath)
    /// It was named as a log, and is the head of one that wasn't.
    case head(FilePath)

    /// Whether there is nothing that could be verified, rather than something that can't be read.
    var isAbsence: Bool {
      switch self {
      case .unchained, .head: true
      case .file(let error):
        if case .notRegular = error.reason { true } else { error.isAbsence }
      case .program, .start, .archive: false
      }
    }
  }

  /// What is read of it.
  enum Piece {
    /// A line, behind which its newline lies.
    case line(UnsafeBufferPointer<UInt8>)
    /// A part of a line that is too long; behind the last one its newline lies.
    case part(UnsafeBufferPointer<UInt8>, isLast: Bool)
    /// What has no newline.
    case rest
  }

  let path: FilePath
  /// Nil for standard input.
  private let file: LogFile?
  private let isCompressed: Bool

  /// Opens the file at `path`, see `LogFile`.
  init(_ path: FilePath, sharedBy safety: PathSafety?) throws(AuditError) {
    self.path = path
    file = try LogFile(path, sharedBy: safety)
    isCompressed = ChainFiles.isCompressed(path)
  }

  /// Opens the file that somebody has named, whoever may have written it.
  init(named path: FilePath) throws(AuditError) {
    self.path = path
    file = try LogFile(named: path)
    isCompressed = ChainFiles.isCompressed(path)
  }

  /// Standard input.
  init() {
    path = LogFile.standardInput
    file = nil
    isCompressed = false
  }

  var status: FileStatus? { file?.status }

  var number: FileDescriptor { file?.number ?? .standardInput }

  /// Whether it can be read from its start.
  private var isRegular: Bool { status?.kind == .regular }

  /// Gives `body` each piece with the number of its line.
  ///
  /// - Parameter size: where it ended; nil for where it does now.
  func forEachPiece(
    upTo size: Int64? = nil, _ environment: Environment, _ mask: SignalSet,
    _ body: (Piece, Int) -> Void
  ) throws(Failure) {
    if isCompressed { return try forEachPieceOfArchive(environment, mask, body) }
    let (path, number) = (path, number)
    let end = size ?? (isRegular ? status?.size : nil)
    do throws(Errno) {
      if isRegular { try number.move(to: 0) }
      try Self.read(LogLines(number, givesParts: true), upTo: end, body)
    } catch {
      throw .file(AuditError(path: path, reason: .open(error)))
    }
  }

  private static func read(
    _ lines: LogLines, upTo size: Int64?, _ body: (Piece, Int) -> Void
  ) throws(Errno) {
    while size.map({ lines.lineOffset < $0 }) ?? true {
      switch try lines.next() {
      case .text(let line): body(.line(line), lines.number)
      case .part(let part): body(.part(part, isLast: false), lines.number + 1)
      case .tooLong(let part): body(.part(part, isLast: true), lines.number)
      case .end:
        if lines.isSkipping || !lines.rest.isEmpty { body(.rest, lines.number + 1) }
        return
      }
    }
  }

  private func forEachPieceOfArchive(
    _ environment: Environment, _ mask: SignalSet, _ body: (Piece, Int) -> Void
  ) throws(Failure) {
    let path = path
    let failure = { Failure.file(AuditError(path: path, reason: .open($0))) }
    let pipe = try converting(failure) { () throws(Errno) in
      if isRegular { try number.move(to: 0) }
      return try Pipe()
    }
    let process = try startGzip(environment, mask, pipe.writing.number)
    let output = pipe.intoReading()
    // What was begun has to be ended, whatever comes.
    var error: Errno?
    do throws(Errno) {
      try Self.read(LogLines(output.number, givesParts: true), upTo: nil, body)
    } catch let other {
      error = other
    }
    // Nobody reads on: gzip mustn't wait for that.
    _ = consume output
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
