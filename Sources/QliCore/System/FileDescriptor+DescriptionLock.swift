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

  /// Whether another open file description has that lock, by F_OFD_GETLK. Nothing is taken, and nobody who
  /// wants the lock is disturbed.
  func isLockedElsewhere() throws(Errno) -> Bool {
    let descriptor = rawValue
    return try valueOrErrno { csystem_is_locked_elsewhere(descriptor) } == 1
  }
}
