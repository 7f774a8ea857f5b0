import CSystem

/// Starts programs: the only place that does.
///
/// A program stays in the caller's process group and session unless a step says otherwise, inherits
/// the current folder, and what is ignored stays ignored in it.
struct Spawn {
  /// What is done in the new process, in this order, before it becomes the program.
  enum Step: Equatable {
    /// It gets a session of its own, without a controlling terminal: setsid(2). The first of all.
    case session
    /// It gets `/dev/null`, to read from, under this number.
    case null(FileDescriptor)
    /// It gets a descriptor under the second number, with dup2(2). With one number for both, it stays
    /// open.
    case duplicate(FileDescriptor, as: FileDescriptor)
    /// It goes to this folder, with chdir(2); at most one.
    case folder(FilePath)
    /// It is restricted by landlock(7), to what these rules allow, with these flags of
    /// landlock_restrict_self(2); by no_new_privs, too. Behind all that opens files.
    case restricted(by: FileDescriptor, flags: Int32)
  }

  /// Why a program wasn't started.
  struct Failure: Error, Equatable {
    /// What failed, or nil for execve(2) or the new process itself.
    let step: Step?
    let error: Errno
  }

  /// What was started.
  struct Result {
    let process: ProcessID
    /// The signals that the kernel had sent to the caller alone, as the process wasn't there yet. Of
    /// all that waits in the caller besides, and comes from the kernel, a process of its session has
    /// its own. Nil if that isn't known.
    let missed: SignalSet?
  }

  /// Whether a program can be started by a descriptor of its file, as `/proc/self/fd/N`.
  static var canStartDescriptors: Bool {
    #if os(Linux)
      return true
    #else
      return false
    #endif
  }

  var steps: [Step] = []
  /// The signals that are blocked in the program.
  let signalMask: SignalSet

  #if os(Linux)
    /// Takes the way for kernels before 5.5.
    var isPlain = false

    /// Starts the file `path`, see `csystem_launch`.
    func start(
      _ path: FilePath, arguments: CStringArray, environment: CStringArray
    ) throws(Failure) -> Result {
      var folder: FilePath = "."
      for case .folder(let path) in steps { folder = path }
      let result = folder.string.withCString { folder in
        path.string.withCString { path in
          withUnsafeTemporaryAllocation(of: csystem_step.self, capacity: steps.count) { raw in
            for (index, step) in steps.enumerated() {
              raw.initializeElement(at: index, to: Self.raw(step, folder))
            }
            var launch = csystem_launch(
              program: path, arguments: arguments.pointer, environment: environment.pointer,
              steps: raw.baseAddress, step_count: Int32(steps.count), mask: signalMask.value,
              is_plain: isPlain ? 1 : 0)
            return csystem_launch(&launch)
          }
        }
      }
      guard result.error == 0 else {
        let step = result.failed_step < 0 ? nil : steps[Int(result.failed_step)]
        throw Failure(step: step, error: Errno(rawValue: result.error))
      }
      return Result(
        process: ProcessID(rawValue: result.process),
        missed: result.knows_missed == 1 ? SignalSet(result.missed) : nil)
    }

    private static func raw(_ step: Step, _ folder: UnsafePointer<CChar>) -> csystem_step {
      switch step {
      case .session:
        csystem_step(kind: CSYSTEM_STEP_SESSION, source: -1, target: -1, path: nil, flags: 0)
      case .null(let target):
        csystem_step(
          kind: CSYSTEM_STEP_NULL, source: -1, target: target.rawValue, path: nil, flags: 0)
      case .duplicate(let source, let target):
        csystem_step(
          kind: CSYSTEM_STEP_DUPLICATE, source: source.rawValue, target: target.rawValue, path: nil,
          flags: 0)
      case .folder:
        csystem_step(kind: CSYSTEM_STEP_FOLDER, source: -1, target: -1, path: folder, flags: 0)
      case .restricted(let rules, let flags):
        csystem_step(
          kind: CSYSTEM_STEP_RESTRICT, source: rules.rawValue, target: -1, path: nil, flags: flags)
      }
    }
  #else
    /// Starts the file `path`, with posix_spawn(3), which doesn't say which step has failed.
    func start(
      _ path: FilePath, arguments: CStringArray, environment: CStringArray
    ) throws(Failure) -> Result {
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
      posix_spawn_file_actions_init(&actions)
      posix_spawnattr_init(&attributes)
      defer {
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
      }
      var mask = signalMask.value
      posix_spawnattr_setsigmask(&attributes, &mask)
      var flags = Int16(POSIX_SPAWN_SETSIGMASK)
      for step in steps {
        switch step {
        case .session: flags |= Int16(POSIX_SPAWN_SETSID)
        case .null(let target):
          posix_spawn_file_actions_addopen(&actions, target.rawValue, "/dev/null", O_RDONLY, 0)
        case .duplicate(let source, let target) where source == target:
          posix_spawn_file_actions_addinherit_np(&actions, source.rawValue)
        case .duplicate(let source, let target):
          posix_spawn_file_actions_adddup2(&actions, source.rawValue, target.rawValue)
        case .folder(let path):
          // The C library copies the path.
          _ = path.string.withCString { posix_spawn_file_actions_addchdir_np(&actions, $0) }
        // Nobody can have made such rules here, see `WriteRules`.
        case .restricted: throw Failure(step: step, error: .noSystemCall)
        }
      }
      posix_spawnattr_setflags(&attributes, flags)
      var process: pid_t = 0
      // posix_spawn returns its error, and leaves errno alone.
      let error = path.string.withCString {
        posix_spawn(&process, $0, &actions, &attributes, arguments.pointer, environment.pointer)
      }
      guard error == 0 else { throw Failure(step: nil, error: Errno(rawValue: error)) }
      return Result(process: ProcessID(rawValue: process), missed: nil)
    }
  #endif
}
