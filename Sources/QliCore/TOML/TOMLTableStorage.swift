/// What a table holds, and what may still be added to it.
///
/// A class, because a later header can add to a table deep in the tree, which must not cost a
/// copy of the path to it.
// Unchecked: only the parser mutates it, and it lets go of the tree before anyone else sees it.
final class TOMLTableStorage: @unchecked Sendable {
  /// What made the table, which decides what may be added to it later.
  enum Origin {
    /// The document itself.
    case root
    /// A header that names a table inside this one. A header of its own may follow.
    case implicit
    /// A `[header]`.
    case header
    /// A `[[header]]`.
    case element
    /// A dotted key. Headers may add tables to it.
    case dotted
    /// Braces. Nothing may be added.
    case inline
  }

  /// Up to here a scan is faster than an index, and costs no memory.
  private static let scanLimit = 12

  private(set) var entries: [TOMLEntry] = []
  private var index = TOMLKeyIndex()
  var origin: Origin
  var position: TOMLPosition

  init(origin: Origin, position: TOMLPosition) {
    self.origin = origin
    self.position = position
  }

  func firstIndex(of key: String) -> Int? {
    guard entries.count > Self.scanLimit else {
      return entries.firstIndex { $0.key.hasSameBytes(as: key) }
    }
    return index.firstIndex(of: key, in: entries)
  }

  /// Adds an entry whose key the table doesn't have yet.
  func append(_ entry: TOMLEntry) {
    entries.append(entry)
    if entries.count > Self.scanLimit { index.update(for: entries) }
  }

  func replaceValue(at index: Int, with value: TOMLValue) {
    entries[index].value = value
  }

  /// Adds a table to the array at `index`, without copying the array.
  func appendElement(_ element: TOMLValue, toArrayAt index: Int) {
    guard case .array(var elements) = entries[index].value.kind else { return }
    // Drops the entry's hold on the array, so that `elements` is its only owner.
    entries[index].value.kind = .boolean(false)
    elements.append(element)
    entries[index].value.kind = .array(elements)
  }
}
