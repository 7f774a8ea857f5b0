import CSystem

/// Memory for what may be much or little: what isn't touched of it costs nothing, and it never moves.
final class LargeMemory {
  /// The size of a large page; another one would do no harm.
  private static let pageSize = 2 << 20
  /// How much lies in front of the first large page, which would be wasted on less.
  private static let headSize = 1 << 18

  /// Where it begins.
  let start: UnsafeMutablePointer<UInt8>
  /// How much it is.
  let count: Int
  private let mapping: UnsafeMutableRawBufferPointer

  /// Maps room for `count` bytes with mmap(2).
  ///
  /// Small pages are made one by one when they are touched, and for a few MiB that takes longer than
  /// to read them from a pipe: so, behind the first of them, large ones are asked for.
  init(count: Int) throws(Errno) {
    let size = count + Self.pageSize
    guard
      let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      csystem_has_failed(mapped) == 0
    else { throw .current }
    // Sound: all below lies in what was mapped, which is this object's until its end.
    mapping = UnsafeMutableRawBufferPointer(start: mapped, count: size)
    let large = (mapped + Self.headSize).alignedUp(toMultipleOf: Self.pageSize)
    #if os(Linux)
      // A system without large pages refuses, and works all the same.
      madvise(large, mapped + size - large, MADV_HUGEPAGE)
    #endif
    start = (large - Self.headSize).bindMemory(to: UInt8.self, capacity: count)
    self.count = count
  }

  /// All of it.
  var room: ByteRoom { ByteRoom(next: start, end: start + count) }

  /// The first `count` bytes.
  func bytes(_ count: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start, count: count)
  }

  deinit { munmap(mapping.baseAddress, mapping.count) }
}
