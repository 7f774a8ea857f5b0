import TestSupport

@testable import QliCore

/// A shell that runs `script`, with nothing but PATH in its environment.
func startShell(_ script: String) throws -> ProcessID {
  try Spawn(signalMask: SignalSet()).start(
    "/bin/sh", arguments: CStringArray(["sh", "-c", ByteString(script)]),
    environment: CStringArray(["PATH=/usr/bin:/bin"])
  ).process
}

/// What has become of a child, as soon as something has. Looks again and again: SIGCHLD is the whole
/// test runner's.
func nextState(of child: ProcessID) throws -> WaitStatus {
  var status: WaitStatus?
  try waitUntil("something has become of \(child)") {
    status = try child.changedState()
    return status != nil
  }
  guard let status else { throw HarnessError("\(child) has no state") }
  return status
}
