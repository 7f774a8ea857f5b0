/// Why a program that is looked for by its name on `PATH`, or by its path, can't be used.
indirect enum ProgramError: Error {
  /// No folder of `PATH` has it.
  case missing(String)
  /// Nothing lies at this path.
  case absent(String)
  /// It is there, but this user may not execute it.
  case notExecutable(String, FilePath)
  /// Somebody else could change it, or put another one before it; or that can't be found out.
  case unsafe(String, LookupError)

  /// What it is called.
  var name: String {
    switch self {
    case .missing(let name), .absent(let name), .notExecutable(let name, _), .unsafe(let name, _):
      name
    }
  }
}

extension ErrorReport {
  /// The words for such a program.
  init(_ error: ProgramError) {
    switch error {
    case .missing(let name):
      let name = Visible.text(name)
      self.init(
        "the command '\(name)' isn't on PATH",
        help: ["install '\(name)', or add its folder to PATH"])
    case .absent(let name): self.init("the command '\(Visible.text(name))' isn't there")
    case .notExecutable(let name, let path)
    where (try? FileStatus(following: path))?.kind == .directory:
      self.init("the command '\(Visible.text(name))' is a folder")
    case .notExecutable(let name, let path):
      self.init(
        "the command '\(Visible.text(name))' may not be executed: '\(Visible.text(path))'",
        help: ["chmod +x \(Wording.shellQuoted(path))"])
    case .unsafe(let name, let error):
      let report = ErrorReport(error)
      self.init(
        "the command '\(Visible.text(name))' can't be trusted: \(report.headline)",
        details: report.details, help: report.help)
    }
  }
}
