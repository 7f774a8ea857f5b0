/// The loader that a dynamically linked binary needs, such as `/lib64/ld-linux-x86-64.so.2`: the
/// system executes it to start the binary. It stands in the program header PT_INTERP, see elf(5).
enum BinaryLoader {
  /// The binary is static.
  case none
  case path(FilePath)
  /// It isn't a binary of 64 bits, or a broken one.
  case unknown

  /// What Linux takes of program headers, in bytes.
  private static let longestTable = 1 << 16
  /// What it takes of the loader's path: PATH_MAX.
  private static let longestPath = 4096
  /// ELFCLASS64, PT_INTERP and the size of an Elf64_Phdr.
  private static let class64: UInt8 = 2
  private static let interpreterType: UInt32 = 3
  private static let headerSize = 56

  /// Reads it from the binary `path`, which begins with `head` and has this machine's byte order.
  init(of path: FilePath, head: [UInt8]) {
    self = .unknown
    guard head.count >= 64, head[4] == Self.class64 else { return }
    let file = Contents(path: path, head: head)
    let offset = Self.integer(UInt64.self, in: head, at: 32)
    let size = Int(Self.integer(UInt16.self, in: head, at: 54))
    let count = Int(Self.integer(UInt16.self, in: head, at: 56))
    guard size == Self.headerSize, size * count <= Self.longestTable,
      let (table, start) = file.bytes(at: offset, count: size * count)
    else { return }
    var header = start
    let end = start + size * count
    while header < end,
      Self.integer(UInt32.self, in: table, at: header) != Self.interpreterType
    {
      header += size
    }
    guard header < end else {
      self = .none
      return
    }
    let length = Self.integer(UInt64.self, in: table, at: header + 32)
    let place = Self.integer(UInt64.self, in: table, at: header + 8)
    guard (2...UInt64(Self.longestPath)).contains(length),
      let (text, first) = file.bytes(at: place, count: Int(length)),
      text[first + Int(length) - 1] == 0,
      let loader = ByteString(text[first...].prefix { $0 != 0 })
    else { return }
    self = .path(FilePath(loader))
  }

  /// The file, of which the first bytes are known already: mostly they are enough.
  private struct Contents {
    let path: FilePath
    let head: [UInt8]

    /// - Returns: bytes of it, and where among them those begin that are wanted.
    func bytes(at offset: UInt64, count: Int) -> (bytes: [UInt8], start: Int)? {
      guard let offset = Int64(exactly: offset) else { return nil }
      if offset <= Int64(head.count - count) { return (head, Int(offset)) }
      guard let file = try? OwnedDescriptor(opening: path, for: .reading) else { return nil }
      var bytes = [UInt8](repeating: 0, count: count)
      do throws(Errno) {
        try file.number.move(to: offset)
        return try file.number.read(into: &bytes) == count ? (bytes, 0) : nil
      } catch {
        return nil
      }
    }
  }

  private static func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _: Value.Type, in bytes: [UInt8], at offset: Int
  ) -> Value {
    // Sound: the offsets lie in a header or a table of which the length was checked.
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) }
  }
}
