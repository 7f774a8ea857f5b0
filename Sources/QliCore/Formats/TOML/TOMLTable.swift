/// A table of a document: its entries in the order of the source.
package struct TOMLTable: Sendable {
  let storage: TOMLTableStorage

  /// The keys and values, in the order in which the source first names them.
  package var entries: TOMLEntries { TOMLEntries(storage: storage) }

  /// Where the table's header, its opening brace, or the part of the key that made it starts.
  package var position: TOMLPosition { storage.position }

  /// The entry whose key has exactly the bytes of `key`, or nil.
  ///
  /// Canonically equivalent keys, such as a composed and a decomposed `é`, are different keys.
  package subscript(key: String) -> TOMLEntry? {
    guard let index = storage.firstIndex(of: key) else { return nil }
    return storage[index]
  }
}

/// The keys and values of a table, in the order in which the source first names them.
package struct TOMLEntries: RandomAccessCollection, Sendable {
  let storage: TOMLTableStorage

  /// The position of the first entry, 0.
  package var startIndex: Int { 0 }

  /// The number of entries.
  package var endIndex: Int { storage.count }

  /// The entry at a position.
  package subscript(position: Int) -> TOMLEntry { storage[position] }
}

/// A key of a table with its value.
package struct TOMLEntry: Sendable {
  /// The key, without quotes and escapes; of a dotted key, the one part.
  package let key: String

  /// Where the key, or this part of it, first stands in the source.
  package let keyPosition: TOMLPosition

  private let storedKeyWidth: UInt32

  /// The value.
  package internal(set) var value: TOMLValue

  init(_ key: TOMLKeyPart, value: TOMLValue) {
    self.key = key.text
    keyPosition = key.position
    storedKeyWidth = UInt32(clamping: key.width)
    self.value = value
  }

  /// How many columns the key takes up in the source, its quotes included.
  package var keyWidth: Int { Int(storedKeyWidth) }
}

/// One part of a dotted key, as read.
struct TOMLKeyPart {
  let text: String
  let position: TOMLPosition
  let width: Int
}
