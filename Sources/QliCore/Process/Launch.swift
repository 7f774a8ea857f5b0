/// What is started, and in which surroundings. Each program that qli starts is such a value.
///
/// It stays in qli's process group unless it has a session of its own, and what is ignored stays
/// ignored in it.
struct Launch {
  /// One of its three standard streams.
  enum Stream {
    /// qli's own.
    case inherited
    /// `/dev/null`, to read from.
    case nothing
    case descriptor(FileDescriptor)
  }

  private static let shell: FilePath = "/bin/sh"

  let program: FilePath
  /// What it is told that it is called, where that isn't its path.
  var name: FilePath?
  /// What errors call it, where that isn't its path.
  var shownAs: FilePath?
  /// Its arguments, behind its name.
  let arguments: Arguments
  let environment: ChildEnvironment
  /// The folder that it runs in, or nil for qli's own.
  var directory: FilePath?
  var input = Stream.inherited
  var output = Stream.inherited
  var errors = Stream.inherited
  /// Whether it has a session of its own, without a terminal.
  var hasOwnSession = false
  /// Stay open in it, under their numbers: locks that it is to hold as long as it runs.
  var inherited: [FileDescriptor] = []
  /// What it may write to; nil for all that its user may.
  var rules: WriteRules?
  /// Where it answers, and under which number that is open in it, beside its three streams.
  var answer: (file: FileDescriptor, number: FileDescriptor)?
  /// The signals that are blocked in it.
  let signalMask: SignalSet
  /// Whether a text without a `#!` line runs under `/bin/sh`, as it would from a shell.
  var mayBePlainScript = false

  /// Starts it.
  func start() throws(SpawnFailure) -> StartedProcess {
    // What it doesn't get, it can't read from qli either.
    if environment.withholds { ProcessID.hideMemory() }
    let block = environment.block()
    // The block points into what it owns.
    defer { withExtendedLifetime(environment) {} }
    let spawn = Spawn(steps: steps, signalMask: signalMask)
    do throws(Spawn.Failure) {
      let argv = CStringArray((name ?? program).string, and: arguments)
      return started(try spawn.start(program, arguments: argv, environment: block))
    } catch {
      guard mayBePlainScript, error.step == nil, error.error == .notExecutableFormat,
        let head = Shebang.head(of: program), Shebang.isPlainScript(head)
      else { throw failure(error, starting: shownAs ?? program) }
    }
    do throws(Spawn.Failure) {
      let argv = CStringArray("sh", program.string, and: arguments)
      return started(try spawn.start(Self.shell, arguments: argv, environment: block))
    } catch {
      let isOfScript = error.error == .argumentListTooLong
      throw failure(error, starting: isOfScript ? shownAs ?? program : Self.shell)
    }
  }

  private func started(_ result: Spawn.Result) -> StartedProcess {
    StartedProcess(process: result.process, hasOwnSession: hasOwnSession, missed: result.missed)
  }

  private func failure(_ failure: Spawn.Failure, starting path: FilePath) -> SpawnFailure {
    switch failure.step {
    case .folder(let folder): .directory(shownAs ?? program, folder, failure.error)
    case .null: .noNull(path, failure.error)
    case .session, .duplicate: .other(path, failure.error)
    case .restricted: .fence(path, failure.error)
    case nil: SpawnFailure(failure.error, starting: path)
    }
  }

  private var steps: [Spawn.Step] {
    var steps: [Spawn.Step] = hasOwnSession ? [.session] : []
    add(input, as: .standardInput, to: &steps)
    add(output, as: .standardOutput, to: &steps)
    add(errors, as: .standardError, to: &steps)
    for file in inherited { steps.append(.duplicate(file, as: file)) }
    if let directory { steps.append(.folder(directory)) }
    if let rules { steps.append(.restricted(by: rules.descriptor, flags: rules.flags)) }
    // The last: whatever has this number is needed no longer.
    if let answer { steps.append(.duplicate(answer.file, as: answer.number)) }
    return steps
  }

  private func add(_ stream: Stream, as target: FileDescriptor, to steps: inout [Spawn.Step]) {
    switch stream {
    case .inherited: break
    case .nothing: steps.append(.null(target))
    case .descriptor(let descriptor): steps.append(.duplicate(descriptor, as: target))
    }
  }

  /// Checks that `path` could be run in `directory`.
  static func check(_ directory: FilePath, for path: FilePath) throws(SpawnFailure) {
    do throws(Errno) { try check(directory) } catch { throw .directory(path, directory, error) }
  }

  /// Checks that a program could be run in `directory`.
  static func check(_ directory: FilePath) throws(Errno) {
    let status = try FileStatus(following: directory)
    guard status.kind == .directory else { throw .notDirectory }
    try FileAccess.checkEntering(directory)
  }
}

/// A program that was started.
struct StartedProcess {
  let process: ProcessID
  let hasOwnSession: Bool
  /// What the kernel has sent to qli before the program was there, and so not to it; nil if that
  /// isn't known.
  let missed: SignalSet?
}
