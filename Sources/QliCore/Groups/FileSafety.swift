/// Whether anyone on the machine could change what runs.
enum FileSafety {
  /// Refuses `path` where others may write to it, and, where it is a link, to its target or the
  /// folder that the target lies in; so on from link to link.
  static func check(_ path: FilePath) throws(LookupError) {
    var path = path
    // A link's own permissions mean nothing. The system follows 40 of them.
    for _ in 0...40 {
      let status = try status(path) { path throws(Errno) in try FileStatus(notFollowing: path) }
      guard status.kind == .symbolicLink else { return try refuse(path, status) }
      do throws(Errno) { path = try path.linkTarget() } catch { throw .unreadable(path, error) }
      let folder = path.parent
      try refuse(
        folder, self.status(folder) { path throws(Errno) in try FileStatus(following: path) })
    }
    throw .unreadable(path, .tooManyLinks)
  }

  /// Refuses `folder` as `check` does, if it is there: where anyone may write, anyone may put what
  /// is looked for there in the first place.
  static func checkIfPresent(_ folder: FilePath) throws(LookupError) {
    do throws(Errno) {
      guard try FileStatus(following: folder).kind == .directory else { return }
    } catch .noSuchFile, .notDirectory {
      return
    } catch {
      throw LookupError.unreadable(folder, error)
    }
    try check(folder)
  }

  /// Refuses `path` as `check` does, and the folder that it lies in.
  static func checkWithFolder(_ path: FilePath) throws(LookupError) {
    try check(path)
    try check(path.parent)
  }

  private static func refuse(_ path: FilePath, _ status: FileStatus) throws(LookupError) {
    if status.isWritableByOthers { throw .unsafe(path, status.kind) }
  }

  private static func status(
    _ path: FilePath, _ ask: (FilePath) throws(Errno) -> FileStatus
  ) throws(LookupError) -> FileStatus {
    do throws(Errno) { return try ask(path) } catch { throw .unreadable(path, error) }
  }
}
