/// A file of a log, opened to be read.
final class LogFile {
  let path: FilePath
  /// The file as it was when it was opened.
  let status: FileStatus
  private let file: OwnedDescriptor

  var number: FileDescriptor { file.number }

  /// Opens the file, which has to be one that qli would write, and a regular file: nothing else holds
  /// records, and a FIFO isn't touched.
  init(_ path: FilePath) throws(AuditError) {
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
  }
}
