import CSystem

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
  #if canImport(Darwin)
    // Pointers there, which the calls below fill in.
    private var actions: posix_spawn_file_actions_t?
    private var attributes: posix_spawnattr_t?
  #else
    private var actions = posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()
  #endif

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

  /// Leaves `descriptor` open in the program, under its number.
  mutating func inherit(_ descriptor: FileDescriptor) {
    #if os(Linux)
      // With one number for both, dup2 is left out and close-on-exec is taken off.
      duplicate(descriptor, as: descriptor)
    #else
      posix_spawn_file_actions_addinherit_np(&actions, descriptor.rawValue)
    #endif
  }

  /// Starts the program in the folder `path`.
  mutating func changeDirectory(to path: FilePath) {
    // The C library copies the path.
    _ = path.string.withCString { path in
      #if os(Linux)
        csystem_spawn_chdir(&actions, path)
      #else
        posix_spawn_file_actions_addchdir_np(&actions, path)
      #endif
    }
  }

  /// Starts the program in a session of its own, without a controlling terminal.
  mutating func startSession() {
    #if os(Linux)
      let session = Int16(CSYSTEM_SPAWN_SETSID)
    #else
      let session = Int16(POSIX_SPAWN_SETSID)
    #endif
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | session)
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
