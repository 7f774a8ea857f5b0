extension ErrorReport {
  /// The words for a manifest, or another file of its kind, that can't be used: every problem with
  /// its place.
  init(
    _ error: ManifestError, of subject: String = "manifest", format: String = "qli help manifest"
  ) {
    let path = Visible.text(error.path)
    switch error.reason {
    case .unreadable(let errno):
      self.init(
        "cannot read the \(subject) '\(path)': \(errno)",
        help: errno == .permissionDenied
          ? [Remedy.reading(error.path)] : [])
    case .notRegular(let kind):
      self.init("cannot read the \(subject) '\(path)': it is \(kind.name), not a regular file")
    case .tooLarge:
      self.init(
        "the \(subject) '\(path)' is larger than \(Manifest.maximumSize >> 20) MiB")
    case .invalid(let problems, let source):
      var source = SourceExcerpts(of: source)
      var details: [String] = []
      for problem in problems {
        details.append(
          "\(path):\(problem.position.line):\(problem.position.column): \(problem.message)")
        details += source.excerpt(at: problem.position, width: problem.width)
      }
      self.init(
        "the \(subject) has \(Wording.count(problems.count, "problem"))",
        details: details, help: ["see the format: \(format)"])
    }
  }
}
