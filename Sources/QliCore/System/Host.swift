import CSystem

/// Who runs qli, and where.
enum Host {
  /// The real user's number, by getuid(2).
  static var userID: UInt32 { getuid() }

  /// The effective user's number, by geteuid(2).
  static var effectiveUserID: UInt32 { geteuid() }

  /// The machine's name, by gethostname(3).
  static var name: ByteString {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress, gethostname(start, 255) == 0 else { return "" }
      // A long name may be cut without its NUL.
      start[255] = 0
      return ByteString(cString: start)
    }
  }

  /// The path of this executable, or nil if the platform doesn't say.
  static var executable: FilePath? {
    #if os(Linux)
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
        guard let start = buffer.baseAddress else { return nil }
        let count = readlink("/proc/self/exe", start, 4096)
        guard count > 0, count < 4096 else { return nil }
        start[count] = 0
        return FilePath(ByteString(cString: start))
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

  /// The name that `/etc/passwd` gives the user `id`, or nil if it has none.
  ///
  /// Read by hand: getpwuid(3) loads libraries, which a static executable can't.
  static func userName(of id: UInt32, in file: FilePath = "/etc/passwd") -> ByteString? {
    guard
      let descriptor = try? OwnedDescriptor(opening: file, for: .reading),
      let text = try? descriptor.number.readAll(limit: 1 << 20)
    else { return nil }
    return userName(of: id, in: text)
  }

  /// The same, out of the text of such a file: lines of `name:password:number:…`.
  static func userName(of id: UInt32, in text: [UInt8]) -> ByteString? {
    text.withUnsafeBufferPointer { text in
      var line = 0
      while line < text.count {
        let lineEnd = end(of: UInt8(ascii: "\n"), in: text, from: line, to: text.count)
        let nameEnd = end(of: UInt8(ascii: ":"), in: text, from: line, to: lineEnd)
        let passwordEnd = end(of: UInt8(ascii: ":"), in: text, from: nameEnd + 1, to: lineEnd)
        if number(in: text, from: passwordEnd + 1, to: lineEnd) == id {
          return ByteString(text[line..<nameEnd])
        }
        line = lineEnd + 1
      }
      return nil
    }
  }

  /// Where `byte` stands first from `start` on, or `limit`.
  private static func end(
    of byte: UInt8, in text: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int
  ) -> Int {
    var index = start
    while index < limit, text[index] != byte { index += 1 }
    return min(index, limit)
  }

  /// The decimal number from `start` up to a colon, or nil if there is none.
  private static func number(
    in text: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int
  ) -> UInt32? {
    var value: UInt32 = 0
    var index = start
    while index < limit, text[index] != UInt8(ascii: ":") {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt32(text[index] - UInt8(ascii: "0")))
      if overflow || carry { return nil }
      value = sum
      index += 1
    }
    return index > start && index < limit ? value : nil
  }
}
