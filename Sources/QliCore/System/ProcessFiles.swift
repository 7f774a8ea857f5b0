import CSystem

/// The files that proc(5) has of each process.
enum ProcessFiles {
  /// Whether they are there, and those of this process's own pid namespace. In another one's the same
  /// numbers stand for other processes: `unshare --pid` without `--mount-proc` leaves it so.
  static let areOurs: Bool = {
    #if os(Linux)
      return (try? FilePath("/proc/self").linkText())?.equals("\(getpid())") ?? false
    #else
      return false
    #endif
  }()

  /// The path of such a file; nil where they aren't ours.
  static func path(_ process: ProcessID, _ name: String) -> FilePath? {
    areOurs ? FilePath("/proc/\(process.rawValue)/\(name)") : nil
  }

  /// What such a file says; nil where it can't be read.
  static func text(_ process: ProcessID, _ name: String, limit: Int = 1 << 20) -> [UInt8]? {
    guard let path = path(process, name) else { return nil }
    return text(path, limit: limit)
  }

  /// The same, of a file by its path.
  static func text(_ path: FilePath, limit: Int = 1 << 20) -> [UInt8]? {
    guard let file = try? OwnedDescriptor(opening: path, for: .reading) else { return nil }
    return try? file.number.readAll(limit: limit, sizeHint: 4096)
  }
}
