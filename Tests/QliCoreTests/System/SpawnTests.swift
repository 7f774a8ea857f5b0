import Glibc
import Testing

@testable import QliCore

/// How a program is started: both ways of it, each step, and each step made to fail.
@Suite struct SpawnTests {
  /// Starts `script` under sh(1) after `steps`, and returns what it wrote.
  private func output(
    of script: ByteString, _ steps: [Spawn.Step] = [], isPlain: Bool, mask: SignalSet = SignalSet()
  ) throws -> String {
    let pipe = try Pipe()
    let all = [.duplicate(pipe.writing.number, as: .standardOutput)] + steps
    let child = try start("/bin/sh", ["sh", "-c", script], all, isPlain: isPlain, mask: mask)
    let reading = pipe.intoReading()
    let text = try reading.number.readAll(limit: 1 << 16) ?? []
    child.process.reap()
    return String(decoding: text, as: UTF8.self)
  }

  private func start(
    _ path: FilePath, _ arguments: [ByteString], _ steps: [Spawn.Step] = [], isPlain: Bool,
    mask: SignalSet = SignalSet()
  ) throws(Spawn.Failure) -> Spawn.Result {
    var spawn = Spawn(steps: steps, signalMask: mask)
    spawn.isPlain = isPlain
    return try spawn.start(
      path, arguments: CStringArray(arguments), environment: CStringArray(["A=b"]))
  }

  private func failure(
    _ path: FilePath, _ steps: [Spawn.Step] = [], isPlain: Bool
  ) -> Spawn.Failure? {
    do throws(Spawn.Failure) {
      _ = try start(path, ["x"], steps, isPlain: isPlain)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [false, true]) func argumentsAndEnvironment(_ isPlain: Bool) throws {
    #expect(try output(of: "echo $0 $A", isPlain: isPlain) == "sh b\n")
  }

  @Test(arguments: [false, true]) func theErrorOfExecveIsReported(_ isPlain: Bool) throws {
    #expect(failure("/no/such", isPlain: isPlain) == Spawn.Failure(step: nil, error: .noSuchFile))
    #expect(failure("/etc", isPlain: isPlain) == Spawn.Failure(step: nil, error: .permissionDenied))
    let scratch = try ScratchFolder()
    let text = FilePath(scratch.path).appending("text")
    try FileReplacement.create(Array("no program".utf8), at: text, mode: 0o755)
    #expect(
      failure(text, isPlain: isPlain) == Spawn.Failure(step: nil, error: .notExecutableFormat))
  }

