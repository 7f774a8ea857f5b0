/// A program that was read before it is started, so that what was hashed is what runs.
///
/// A binary is executed by the descriptor that was hashed: nothing can be put in its place. All else is
/// opened once more by its interpreter, under its own path, which it also needs for `$0` and the like;
/// between `isUnchanged` and that moment it could still be exchanged by those who may write to it.
final class PinnedProgram: Sendable {
  /// Where it lies: its argument 0.
  let path: FilePath
  /// The SHA-256 of what is in it.
  let digest: SHA256.Digest
  /// From before the first byte was read.
  let status: FileStatus
  private let file: OwnedDescriptor
  private let runsByDescriptor: Bool

  /// Reads the file at `path`.
  ///
  /// - Throws: why it can't be read.
  init(_ path: FilePath) throws(Errno) {
    self.path = path
    file = try OwnedDescriptor(opening: path, for: .reading)
    status = try file.number.status()
    runsByDescriptor = try Self.mayRunByDescriptor(file.number)
    digest = try Self.digest(of: file.number, status)
  }

  /// The largest file that is read at once, in bytes.
  private static let largestAtOnce: Int64 = 1 << 16

  /// Most are small: room for more would cost more than to read them.
  private static func digest(
    of file: FileDescriptor, _ status: FileStatus
  ) throws(Errno) -> SHA256.Digest {
    if status.size <= largestAtOnce,
      let bytes = try file.readAll(
        limit: Int(largestAtOnce), sizeHint: Int(status.size), isSize: true)
    {
      return SHA256.digest(of: bytes)
    }
    try file.move(to: 0)
    return try SHA256.digest(of: file)
  }

  private static func mayRunByDescriptor(_ file: FileDescriptor) throws(Errno) -> Bool {
    // Where /proc isn't mounted, a descriptor has no name to be executed by.
    guard Spawn.canStartDescriptors, FileAccess.mayBeThere("/proc/self/fd") else { return false }
    var head: [UInt8] = []
    while head.count < 4, let byte = try file.byte(at: Int64(head.count)) { head.append(byte) }
    return Shebang.isBinary(head)
  }

  /// What to execute.
  var program: FilePath {
    runsByDescriptor ? FilePath("/proc/self/fd/\(file.number.rawValue)") : path
  }

  /// What stays open as long as it is to be started.
  var descriptor: FileDescriptor { file.number }

  /// Compares the program with what was hashed once more. To be called immediately before it is
  /// started.
  func isUnchanged() throws(Errno) -> Bool {
    guard runsByDescriptor else {
      return try FileStatus(following: path).isUnchanged(since: status)
    }
    if try file.number.status().isUnchanged(since: status) { return true }
    // An upgrade that puts another one in its place also changes the time of this one.
    let again = try OwnedDescriptor(opening: program, for: .reading)
    return try SHA256.digest(of: again.number) == digest
  }
}
