import CSystem

/// An array of C strings that ends in a null pointer, as execve(2) takes its arguments.
///
/// It owns the strings that were copied into it, and only points at those that were borrowed.
final class CStringArray {
  // Sound below: `count` places of `entries`, and one more of `strings`, have been written, and no
  // other is read. The elements are plain bytes, so that they can be assigned to memory that isn't
  // initialized, and need no end of their own.
  private struct Entry {
    var isOwned: Bool
    var length: Int
  }

  private var strings: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private var entries: UnsafeMutablePointer<Entry>
  private var capacity: Int
  private var count = 0

  /// An empty array with room for `capacity` strings.
  init(capacity: Int = 16) {
    self.capacity = capacity
    strings = .allocate(capacity: capacity + 1)
    entries = .allocate(capacity: capacity)
    strings[0] = nil
  }

  /// An array of `first` and `second`, copied, and `others`, which have to outlive the array.
  convenience init(
    _ first: ByteString, _ second: ByteString? = nil, and others: Arguments
  ) {
    self.init(capacity: others.count + 2)
    append(copying: first)
    if let second { append(copying: second) }
    others.forEachWord { append(borrowing: $0) }
  }

  /// An array of copies of `strings`.
  convenience init(_ strings: [ByteString]) {
    self.init(capacity: strings.count)
    for string in strings { append(copying: string) }
  }

  deinit {
    for index in 0..<count where entries[index].isOwned {
      guard let string = strings[index] else { continue }
      // A copy may hold a secret: nothing of it stays behind.
      UnsafeMutableRawBufferPointer(start: string, count: entries[index].length).wipe()
      string.deallocate()
    }
    strings.deallocate()
    entries.deallocate()
  }

  /// The strings and the null pointer; valid as long as the array lives and isn't appended to.
  var pointer: UnsafePointer<UnsafeMutablePointer<CChar>?> { UnsafePointer(strings) }

  /// Calls `body` with each string.
  func forEach(_ body: (UnsafePointer<CChar>) -> Void) {
    for index in 0..<count {
      if let string = strings[index] { body(string) }
    }
  }

  /// Whether one of the strings satisfies `predicate`.
  func contains(where predicate: (UnsafePointer<CChar>) -> Bool) -> Bool {
    for index in 0..<count {
      if let string = strings[index], predicate(string) { return true }
    }
    return false
  }

  /// Appends a string that outlives the array.
  func append(borrowing string: UnsafePointer<CChar>) {
    append(UnsafeMutablePointer(mutating: string), Entry(isOwned: false, length: 0))
  }

  /// Appends a copy of `string`.
  func append(copying string: ByteString) {
    string.withBytes { bytes in
      append(length: bytes.count) { $0.copyMemory(from: UnsafeRawBufferPointer(bytes)) }
    }
  }

  /// Appends a string of `length` bytes, none of them NUL, that `fill` writes.
  func append(length: Int, filledBy fill: (UnsafeMutableRawBufferPointer) -> Void) {
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: length + 1)
    copy[length] = 0
    fill(UnsafeMutableRawBufferPointer(start: copy, count: length))
    append(copy, Entry(isOwned: true, length: length))
  }

  private func append(_ string: UnsafeMutablePointer<CChar>, _ entry: Entry) {
    if count == capacity { grow() }
    strings[count] = string
    entries[count] = entry
    count += 1
    strings[count] = nil
  }

  private func grow() {
    let larger = capacity * 2 + 8
    let newStrings = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: larger + 1)
    let newEntries = UnsafeMutablePointer<Entry>.allocate(capacity: larger)
    newStrings.initialize(from: strings, count: count + 1)
    newEntries.initialize(from: entries, count: count)
    strings.deallocate()
    entries.deallocate()
    (strings, entries, capacity) = (newStrings, newEntries, larger)
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Overwrites the bytes with zeros, in a way that the compiler doesn't leave out.
  func wipe() {
    guard let baseAddress else { return }
    csystem_wipe(baseAddress, count)
  }
}
