import CSystem

/// Who runs qli, and where.
enum Host {
  /// The real user's number, by getuid(2).
  static var userID: UInt32 { getuid() }

  /// The effective user's number, by geteuid(2).
  static var effectiveUserID: UInt32 { geteuid() }

  /// The effective group's number, by getegid(2).
  static var effectiveGroupID: UInt32 { getegid() }

  /// Whether the number `user` stands for all whom the user namespace of this process doesn't map.
  static func isUnmapped(_ user: UInt32) -> Bool {
    #if os(Linux)
      guard let map = words(of: "/proc/self/uid_map"), map != ["0", "0", "4294967295"] else {
        return false
      }
      return words(of: "/proc/sys/kernel/overflowuid")?.first == "\(user)"
    #else
      return false
    #endif
  }

  #if os(Linux)
    private static func words(of path: FilePath) -> [String]? {
      guard let file = try? OwnedDescriptor(opening: path, for: .reading),
        let text = try? file.number.readAll(limit: 1 << 16)
      else { return nil }
      return text.split { $0 <= .space }.map { String(decoding: $0, as: UTF8.self) }
    }
  #endif

  /// Whether this process has the rights of the group `id`, by getegid(2) and getgroups(2).
  static func isInGroup(_ id: UInt32) -> Bool {
    if id == getegid() { return true }
    var groups = [gid_t](repeating: 0, count: Int(max(getgroups(0, nil), 1)))
    let count = getgroups(Int32(groups.count), &groups)
    return count > 0 && groups.prefix(Int(count)).contains(id)
  }

  /// The machine's name, by gethostname(3).
  static var name: ByteString {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress, gethostname(start, 255) == 0 else { return "" }
      // A long name may be cut without its NUL.
      start[255] = 0
      return ByteString(cString: start)
    }
  }

  /// The kernel and its release, by uname(2), such as "Linux 6.12.9".
  static var kernel: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      csystem_kernel(start, 256)
      return String(cString: start)
    }
  }

  /// Where an upgrade has put another file in the place of this one, the kernel adds a word to its path.
  private static func current(_ path: FilePath) -> FilePath {
    let mark = " (deleted)"
    let length = path.string.count - mark.utf8.count
    guard length > 0, path.string.hasSuffix(mark),
      (try? FileStatus(notFollowing: path)) == nil
    else { return path }
    return FilePath(path.string.part(0..<length))
  }

  /// The path of this executable, or nil if the platform doesn't say.
  static var executable: FilePath? {
    #if os(Linux)
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
        guard let start = buffer.baseAddress else { return nil }
        let count = readlink("/proc/self/exe", start, 4096)
        guard count > 0, count < 4096 else { return nil }
        start[count] = 0
        return current(FilePath(ByteString(cString: start)))
      }
    #else
      var size = UInt32(4096)
      var buffer = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
      return buffer.withUnsafeBufferPointer { bytes in
        bytes.baseAddress.map { FilePath(ByteString(cString: $0)) }
      }
    #endif
  }
}
