import CSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An array of C strings that ends in a null pointer, as execve(2) takes its arguments.
///
/// It owns the strings that were copied into it, and only points at those that were borrowed.
final class CStringArray {
  private var entries: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private var capacity: Int
  private var count = 0
  private var copies: [UnsafeMutableBufferPointer<CChar>] = []

  /// An empty array with room for `capacity` strings.
  init(capacity: Int = 8) {
    self.capacity = capacity
    entries = .allocate(capacity: capacity + 1)
    entries[0] = nil
  }

  /// An array of copies of `strings`.
  convenience init(_ strings: [ByteString]) {
    self.init(capacity: strings.count)
    for string in strings { append(copying: string) }
  }

  deinit {
    // A copy may hold a secret: nothing of it stays behind.
    for copy in copies {
      UnsafeMutableRawBufferPointer(copy).wipe()
      copy.deallocate()
    }
    entries.deallocate()
  }

  /// The strings and the null pointer; valid as long as the array lives and isn't appended to.
  var pointer: UnsafePointer<UnsafeMutablePointer<CChar>?> { UnsafePointer(entries) }

  /// Appends a string that outlives the array.
  func append(borrowing string: UnsafePointer<CChar>) {
    append(UnsafeMutablePointer(mutating: string))
  }

  /// Appends a copy of `string`.
  func append(copying string: ByteString) {
    append(length: string.count) { target in
      for (index, byte) in string.bytes.enumerated() { target[index] = byte }
    }
  }

  /// Appends a string of `length` bytes, none of them NUL, that `fill` writes.
  func append(length: Int, filledBy fill: (UnsafeMutableRawBufferPointer) -> Void) {
    let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: length + 1)
    copy[length] = 0
    fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(copy)[..<length]))
    copies.append(copy)
    append(copy.baseAddress)
  }

  private func append(_ entry: UnsafeMutablePointer<CChar>?) {
    if count == capacity { grow() }
    entries[count] = entry
    count += 1
    entries[count] = nil
  }

  private func grow() {
    let larger = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: capacity * 2 + 9)
    larger.initialize(from: entries, count: count + 1)
    entries.deallocate()
    entries = larger
    capacity = capacity * 2 + 8
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Overwrites the bytes with zeros, in a way that the compiler doesn't leave out.
  func wipe() {
    guard let baseAddress else { return }
    csystem_wipe(baseAddress, count)
  }
}
