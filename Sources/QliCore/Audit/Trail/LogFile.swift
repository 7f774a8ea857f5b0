/// A file of a log, opened to be read.
final class LogFile {
  /// What stands for standard input.
  static let standardInput: FilePath = "-"

  let path: FilePath
  /// The file as it was when it was opened.
  let status: FileStatus
  let number: FileDescriptor
  /// Nil where it isn't to be closed.
  private let file: OwnedDescriptor?

  /// Opens the file, which has to be one that qli would write, and a regular file: nothing else holds
  /// records, and a FIFO isn't touched.
  ///
  /// - Parameter safety: judges files of other users who share the log, if any do.
  convenience init(_ path: FilePath, sharedBy safety: PathSafety? = nil) throws(AuditError) {
    do throws(AuditError) { try self.init(path, judgedBy: safety ?? PathSafety()) } catch {
      var failure = error
      failure.isShared = safety != nil
      throw failure
    }
  }

  private init(_ path: FilePath, judgedBy safety: PathSafety) throws(AuditError) {
    let failure = { (error: Errno) in AuditError(path: path, reason: .open(error)) }
    // What somebody else could have written isn't told as if qli had.
    if let danger = KeptFile.danger(at: path, safety) {
      throw AuditError(path: path, reason: .unsafe(danger))
    }
    let found = try converting(failure) { () throws(Errno) in try FileStatus(following: path) }
    guard found.kind == .regular else {
      throw AuditError(path: path, reason: .notRegular(found.kind))
    }
    let file = try converting(failure) { () throws(Errno) in
      try OwnedDescriptor(opening: path, for: .reading)
    }
    let number = file.number
    status = try converting(failure) { () throws(Errno) in try number.status() }
    // Looked at again: another file may have come in its place.
    guard status.kind == .regular else {
      throw AuditError(path: path, reason: .notRegular(status.kind))
    }
    self.path = path
    self.number = number
    self.file = consume file
  }

  /// Opens what somebody has named, whoever may have written it: also a FIFO, and standard input.
  init(named path: FilePath) throws(AuditError) {
    let failure = { (error: Errno) in AuditError(path: path, reason: .open(error)) }
    if path == Self.standardInput {
      number = .standardInput
      file = nil
    } else {
      let file = try converting(failure) { () throws(Errno) in
        try OwnedDescriptor(opening: path, for: .waiting)
      }
      number = file.number
      self.file = consume file
    }
    let number = number
    status = try converting(failure) { () throws(Errno) in try number.status() }
    self.path = path
    if status.kind == .directory { throw AuditError(path: path, reason: .notRegular(.directory)) }
  }
}
