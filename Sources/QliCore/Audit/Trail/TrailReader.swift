/// Reads the records of one log.
final class TrailReader {
  /// The longest beginning of a line that is read again when there is more, in bytes: longer than
  /// the records of qli. One by one, the pieces of what is longer would take too long.
  private static let mostReadAgain = 8 << 20

  let path: FilePath
  /// The number of the log among those that are read; the files that follow each other in its place
  /// share it.
  let log: Int
  /// The file as it was when it was opened.
  let status: FileStatus
  /// The record that was read last; nil at the end of what is there. It may be used until the next
  /// one is read.
  private(set) var record: TrailRecord?
  /// The number of its line.
  private(set) var number = 0
  private var problems = TrailProblems()
  /// Whether all that was there is read.
  private(set) var isAtEnd = false
  private let file: OwnedDescriptor
  private let lines: LogLines
  private let memory: UnsafeMutableRawPointer

  /// Opens the log, which has to be one that qli would write, and a regular file: nothing else holds
  /// records, and a FIFO isn't touched.
  init(_ path: FilePath, number log: Int) throws(AuditError) {
    let failure = { (error: Errno) in AuditError(path: path, reason: .open(error)) }
    // What somebody else could have written isn't told as if qli had.
    if let danger = KeptFile.danger(at: path, PathSafety()) {
      throw AuditError(path: path, reason: .unsafe(danger))
    }
    let found = try converting(failure) { () throws(Errno) in try FileStatus(following: path) }
    guard found.kind == .regular else {
      throw AuditError(path: path, reason: .notRegular(found.kind))
    }
    file = try converting(failure) { () throws(Errno) in
      try OwnedDescriptor(opening: path, for: .reading)
    }
    let number = file.number
    status = try converting(failure) { () throws(Errno) in try number.status() }
    // Looked at again: another file may have come in its place.
    guard status.kind == .regular else {
      throw AuditError(path: path, reason: .notRegular(status.kind))
    }
    self.path = path
    self.log = log
    lines = LogLines(number)
    memory = .allocate(
      byteCount: TrailPieces.size, alignment: MemoryLayout<TrailPieces.Piece>.alignment)
  }

  deinit { memory.deallocate() }

  /// Goes on to the next record; lines that are none are noted.
  func advance() throws(AuditError) {
    record = nil
    do throws(Errno) {
      while !isAtEnd {
        switch try lines.next() {
        case .text(let line): take(line, number: lines.number)
        case .tooLong: problems.add(.tooLong, line: lines.number)
        case .end: isAtEnd = true
        }
        if record != nil { return }
      }
    } catch {
      isAtEnd = true
      throw AuditError(path: path, reason: .open(error))
    }
  }

  /// Takes what stands behind the last newline, once nobody will go on with it: a record, if it is
  /// whole.
  func finish() {
    guard isAtEnd else { return }
    let number = lines.number + 1
    if lines.isSkipping {
      problems.add(.tooLong, line: number)
    } else if !lines.rest.isEmpty {
      take(lines.rest, number: number, orElse: .torn)
    }
  }

  /// Looks again for what was added to the file. One that was cut is read from its start, unless
  /// all whole lines are there still.
  func lookAgain() throws(AuditError) {
    let (file, lines) = (file.number, lines)
    isAtEnd = false
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

  /// The lines that are no records, since it was asked last.
  func takeProblems() -> TrailProblems {
    defer { problems = TrailProblems() }
    return problems
  }

  /// The record is of no use.
  func reject(because problem: TrailProblem) { problems.add(problem, line: number) }

  private func take(
    _ line: UnsafeBufferPointer<UInt8>, number: Int, orElse other: TrailProblem? = nil
  ) {
    self.number = number
    do throws(TrailProblem) {
      record = try TrailRecord(line, into: TrailPieces(in: memory))
    } catch {
      problems.add(other ?? error, line: number)
    }
  }
}
