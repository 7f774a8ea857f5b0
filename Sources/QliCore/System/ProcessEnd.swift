#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The end of this process.
enum ProcessEnd {
  /// Ends it with `status`.
  static func exit(_ status: ExitStatus) -> Never {
    if status == .diedOfInterrupt { dieOfInterrupt() }
    // If the signal had no effect, as in the first process of a container, the code says it.
    systemExit(status.code)
  }

  /// Dies of SIGINT: a shell that sees its program die of it stops its loop, one that sees the code
  /// 130 goes on.
  private static func dieOfInterrupt() {
    var limit = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(coreLimit, &limit)
    SignalDisposition.setDefault(.interrupt)
    SignalSet(.interrupt).unblock()
    try? ProcessID.current.send(.interrupt)
  }
}

#if os(Linux) && canImport(Glibc)
  private let coreLimit = __rlimit_resource_t(RLIMIT_CORE.rawValue)
#else
  private let coreLimit = RLIMIT_CORE
#endif

// At file level, where `exit` means the C function and no method.
private func systemExit(_ code: Int32) -> Never { exit(code) }
