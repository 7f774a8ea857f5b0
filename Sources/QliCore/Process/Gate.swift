/// A file whose lock is held for milliseconds, by whoever counts or writes what others do at the same time.
final class Gate {
  /// Why it can't be passed.
  enum Failure: Error {
    case path(PathError)
    case system(Errno)
    /// Somebody has held it all the time.
    case held(seconds: Int)
    /// qli was told to stop while it waited.
    case interrupted(Signal)
  }

  /// How long it is waited for, in seconds: nobody keeps it longer than it takes to write a line.
  private static let limit = 10

  // Released where it is closed.
  private var file: KeptFile?

  private let number: FileDescriptor

  /// The file system that it is on, as the kernel counts them; nil where that isn't known.
  var device: String? { number.heldLock?.device }

  /// Waits until nobody else is in it. It is left where this value ends.
  init(_ path: FilePath, _ safety: PathSafety, _ loop: EventLoop) throws(Failure) {
    let kept = try converting(Failure.path) { () throws(PathError) in
      try KeptFile.checked(path, safety)
    }
    let end = loop.clock.monotonicTime().advanced(bySeconds: Double(Self.limit))
    let number = kept.number
    let result = try converting(Failure.system) { () throws(Errno) in
      try LockWait.take(number, until: end, loop)
    }
    switch result {
    case .taken: break
    case .held: throw .held(seconds: Self.limit)
    case .interrupted(let signal): throw .interrupted(signal)
    }
    self.number = number
    file = .some(kept)
  }
}
