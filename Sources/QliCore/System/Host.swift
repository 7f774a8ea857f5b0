#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Who runs qli, and where.
enum Host {
  /// The real user's number, by getuid(2).
  static var userID: UInt32 { getuid() }

  /// The effective user's number, by geteuid(2).
  static var effectiveUserID: UInt32 { geteuid() }

  /// The machine's name, by gethostname(3).
  static var name: ByteString {
    var buffer = [CChar](repeating: 0, count: 256)
    // The last byte stays zero, also where a long name is cut.
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "" }
    return buffer.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { ByteString(cString: $0) } ?? ""
    }
  }

  /// The path of this executable, or nil if the platform doesn't say.
  static var executable: FilePath? {
    #if os(Linux)
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = buffer.withUnsafeMutableBytes { bytes in
        bytes.withMemoryRebound(to: CChar.self) { text in
          text.baseAddress.map { readlink("/proc/self/exe", $0, text.count) } ?? -1
        }
      }
      guard count > 0, count < 4096 else { return nil }
      return ByteString(buffer[..<count]).map { FilePath($0) }
    #else
      var size = UInt32(4096)
      var buffer = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
      return buffer.withUnsafeBufferPointer { bytes in
        bytes.baseAddress.map { FilePath(ByteString(cString: $0)) }
      }
    #endif
  }

  /// The name that `/etc/passwd` gives the user `id`, or nil if it has none.
  ///
  /// Read by hand: getpwuid(3) loads libraries, which a static executable can't.
  static func userName(of id: UInt32, in file: FilePath = "/etc/passwd") -> ByteString? {
    guard
      let descriptor = try? OwnedDescriptor(opening: file, for: .reading),
      let text = try? descriptor.number.readAll(limit: 1 << 20)
    else { return nil }
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(
        separator: UInt8(ascii: ":"), maxSplits: 3, omittingEmptySubsequences: false)
      guard fields.count > 3, UInt32(String(decoding: fields[2], as: UTF8.self)) == id else {
        continue
      }
      return ByteString(fields[0])
    }
    return nil
  }
}
