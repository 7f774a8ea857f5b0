extension ErrorReport {
  /// The words for a file of a chain that can't be read, or is no log.
  init(_ failure: ChainFile.Failure) {
    switch failure {
    case .file(let error): self.init(reading: error)
    case .program(let path, let error):
      let report = ErrorReport(error)
      self.init(
        "\(Self.unreadable(path)): \(report.headline)", details: report.details, help: report.help)
    case .start(let path, let failure):
      self.init("\(Self.unreadable(path)): \(ErrorReport(failure).headline)")
    case .archive(let path):
      self.init(
        "\(Self.unreadable(path)): gzip can't decompress it, or not to its end",
        help: ["see what gzip says: gzip -t \(Wording.shellQuoted(path))"])
    case .unchained(let path):
      self.init("cannot verify the audit log '\(Visible.text(path))': no record of it is chained")
    case .head(let path):
      self.init(
        "cannot verify '\(Visible.text(path))': it is the head of a chain, and no log",
        help: ["name the log that it lies beside"])
    }
  }

  private static func unreadable(_ path: FilePath) -> String {
    "cannot read the audit log '\(Visible.text(path))'"
  }
}
