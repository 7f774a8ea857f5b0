/// What a table of a document may hold.
struct TableShape {
  /// A key of it.
  struct Key {
    let name: String
    /// What it is for; may be empty.
    let summary: String
    let isRequired: Bool
    let value: KeyValue
  }

  let keys: [Key]
  let rules: [KeyRule]

  /// The shape of a table with the keys of a list; `isOfGroup` is false for a rule of one extension.
  init<Key: DocumentKey>(of _: Key.Type, isOfGroup: Bool = true) {
    keys = Key.allCases.filter { $0.entry.isAllowed(inGroup: isOfGroup) }.map { key in
      let entry = key.entry
      return Self.Key(
        name: entry.name, summary: entry.filled(entry.summary, for: "prod"),
        isRequired: entry.isRequired && isOfGroup, value: key.value(isOfGroup: isOfGroup))
    }
    rules = Key.rules(isOfGroup: isOfGroup)
  }
}

/// What keys of one table have to do with each other.
struct KeyRule {
  /// A key with a value.
  struct Term {
    let name: String
    let value: KeyValue

    init(_ key: some DocumentKey, _ value: KeyValue = .anything) {
      name = key.name
      self.value = value
    }
  }

  /// Where the table has this key with such a value …
  let given: Term
  /// … or where it doesn't have it …
  var isWithout = false
  /// … it needs these, too, …
  var needed: [String] = []
  /// … and if it has these, then with such values alone.
  var bound: [Term] = []

  /// A key that means nothing without another.
  static func needs<Key: DocumentKey>(_ key: Key, _ other: Key) -> KeyRule {
    KeyRule(given: Term(key), needed: [other.name])
  }

  /// Two keys of which a table has one.
  static func excludes<Key: DocumentKey>(_ key: Key, _ other: Key) -> KeyRule {
    KeyRule(given: Term(key), bound: [Term(other, .nothing)])
  }
}
