import CSystem

/// Whether what isn't at a path was never there, or only can't be reached now: a link on the way may lead to
/// what isn't mounted, and a folder may be closed.
extension FileAccess {
  /// Whose closed folder may hold something.
  enum Closing {
    /// Only this user's: sudo(8) and containers leave the HOME of another one.
    case own
    case anyone
  }

  /// Whether something may be at `path`, if only behind a link that leads nowhere, or a closed folder.
  static func mayBeBehind(_ path: FilePath, _ closing: Closing) -> Bool {
    path.string.withCString { mayBeBehind("", below: $0, closing) }
  }

  /// The same of what lies below `folder`, in a path that is put together on the stack. What is there costs
  /// one lstat(2), and what isn't one more for each folder that isn't either.
  ///
  /// - Parameter length: how much of the path is there in any case.
  static func mayBeBehind(
    _ rest: StaticString, below folder: UnsafePointer<CChar>, _ closing: Closing,
    from length: Int = 0
  ) -> Bool {
    let (start, count) = (strlen(folder), rest.utf8CodeUnitCount)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: start + count + 1) { buffer in
      guard let path = buffer.baseAddress else { return true }
      memcpy(path, folder, start)
      memcpy(path + start, rest.utf8Start, count)
      path[start + count] = 0
      guard let reason = reason(notThere: path) else { return true }
      if reason == .noSuchFile || reason == .permissionDenied {
        return isInTheWay(cutting: path, start + count, to: length, reason, closing)
      }
      return reason != .notDirectory
    }
  }

  /// Whether the nearest that is there on the way to `path`, which isn't for this reason, hides it.
  private static func isInTheWay(
    cutting path: UnsafeMutablePointer<CChar>, _ count: Int, to length: Int, _ reason: Errno,
    _ closing: Closing
  ) -> Bool {
    var end = count - 1
    var found = stat()
    while true {
      while end > length, path[end] != CChar(UInt8.slash) { end -= 1 }
      if end <= length { return reason == .permissionDenied && closing == .anyone }
      path[end] = 0
      if lstat(path, &found) == 0 { break }
    }
    let isLink = csystem_file_type(found.st_mode) == S_IFLNK
    var target = found
    let leadsSomewhere = !isLink || stat(path, &target) == 0
    if reason == .noSuchFile { return !leadsSomewhere }
    return closing == .anyone || (leadsSomewhere ? target : found).st_uid == geteuid()
  }

  /// The link on the way to `path`, or there, that leads nowhere; nil where there is none.
  static func brokenLink(onTheWayTo path: FilePath) -> FilePath? {
    var place = path
    while true {
      if let status = try? FileStatus(notFollowing: place) {
        let isBroken = status.kind == .symbolicLink && (try? FileStatus(following: place)) == nil
        return isBroken ? place : nil
      }
      if place == place.parent { return nil }
      place = place.parent
    }
  }
}
