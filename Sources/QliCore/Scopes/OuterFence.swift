/// The fence of a run that this qli runs in: the kernel keeps it for all that is started here.
struct OuterFence {
  let paths: [FilePath]

  /// Returns nil where there is none. The variable alone says nothing: a fence brings no_new_privs.
  init?(_ environment: Environment) {
    guard RunDepth(environment).number > 1, let text = environment["QLI_WRITE"],
      ProcessID.hasNoNewPrivileges
    else { return nil }
    paths = text.parts(separatedBy: .lineFeed).filter { !$0.isEmpty }.map { FilePath($0) }
  }

  /// What may be written to in both, this fence and one of `inner`.
  func narrowed(to inner: [FilePath]) -> [FilePath] {
    var narrowed: [FilePath] = []
    func add(_ path: FilePath) { if !narrowed.contains(path) { narrowed.append(path) } }
    for path in inner {
      if paths.contains(where: { path.isWithin($0) }) { add(path) }
      for outer in paths where outer.isInside(path) { add(outer) }
    }
    return narrowed
  }

  /// The value of `QLI_WRITE`: a line for each path.
  static func text(_ paths: [FilePath]) -> ByteString {
    var text: ByteString = ""
    for path in paths {
      if !text.isEmpty { text.append("\n") }
      text.append(path.string)
    }
    return text
  }
}
