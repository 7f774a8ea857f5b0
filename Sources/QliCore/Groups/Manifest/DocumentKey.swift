/// A key that one kind of table may have: the one list that its reader, help, `qli new` and the tests
/// of the man pages go by.
///
/// The raw values count from 0, in the order in which a table is read and shown. A reader takes what
/// a table holds with `KeyedEntries` and a `switch` without `default`: a key that is declared and
/// that nobody reads doesn't compile.
protocol DocumentKey: CaseIterable, Equatable, RawRepresentable, Sendable
where RawValue == UInt8 {
  /// What there is to say of it.
  var entry: KeyEntry { get }
  /// What its value may be, for a schema alone; `isOfGroup` is false in a rule for one extension.
  /// Unless it says more, it is of the type of its example.
  func value(isOfGroup: Bool) -> KeyValue
  /// What keys of a table have to do with each other, for a schema alone.
  static func rules(isOfGroup: Bool) -> [KeyRule]
}

/// What there is to say of a line of a document.
struct KeyEntry {
  let name: String
  /// A value, or the header of a table; `%` is the name of the group or plugin.
  let example: String
  /// What it is for, in a few words.
  var summary = ""
  /// Whether `qli new --guarded` turns it on.
  var isGuard = false
  /// Whether the document is nothing without it.
  var isRequired = false
  /// Whether a rule for one extension can't have it.
  var isOfGroupAlone = false
  /// Whether only a rule for one extension can have it.
  var isOfExtensionAlone = false
  /// Whether it stands in place of another key, so that a sample can't have both.
  var isAlternative = false

  /// Whether a group's rules may have it, or else those of one extension.
  func isAllowed(inGroup: Bool) -> Bool { inGroup ? !isOfExtensionAlone : !isOfGroupAlone }

  /// What it says in `text`, with `name` in place of each `%`.
  func filled(_ text: String, for name: String) -> String {
    text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: name)
  }
}

extension DocumentKey {
  func value(isOfGroup: Bool) -> KeyValue { KeyValue(ofExample: entry.example) }

  static func rules(isOfGroup: Bool) -> [KeyRule] { [] }

  /// The key called `name`, compared byte by byte, or nil. Counted through: every run reads, and an array
  /// of all keys would have to be made first.
  init?(named name: String) {
    var number: UInt8 = 0
    while let key = Self(rawValue: number) {
      if key.name.hasSameBytes(as: name) {
        self = key
        return
      }
      number += 1
    }
    return nil
  }

  /// What is written.
  var name: String { entry.name }

  /// The example in the document of `name`.
  func example(for name: String) -> String { entry.filled(entry.example, for: name) }
}

/// The keys of a table in the order of their list, each with its entry if it is there.
struct KeyedEntries<Key: DocumentKey>: Sequence, IteratorProtocol {
  private let table: TOMLTable
  private let isOfGroup: Bool
  // Counted through: every run reads, and an array of all keys would have to be made first.
  private var number: UInt8 = 0

  /// Those of `table`; `isOfGroup` is false for a rule of one extension.
  init(_ table: TOMLTable, of _: Key.Type, isOfGroup: Bool = true) {
    self.table = table
    self.isOfGroup = isOfGroup
  }

  mutating func next() -> (key: Key, entry: TOMLEntry?)? {
    while let key = Key(rawValue: number) {
      number += 1
      if key.entry.isAllowed(inGroup: isOfGroup) { return (key, table.entry(key)) }
    }
    return nil
  }

  /// Whether the table may have a key called `name`.
  func allows(_ name: String) -> Bool {
    guard let key = Key(named: name) else { return false }
    return key.entry.isAllowed(inGroup: isOfGroup)
  }

  /// What the table's keys may be called.
  var names: [String] { map { $0.key.name } }
}

extension TOMLTable {
  /// The entry of `key`, if there is one.
  func entry(_ key: some DocumentKey) -> TOMLEntry? { self[key.name] }
}
