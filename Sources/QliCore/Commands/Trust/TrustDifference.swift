/// What diff(1) says of two texts.
final class TrustDifference {
  /// How long it may take.
  private static let limit = RunDuration.seconds(30)
  private static let outputLimit = 16 << 20

  /// Why none is shown any more, or nil.
  private(set) var obstacle: String?
  private var program: FilePath?
  private let isBesidePager: Bool
  private let context: RunContext

  /// - Parameter isBesidePager: whether a person reads already, so that the keys' signals aren't meant for it.
  init(_ context: RunContext, besidePager isBesidePager: Bool) {
    self.context = context
    self.isBesidePager = isBesidePager
  }

  /// How `new` differs from `old`; nil where diff doesn't say.
  func lines(
    from old: [UInt8], to new: [UInt8], _ name: String
  ) throws(TrustError) -> [UInt8]? {
    guard obstacle == nil else { return nil }
    if program == nil {
      do throws(ProgramError) {
        program = try SearchPath.program("diff", in: context.environment, PathSafety())
      } catch {
        obstacle = ErrorReport(error).headline
      }
    }
    guard let program else { return nil }
    let folder = try TrustView.temporaryFolder(context.environment, PathSafety())
    defer { folder.remove() }
    let paths = [folder.path.appending("old"), folder.path.appending("new")]
    try converting(TrustError.system) { () throws(Errno) in
      try FileReplacement.create(old, at: paths[0], mode: 0o600)
      try FileReplacement.create(new, at: paths[1], mode: 0o600)
    }
    let words: [ByteString] = [
      "-a", "-u", "--label", ByteString("\(name), as it was"), "--label", ByteString(name), "--",
    ]
    return try output(of: program, Arguments(words + paths.map { $0.string }))
  }

  private func output(
    of program: FilePath, _ arguments: Arguments
  ) throws(TrustError) -> [UInt8]? {
    // From the beginning to the end of the program alone, so that qli can be told to end at all other times.
    let mask = SignalSet().block()
    defer { mask.restore() }
    var callerMask = context.callerMask
    let loop = try converting(TrustError.system) { () throws(Errno) in
      isBesidePager
        ? try EventLoop(besidePager: context.callerMask, clock: context.clock)
        : try EventLoop(callerMask: context.callerMask, clock: context.clock)
    }
    if isBesidePager {
      callerMask.insert(.interrupt)
      callerMask.insert(.quit)
    }
    let launch = Launch(
      program: program, arguments: arguments, environment: ChildEnvironment(context.environment),
      signalMask: callerMask)
    let process = HelperProcess(
      launch, Limits(time: Self.limit), outputLimit: Self.outputLimit, loop)
    do throws(HelperRun.Failure) { try HelperRun.finish([process], loop) } catch {
      switch error {
      case .interrupted(let signal): throw .question(.interrupted(signal))
      case .system(let error): throw .system(error)
      case .failed:
        // 1: they differ.
        guard case .unsuccessful(.exited(1), _)? = process.failure else {
          obstacle = "diff: \(process.failure?.words ?? "it failed")"
          return nil
        }
        if process.output.count > 0 { return Array(process.output.bytes) }
      }
    }
    obstacle = "diff: it finds none"
    return nil
  }
}
