/// Whom a run ends with.
enum Companion: Equatable {
  /// Whoever reads standard output, or standard error.
  case reader(of: Stream)
  /// The process that has started qli.
  case caller
  /// The qli that was started, which another one goes on for.
  case qli

  enum Stream {
    case output, errors
  }

  /// The signal that stands for its end.
  var signal: Signal {
    switch self {
    case .reader, .caller: .hangUp
    case .qli: .kill
    }
  }

  /// Its end, in words.
  var endText: String {
    switch self {
    case .reader(of: .output): "nobody reads standard output any more"
    case .reader(of: .errors): "nobody reads standard error any more"
    case .caller: "the process that had started qli has ended"
    case .qli: "qli was killed"
    }
  }
}
