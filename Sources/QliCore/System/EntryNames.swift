import CSystem

/// The names of environment entries that have come so far: a hash table, as each run looks at each of its
/// variables.
struct EntryNames {
  private struct Slot {
    var hash: UInt64 = 0
    var entry: UnsafePointer<CChar>?
  }

  private var slots: [Slot]

  /// - Parameter capacity: the most entries that will come.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: Slot(), count: size)
  }

  /// Takes note of the name in `entry`, written `NAME=value`, which has to stay where it is.
  ///
  /// - Returns: whether it has come for the first time. What has no name never comes again.
  mutating func insert(_ entry: UnsafePointer<CChar>) -> Bool {
    guard let end = strchr(entry, Int32(UInt8.equals)) else { return true }
    let hash = Self.hash(UnsafeRawBufferPointer(start: entry, count: UnsafePointer(end) - entry))
    // What a multiplication mixes best are its highest digits.
    var slot = Int(hash >> UInt64(64 - slots.count.trailingZeroBitCount))
    while let other = slots[slot].entry {
      if slots[slot].hash == hash, Environment.entry(other, hasSameNameAs: entry) { return false }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Slot(hash: hash, entry: entry)
    return true
  }

  /// Eight bytes at a time, the last eight once more where they don't fit.
  private static func hash(_ name: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(name.count)
    var position = 0
    while position < name.count {
      var word: UInt64 = 0
      if name.count >= 8 {
        // Sound: it ends with the name at the latest.
        word = name.loadUnaligned(fromByteOffset: min(position, name.count - 8), as: UInt64.self)
        position += 8
      } else {
        word = word << 8 | UInt64(name[position])
        position += 1
      }
      hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 32
    }
    return hash
  }
}
