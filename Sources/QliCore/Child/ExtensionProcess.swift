/// Starts an extension: step 6.
enum ExtensionProcess {
  private static let shell: FilePath = "/bin/sh"

  /// Starts the file `path` with `arguments`, and with what `environment` says.
  ///
  /// A text without a `#!` line runs under `/bin/sh`, as it would from a shell.
  static func start(
    _ path: FilePath, arguments: Arguments, environment: ChildEnvironment, signalMask: SignalSet
  ) throws(SpawnFailure) -> ProcessID {
    let block = environment.block()
    var spawn = Spawn(signalMask: signalMask)
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
      return try spawn.start(shell, arguments: shellArguments, environment: block)
    } catch {
      throw SpawnFailure(error, starting: error == .argumentListTooLong ? path : shell)
    }
  }
}
