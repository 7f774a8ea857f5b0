/// The environment of a program that qli starts: its own, less some variables, plus others.
///
/// `PATH` loses its empty and relative entries: by them env(1) and each shell would run what lies in
/// the folder that it is in, whoever put it there, and qli doesn't look there.
struct ChildEnvironment {
  private let base: Environment
  private let kept: [[VariablePattern]]
  private let removed: [VariablePattern]
  private let isOfExtension: Bool
  private let alwaysKeepsPath: Bool
  private let additions = CStringArray()

  /// - Parameter kept: lists of patterns; a variable of `base` is taken over if it matches one of
  ///   each list, and `PATH` always.
  /// - Parameter isOfExtension: leaves out what only the run around this one has: its reason isn't the
  ///   reason for this one, this one isn't to complete anything, and where qli can't tell its own path
  ///   another's is a wrong one. No patterns, for every run would have to make the list of them.
  init(
    _ base: Environment, keeping kept: [[VariablePattern]] = [],
    removing removed: [VariablePattern] = [], isOfExtension: Bool = false
  ) {
    self.base = base
    self.kept = kept
    self.removed = removed
    self.isOfExtension = isOfExtension
    alwaysKeepsPath = true
  }

  /// Of `base` only the variables that match one of `patterns`.
  init(_ base: Environment, keepingOnly patterns: [VariablePattern]) {
    self.base = base
    kept = [patterns]
    removed = []
    isOfExtension = false
    alwaysKeepsPath = false
  }

  /// Sets the variable `name`, once.
  func set(_ name: String, _ value: ByteString) {
    var name = name
    name.withUTF8 { name in
      value.bytes.withUnsafeBytes { value in
        additions.append(length: name.count + 1 + value.count) { target in
          target.copyBytes(from: name)
          target[name.count] = UInt8(ascii: "=")
          // Sound: the room is as long as the three together.
          UnsafeMutableRawBufferPointer(rebasing: target[(name.count + 1)...])
            .copyMemory(from: value)
        }
      }
    }
  }

  /// Sets a variable, once: `appendEntry` appends `NAME=value`.
  func set(_ appendEntry: (CStringArray) -> Void) { appendEntry(additions) }

  /// Sets the variables that tell an extension who it is.
  func setNames(of found: Extension, in group: Group) {
    if let executable = Host.executable { set("QLI", executable.string) }
    set("QLI_GROUP", ByteString(group.name.text))
    set("QLI_EXTENSION", ByteString(found.name.text))
    set("QLI_GROUP_DIR", (group.place ?? group.directory).string)
  }

  /// The environment as execve(2) takes it. It points into this value and its base, which have to
  /// outlive it.
  func block() -> CStringArray {
    let array = CStringArray(capacity: 128)
    var initials = Initials()
    additions.forEach { initials.insert($0) }
    if isOfExtension { initials.insert(UInt8(ascii: "Q")) }
    let takesOthers = kept.isEmpty && removed.isEmpty
    var names = EntryNames(capacity: base.count)
    base.forEachEntry { entry in
      // Where a name comes twice the first was checked, and a shell would take the last.
      guard names.insert(entry) else { return }
      let isOther = takesOthers && !initials.mayHold(entry)
      if isOther || (isKept(entry) && !isReplaced(entry) && !isRemoved(entry)) {
        if UInt8(bitPattern: entry[0]) == UInt8(ascii: "P"),
          Environment.entry(entry, isVariable: "PATH"),
          let path = SearchPath.absolute(Environment.value(ofEntry: entry))
        {
          // From the next time on it replaces the other.
          set("PATH", path)
        } else {
          array.append(borrowing: entry)
        }
      }
    }
    additions.forEach { array.append(borrowing: $0) }
    return array
  }

  /// Whether its base has a variable that it keeps from the program. What the program may read from qli
  /// by other ways isn't asked.
  var withholds: Bool {
    // Mostly there are no patterns, and nothing is looked at.
    if kept.isEmpty && removed.isEmpty { return false }
    var withholds = false
    base.forEachEntry { entry in
      if !isKept(entry) || removed.contains(where: { $0.matches(entry) }) { withholds = true }
    }
    return withholds
  }

  /// The names of all its variables.
  var names: Set<String> {
    var names: Set<String> = []
    let block = block()
    block.forEach { names.insert(Environment.name(ofEntry: $0)) }
    // The block points into what this value and its base own.
    withExtendedLifetime((base, additions)) {}
    return names
  }

  /// The names of those that its base doesn't give.
  var additionNames: Set<String> {
    var names: Set<String> = []
    additions.forEach { names.insert(Environment.name(ofEntry: $0)) }
    return names
  }

  private func isKept(_ entry: UnsafePointer<CChar>) -> Bool {
    if kept.isEmpty { return true }
    if alwaysKeepsPath, Environment.entry(entry, isVariable: "PATH") { return true }
    return kept.allSatisfy { patterns in patterns.contains { $0.matches(entry) } }
  }

  private func isReplaced(_ entry: UnsafePointer<CChar>) -> Bool {
    additions.contains { Environment.entry($0, hasSameNameAs: entry) }
  }

  /// Whether it is one of the variables that qli sets where they mean something: what comes from outside
  /// means another run.
  private static func isOwn(_ entry: UnsafePointer<CChar>) -> Bool {
    // Most begin otherwise.
    guard UInt8(bitPattern: entry[0]) == UInt8(ascii: "Q") else { return false }
    return Environment.entry(entry, isVariable: "QLI")
      || Environment.entry(entry, isVariable: "QLI_REASON")
      || Environment.entry(entry, isVariable: "QLI_COMPLETE")
      || Environment.entry(entry, isVariable: "QLI_WRITE")
      || Environment.entry(entry, isVariable: "QLI_CLAIM")
      || Environment.entry(entry, isVariable: "QLI_ENDPOINT")
      || Environment.entry(entry, isVariable: "QLI_INSTANCE")
      || Environment.entry(entry, isVariable: "QLI_SERVICE_VERSION")
  }

  private func isRemoved(_ entry: UnsafePointer<CChar>) -> Bool {
    if isOfExtension, Self.isOwn(entry) { return true }
    return removed.contains { $0.matches(entry) }
  }
}

/// The letters that some names begin with. Most variables begin with another one, and need no closer
/// look.
private struct Initials {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  mutating func insert(_ name: UnsafePointer<CChar>) { insert(UInt8(bitPattern: name[0])) }

  mutating func insert(_ byte: UInt8) {
    if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
  }

  /// Whether one of the names may begin like this one.
  func mayHold(_ name: UnsafePointer<CChar>) -> Bool {
    let byte = UInt8(bitPattern: name[0])
    return (byte < 64 ? low : high) & 1 << UInt64(byte & 63) != 0
  }
}
