/// Why a record couldn't be written.
struct AuditError: Error {
  enum Reason: Error {
    /// The path couldn't be made from the manifest's `audit_log`.
    case expansion(PathTemplate.ExpansionError)
    /// A variable behind the placeholder holds a `/`, so that a folder would have a day's name.
    case periodOfFolder
    /// A variable holds a placeholder, so that the files of a chain couldn't be told by its name.
    case periodOfVariable
    /// It is no regular file, but this.
    case notRegular(FileStatus.Kind)
    /// Somebody else could change what is recorded, or where.
    case unsafe(UnsafePath)
    /// Somebody held the lock all the time.
    case locked(seconds: Int)
    /// Somebody held the lock, and this signal cut the wait.
    case lockedAtStop(Signal)
    /// Its path led to another file each time that it was locked.
    case replaced
    /// The last record has the greatest number that can be read.
    case numbersUsedUp
    /// It can't be opened, or a folder above it can't be made.
    case open(Errno)
    /// The record didn't go in whole; the file is what it was.
    case write(Errno)
    /// The record didn't go in whole, and what did couldn't be taken out again.
    case torn(Errno)
    /// It is in the log, but whoever is to have a copy hasn't taken that.
    case copy(CopyTarget, CopyFailure)
  }

  /// The file, or the template where there is no path; of a copy the socket.
  let path: FilePath
  let reason: Reason
  /// Whether the file is the head of the log's chain.
  var isOfHead = false
  /// Whether a group of users is to write to it, as the manifest says.
  var isShared = false

  /// Whether the file isn't there, as before the first run.
  var isAbsence: Bool {
    if case .open(.noSuchFile) = reason { true } else { false }
  }

  /// The same, of the head of a chain.
  var ofHead: AuditError {
    var error = self
    error.isOfHead = true
    return error
  }
}

extension AuditError {
  /// The error for a file at `path` that can't be used.
  init(_ error: PathError, at path: FilePath) {
    switch error {
    case .unsafe(let danger): self.init(path: path, reason: .unsafe(danger))
    case .unreadable(_, let errno): self.init(path: path, reason: .open(errno))
    }
  }
}
