extension ErrorReport {
  /// The words for a source plugin that can't be used.
  ///
  /// - Parameter others: names that may have been meant beside those of plugins.
  init(_ error: SourceLookupError, or others: [String] = []) {
    switch error {
    case .notFound(let name, let known):
      let meant = Suggestion.clause(for: name, among: known + others)
      self.init(
        "there is no source plugin '\(Visible.text(name))'\(meant)",
        help: meant.isEmpty
          ? ["how to get one: man 7 qli-source"] : ["see all plugins: qli sources"])
    case .broken(let error):
      self.init(error, of: "sidecar", format: "man 7 qli-source")
    case .untrusted(let error): self.init(error)
    }
  }

  /// The words for a source plugin's program that isn't started.
  init(_ error: SourceProgramError) {
    switch error {
    case .missing(let path):
      self.init(
        "the program '\(Visible.text(path))' isn't there",
        help: ["install it, or change 'executable' in its sidecar"])
    case .notRegular(let path, let kind):
      self.init("the program '\(Visible.text(path))' is \(kind.name), not a regular file")
    case .notExecutable(let path):
      self.init(
        "cannot execute '\(Visible.text(path))': it has no execute bit",
        help: ["chmod +x \(Wording.shellQuoted(path))"])
    case .leadsOut(let path, let folder):
      self.init(
        "the program '\(Visible.text(path))' is a link that leads out of "
          + "'\(Visible.text(folder))'",
        help: ["write its absolute path as 'executable' in the sidecar"])
    case .untrusted(let error): self.init(error)
    case .unreadable(let path, let errno):
      self.init("cannot read the program '\(Visible.text(path))': \(errno)")
    case .differs(let path, let expected, let found, let name):
      self.init(
        "the program '\(Visible.text(path))' isn't what its sidecar pins",
        details: ["  pinned: \(expected)", "  found:  \(found)"],
        help: ["if you trust it as it is now: qli sources pin \(name)"])
    case .changed(let path):
      self.init(
        "the program '\(Visible.text(path))' was changed while it was being started",
        help: ["try again"])
    }
  }
}
