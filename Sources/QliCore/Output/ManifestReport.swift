extension ErrorReport {
  /// The words for a manifest that can't be used: every problem with its place.
  init(_ error: ManifestError) {
    let path = Visible.text(error.path)
    switch error.reason {
    case .unreadable(let errno): self.init("cannot read the manifest '\(path)': \(errno)")
    case .notRegular(let kind):
      self.init("cannot read the manifest '\(path)': it is \(kind.name), not a regular file")
    case .tooLarge:
      self.init(
        "the manifest '\(path)' is larger than \(Manifest.maximumSize >> 20) MiB")
    case .invalid(let problems, let source):
      var source = SourceExcerpts(of: source)
      var details: [String] = []
      for problem in problems {
        details.append(
          "\(path):\(problem.position.line):\(problem.position.column): \(problem.message)")
        details += source.excerpt(at: problem.position, width: problem.width)
      }
      self.init(
        "the manifest has \(Wording.count(problems.count, "problem"))",
        details: details, help: ["see the format: qli help manifest"])
    }
  }
}
