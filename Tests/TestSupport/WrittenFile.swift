import Glibc

/// A file that was written to be executed.
public enum WrittenFile {
  /// F_SETLEASE, which only _GNU_SOURCE shows, is a part of the kernel's interface.
  private static let setLease: Int32 = 1024

  /// Waits until nobody has `path` open for writing: a child that was forked meanwhile, by whatever part
  /// of this process, has it until its exec, and running the file would fail with "text file busy".
  ///
  /// The kernel grants a read lease, see fcntl(2), only then.
  public static func settle(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    // What can't be read, or no lease be had of, isn't executed by these tests at once.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    try waitUntil("nobody writes to '\(path)'") {
      fcntl(descriptor, setLease, F_RDLCK) == 0 || errno != EAGAIN
    }
    _ = fcntl(descriptor, setLease, F_UNLCK)
  }
}
