import CSystem

/// A new folder that only this user may enter, to be removed with all in it.
final class OwnFolder {
  let path: FilePath

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
  }

  /// Removes it, and all in it: no link is followed, and no other file system entered. What can't be
  /// removed stays.
  func remove() {
    FolderRemoval(path)?.run()
    _ = path.string.withCString { rmdir($0) }
  }
}

/// Empties a folder, however deep its own folders are: two of them are open at a time.
private final class FolderRemoval {
  /// A folder that is being emptied.
  private struct Level {
    let name: ByteString
    let device: UInt64
    let inode: UInt64
    /// What is in the way of its removal, and isn't looked at again.
    var left: Set<ByteString> = []
  }

  private let device: UInt64
  private var current: OwnedDescriptor
  private var levels: [Level]

  init?(_ path: FilePath) {
    guard let folder = Self.open(path.string, in: FileDescriptor(rawValue: AT_FDCWD)),
      let status = try? folder.number.status()
    else { return nil }
    current = folder
    device = status.device
    levels = [Level(name: path.string, device: status.device, inode: status.inode)]
  }

  func run() {
    while true {
      if let name = nextFolder() {
        if !enter(name) { levels[levels.count - 1].left.insert(name) }
      } else if !leave() {
        return
      }
    }
  }

  /// Removes the files of the current folder, until a folder comes that isn't empty.
  private func nextFolder() -> ByteString? {
    for name in names() where !levels[levels.count - 1].left.contains(name) {
      let isRemoved = name.withCString { text in
        unlinkat(current.number.rawValue, text, 0) == 0
          || unlinkat(current.number.rawValue, text, AT_REMOVEDIR) == 0
      }
      if isRemoved { continue }
      if isFolder(name) { return name }
      levels[levels.count - 1].left.insert(name)
    }
    return nil
  }

  private func names() -> [ByteString] {
    // Its position is its own; the stream closes what it is given.
    guard let copy = Self.open(".", in: current.number) else { return [] }
    let number = dup(copy.number.rawValue)
    guard number != -1 else { return [] }
    guard let stream = fdopendir(number) else {
      _ = close(number)
      return []
    }
    defer { closedir(stream) }
    var names: [ByteString] = []
    while let record = readdir(stream), let name = csystem_name(record) {
      let name = ByteString(cString: name)
      if !name.equals("."), !name.equals("..") { names.append(name) }
    }
    return names
  }

  private func isFolder(_ name: ByteString) -> Bool {
    var value = stat()
    let isKnown = name.withCString {
      fstatat(current.number.rawValue, $0, &value, AT_SYMLINK_NOFOLLOW) == 0
    }
    return isKnown && FileStatus(value).kind == .directory
  }

  private func enter(_ name: ByteString) -> Bool {
    // Whoever made it may have taken the right to look into it away.
    _ = name.withCString { fchmodat(current.number.rawValue, $0, 0o700, 0) }
    guard let folder = Self.open(name, in: current.number),
      let status = try? folder.number.status(), status.device == device
    else { return false }
    levels.append(Level(name: name, device: status.device, inode: status.inode))
    current = folder
    return true
  }

  /// Goes up, and removes the folder that it comes from.
  ///
  /// - Returns: whether there was one above.
  private func leave() -> Bool {
    guard levels.count > 1, let level = levels.popLast(), let above = levels.last,
      let folder = Self.open("..", in: current.number),
      // Somebody may have moved it meanwhile.
      let status = try? folder.number.status(), status.device == above.device,
      status.inode == above.inode
    else { return false }
    current = folder
    let number = current.number.rawValue
    let isRemoved = level.name.withCString { unlinkat(number, $0, AT_REMOVEDIR) == 0 }
    if !isRemoved { levels[levels.count - 1].left.insert(level.name) }
    return true
  }

  private static func open(_ name: ByteString, in folder: FileDescriptor) -> OwnedDescriptor? {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let number = name.withCString { csystem_open_in(folder.rawValue, $0, flags) }
    return number == -1 ? nil : OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
  }
}
