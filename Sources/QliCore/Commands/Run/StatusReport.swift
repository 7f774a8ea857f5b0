/// How a run ended, for the program that asked for it with `--status-fd` or `--status-file`.
struct StatusReport {
  /// The places of `--status-fd` and `--status-file`.
  struct Target: Equatable {
    var descriptor: Int32?
    var file: ByteString?
  }

  private let descriptor: FileDescriptor?
  private let file: FilePath?

  /// Makes sure that the places can be written to, and that nobody reads there how an earlier run
  /// ended. The extension doesn't inherit the descriptor.
  init(_ target: Target) throws(UsageError) {
    descriptor = target.descriptor.map(FileDescriptor.init(rawValue:))
    file = target.file.map { FilePath($0) }
    if let descriptor {
      guard descriptor.isOpenForWriting, (try? descriptor.closeOnExec()) != nil else {
        throw Self.error(.badDescriptor("\(descriptor.rawValue)", option: "--status-fd"))
      }
    }
    if let file { try Self.prepare(file) }
  }

  /// Removes what an earlier run left in `file`, for a line that is no run: nobody is to take that for
  /// what has become of it. What is no status stays, and nothing is said.
  static func removeEarlier(_ file: ByteString?) {
    guard let file else { return }
    try? prepare(FilePath(file))
  }

  /// Removes what an earlier run left: this one may be killed before it can tell anything.
  private static func prepare(_ file: FilePath) throws(UsageError) {
    if let danger = KeptFile.danger(at: file, PathSafety()) {
      throw Self.error(.unsafeStatusFile(file.string, danger))
    }
    let convert = { error(.unwritableStatusFile(file.string, $0)) }
    guard let kind = try converting(convert, { () throws(Errno) in try kind(of: file) }) else {
      return
    }
    guard kind == .regular else { throw error(.badStatusFile(file.string, kind)) }
    guard try converting(convert, { () throws(Errno) in try isStatus(file) }) else {
      throw error(.foreignStatusFile(file.string))
    }
    try converting(convert) { () throws(Errno) in try FileReplacement.remove(file) }
  }

  /// What is at the path, or nil if nothing is, and a file can be made there.
  private static func kind(of file: FilePath) throws(Errno) -> FileStatus.Kind? {
    let folder = try FileStatus(following: file.parent)
    guard folder.kind == .directory else { throw .notDirectory }
    // The current one, and deleted: it has no name that a file could be made in.
    if folder.links == 0 { throw .noSuchFile }
    try FileAccess.checkWriting(file.parent)
    do throws(Errno) {
      return try FileStatus(notFollowing: file).kind
    } catch .noSuchFile where !file.string.isEmpty {
      return nil
    }
  }

  /// Whether what is there is a status, or nothing at all: a typing error mustn't cost a script.
  private static func isStatus(_ file: FilePath) throws(Errno) -> Bool {
    let opened = try OwnedDescriptor(opening: file, for: .reading)
    var head = [UInt8](repeating: 0, count: beginning.utf8.count)
    let count = try opened.number.read(into: &head)
    return count == 0 || head.elementsEqual(beginning.utf8)
  }

  private static let beginning = "{\"outcome\":"

  private static func error(_ reason: UsageError.Reason) -> UsageError {
    UsageError(reason: reason, isRun: true)
  }

  /// Writes the object, on a line of its own. If that fails there is a warning, and the run's exit
  /// code stands.
  func write(
    _ ending: RunEnding, of run: RunCommand.Line, _ runID: RunID, _ console: Console,
    _ clock: Clock
  ) {
    guard descriptor != nil || file != nil else { return }
    var line = Self.line(ending, run, runID)
    // What may be long is left out where a pipe might have no room for it, the least important first.
    if descriptor != nil, line.count > Self.surePiece {
      var short = ending
      short.report?.details = []
      line = Self.line(short, run, runID)
      if line.count > Self.surePiece {
        short.report = nil
        line = Self.line(short, run, runID)
      }
    }
    if let descriptor {
      if !Poll.isReady(.writing(descriptor)) { console.signals.release() }
      do throws(Errno) { try Self.write(line, to: descriptor, clock) } catch {
        let why = error == .timedOut ? "nobody reads from it" : "\(error)"
        console.warn(
          ErrorReport("cannot write the status to descriptor \(descriptor.rawValue): \(why)"))
      }
    }
    if let file {
      do throws(Errno) { try FileReplacement.write(line, to: file, mode: 0o644) } catch {
        console.warn(ErrorReport("cannot write the status file '\(Visible.text(file))': \(error)"))
      }
    }
  }

  /// How long a reader may take to make room, in seconds: a pipe that nobody empties mustn't keep qli
  /// for ever.
  private static let patience = 5.0
  /// What a pipe takes that is ready, in bytes: PIPE_BUF of pipe(7).
  private static let surePiece = 4096

  private static func write(
    _ line: [UInt8], to descriptor: FileDescriptor, _ clock: Clock
  ) throws(Errno) {
    let deadline = clock.monotonicTime().advanced(bySeconds: patience)
    // A pipe that is ready has room for a line of this length.
    let loop = try EventLoop(withoutSignals: clock)
    if case .deadline = try loop.wait(for: [.writing(descriptor)], until: deadline) {
      throw .timedOut
    }
    try descriptor.writeAll(line)
  }

  private static func line(
    _ ending: RunEnding, _ run: RunCommand.Line, _ runID: RunID
  ) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.object { writer in
      writer.member("outcome", ending.outcome)
      if let step = ending.step { writer.member("step", step) }
      if let cause = ending.cause { writer.member("cause", cause.rawValue) }
      if let report = ending.report { report.write(to: &writer) }
      writer.member("exit_code", Int64(ending.status.code))
      if let signal = ending.signal { writer.member("signal", signal.name) }
      writer.member("run_id", runID.text)
      writer.member("host", Host.name)
      writer.member("group", run.group)
      writer.member("extension", ExtensionFile.name(of: run.extension))
      writer.member("duration_ms", ending.result.duration)
    }
    return writer.endLine()
  }
}
