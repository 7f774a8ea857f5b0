/// What a table holds, and what may still be added to it.
///
/// A class, because a later header can add to a table deep in the tree, which must not cost a
/// copy of the path to it.
// Sound to send: only the parser mutates it, and it lets go of the tree before anyone else sees it.
final class TOMLTableStorage: @unchecked Sendable {
  /// What made the table, which decides what may be added to it later.
  enum Origin {
    /// The document itself.
    case root
    /// A header that names a table inside this one. A header of its own may follow.
    case implicit
    /// A `[header]` or a `[[header]]`.
    case header
    /// A dotted key. Headers may add tables to it.
    case dotted
    /// Braces. Nothing may be added.
    case inline
  }

  /// Up to here a scan is faster than an index, and costs no memory.
  private static let scanLimit = 12

  // Unchecked: no access below calls anything that could come back here, and the checks at run time
  // would be a tenth of the whole parse.
  @exclusivity(unchecked) private var entries = TOMLBuffer<TOMLEntry>()
  @exclusivity(unchecked) private var index: TOMLKeyIndex?
  var origin: Origin
  var position: TOMLPosition

  init(origin: Origin, position: TOMLPosition) {
    self.origin = origin
    self.position = position
  }

  var count: Int { entries.count }

  subscript(index: Int) -> TOMLEntry { entries[index] }

  func firstIndex(of key: String) -> Int? {
    if let index { return index.firstIndex(of: key, in: self) }
    for position in 0..<entries.count where hasKey(key, at: position) { return position }
    return nil
  }

  /// Whether the entry at `position` has exactly the bytes of `key`.
  func hasKey(_ key: String, at position: Int) -> Bool {
    entries.place(of: position).pointee.key.hasSameBytes(as: key)
  }

  /// Adds an entry whose key the table doesn't have yet.
  func append(_ entry: consuming TOMLEntry) {
    entries.append(entry)
    guard entries.count > Self.scanLimit else { return }
    // Taken out, so that growing it doesn't copy it.
    var index = self.index.take() ?? TOMLKeyIndex()
    index.update(for: self)
    self.index = index
  }

  func replaceValue(at index: Int, with value: TOMLValue) {
    var entry = entries[index]
    entry.value = value
    entries.replace(at: index, with: entry)
  }
}
