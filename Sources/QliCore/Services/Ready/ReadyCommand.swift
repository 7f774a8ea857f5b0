/// A program of the manifest that says whether a service is ready: by its code, 0.
///
/// It is started anew until it says so, with the environment of the service without its secrets. Each time
/// a copy of this process stays above it, for two reasons: it ends what the program leaves behind, before
/// the next time; and what the service leaves behind comes to the process that watches over the service,
/// so that nobody takes the one for the other.
final class ReadyCommand {
  /// How long it may take each time.
  private static let limit = RunDuration.milliseconds(5000)

  private let launch: Launch
  /// What it writes goes nowhere.
  private let null: OwnedDescriptor?
  private let environment: Environment
  private let callerMask: SignalSet
  private let clock: Clock
  /// The copy that is above it.
  private var process: ProcessID?
  private var hasSucceeded = false

  init(_ words: [String], _ service: ServiceLaunch, _ loop: EventLoop) {
    clock = loop.clock
    callerMask = loop.callerMask
    environment = service.context.environment
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
      input: .nothing, rules: service.passed.met.scope.fence?.rules,
      signalMask: loop.callerMask)
    switch null {
    case .some(let file):
      launch.output = .descriptor(file.number)
      launch.errors = .descriptor(file.number)
    case .none: break
    }
    self.launch = launch
    self.null = null
  }

  /// Whether it was started, and hasn't answered yet.
  var isAsked: Bool { process != nil }

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

  /// Whether it has said so; starts it again where that is due.
  func look(pause: inout Backoff, _ supervisor: Supervisor) -> Bool {
    if hasSucceeded || isAsked { return hasSucceeded }
    guard pause.isDue(clock) else { return false }
    do throws(Errno) {
      guard let process = try ProcessID.fork() else { ask() }
      self.process = process
    } catch {
      // There are too many processes now: it is tried again.
    }
    return false
  }

  /// A process has ended that is a child of qli's.
  func reaped(_ process: ProcessID, _ status: WaitStatus) {
    guard process == self.process else { return }
    if case .exited(0) = status { hasSucceeded = true }
    self.process = nil
  }

  /// Ends it, and what it has started.
  func stop() { process?.sendQuietly(.terminate) }

  // MARK: - In the copy

  /// Starts it, and ends with 0 if it says so; nothing of it is left then.
  private func ask() -> Never {
    // Locks among them, which nobody may hold once the one who watches over the service is gone.
    FileDescriptor.closeAll(
      but: nullDescriptors + [launch.rules?.descriptor].compactMap { $0 })
    var isReady = false
    do throws(Errno) {
      let loop = try EventLoop(callerMask: callerMask, clock: clock)
      let tree = RunTree(environment, isOfHelpers: true)
      if let started = try? launch.start() {
        var ending = Ending.tree(grace: nil)
        ending.isForWhatIsLeft = true
        let supervisor = Supervisor(
          started, as: .helper, Limits(time: Self.limit), ending, tree: tree, loop)
        try loop.watch(supervisor)
        isReady = supervisor.cut == nil && supervisor.end == .exited(0)
      }
    } catch {
      // Whoever can't be watched says nothing.
    }
    ProcessEnd.exit(ExitStatus(isReady ? .success : .qliFailed))
  }

  private var nullDescriptors: [FileDescriptor] {
    switch null {
    case .some(let file): [file.number]
    case .none: []
    }
  }
}
