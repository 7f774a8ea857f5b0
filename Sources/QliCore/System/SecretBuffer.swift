/// Bytes that are wiped when they go, and when they are moved to grow.
final class SecretBuffer {
  // Sound below: the first `count` bytes have been written, no other is read, and `reserve` comes
  // before each write.
  private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 1)
  private(set) var count = 0

  deinit { release(storage) }

  /// The bytes; valid as long as the buffer lives and isn't changed.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[..<count]) }

  /// Reads at most `limit` bytes and appends them.
  ///
  /// - Returns: how many came; zero means end of file.
  func read(from descriptor: FileDescriptor, atMost limit: Int) throws(Errno) -> Int {
    reserve(limit)
    let room = UnsafeMutableRawBufferPointer(rebasing: storage[count..<(count + limit)])
    let read = try descriptor.read(into: room)
    count += read
    return read
  }

  /// Appends a copy of `bytes`.
  func append(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count)
    UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyMemory(from: bytes)
    count += bytes.count
  }

  /// Appends what `fill` writes to the room for `limit` bytes that it gets; it returns how many.
  func append(atMost limit: Int, filledBy fill: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
    reserve(limit)
    let room = UnsafeMutableRawBufferPointer(rebasing: storage[count..<(count + limit)])
    count += fill(room.bindMemory(to: UInt8.self))
  }

  /// Wipes what was written, and holds nothing then.
  func wipe() {
    storage.wipe()
    count = 0
  }

  /// Removes the last byte if it is `byte`.
  func dropLast(_ byte: UInt8) {
    if let last = bytes.last, last == byte { count -= 1 }
  }

  private func reserve(_ more: Int) {
    guard count + more > storage.count else { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: (count + more) * 2, alignment: 1)
    larger.copyMemory(from: bytes)
    release(storage)
    storage = larger
  }

  private func release(_ storage: UnsafeMutableRawBufferPointer) {
    storage.wipe()
    storage.deallocate()
  }
}
