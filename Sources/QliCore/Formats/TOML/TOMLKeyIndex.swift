/// Finds a key among many in constant time: a hash table of positions in a table.
///
/// A dictionary from `String` won't do, as its `==` takes canonically equivalent keys for one.
struct TOMLKeyIndex {
  /// Each slot is 0 or the position of an entry plus 1; the count is a power of two, or 0.
  private var slots: [UInt32] = []

  func firstIndex(of key: String, in table: TOMLTableStorage) -> Int? {
    guard !slots.isEmpty else { return nil }
    var slot = firstSlot(for: key)
    while slots[slot] != 0 {
      let position = Int(slots[slot]) - 1
      if table.hasKey(key, at: position) { return position }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Takes in the table's last entry, or all of them when the slots are getting scarce.
  mutating func update(for table: TOMLTableStorage) {
    // At most half full, so that runs of taken slots stay short.
    guard table.count * 2 > slots.count else {
      return insert(table[table.count - 1].key, at: table.count - 1)
    }
    var capacity = 32
    while capacity < table.count * 4 { capacity *= 2 }
    slots = [UInt32](repeating: 0, count: capacity)
    for position in 0..<table.count { insert(table[position].key, at: position) }
  }

  private mutating func insert(_ key: String, at position: Int) {
    var slot = firstSlot(for: key)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt32(truncatingIfNeeded: position + 1)
  }

  private func firstSlot(for key: String) -> Int {
    // Seeded anew in each process: nobody can write a document whose keys all collide.
    var hasher = Hasher()
    key.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    return hasher.finalize() & (slots.count - 1)
  }
}

extension String {
  /// Whether both have the same bytes, unlike `==`, which asks for canonical equivalence.
  func hasSameBytes(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    return withBytes { mine in other.withBytes { mine.hasSameBytes(as: $0) } }
  }

  /// Calls `body` with the string's UTF-8, which is only there during the call.
  func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    // Only a string bridged from Objective-C lacks contiguous UTF-8.
    utf8.withContiguousStorageIfAvailable(body) ?? Array(utf8).withUnsafeBufferPointer(body)
  }
}