  @Test(arguments: [false, true]) func theStepThatFailsIsReported(_ isPlain: Bool) {
    let closed = FileDescriptor(rawValue: 9999)
    let first = Spawn.Step.null(.standardInput)
    for (step, error) in [
      (Spawn.Step.folder("/no/such"), Errno.noSuchFile), (.folder("/etc/passwd"), .notDirectory),
      (.duplicate(closed, as: .standardOutput), Errno(rawValue: EBADF)),
      (.duplicate(closed, as: closed), Errno(rawValue: EBADF)),
    ] {
      #expect(
        failure("/bin/true", [.session, first, step], isPlain: isPlain)
          == Spawn.Failure(step: step, error: error))
    }
    // A second session in the same process.
    #expect(
      failure("/bin/true", [.session, .session], isPlain: isPlain)
        == Spawn.Failure(step: .session, error: .notPermitted))
  }

  /// One that wasn't started is reaped.
  @Test func aFailureLeavesNoProcess() async {
    await #expect(processExitsWith: .success) {
      for isPlain in [false, true] {
        var spawn = Spawn(steps: [], signalMask: SignalSet())
        spawn.isPlain = isPlain
        #expect(throws: Spawn.Failure.self) {
          try spawn.start(
            "/no/such", arguments: CStringArray(["x"]), environment: CStringArray([]))
        }
        #expect(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD)
      }
    }
  }

  @Test(arguments: [false, true]) func eachStepIsDone(_ isPlain: Bool) throws {
    #expect(try output(of: "pwd", [.folder("/usr")], isPlain: isPlain) == "/usr\n")
    #expect(
      try output(of: "cat; echo end", [.null(.standardInput)], isPlain: isPlain) == "end\n")
    let session = "cut -d ' ' -f 6 /proc/$$/stat; echo $$"
    let lines = try output(of: ByteString(session), [.session], isPlain: isPlain)
      .split(separator: "\n")
    #expect(lines.count == 2 && lines[0] == lines[1])
  }

  /// Files that were opened close on exec, unless one is to stay open.
  @Test(arguments: [false, true]) func descriptorsStayOpenWhereThatIsAskedFor(
    _ isPlain: Bool
  ) throws {
    let file = try OwnedDescriptor(opening: "/etc/passwd", for: .reading)
    let script = ByteString(
      "[ -e /proc/$$/fd/\(file.number.rawValue) ] && echo open || echo closed")
    #expect(try output(of: script, isPlain: isPlain) == "closed\n")
    #expect(
      try output(of: script, [.duplicate(file.number, as: file.number)], isPlain: isPlain)
        == "open\n")
  }

  /// The lines of its own `/proc/self/status` that begin with `name`, as a program sees them.
  private static func status(
    _ names: [String], isPlain: Bool, mask: SignalSet = SignalSet()
  ) throws -> [String] {
    let pipe = try Pipe()
    var spawn = Spawn(
      steps: [.duplicate(pipe.writing.number, as: .standardOutput)], signalMask: mask)
    spawn.isPlain = isPlain
    let child = try spawn.start(
      "/bin/cat", arguments: CStringArray(["cat", "/proc/self/status"]),
      environment: CStringArray([]))
    let reading = pipe.intoReading()
    let text = try reading.number.readAll(limit: 1 << 16) ?? []
    child.process.reap()
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { line in names.contains { line.hasPrefix($0) } }
  }

  @Test(arguments: [false, true]) func theMaskIsWhatWasAskedFor(_ isPlain: Bool) throws {
    let blocked = try Self.status(["SigBlk"], isPlain: isPlain, mask: SignalSet(.user1))
    #expect(blocked == ["SigBlk:\t0000000000000200"])
    #expect(try Self.status(["SigBlk"], isPlain: isPlain) == ["SigBlk:\t0000000000000000"])
  }

  /// A handler of qli's own is no program's. In a process of its own, as both hold for a whole one.
  @Test func caughtSignalsAreResetAndIgnoredOnesAreNot() async {
    await #expect(processExitsWith: .success) {
      signal(SIGUSR1) { _ in }
      signal(SIGUSR2, SIG_IGN)
      for isPlain in [false, true] {
        let ignored = try Self.status(["SigIgn"], isPlain: isPlain).joined()
        let mask = try #require(UInt64(ignored.dropFirst("SigIgn:\t".count), radix: 16))
        // What the runner of the tests ignores is ignored as well.
        #expect(mask & 0x800 != 0 && mask & 0x200 == 0)
        #expect(
          try Self.status(["SigCgt"], isPlain: isPlain) == ["SigCgt:\t0000000000000000"])
      }
    }
  }

  /// What waits from before is told, and isn't the program's. The older way doesn't know.
  @Test func signalsThatCameBeforeAreMissed() throws {
    let before = SignalSet(.user1, .user2).block()
    defer { before.restore() }
    pthread_kill(pthread_self(), SIGUSR1)
    let missed = try start("/bin/true", ["true"], isPlain: false)
    #expect(missed.missed?.contains(.user1) == true)
    #expect(missed.missed?.contains(.user2) == false)
    missed.process.reap()
    let plain = try start("/bin/true", ["true"], isPlain: true)
    #expect(plain.missed == nil)
    plain.process.reap()
    var number: Int32 = 0
    var set = SignalSet(.user1).value
    sigwait(&set, &number)
  }

  /// Where a step makes a high number, the error of execve still comes through.
  @Test(arguments: [false, true]) func anErrorBehindStepsWithHighNumbers(_ isPlain: Bool) throws {
    let file = try OwnedDescriptor(opening: "/dev/null", for: .reading)
    let steps = (3..<64).map {
      Spawn.Step.duplicate(file.number, as: FileDescriptor(rawValue: Int32($0)))
    }
    #expect(
      failure("/no/such", steps, isPlain: isPlain) == Spawn.Failure(step: nil, error: .noSuchFile))
  }

  /// Everywhere at once, as tests and helpers do.
  @Test func manyAtTheSameTime() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<32 {
        group.addTask {
          let text = try SpawnTests().output(of: ByteString("echo \(index)"), isPlain: false)
          #expect(text == "\(index)\n")
        }
      }
      try await group.waitForAll()
    }
  }
}
