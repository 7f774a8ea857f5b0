/// The environment of a program that qli starts: its own, less some variables, plus others.
struct ChildEnvironment {
  /// A variable to leave out.
  enum Pattern {
    case name(String)
    case prefix(String)
  }

  private let base: Environment
  private let removed: [Pattern]
  private var additions: [(name: String, write: (CStringArray) -> Void)] = []

  init(_ base: Environment, removing removed: [Pattern] = []) {
    self.base = base
    self.removed = removed
  }

  /// Sets the variable `name`.
  mutating func set(_ name: String, _ value: ByteString) {
    additions.append(
      (
        name,
        { array in
          var entry = ByteString(name)
          entry.append("=")
          entry.append(value)
          array.append(copying: entry)
        }
      ))
  }

  /// Sets the variable `name` to a secret; the only copies are the secret's and the array's, and
  /// both are wiped.
  mutating func set(_ name: String, _ secret: Secret) {
    additions.append((name, { array in secret.append(as: name, to: array) }))
  }

  /// The environment as execve(2) takes it. It points into the base, which has to outlive it.
  func block() -> CStringArray {
    let array = CStringArray(capacity: 64 + additions.count)
    base.forEachEntry { entry in
      if !isReplaced(entry), !isRemoved(entry) { array.append(borrowing: entry) }
    }
    for addition in additions { addition.write(array) }
    return array
  }

  private func isReplaced(_ entry: UnsafePointer<CChar>) -> Bool {
    additions.contains { Environment.entry(entry, isVariable: $0.name) }
  }

  private func isRemoved(_ entry: UnsafePointer<CChar>) -> Bool {
    removed.contains { pattern in
      switch pattern {
      case .name(let name): Environment.entry(entry, isVariable: name)
      case .prefix(let prefix): Environment.entry(entry, hasPrefix: prefix)
      }
    }
  }
}
