/// How an extension is started.
struct ExtensionLaunch {
  private static let shell: FilePath = "/bin/sh"

  let path: FilePath
  let arguments: Arguments
  let environment: ChildEnvironment
  /// The folder that it runs in, or nil for qli's own.
  let directory: FilePath?
  /// A lock that it holds as long as it runs.
  let lock: ExclusiveLock?
  /// Where its output goes, in a session of its own with nothing to read; or nil for qli's streams.
  let capture: OutputCapture?
  let signalMask: SignalSet

  /// Starts it. A text without a `#!` line runs under `/bin/sh`, as it would from a shell.
  func start() throws(SpawnFailure) -> ProcessID {
    // posix_spawn can't say whether it was the folder that isn't there.
    if let directory { try Self.check(directory, for: path) }
    let block = environment.block()
    var spawn = prepared()
    defer { capture?.closeWritingEnds() }
    do throws(Errno) {
      return try spawn.start(
        path, arguments: CStringArray(path.string, and: arguments), environment: block)
    } catch {
      guard error == .notExecutableFormat, let head = Shebang.head(of: path),
        Shebang.isPlainScript(head)
      else { throw SpawnFailure(error, starting: path) }
    }
    let shellArguments = CStringArray("sh", path.string, and: arguments)
    do throws(Errno) {
      return try spawn.start(Self.shell, arguments: shellArguments, environment: block)
    } catch {
      throw SpawnFailure(error, starting: error == .argumentListTooLong ? path : Self.shell)
    }
  }

  private func prepared() -> Spawn {
    var spawn = Spawn(signalMask: signalMask)
    if let capture {
      spawn.startSession()
      spawn.openNull(as: .standardInput)
      capture.connect(to: &spawn)
    }
    if let lock { spawn.inherit(lock.descriptor) }
    if let directory { spawn.changeDirectory(to: directory) }
    return spawn
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
