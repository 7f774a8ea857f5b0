/// Why a copy of a record wasn't taken.
enum CopyFailure: Error {
  /// There is no socket.
  case missing
  /// Nobody listens at it.
  case unheard
  /// Whoever listens has too much to read, and doesn't read it.
  case full
  /// It is longer than a message can be, in bytes.
  case tooLong(Int)
  /// It is no socket, but this.
  case noSocket(FileStatus.Kind)
  /// Somebody else could take its place.
  case unsafe(UnsafePath)
  case system(Errno)

  /// Whether it may be over in a moment, as where an engine is started anew.
  var mayPass: Bool {
    switch self {
    case .missing, .unheard, .full: true
    case .tooLong, .noSocket, .unsafe, .system: false
    }
  }

  init(_ error: PathError) {
    switch error {
    case .unsafe(let path): self = .unsafe(path)
    case .unreadable(_, let errno): self.init(errno)
    }
  }

  init(_ error: Errno) {
    switch error {
    case .noSuchFile: self = .missing
    case .connectionRefused: self = .unheard
    case .wouldBlock: self = .full
    default: self = .system(error)
    }
  }
}
