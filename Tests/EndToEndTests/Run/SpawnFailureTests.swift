import Foundation
import TestSupport
import Testing

/// Step 6 fails: each reason has its own sentence, code 126, and a record.
@Suite struct SpawnFailureTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
  }

  private static let place = "$DATA/qli/extensions/g/x"

  /// Runs `g x`, which has to fail in this way, and to be recorded.
  private func expectFailure(
    _ reason: String, help: String?, _ run: QliRun? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let headline = "cannot execute '\(Self.place)': \(reason)"
    let help = help.map { "help: \($0)\n" } ?? ""
    try (run ?? home.qli("g", "x")).expect(
      stderr: "error: \(headline)\n\(help)", code: 126, sourceLocation: sourceLocation)
    let records = try home.auditLines("$STATE/log", sourceLocation: sourceLocation)
    #expect(
      records.map { $0["event"] } == ["start", "failed"], sourceLocation: sourceLocation)
    #expect(
      records.last?.keys == [
        "cause", "duration_ms", "error", "event", "exit_code", "extension", "group", "host", "pid",
        "run_id", "step", "timestamp", "uid", "user",
      ], sourceLocation: sourceLocation)
    let last = records.last
    #expect(last?["run_id"] == records.first?["run_id"], sourceLocation: sourceLocation)
    #expect(last?["step"] == "spawn" && last?["exit_code"] == 126, sourceLocation: sourceLocation)
    #expect(
      last?["error"] == .string(home.expand(headline)), sourceLocation: sourceLocation)
    try home.remove("$STATE/log")
  }

  // MARK: - The `#!` line

  private static let interpreterHelp =
    "install the interpreter, or mend the first line of the script"

  @Test func aMissingInterpreter() throws {
    for line in ["#!/no/such", "#! \t/no/such -x y", "#!/no/such\t"] {
      try home.extension("g", "x", "\(line)\necho ran\n")
      try expectFailure("its interpreter '/no/such' isn't there", help: Self.interpreterHelp)
    }
    try home.extension("g", "x", "#!relative/one\n")
    try expectFailure("its interpreter 'relative/one' isn't there", help: Self.interpreterHelp)
    try home.extension("g", "x", "#!/no/\u{1b}[1m\n")
    try expectFailure("its interpreter '/no/\\x1b[1m' isn't there", help: Self.interpreterHelp)
  }

  @Test func anInterpretersLineThatEndsInCR() throws {
    for line in ["#!/bin/sh", "#!/no/such"] {
      try home.extension("g", "x", "\(line)\r\necho ran\r\n")
      try expectFailure(
        "its first line ends in a carriage return (Windows line ends)",
        help: "sed -i 's/\\r$//' \(Self.place)")
    }
  }

  @Test func theSedThatIsShownMendsTheScript() throws {
    let path = try home.extension("g", "x", "#!/bin/sh\r\necho ran\r\n")
    let help = try home.qli("g", "x").run().stderr.split(separator: "\n").last ?? ""
    try home.program("/bin/sh", "-c", String(help.dropFirst("help: ".count))).expect()
    #expect(try home.read(path) == "#!/bin/sh\necho ran\n")
  }

  @Test func anInterpretersLineThatNamesNothing() throws {
    for line in ["#!", "#! ", "#!\t "] {
      try home.extension("g", "x", "\(line)\necho ran\n")
      try expectFailure(
        "its '#!' line names no program that can run",
        help: "write '#!/bin/sh' or another interpreter in its first line")
    }
  }

  @Test func anInterpreterThatIsNotExecutable() throws {
    let interpreter = try home.file("interpreter", "#!/bin/sh\n", mode: 0o644)
    try home.extension("g", "x", "#!\(interpreter)\n")
    try expectFailure(
      "permission denied to it or to its interpreter", help: "ls -l \(Self.place)")
    try home.extension("g", "x", "#!/\n")
    try expectFailure(
      "permission denied to it or to its interpreter", help: "ls -l \(Self.place)")
  }

  @Test func interpretersInACircle() throws {
    let other = try home.file("other", "#!\(home.path(Self.place))\n", mode: 0o755)
    try home.extension("g", "x", "#!\(other)\n")
    try expectFailure("too many links, or interpreters in a circle", help: nil)
  }

  // MARK: - Binaries

  private static let binaryReason = "it is a binary of another machine, or a broken one"
  private static let binaryHelp = "see what it is: file \(place)"

  @Test(
    arguments: [
      [0x7f, 0x45, 0x4c, 0x46], [0x7f, 0x45, 0x4c, 0x46, 0x0a, 0x65], [0x00],
      Array("echo ran\n".utf8) + [0x00],
    ] as [[UInt8]])
  func aBrokenBinary(_ content: [UInt8]) throws {
    try home.extension("g", "x", content)
    try expectFailure(Self.binaryReason, help: Self.binaryHelp)
  }

  @Test func aBinaryOfAnotherMachine() throws {
    var binary = try home.readBytes("/bin/true")
    // e_machine: SPARC v9, which this is not.
    (binary[18], binary[19]) = (43, 0)
    try home.extension("g", "x", binary)
    try expectFailure(Self.binaryReason, help: Self.binaryHelp)
  }

  @Test func aBinaryWhoseLoaderIsMissing() throws {
    let binary = try home.readBytes("/bin/true")
    let patched = binary.replacing("/ld-".utf8, with: "/no-".utf8, maxReplacements: 1)
    #expect(patched != binary, "/bin/true is static")
    try home.extension("g", "x", patched)
    try expectFailure(
      "the loader that the binary needs isn't there",
      help: "it was built for another system: file \(Self.place)")
  }

  // MARK: - The file and the system

  @Test func aFileThatIsBeingWritten() throws {
    let path = try home.extension("g", "x", sh: "echo ran")
    try expectFailure(
      "another process is writing to it", help: "wait until that is done, and try again",
      home.qli("g", "x").descriptor(7, file: path))
    try home.qli("g", "x").expect(stdout: "ran\n")
  }

  private static let tooLong = "the arguments and the environment are too long"
  private static let tooLongHelp = "hand long input over in a file or through a pipe"

  /// What qli was started with fits, but not with what it adds.
  @Test func argumentsAndEnvironmentThatTakeTooMuch() throws {
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      [[secrets]]
      env = "TOKEN"
      ref = "SOURCE"
      provider = "env"
      """)
    try home.extension("g", "x", sh: "echo ran")
    // A quarter of the stack limit is for both together.
    let run = home.qli("g", "x", String(repeating: "x", count: 100_000)).stackLimit(1 << 20)
      .environment(["SOURCE": String(repeating: "y", count: 90_000)])
    try expectFailure(Self.tooLong, help: Self.tooLongHelp, run)
    // The same for a text: it isn't the shell that is to blame.
    try home.extension("g", "x", "echo ran\n")
    try expectFailure(Self.tooLong, help: Self.tooLongHelp, run)
    try home.qli("g", "x").stackLimit(1 << 20).environment(["SOURCE": "y"])
      .expect(stdout: "ran\n")
  }

  @Test(.mountsFileSystems) func aFileSystemThatMayNotExecute() throws {
    let path = try home.extension("g", "x", sh: "echo ran")
    let folder = (path as NSString).deletingLastPathComponent
    let script = """
      cp -R '\(folder)' '\(home.path("copy"))' && mount -t tmpfs -o noexec,mode=755 none \
      '\(folder)' && cp -R '\(home.path("copy"))/.' '\(folder)' && exec "$0" "$@"
      """
    try expectFailure(
      "it lies on a file system that is mounted 'noexec'",
      help: "see which: findmnt -T \(Self.place)",
      home.qli("g", "x").wrapped(
        "/usr/bin/unshare", "--mount", "--map-root-user", "/bin/sh", "-c", script))
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, with a message, where a namespace with mounts of its own can't be had.
  static var mountsFileSystems: Self {
    .enabled("needs 'unshare' and the right to mount in a namespace") {
      guard let unshare = Tools.path("unshare") else { return false }
      let trial = Process()
      trial.executableURL = URL(fileURLWithPath: unshare)
      trial.arguments = [
        "--mount", "--map-root-user", "mount", "-t", "tmpfs", "-o", "noexec", "none", "/mnt",
      ]
      trial.standardError = FileHandle.nullDevice
      try trial.run()
      trial.waitUntilExit()
      return trial.terminationStatus == 0
    }
  }
}
