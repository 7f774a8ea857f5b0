/// The environment of a program that qli starts: its own, less some variables, plus others.
struct ChildEnvironment {
  /// Variables to leave out.
  enum Pattern {
    case name(String)
    case prefix(String)
  }

  private let base: Environment
  private let removed: [Pattern]
  private let additions = CStringArray()

  init(_ base: Environment, removing removed: [Pattern] = []) {
    self.base = base
    self.removed = removed
  }

  /// Sets the variable `name`, once.
  func set(_ name: String, _ value: ByteString) {
    var entry = ByteString(name)
    entry.append("=")
    entry.append(value)
    additions.append(copying: entry)
  }

  /// Sets the variable `name`, once, to a secret. The only copies are the secret's and the one that
  /// is made here, and both are wiped.
  func set(_ name: String, _ secret: Secret) {
    secret.append(as: name, to: additions)
  }

  /// The environment as execve(2) takes it. It points into this value and its base, which have to
  /// outlive it.
  func block() -> CStringArray {
    let array = CStringArray(capacity: 128)
    base.forEachEntry { entry in
      if !isReplaced(entry), !isRemoved(entry) { array.append(borrowing: entry) }
    }
    additions.forEach { array.append(borrowing: $0) }
    return array
  }

  private func isReplaced(_ entry: UnsafePointer<CChar>) -> Bool {
    additions.contains { Environment.entry($0, hasSameNameAs: entry) }
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
