import Testing

@testable import QliCore

/// What waitpid(2) says of real processes.
@Suite struct WaitStatusTests {
  @Test(arguments: [0, 1, 3, 127, 128, 255] as [Int32]) func exitCodesOfProcesses(_ code: Int32)
    throws
  {
    #expect(try nextState(of: startShell("exit \(code)")) == .exited(code))
  }

  /// Also of those that leave a core file, and of real-time signals.
  @Test(arguments: [1, 2, 3, 6, 9, 11, 15, 34, 37, 64] as [Int32])
  func deathsOfProcessesBySignal(_ number: Int32) throws {
    let end = try nextState(of: startShell("ulimit -c 0; kill -\(number) $$; exit 1"))
    #expect(end == .signalled(Signal(rawValue: number)))
  }

  @Test func stopsAndWhatComesAfterThem() throws {
    let child = try startShell("kill -STOP $$; exec sleep 100")
    #expect(try nextState(of: child) == .stopped(.stop))
    // A stop is told once.
    #expect(try child.changedState() == nil)
    try child.send(.resume)
    #expect(try nextState(of: child) == .continued)
    try child.send(.kill)
    #expect(try nextState(of: child) == .signalled(.kill))
    #expect(throws: Errno.noChild) { try child.changedState() }
  }

  @Test func aChildThatRunsHasNoStatus() throws {
    let child = try startShell("exec sleep 100")
    #expect(try child.changedState() == nil)
    try child.send(.kill)
    #expect(try nextState(of: child) == .signalled(.kill))
  }
}
