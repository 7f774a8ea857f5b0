/// Reads the records of one log: of a file, or of several, one after the other.
final class TrailReader {
  /// The longest beginning of a line that is read again when there is more, in bytes: longer than
  /// the records of qli. One by one, the pieces of what is longer would take too long.
  private static let mostReadAgain = 8 << 20

  /// The file that is read.
  var path: FilePath { file.path }
  /// The number of the log among those that are read; the files that follow each other in its place
  /// share it.
  let log: Int
  /// That file as it was when it was opened.
  var status: FileStatus { file.status }
  /// The record that was read last; nil at the end of what is there. It may be used until the next
  /// one is read.
  private(set) var record: TrailRecord?
  /// The number of its line.
  private(set) var number = 0
  private var problems: [TrailProblems]
  /// Whether all that was there is read.
  private(set) var isAtEnd = false
  /// Whether all of the file is.
  private var isDone = false
  private var file: LogFile
  private let sharing: PathSafety?
  /// Those that come behind it.
  private var rest: ArraySlice<FilePath>
  private var lines: LogLines
  private let memory: UnsafeMutableRawPointer

  /// Opens the log in the files at `paths`, the oldest first, none of which is younger than the one behind it.
  ///
  /// - Parameter safety: judges files of other users who share the log, if any do.
  /// - Returns: nil where there are none.
  convenience init?(
    _ paths: [FilePath], number log: Int, sharedBy safety: PathSafety? = nil
  ) throws(AuditError) {
    guard let first = paths.first else { return nil }
    self.init(
      try LogFile(first, sharedBy: safety), before: paths.dropFirst(), number: log, safety)
  }

  /// Opens the file that somebody has named, see `LogFile`.
  convenience init(named path: FilePath, number log: Int) throws(AuditError) {
    self.init(try LogFile(named: path), before: [], number: log, nil)
  }

  private init(
    _ file: LogFile, before rest: ArraySlice<FilePath>, number log: Int, _ safety: PathSafety?
  ) {
    self.file = file
    sharing = safety
    self.rest = rest
    self.log = log
    problems = [TrailProblems(file.path)]
    lines = LogLines(file.number)
    memory = .allocate(
      byteCount: TrailPieces.size, alignment: MemoryLayout<TrailPieces.Piece>.alignment)
  }

  deinit { memory.deallocate() }

  /// Goes on to the next record; lines that are none are noted. Behind an error it goes on with the next
  /// file, if there is one.
  func advance() throws(AuditError) {
    record = nil
    while record == nil {
      if isDone {
        isAtEnd = rest.isEmpty
        guard let next = rest.popFirst() else { return }
        try open(next)
      }
      do throws(Errno) {
        switch try lines.next() {
        case .text(let line): take(line, number: lines.number)
        case .tooLong: note(.tooLong, line: lines.number)
        case .part: break
        case .end:
          isDone = true
          // Nobody goes on with it: what is recorded now goes into another file.
          if !rest.isEmpty { takeRest() }
        }
      } catch {
        isDone = true
        isAtEnd = rest.isEmpty
        throw AuditError(path: path, reason: .open(error))
      }
    }
  }

  private func open(_ next: FilePath) throws(AuditError) {
    file = try LogFile(next, sharedBy: sharing)
    lines = LogLines(file.number)
    problems.append(TrailProblems(next))
    isDone = false
  }

  /// Takes what stands behind the last newline, once nobody will go on with it: a record, if it is
  /// whole.
  func finish() {
    if isAtEnd { takeRest() }
  }

  private func takeRest() {
    let number = lines.number + 1
    if lines.isSkipping {
      note(.tooLong, line: number)
    } else if !lines.rest.isEmpty {
      take(lines.rest, number: number, orElse: .torn)
    }
  }

  /// Looks again for what was added to the file. One that was cut is read from its start, unless
  /// all whole lines are there still.
  func lookAgain() throws(AuditError) {
    let (file, lines) = (file.number, lines)
    (isAtEnd, isDone) = (false, false)
    do throws(Errno) {
      let size = try file.status().size
      if size < lines.lineOffset {
        try lines.rewind()
      } else if size < lines.offset
        || size > lines.offset && !lines.isSkipping
          && (1...Self.mostReadAgain).contains(lines.rest.count)
      {
        // Whoever couldn't write a whole record has taken back what is there of it, and others may
        // have written theirs in its place.
        try lines.readLineAgain()
      }
    } catch {
      throw AuditError(path: path, reason: .open(error))
    }
  }

  /// The lines of each file that are no records, since it was asked last.
  func takeProblems() -> [TrailProblems] {
    defer { problems = [TrailProblems(path)] }
    return problems
  }

  /// The record is of no use.
  func reject(because problem: TrailProblem) { note(problem, line: number) }

  private func note(_ problem: TrailProblem, line: Int) {
    problems[problems.count - 1].add(problem, line: line)
  }

  private func take(
    _ line: UnsafeBufferPointer<UInt8>, number: Int, orElse other: TrailProblem? = nil
  ) {
    self.number = number
    do throws(TrailProblem) {
      record = try TrailRecord(line, into: TrailPieces(in: memory))
    } catch {
      note(other ?? error, line: number)
    }
  }
}
