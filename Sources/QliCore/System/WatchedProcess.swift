import CSystem

/// A process that this one is to outlive by no more than it takes to end: its parent, or one before that.
final class WatchedProcess {
  /// Readable when it has ended; nil where the system has no such thing (before Linux 5.3).
  private let pin: OwnedDescriptor?
  /// By which it is known where it can't be pinned.
  private let identity: ProcessIdentity?
  private let wasGone: Bool

  /// This process's parent; nil where that is nobody who could go: the first process, which has adopted this
  /// one or has started it, or one of another pid namespace.
  static func parent() -> WatchedProcess? {
    let parent = ProcessID.parentOfCurrent
    return parent.rawValue > 1 ? WatchedProcess(parent: parent) : nil
  }

  /// `parent`, which was this process's parent when it began.
  ///
  /// - Parameter isPinned: false for the way without a descriptor of the process.
  convenience init(parent: ProcessID, isPinned: Bool = true) {
    // Asked behind it: as long as it is the parent, its number is no other's.
    self.init(parent, isPinned: isPinned) { ProcessID.parentOfCurrent != parent }
  }

  /// This process itself, for one that is made of it.
  static func current(isPinned: Bool = true) -> WatchedProcess {
    WatchedProcess(.current, isPinned: isPinned) { false }
  }

  private init(_ process: ProcessID, isPinned: Bool, wasGone: () -> Bool) {
    #if os(Linux)
      let number = isPinned ? csystem_pidfd_open(process.rawValue) : -1
    #else
      let number: Int32 = -1
    #endif
    pin = number == -1 ? nil : .some(OwnedDescriptor(adopting: FileDescriptor(rawValue: number)))
    identity = number == -1 ? ProcessIdentity(of: process) : nil
    self.wasGone = wasGone()
  }

  /// Whether it has ended.
  var isGone: Bool {
    if wasGone { return true }
    if let interest { return Poll.isReady(interest) }
    return identity?.isAlive == false
  }

  /// What is ready when it has ended; nil where it has to be looked at again and again.
  var interest: Poll.Interest? {
    switch pin {
    case .some(let pin): .reading(pin.number)
    case .none: nil
    }
  }
}
