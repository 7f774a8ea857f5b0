import CSystem

extension OwnedDescriptor {
  /// A file of `bytes` in memory alone, sealed with F_ADD_SEALS of fcntl(2) which stands at its end.
  init(sealed bytes: [UInt8]) throws(Errno) {
    #if os(Linux)
      let number = try valueOrErrno { csystem_memory_file("qli") }
      let file = OwnedDescriptor(adopting: FileDescriptor(rawValue: number))
      try file.number.writeAll(bytes)
      try valueOrErrno { csystem_seal(number) }
      self = file
    #else
      throw .notSupported
    #endif
  }
}
