/// The names of environment entries that have come so far: a hash table, as each run looks at each of its
/// variables.
struct EntryNames {
  private var slots: [UnsafePointer<CChar>?]

  /// - Parameter capacity: the most entries that will come.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: nil, count: size)
  }

  /// Takes note of the name in `entry`, written `NAME=value`, which has to stay where it is.
  ///
  /// - Returns: whether it has come for the first time. What has no name never comes again.
  mutating func insert(_ entry: UnsafePointer<CChar>) -> Bool {
    // FNV-1a.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var index = 0
    while entry[index] != CChar(bitPattern: .equals) {
      if entry[index] == 0 { return true }
      hash = (hash ^ UInt64(UInt8(bitPattern: entry[index]))) &* 0x100_0000_01b3
      index += 1
    }
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while let other = slots[slot] {
      if Environment.entry(other, hasSameNameAs: entry) { return false }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = entry
    return true
  }
}
