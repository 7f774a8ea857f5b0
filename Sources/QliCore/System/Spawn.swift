#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program to start with posix_spawn(3).
///
/// The child stays in the caller's process group and session, inherits the current folder, and what
/// is ignored stays ignored in it.
struct Spawn: ~Copyable {
  private var actions = posix_spawn_file_actions_t()
  private var attributes = posix_spawnattr_t()

  /// - Parameter mask: the signals that are blocked in the program.
  init(signalMask mask: SignalSet) {
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    var mask = mask.value
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
  }

  deinit {
    var (actions, attributes) = (actions, attributes)
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
  }

  /// Gives the program `descriptor` under the number `target`.
  mutating func duplicate(_ descriptor: FileDescriptor, as target: FileDescriptor) {
    posix_spawn_file_actions_adddup2(&actions, descriptor.rawValue, target.rawValue)
  }

  /// Gives the program `/dev/null`, to read from, under the number `target`.
  mutating func openNull(as target: FileDescriptor) {
    posix_spawn_file_actions_addopen(&actions, target.rawValue, "/dev/null", O_RDONLY, 0)
  }

  /// Starts the file `path`.
  ///
  /// - Throws: the error of the failed execve(2) too: posix_spawn returns it.
  mutating func start(
    _ path: FilePath, arguments: CStringArray, environment: CStringArray
  ) throws(Errno) -> ProcessID {
    var process: pid_t = 0
    // posix_spawn returns its error, and leaves errno alone.
    let error = path.string.withCString {
      posix_spawn(
        &process, $0, &actions, &attributes, arguments.pointer, environment.pointer)
    }
    guard error == 0 else { throw Errno(rawValue: error) }
    return ProcessID(rawValue: process)
  }
}
