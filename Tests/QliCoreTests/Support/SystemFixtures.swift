import Glibc

@testable import QliCore

/// A shell that runs `script`, with nothing but PATH in its environment.
func startShell(_ script: String) throws -> ProcessID {
  var spawn = Spawn(signalMask: SignalSet())
  return try spawn.start(
    "/bin/sh", arguments: CStringArray(["sh", "-c", ByteString(script)]),
    environment: CStringArray(["PATH=/usr/bin:/bin"]))
}

/// What has become of a child, as soon as something has. Looks every millisecond: SIGCHLD is the
/// whole test runner's.
func nextState(of child: ProcessID) throws -> WaitStatus {
  while true {
    if let status = try child.changedState() { return status }
    usleep(1_000)
  }
}
