/// Whether anyone on the machine could change what runs.
enum FileSafety {
  /// Refuses `path` where others may write to it, and, where it is a link, to its target or the
  /// folder that the target lies in.
  static func check(_ path: FilePath) throws(LookupError) {
    let status = try status(path) { path throws(Errno) in try FileStatus(notFollowing: path) }
    // A link's own permissions mean nothing.
    guard status.kind == .symbolicLink else { return try refuse(path, status) }
    try refuse(path, self.status(path) { path throws(Errno) in try FileStatus(following: path) })
    let target: FilePath
    do throws(Errno) { target = try path.resolved() } catch { throw .unreadable(path, error) }
    let folder = target.parent
    try refuse(
      folder, self.status(folder) { path throws(Errno) in try FileStatus(following: path) })
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
