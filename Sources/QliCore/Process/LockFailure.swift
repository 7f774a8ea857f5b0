/// Why a lock in the state folder can't be asked for, whoever has it.
enum LockFailure: Error {
  /// Somebody has held the lock of this file, which is held for milliseconds, all the time: so long, in words.
  case gateHeld(FilePath, span: String)
  /// qli was told to stop while it waited.
  case interrupted(Signal)
  /// Neither XDG_STATE_HOME nor HOME says where the lock is.
  case noStateFolder
  /// Somebody else could change who has the lock, or what is written there.
  case unsafe(FilePath, UnsafePath)
  /// The lock's file can't be used.
  case system(FilePath, Errno)

  init(_ path: FilePath, _ error: PathError) {
    switch error {
    case .unsafe(let unsafe): self = .unsafe(path, unsafe)
    case .unreadable(_, let errno): self = .system(path, errno)
    }
  }

  init(_ path: FilePath, _ failure: Gate.Failure) {
    switch failure {
    case .path(let error): self.init(path, error)
    case .system(let errno): self = .system(path, errno)
    case .held(let seconds): self = .gateHeld(path, span: "\(seconds) seconds")
    case .interrupted(let signal): self = .interrupted(signal)
    }
  }
}

extension ErrorReport {
  /// The words for a lock that can't be asked for.
  ///
  /// - Parameter subject: what it is, such as "the lock of this exclusive extension".
  /// - Parameter effect: what somebody else could do, such as "change who has it".
  init(_ failure: LockFailure, of subject: String, effect: String) {
    let cannot = { (path: FilePath) in "cannot take the lock '\(Visible.text(path))'" }
    switch failure {
    case .noStateFolder:
      self.init(
        "\(subject) has no place: neither XDG_STATE_HOME nor HOME is set to an absolute path",
        help: [Remedy.settingHome])
    case .gateHeld(let path, let span):
      self.init(
        "\(cannot(path)): another process has held it for \(span)",
        help: ["find who holds it: fuser -v \(Wording.shellQuoted(path))"])
    case .interrupted(let signal): self.init("the wait for \(subject) was ended by \(signal)")
    case .unsafe(let path, let unsafe):
      let report = ErrorReport(unsafe, effect: effect)
      self.init(
        "\(cannot(path)): \(report.headline)", details: report.details, help: report.help)
    case .system(let path, let errno):
      // The lock of a folder needs no more than that it can be read.
      let isFolder = (try? FileStatus(following: path))?.kind == .directory
      let help =
        isFolder
        ? Remedy.opening(path) : "see whose it is: ls -ld \(Wording.shellQuoted(path.parent))"
      self.init("\(cannot(path)): \(errno)", help: errno == .permissionDenied ? [help] : [])
    }
  }
}
