/// Who could change what runs.
enum PermissionCheck {
  /// An error where somebody else than the user and root could change what is at `path`, or what is on
  /// the way to it; a warning where a group could that the user is in.
  static func findings(_ path: FilePath) -> [Finding] {
    let safety = PathSafety()
    let isFolder = (try? FileStatus(following: path))?.kind == .directory
    do throws(LookupError) {
      try safety.require(path, for: isFolder ? .lookup : .file)
    } catch {
      return [.error(Visible.text(path), ErrorReport(error))]
    }
    return sharedFindings(safety)
  }

  /// A warning for each place that `safety` has passed, and that a group can write to in which the
  /// user is.
  static func sharedFindings(
    _ safety: PathSafety, effect: String = "change what runs"
  ) -> [Finding] {
    safety.sharedPlaces.map { shared in
      .warning(
        Visible.text(shared.path), "its group can write to it, and so \(effect)",
        help: ["\(Remedy.sudo(for: shared.path))chmod g-w \(Wording.shellQuoted(shared.path))"])
    }
  }
}
