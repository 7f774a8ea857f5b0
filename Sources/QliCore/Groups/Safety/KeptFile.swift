/// Files that qli keeps, in places where others may be able to write: logs, locks and records.
///
/// Nothing is read or written unless the way to the file is safe, and the file is one that only the
/// user and root can have put there: no link of somebody else's, no second name of another file.
enum KeptFile {
  /// Opens the file at `path` for appending; makes it, with mode 0600, and the folders above it, with
  /// 0700, if they are missing.
  static func open(_ path: FilePath, _ safety: PathSafety) throws(PathError) -> OwnedDescriptor {
    try requireFileName(path)
    var place = try place(of: path, safety)
    if place == nil {
      try converting({ PathError.unreadable(path, $0) }) { () throws(Errno) in
        try Directory.create(path.parent)
      }
      // Whatever is there now, also if another was quicker.
      place = try self.place(of: path, safety)
    }
    guard let place else { throw .unreadable(path, .noSuchFile) }
    let failure = { PathError.unreadable(path, $0) }
    let file = try converting(failure) { () throws(Errno) in
      try OwnedDescriptor(opening: place, for: .appending)
    }
    try safety.requireKept(
      place, try converting(failure) { () throws(Errno) in try file.number.status() })
    return file
  }

  /// Makes sure that the file at `path`, if there is one, is one to read or to replace, and that
  /// nobody else could put one there. Nothing is touched.
  ///
  /// - Returns: whether there is one.
  @discardableResult
  static func check(_ path: FilePath, _ safety: PathSafety) throws(PathError) -> Bool {
    try requireFileName(path)
    guard case .found(let place, let status) = try safety.walk(path, for: .file) else {
      return false
    }
    try safety.requireKept(place, status)
    return true
  }

  private static func requireFileName(_ path: FilePath) throws(PathError) {
    let name = path.lastComponent
    if name.isEmpty || name.equals(".") || name.equals("..") {
      throw .unreadable(path, .isDirectory)
    }
  }

  /// Where the file is, or will be, without a link on the way; nil if its folder isn't there.
  private static func place(
    of path: FilePath, _ safety: PathSafety
  ) throws(PathError) -> FilePath? {
    switch try safety.walk(path, for: .file) {
    case .found(let place, _): place
    case .missing(let place, _, let isEnd): isEnd ? place : nil
    }
  }
}
