import CSystem

extension FileDescriptor {
  #if os(Linux)
    /// F_SETPIPE_SZ, which only _GNU_SOURCE shows, is a part of the kernel's interface.
    private static let setPipeSize: Int32 = 1031
  #endif

  /// Lets a pipe hold so many bytes, where the system and its limits allow that; else it holds what
  /// it did.
  func setPipeSize(_ count: Int32) {
    #if os(Linux)
      _ = csystem_fcntl(rawValue, Self.setPipeSize, count)
    #endif
  }
}
