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
  /// Stays open in it, under its number: a lock that it is to hold as long as it runs.
  var inherited: FileDescriptor?
  /// The signals that are blocked in it.
  let signalMask: SignalSet
  /// Whether a text without a `#!` line runs under `/bin/sh`, as it would from a shell.
  var mayBePlainScript = false

  /// Starts it.
  func start() throws(SpawnFailure) -> StartedProcess {
    let shown = shownAs ?? program
    // posix_spawn can't say whether it was the folder that isn't there.
    if let directory { try Self.check(directory, for: shown) }
    let block = environment.block()
    defer { withExtendedLifetime(environment) {} }
    var spawn = prepared()
    do throws(Errno) {
      let argv = CStringArray((name ?? program).string, and: arguments)
      return started(try spawn.start(program, arguments: argv, environment: block))
    } catch {
      guard mayBePlainScript, error == .notExecutableFormat, let head = Shebang.head(of: program),
        Shebang.isPlainScript(head)
      else { throw SpawnFailure(error, starting: shown) }
    }
    do throws(Errno) {
      let argv = CStringArray("sh", program.string, and: arguments)
      return started(try spawn.start(Self.shell, arguments: argv, environment: block))
    } catch {
      throw SpawnFailure(error, starting: error == .argumentListTooLong ? shown : Self.shell)
    }
  }

  private func started(_ process: ProcessID) -> StartedProcess {
    StartedProcess(process: process, hasOwnSession: hasOwnSession, missed: nil)
  }

  private func prepared() -> Spawn {
    var spawn = Spawn(signalMask: signalMask)
    if hasOwnSession { spawn.startSession() }
    connect(input, as: .standardInput, of: &spawn)
    connect(output, as: .standardOutput, of: &spawn)
    connect(errors, as: .standardError, of: &spawn)
    if let inherited { spawn.inherit(inherited) }
    if let directory { spawn.changeDirectory(to: directory) }
    return spawn
  }

  private func connect(_ stream: Stream, as target: FileDescriptor, of spawn: inout Spawn) {
    switch stream {
    case .inherited: break
    case .nothing: spawn.openNull(as: target)
    case .descriptor(let descriptor): spawn.duplicate(descriptor, as: target)
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
