import CSystem

/// A new folder that only this user may enter, to be removed with all in it.
final class OwnFolder {
  let path: FilePath
  /// What was made: somebody may have moved it, and put something else in its place.
  private let made: FileStatus?

  /// Makes one in `parent` with mkdtemp(3).
  ///
  /// - Parameter name: what its own name begins with.
  init(in parent: FilePath, _ name: String) throws(Errno) {
    // Sound: mkdtemp(3) replaces the six letters by others, in the room that they have.
    var template = parent.appending("\(name).XXXXXX").string.withCString { text in
      Array(UnsafeBufferPointer(start: text, count: strlen(text) + 1))
    }
    guard mkdtemp(&template) != nil else { throw .current }
    path = template.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { FilePath(ByteString(cString: $0)) } ?? parent
    }
    made = try? FileStatus(notFollowing: path)
  }

  /// Removes it, and all in it: no link is followed, and nothing entered that is mounted there. What can't
  /// be removed stays, and so does it where it isn't in its place any more.
  func remove() {
    guard let made, let now = try? FileStatus(notFollowing: path), now.isSameFile(as: made) else {
      return
    }
    FolderRemoval(path)?.run()
    _ = path.string.withCString { rmdir($0) }
  }
}

/// Empties a folder, however deep its own folders are: two of them are open at a time.
private final class FolderRemoval {
  /// A folder that is being emptied.
  private struct Level {
    let name: ByteString
    let inode: UInt64
    /// What is still to be looked at.
    var names: [ByteString] = []
    /// How often its names were read: what others go on making mustn't keep qli for ever.
    var readings = 0
  }

  /// How often a folder is read, until it is left as it is.
  private static let mostReadings = 3

  private var current: OwnedDescriptor
  private var levels: [Level]

  init?(_ path: FilePath) {
    let start = FileDescriptor(rawValue: AT_FDCWD)
    guard let folder = Self.open(path.string, in: start, isTop: true),
      let status = try? folder.number.status()
    else { return nil }
    current = folder
    levels = [Level(name: path.string, inode: status.inode)]
  }

  func run() {
    while true {
      if let name = nextFolder() {
        enter(name)
      } else if !leave() {
        return
      }
    }
  }

  /// Removes the files of the current folder, until a folder comes that isn't empty.
  private func nextFolder() -> ByteString? {
    let last = levels.count - 1
    while true {
      guard let name = levels[last].names.popLast() else {
        let names = levels[last].readings < Self.mostReadings ? names() : []
        if names.isEmpty { return nil }
        levels[last].names = names
        levels[last].readings += 1
        continue
      }
      let number = current.number.rawValue
      let isRemoved = name.withCString { text in
        unlinkat(number, text, 0) == 0 || unlinkat(number, text, AT_REMOVEDIR) == 0
      }
      if !isRemoved, isFolder(name) { return name }
    }
  }

  private func names() -> [ByteString] {
    var names: [ByteString] = []
    try? Directory.forEachEntry(in: current.number) { entry in
      names.append(ByteString(unchecked: UnsafeRawBufferPointer(entry.name)))
    }
    return names
  }

  private func isFolder(_ name: ByteString) -> Bool {
    var value = stat()
    let number = current.number.rawValue
    let isKnown = name.withCString { fstatat(number, $0, &value, AT_SYMLINK_NOFOLLOW) == 0 }
    return isKnown && FileStatus(value).kind == .directory
  }

  private func enter(_ name: ByteString) {
    guard let folder = Self.open(name, in: current.number),
      let status = try? folder.number.status()
    else { return }
    levels.append(Level(name: name, inode: status.inode))
    current = folder
  }

  /// Goes up, and removes the folder that it comes from.
  ///
  /// - Returns: whether there was one above.
  private func leave() -> Bool {
    guard levels.count > 1, let level = levels.popLast(), let above = levels.last,
      let folder = Self.open("..", in: current.number),
      // Somebody may have moved it meanwhile.
      (try? folder.number.status())?.inode == above.inode
    else { return false }
    current = folder
    let number = current.number.rawValue
    _ = level.name.withCString { unlinkat(number, $0, AT_REMOVEDIR) }
    return true
  }

  /// Opens a folder, and gives this user all rights to it: whoever made it may have taken them away.
  ///
  /// - Parameter isTop: whether it is the first one, and the way to it may lead over mounts.
  private static func open(
    _ name: ByteString, in folder: FileDescriptor, isTop: Bool = false
  ) -> OwnedDescriptor? {
    let flags = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let naming = flags | csystem_naming_flags()
    let named = name.withCString { name in
      isTop
        ? csystem_open_in(folder.rawValue, name, naming)
        : csystem_open_on_mount(folder.rawValue, name, naming)
    }
    guard named != -1 else { return nil }
    let place = OwnedDescriptor(adopting: FileDescriptor(rawValue: named))
    guard let status = try? place.number.status() else { return nil }
    if status.permissions & 0o700 != 0o700 {
      // By its number, which no link can take the place of.
      _ = "/proc/self/fd/\(named)".withCString { chmod($0, 0o700) }
    }
    let number = csystem_open_in(named, ".", O_RDONLY | flags)
    return number == -1 ? nil : OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
  }
}
