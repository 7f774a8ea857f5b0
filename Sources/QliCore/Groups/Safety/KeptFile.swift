/// A file that qli keeps, in a place where others may be able to write: a log, a lock or a record.
///
/// Nothing is read or written unless the way to it is safe, and it is one that only the user and root
/// can have put there: no link of somebody else's, no second name of another file.
struct KeptFile: ~Copyable {
  private let file: OwnedDescriptor
  /// Where it is, behind all links.
  let place: FilePath
  private let safety: PathSafety

  /// The open file. `status` comes before anything is written to it.
  var number: FileDescriptor { file.number }

  /// Opens the file at `path`, for appending unless it is for something else; makes it, with mode 0600, and
  /// the folders above it, with 0700, if they are missing; or with what `mode` says.
  init(
    opening path: FilePath, for purpose: OwnedDescriptor.Purpose = .appending, _ safety: PathSafety,
    mode: LogMode = .own
  ) throws(PathError) {
    try Self.requireFileName(path)
    let failure = { PathError.unreadable(path, $0) }
    var folder = try Self.folder(of: path, safety)
    if folder == nil {
      try converting(failure) { () throws(Errno) in
        try Directory.create(path.parent, mode: mode.ofFolder)
      }
      // Whatever is there now, also if another was quicker.
      folder = try Self.folder(of: path, safety)
    }
    guard let folder else { throw .unreadable(path, .noSuchFile) }
    var place = folder.appending(path.lastComponent)
    do throws(Errno) {
      file = try Self.opened(place, for: purpose, mode)
    } catch .tooManyLinks {
      place = try Self.target(of: place, safety)
      let target = place
      file = try converting(failure) { () throws(Errno) in
        try Self.opened(target, for: purpose, mode)
      }
    } catch {
      // Some kernels refuse a stranger's link by themselves (fs.protected_symlinks): say what it is.
      if error == .permissionDenied { _ = try Self.target(of: place, safety) }
      throw .unreadable(path, error)
    }
    self.place = place
    self.safety = safety
  }

  private static func opened(
    _ path: FilePath, for purpose: OwnedDescriptor.Purpose, _ mode: LogMode
  ) throws(Errno) -> OwnedDescriptor {
    if mode == .own { return try OwnedDescriptor(opening: path, for: purpose) }
    return try OwnedDescriptor(opening: path, for: purpose, makingWith: mode.ofFile)
  }

  /// The same, checked to be one to write to.
  static func checked(_ path: FilePath, _ safety: PathSafety) throws(PathError) -> KeptFile {
    let file = try KeptFile(opening: path, safety)
    _ = try file.status()
    return file
  }

  /// The file at `path`, to be read; nil where there is none that nobody but the user or root can have
  /// written, or that a group has which shares it.
  static func reading(_ path: FilePath, sharedBy safety: PathSafety? = nil) -> OwnedDescriptor? {
    do throws(Errno) { return try openedIfKept(path, sharedBy: safety) } catch { return nil }
  }

  /// The same; where it can't be opened, this says why.
  static func openedIfKept(
    _ path: FilePath, sharedBy safety: PathSafety? = nil
  ) throws(Errno) -> OwnedDescriptor? {
    let file = try OwnedDescriptor(opening: path, for: .reading)
    let status = try file.number.status()
    if let safety, safety.isKeptByTeam(status, at: path) { return file }
    guard status.kind == .regular, status.owner == Host.effectiveUserID || status.owner == 0,
      !status.isWritableByOthers
    else { return nil }
    return file
  }

  /// What is known of the open file, which is one to write to.
  func status() throws(PathError) -> FileStatus {
    let status = try converting({ PathError.unreadable(place, $0) }) { () throws(Errno) in
      try file.number.status()
    }
    try safety.requireKept(place, status)
    return status
  }

  /// Whether the path still leads to it. If that isn't to be found out, it is opened anew, and that says
  /// why.
  func isStillThere(_ status: FileStatus) -> Bool {
    guard let current = try? FileStatus(notFollowing: place) else { return false }
    return status.isSameFile(as: current)
  }

  /// What makes the file at `path` none to read or to replace, whether it is there or not; nil if nothing
  /// does. What can't be looked at is for whoever opens it to say. Nothing is touched.
  static func danger(at path: FilePath, _ safety: PathSafety) -> UnsafePath? {
    do throws(PathError) {
      try requireFileName(path)
      if case .found(let place, let status) = try safety.walk(path, for: .file) {
        try safety.requireKept(place, status)
      }
    } catch {
      if case .unsafe(let unsafe) = error { return unsafe }
    }
    return nil
  }

  /// Where the file at `path` is or would be, behind all links, as far as that can be found out.
  static func place(of path: FilePath) -> FilePath {
    if let place = try? path.resolved() { return place }
    // Only the folder is there, or a link that leads nowhere yet.
    if case .missing(let place, _, true)? = try? PathSafety().walk(path, for: .place) {
      return place
    }
    return path
  }

  private static func requireFileName(_ path: FilePath) throws(PathError) {
    let name = path.lastComponent
    if name.isEmpty || name.equals(".") || name.equals("..") {
      throw .unreadable(path, .isDirectory)
    }
  }

  /// Where the folder is that holds `path`; nil if it isn't there.
  private static func folder(
    of path: FilePath, _ safety: PathSafety
  ) throws(PathError) -> FilePath? {
    if case .found(let place, _) = try safety.walk(path.parent, for: .passage) {
      place
    } else {
      nil
    }
  }

  /// Where a link leads that the user or root has put there: to a file, or to where one will be.
  private static func target(
    of link: FilePath, _ safety: PathSafety
  ) throws(PathError) -> FilePath {
    switch try safety.walk(link, for: .file) {
    case .found(let place, _): return place
    case .missing(let place, _, let isEnd):
      if isEnd { return place }
      throw .unreadable(link, .noSuchFile)
    }
  }
}
