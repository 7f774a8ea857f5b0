/// All whom a run ends with.
final class Companions {
  /// After how long is looked again at one whose end isn't told, in milliseconds.
  private static let pause: Int64 = 1000

  private var readers: [Companion.Stream] = []
  private var processes: [(companion: Companion, process: WatchedProcess)] = []

  /// Those that `run` asks for; nil if it asks for none.
  ///
  /// - Parameter caller: who has started the qli that this process is a copy of, if it is one.
  static func find(for run: RunPolicy, startedBy caller: WatchedProcess?) -> Companions? {
    // Before one is made: mostly there are none.
    guard run.hasCompanions else { return nil }
    let companions = Companions()
    if run.endsWithCaller { companions.addCaller(caller) }
    return companions
  }

  private init() {}

  /// Adds who this process was started for: the readers of its output, where that is a pipe or a socket. A
  /// file has none, and a terminal that is hung up says so by itself. Without a terminal, adds its parent, too,
  /// and who has started that.
  private func addCaller(_ original: WatchedProcess?) {
    for stream in [Companion.Stream.output, .errors] where Self.hasReader(stream.descriptor) {
      readers.append(stream)
    }
    let streams = [FileDescriptor.standardInput, .standardOutput, .standardError]
    guard streams.allSatisfy({ Terminal($0) == nil }) else { return }
    for process in [WatchedProcess.parent(), original] {
      if let process { processes.append((.caller, process)) }
    }
  }

  /// Adds the one whose copy this process is.
  func addQli(_ original: WatchedProcess) { processes.append((.qli, original)) }

  /// The first of them that is gone.
  var gone: Companion? {
    if let (companion, _) = processes.last(where: { $0.process.isGone }) { return companion }
    return readers.first { Poll.isClosing($0.descriptor) }.map { .reader(of: $0) }
  }

  /// What is ready when one of them is gone.
  var interests: [Poll.Interest] {
    readers.map { .closing($0.descriptor) } + processes.compactMap { $0.process.interest }
  }

  /// When is to be looked again, if one of them doesn't tell.
  func nextLook(after now: MonotonicTime) -> MonotonicTime? {
    guard processes.contains(where: { $0.process.interest == nil }) else { return nil }
    return now.advanced(byMilliseconds: Self.pause)
  }

  private static func hasReader(_ descriptor: FileDescriptor) -> Bool {
    guard descriptor.isOpenForWriting, let kind = try? descriptor.status().kind else {
      return false
    }
    return kind == .pipe || kind == .socket
  }
}

extension Companion.Stream {
  fileprivate var descriptor: FileDescriptor {
    switch self {
    case .output: .standardOutput
    case .errors: .standardError
    }
  }
}
