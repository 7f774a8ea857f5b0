import CSystem

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
    csystem_forbid_core()
    SignalDisposition.setDefault(.interrupt)
    SignalSet(.interrupt).unblock()
    try? ProcessID.current.send(.interrupt)
  }
}

// At file level, where `exit` means the C function and no method.
private func systemExit(_ code: Int32) -> Never { exit(code) }
