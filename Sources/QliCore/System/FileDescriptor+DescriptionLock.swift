import CSystem

extension FileDescriptor {
  /// Takes the exclusive lock of the whole file that belongs to its open file description, by F_OFD_SETLK of
  /// fcntl(2), if nobody else has it. It is inherited by fork(2) and exec, and held until the last copy of
  /// the descriptor is closed.
  ///
  /// - Returns: whether it was got.
  func tryDescriptionLock() throws(Errno) -> Bool {
    let descriptor = rawValue
    do throws(Errno) {
      try valueOrErrno { csystem_lock_description(descriptor) }
      return true
    } catch {
      if error == .wouldBlock || error == .permissionDenied { return false }
      throw error
    }
  }

  /// Takes a shared lock of `length` bytes from `start` on, whether they are there or not, which asks for no
  /// right to write; it is inherited and held like the other.
  func shareLock(from start: Int64, length: Int64) throws(Errno) {
    let descriptor = rawValue
    try valueOrErrno { csystem_share_range(descriptor, start, length) }
  }

  /// How many bytes the lock has that another open file description has at `start`; nil if none has one.
  /// Nothing is taken, and nobody is disturbed.
  func lengthOfLock(at start: Int64) throws(Errno) -> Int64? {
    let descriptor = rawValue
    let length = try valueOrErrno { csystem_length_of_lock(descriptor, start) }
    return length == 0 ? nil : length
  }

  /// Whether another open file description has that lock, by F_OFD_GETLK. Nothing is taken, and nobody who
  /// wants the lock is disturbed.
  func isLockedElsewhere() throws(Errno) -> Bool {
    let descriptor = rawValue
    return try valueOrErrno { csystem_is_locked_elsewhere(descriptor) } == 1
  }
}
