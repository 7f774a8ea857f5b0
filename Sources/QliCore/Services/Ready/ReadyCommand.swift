/// A program of the manifest that says whether a service is ready: by its code, 0.
///
/// It is started anew until it says so. It gets the environment of the service without its secrets, and
/// is one of the service's processes in all else: what it leaves behind ends with the service.
final class ReadyCommand {
  /// How long it may take each time, in milliseconds.
  private static let limit: Int64 = 5000

  private let launch: Launch
  /// What it writes goes nowhere.
  private let null: OwnedDescriptor?
  private let clock: Clock
  private var process: ProcessID?
  private var end: MonotonicTime?
  private var hasSucceeded = false

  init(_ words: [String], _ service: ServiceLaunch, _ loop: EventLoop) {
    clock = loop.clock
    let program = words.first ?? ""
    let path =
      program.utf8.contains(UInt8(ascii: "/"))
      ? FilePath(program)
      : SearchPath(service.context.environment).find(program) ?? FilePath(program)
    let null = try? OwnedDescriptor(opening: "/dev/null", for: .appending)
    var launch = Launch(
      program: path, name: FilePath(program),
      arguments: Arguments(words.dropFirst().map { ByteString($0) }),
      environment: service.environmentWithoutSecrets, directory: service.directory,
      input: .nothing, signalMask: loop.callerMask)
    switch null {
    case .some(let file):
      launch.output = .descriptor(file.number)
      launch.errors = .descriptor(file.number)
    case .none: break
    }
    self.launch = launch
    self.null = null
  }

  /// Refuses it where its program isn't there, or somebody else could change it.
  ///
  /// - Parameter directory: the folder that the service runs in, or nil for qli's own.
  static func check(
    _ policy: ServicePolicy, in directory: FilePath?, _ environment: Environment,
    _ safety: PathSafety
  ) throws(ServiceRefusal) {
    guard case .command(let words) = policy.readiness, let program = words.first else { return }
    _ = try converting(ServiceRefusal.readyCommand) { () throws(ProgramError) in
      try SearchPath.program(named: program, in: directory, environment, safety)
    }
  }

  /// When it has had its time.
  var deadline: MonotonicTime? { end }

  /// Whether it has said so; starts it again where that is due.
  func look(pause: inout Backoff, _ supervisor: Supervisor) -> Bool {
    if hasSucceeded { return true }
    if let process {
      if let end, clock.monotonicTime() >= end {
        process.sendQuietly(.kill)
        self.end = nil
      }
      return false
    }
    guard pause.isDue(clock), let started = try? launch.start() else { return false }
    process = started.process
    end = clock.monotonicTime().advanced(byMilliseconds: Self.limit)
    return false
  }

  /// A process has ended that is a child of qli's.
  func reaped(_ process: ProcessID, _ status: WaitStatus) {
    guard process == self.process else { return }
    if case .exited(0) = status { hasSucceeded = true }
    self.process = nil
    end = nil
  }

  /// Ends it.
  func stop() { process?.sendQuietly(.kill) }
}
